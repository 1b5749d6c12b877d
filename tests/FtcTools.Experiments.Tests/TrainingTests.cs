using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Sweeps;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Training;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Experiments.Tests;

public sealed class TrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Experiment Load(string text) => Experiment.Load(_folder.Write("e.ftc.yaml", text));

    private const string Small = """
        experiment: small
        dataset: { relabelled: { K: 60, N: [0, 10], dimension: 4, seed: 3 } }
        pretrain: { widths: [64, 64], steps: 800 }
        train: { neurons: [5, 12], steps: 200, restarts: 2 }
        """;

    [Fact]
    public void The_sections_say_what_is_trained_and_how()
    {
        var cell = Load("""
            experiment: all
            dataset: { relabelled: { K: 60, N: 10, dimension: 4 } }
            pretrain: { widths: [64, 32], steps: 800, precision: float64 }
            train:
              neurons: 11
              layers: [3, 4]
              optimizer: sgd
              learningRate: 0.5
              schedule: step
              decayEvery: 7
              decayFactor: 0.25
              momentum: 0.9
              steps: 70
              batch: 16
              restarts: 3
              patience: 20
              stopAt: 1e-3
              seed: [8, 9]
              precision: float64
            """).Cells[3];
        Assert.Equal([64, 32], cell.Pretraining!.Widths);
        Assert.Equal(new TrainingOptions { Steps = 800, Precision = Arithmetic.Float64 }, cell.Pretraining.Options);
        Assert.Equal([4, 4, 3], cell.Training!.Widths);
        Assert.Equal(
            new TrainingOptions
            {
                Optimizer = OptimizerKind.Sgd, LearningRate = 0.5, Schedule = RateSchedule.Step, DecayEvery = 7, DecayFactor = 0.25,
                Momentum = 0.9, Steps = 70, Batch = 16,
                Restarts = 3, Patience = 20, StopAt = 1e-3, Seed = 9, Precision = Arithmetic.Float64,
            },
            cell.Training.Options);
        Assert.Equal([9, 2], Load("experiment: w\ndataset: { line: { N: 2, K: 9 } }\ntrain: { widths: [9, 2] }").Cells[0].Training!.Widths);
    }

    [Fact]
    public void A_cell_trains_the_frozen_model_and_then_the_side_network()
    {
        var models = new PretrainedModels();
        var records = Load(Small).Cells.Select(cell => TrainingCell.Run(cell, cell.ReadData(null, default).Dataset, models)).ToList();
        Assert.Equal([(0, 5), (0, 12), (10, 5), (10, 12)], records.Select(r => (r.Record.N, r.Record.Neurons)));
        Assert.Single(records.Select(r => r.Record.PretrainLoss).Distinct());
        foreach (var (record, network) in records)
        {
            Assert.InRange(record.PretrainLoss, 0, 1e-4);
            Assert.Equal([record.Neurons - record.Neurons / 2, record.Neurons / 2], network!.Widths);
            Assert.Equal(network.Parameters, record.Parameters);
            Assert.Equal(record.Loss, record.RestartLosses.Min());
            Assert.Equal(2, record.RestartLosses.Count);
            Assert.True(record.N == 0 ? Math.Abs(record.LossOfZero - record.PretrainLoss) < 1e-15 : record.Loss < record.LossOfZero);
        }
    }

    [Fact]
    public void The_loss_is_that_of_frozen_model_and_side_network_together()
    {
        var cell = Load(Small).Cells[3];
        var data = cell.ReadData(null, default).Dataset;
        var models = new PretrainedModels();
        var (record, network) = TrainingCell.Run(cell, data, models);
        var (f, g) = (new Networks.RoundedNetwork<double>(models.Get(data, cell.Pretraining!, default).Network),
            new Networks.RoundedNetwork<double>(network!));
        var loss = Enumerable.Range(0, data.K).Average(i =>
        {
            var label = data.Predictions(i)[0] + data.Residual(i, 0).ToDouble();
            return Math.Pow(f.Evaluate(data.Row(i))[0] + g.Evaluate(data.Row(i))[0] - label, 2);
        });
        Assert.Equal(loss, record.Loss, 1e-6);
    }

    [Fact]
    public void A_loss_that_is_NaN_is_a_record_and_a_complaint_at_its_place()
    {
        var cell = Load("experiment: nan\ndataset: { line: { N: 2, K: 9 } }\ntrain: { neurons: 4, optimizer: sgd, learningRate: 1e30 }").Cells[0];
        var (record, network) = TrainingCell.Run(cell, cell.ReadData(null, default).Dataset, new PretrainedModels());
        Assert.True(double.IsNaN(record.Loss) && network is null && record.Stop == StopReason.Diverged);
        var complaint = TrainingCell.Complaint(cell, record)!;
        Assert.Equal((Codes.Diverged, 3, 1), (complaint.Code, complaint.Line, complaint.Column));
        var fine = Load("experiment: fine\ndataset: { line: { N: 2, K: 9 } }\ntrain: { neurons: 4, steps: 10 }").Cells[0];
        Assert.Null(TrainingCell.Complaint(fine,
            TrainingCell.Run(fine, fine.ReadData(null, default).Dataset, new PretrainedModels()).Record));
    }

    [Fact]
    public void A_sweep_goes_on_after_a_cell_that_diverged()
    {
        var experiment = Load("experiment: nan\ndataset: { line: { N: 2, K: 9 } }\ntrain: { neurons: 4, optimizer: sgd, steps: 20, learningRate: [1e30, 1e-3] }\nreport: { formats: csv }");
        var results = ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"] }).ToList();
        Assert.Equal([false, true], results.Select(result => result.Succeeded));
        Assert.Equal(Codes.Diverged, Assert.Single(results[0].Diagnostics).Code);
        Assert.Equal(3, File.ReadAllLines(_folder["out/nan/report.csv"]).Length);
    }

    [Theory]
    [InlineData("figure9/trained", 400)]
    [InlineData("figure9/built", 100)]
    [InlineData("figure9-small/trained", 44)]
    [InlineData("figure9-small/built", 10)]
    public void The_examples_ask_for_the_figure(string file, int cells)
    {
        var experiment = Experiment.Load(Repository.File([.. $"examples/{file}.ftc.yaml".Split('/')]));
        Assert.Equal(cells, experiment.Cells.Count);
        Assert.Equal(file.EndsWith("trained", StringComparison.Ordinal), experiment.Cells[0].Training is not null);
        Assert.Equal(1000, experiment.Cells[^1].ReadData(null, default).Dataset.K);
    }

    [Fact]
    public void A_broken_expectation_of_a_training_is_a_complaint_at_its_line()
    {
        var results = ExperimentRunner.Run(Load(Small + "\nexpect: { training: { N: \"<= 10\", loss: [\"< 1\", \"< 1e-30\"] } }")).ToList();
        Assert.Equal(4, results.Count);
        foreach (var result in results)
        {
            var complaint = Assert.Single(result.Diagnostics);
            Assert.Equal((Codes.Expectation, 5), (complaint.Code, complaint.Line));
            Assert.StartsWith($"{result.Name}: loss is ", complaint.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("train: { neurons: 4 }\nexpect: { passed: true }", Codes.InvalidValue, "write 'expect.training'")]
    [InlineData("expect: { training: { loss: 0 } }", Codes.InvalidValue, "'train' is missing")]
    [InlineData("train: { neurons: 4 }\nnetwork: { layers: 3 }", Codes.InvalidValue, "beside 'network'")]
    [InlineData("train: { steps: 4 }", Codes.MissingKey, "train.neurons")]
    [InlineData("train: { widths: [4, 2], layers: 3 }", Codes.InvalidValue, "'train.layers' cannot stand beside 'train.widths'")]
    [InlineData("train: { neurons: 4 }\npretrain: { widths: [8] }", Codes.InvalidValue, "labels before the edits")]
    [InlineData("pretrain: { widths: [8] }", Codes.InvalidValue, "without 'train'")]
    [InlineData("train: { neurons: 4, optimiser: adam }", Codes.UnknownKey, "is 'optimizer' meant?")]
    [InlineData("train: { neurons: 4, layers: 1 }", Codes.InvalidValue, "from 2 to")]
    [InlineData("train: { neurons: 4, learningRate: -1 }", Codes.InvalidValue, "at least 0")]
    public void A_mistake_is_named(string sections, string code, string text)
    {
        var e = Assert.Throws<FtcException>(() => Load($"experiment: e\ndataset: {{ line: {{ N: 2, K: 9 }} }}\n{sections}"));
        Assert.Equal(code, e.Code);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.True(e.Line > 0);
    }

    [Theory]
    [InlineData("learningRate: 0", "the learning rate is 0; valid is above 0")]
    [InlineData("neurons: 1", "a hidden layer of 0 neurons")]
    public void What_the_trainer_refuses_has_its_place(string key, string text)
    {
        var cell = Load($"experiment: e\ndataset: {{ line: {{ N: 2, K: 9 }} }}\ntrain: {{ {key}{(key.StartsWith('n') ? "" : ", neurons: 4")} }}").Cells[0];
        var e = Assert.Throws<FtcException>(() => TrainingCell.Run(cell, cell.ReadData(null, default).Dataset, new PretrainedModels()));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.Equal(3, e.Line);
    }
}
