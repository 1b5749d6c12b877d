using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Training;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Training;

public class TrainerTests
{
    private static readonly TrainingSet s_set = GradientTests.Samples([3, 8, 1], 150);

    private static TrainingOptions Options => new() { Steps = 300, Restarts = 2 };

    private static double Loss(Network network, TrainingSet set) => Enumerable.Range(0, set.Count).Average(i =>
        new RoundedNetwork<double>(network).Evaluate(set.Row(i)).Zip(set.Target(i).ToArray(), (g, z) => (g - z) * (g - z)).Sum());

    public static TheoryData<TrainingOptions> Ways =>
    [
        Options,
        Options with { Precision = Arithmetic.Float64 },
        Options with { Batch = 32, Schedule = RateSchedule.Constant },
        Options with { Optimizer = OptimizerKind.Sgd, LearningRate = 0.1, Momentum = 0.9 },
        Options with { Optimizer = OptimizerKind.Sgd, LearningRate = 0.1, Batch = 40, Schedule = RateSchedule.Step, DecayEvery = 100 },
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Training_lowers_the_loss_to_what_the_network_has(TrainingOptions options)
    {
        var result = Trainer.Train(s_set, [8, 8], options);
        Assert.True(result.Loss < 0.9 * s_set.LossOfZero, $"{result.Loss} of {s_set.LossOfZero}");
        Assert.Equal(Loss(result.Network!, s_set), result.Loss, 1e-14);
        Assert.Equal(result.Loss, result.Runs.Min(run => run.Loss));
        Assert.Equal(result.Loss, result.Runs[result.Restart - 1].Loss);
        Assert.Equal((300, StopReason.Steps, 2), (result.Steps, result.Stop, result.Runs.Count));
        Assert.Equal(new CurvePoint(300, result.Loss), result.Curve[^1]);
        Assert.Equal(101, result.Curve.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Same_seed_same_bits_however_many_train_beside_it(TrainingOptions options)
    {
        var alone = Trainer.Train(s_set, [8, 8], options);
        var results = new TrainingResult[8];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => results[i] = Trainer.Train(s_set, [8, 8], options with { Seed = 1 + i / 4 }));
        foreach (var result in results[..4])
        {
            Assert.Equal(alone.Loss, result.Loss);
            Assert.Equal(alone.Curve, result.Curve);
            Assert.Equal(Text(alone), Text(result));
        }
        Assert.NotEqual(alone.Loss, results[4].Loss);

        static string Text(TrainingResult result)
        {
            using var stream = new MemoryStream();
            NetworkFile.Write(stream, result.Network!);
            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Fact]
    public void A_first_run_is_the_same_with_and_without_restarts()
    {
        var one = Trainer.Train(s_set, [5], Options with { Restarts = 1 });
        Assert.Equal(one.Runs[0], Trainer.Train(s_set, [5], Options with { Restarts = 3 }).Runs[0]);
    }

    [Fact]
    public void A_step_of_either_optimizer_is_the_textbook_step()
    {
        // One weight, one sample: g(x) = w x + b with x = 2, target 1, from w = 0.5, b = 0.25: error 0.25, gradient (1, 0.5).
        var set = new TrainingSet(1, 1, [2], [1]);
        var start = new Network([new Layer(Activation.Identity, 1, [[Rational.Of(0.5)]], [Rational.Of(0.25)])]);
        var options = new TrainingOptions { Steps = 1, LearningRate = 0.125, Schedule = RateSchedule.Constant,
            Precision = Arithmetic.Float64 };
        var sgd = Trainer.Train(set, start, options with { Optimizer = OptimizerKind.Sgd }).Network!.Layers[0];
        Assert.Equal((0.375, 0.1875), (sgd.Weights(0)[0].ToDouble(), sgd.Bias(0).ToDouble()));
        var adam = Trainer.Train(set, start, options).Network!.Layers[0];
        Assert.Equal(0.375, adam.Weights(0)[0].ToDouble(), 1e-8);
        Assert.Equal(0.125, adam.Bias(0).ToDouble(), 1e-8);
        // Momentum: after the second step of 0.9 v + gradient.
        var second = Trainer.Train(set, start,
            options with { Optimizer = OptimizerKind.Sgd, Momentum = 0.9, Steps = 2 }).Network!.Layers[0];
        var error = 2 * 0.375 + 0.1875 - 1;
        Assert.Equal(0.375 - 0.125 * (0.9 + 2 * error * 2), second.Weights(0)[0].ToDouble(), 1e-15);
    }

    [Fact]
    public void Starting_at_a_network_that_is_right_stays_there()
    {
        var teacher = Trainer.Train(s_set, [6], Options).Network!;
        var set = new TrainingSet(3, 1, [.. Enumerable.Range(0, 150).SelectMany(i => s_set.Row(i).ToArray())],
            [.. Enumerable.Range(0, 150).Select(i => new RoundedNetwork<double>(teacher).Evaluate(s_set.Row(i))[0])]);
        var result = Trainer.Train(set, teacher,
            new TrainingOptions { Optimizer = OptimizerKind.Sgd, Batch = 16, Steps = 50, Precision = Arithmetic.Float64 });
        Assert.True(result.Loss < 1e-28, $"{result.Loss}");
        Assert.Equal(teacher.Widths, result.Network!.Widths);
    }

    [Fact]
    public void An_epoch_sees_every_sample_once()
    {
        // Target i + 1 at sample i, a model that is a constant 0 and does not move: a batch's loss is the mean of (i + 1)^2 over its
        // samples.
        var set = new TrainingSet(1, 1, new double[10], [.. Enumerable.Range(1, 10).Select(i => (double)i)]);
        var zero = new Network([new Layer(Activation.Identity, 1, [[Rational.Zero]], [Rational.Zero])]);
        var curve = Trainer.Train(set, zero,
            new TrainingOptions { Optimizer = OptimizerKind.Sgd, LearningRate = 1e-30, Batch = 4, Steps = 6,
                Precision = Arithmetic.Float64 }).Curve;
        foreach (var epoch in (int[])[0, 3])
            Assert.Equal(385, 4 * curve[epoch].Loss + 4 * curve[epoch + 1].Loss + 2 * curve[epoch + 2].Loss, 1e-9);
        Assert.NotEqual(curve[0].Loss, curve[3].Loss);
    }

    [Fact]
    public void A_run_stops_on_a_plateau_at_its_goal_and_where_it_diverges()
    {
        var plateau = Trainer.Train(s_set, [8], Options with { Steps = 100_000, LearningRate = 1e-9, Patience = 50, Restarts = 1 });
        Assert.Equal((StopReason.Plateau, 50), (plateau.Stop, plateau.Steps));
        var reached = Trainer.Train(s_set, [8], Options with { StopAt = 0.9 * s_set.LossOfZero });
        Assert.Equal(StopReason.Reached, reached.Stop);
        Assert.True(reached.Steps < 300 && reached.Runs.Count == 1 && reached.Loss <= 0.9 * s_set.LossOfZero);
        var diverged = Trainer.Train(s_set, [8], Options with { Optimizer = OptimizerKind.Sgd, LearningRate = 1e9 });
        Assert.Equal(StopReason.Diverged, diverged.Stop);
        Assert.True(double.IsNaN(diverged.Loss) && diverged.Network is null && diverged.Runs.Count == 2 && diverged.Steps < 300);
    }

    [Fact]
    public void A_run_that_diverges_does_not_count_where_another_does_not()
    {
        // One ReLU on huge positive features: a start with a negative weight is dead and only fits the mean, one with a positive weight
        // overflows.
        var set = new TrainingSet(1, 1, [.. Enumerable.Range(1000, 20).Select(i => 1e30 * i)],
            [.. Enumerable.Range(0, 20).Select(i => i % 2 + 0.5)]);
        var result = Trainer.Train(set, [1], Options with { Optimizer = OptimizerKind.Sgd, LearningRate = 0.1, Restarts = 10 });
        Assert.Equal(0.25, result.Loss, 1e-6);
        Assert.Contains(result.Runs, run => run.Stop == StopReason.Diverged);
        Assert.Equal(result.Runs.Where(run => run.Stop != StopReason.Diverged).Min(run => run.Loss), result.Loss);
    }

    [Fact]
    public void Schedules_are_what_their_names_say()
    {
        var options = new TrainingOptions { LearningRate = 2, Steps = 100, DecayEvery = 10, DecayFactor = 0.5 };
        Assert.Equal([2, 1, 0], new[] { 0, 50, 100 }.Select(options.Rate).Select(rate => Math.Round(rate, 12)));
        Assert.Equal([2, 2, 1, 0.5], new[] { 0, 9, 10, 29 }.Select((options with { Schedule = RateSchedule.Step }).Rate));
        Assert.Equal([2, 2], new[] { 0, 99 }.Select((options with { Schedule = RateSchedule.Constant }).Rate));
    }

    [Fact]
    public void Wrong_options_say_what_is_valid()
    {
        foreach (var (options, text) in ((TrainingOptions, string)[])
        [
            (Options with { LearningRate = 0 }, "above 0"), (Options with { LearningRate = double.NaN }, "NaN"),
            (Options with { Momentum = 1 }, "below 1"),
            (Options with { Steps = -1 }, "at least 0"), (Options with { Batch = 0 }, "at least 1"),
            (Options with { Restarts = 0 }, "at least 1"),
            (Options with { Precision = Arithmetic.Exact }, "Float32 and Float64"), (Options with { DecayFactor = 2 }, "at most 1"),
        ])
        {
            var e = Assert.Throws<FtcException>(() => Trainer.Train(s_set, [8], options));
            Assert.Equal(Codes.Argument, e.Code);
            Assert.Contains(text, e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Trainer.Train(s_set, [0])).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Trainer.Train(s_set, [int.MaxValue])).Code);
        var hardTanh = new Network([
            new Layer(Activation.HardTanh, 3, [[1, 1, 1]], [0]), new Layer(Activation.Identity, 1, [[1]], [0]),
        ]);
        Assert.Equal(Codes.NotTrainable, Assert.Throws<FtcException>(() => Trainer.Train(s_set, hardTanh)).Code);
        Assert.Equal(Codes.NotFinite, Assert.Throws<FtcException>(() => new TrainingSet(1, 1, [double.NaN], [0])).Code);
        Assert.Equal(Codes.ShapeMismatch, Assert.Throws<FtcException>(() => new TrainingSet(2, 1, [1, 2, 3], [0])).Code);
    }

    [Fact]
    public void Relabelled_samples_share_what_does_not_depend_on_N()
    {
        var (few, many) = (SyntheticData.Relabelled(3, 50, 4, 7), SyntheticData.Relabelled(20, 50, 4, 7));
        Assert.Equal((3, 20), (few.N, many.N));
        Assert.Subset(many.T.ToHashSet(), few.T.ToHashSet());
        foreach (var i in Enumerable.Range(0, 50))
        {
            Assert.True(few.Row(i).SequenceEqual(many.Row(i)) && few.Predictions(i).SequenceEqual(many.Predictions(i)));
            if (few.Residual(i) is { } z) Assert.Equal(z, many.Residual(i));
            Assert.InRange(many.Predictions(i)[0], -1, 1);
            Assert.InRange(many.Predictions(i)[0] + many.Residual(i, 0).ToDouble(), -1, 1);
        }
        Assert.NotEqual(few.T, SyntheticData.Relabelled(3, 50, 4, 8).T);
        Assert.Equal(0, SyntheticData.Relabelled(0, 50, 4, 7).N);
    }

    [Fact]
    public void Training_stops_when_asked() =>
        Assert.Throws<OperationCanceledException>(() => Trainer.Train(s_set, [8], Options, new CancellationToken(true)));
}
