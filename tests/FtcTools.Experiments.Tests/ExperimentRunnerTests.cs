using System.Text.Json;
using System.Xml.Linq;
using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Sweeps;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Experiments.Tests;

public sealed class ExperimentRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private List<CellResult> Run(string text, int parallelism = 1) =>
        [.. ExperimentRunner.Run(Experiment.Load(_folder.Write("e.ftc.yaml", text)),
            new RunOptions { OutputFolder = _folder["out"], Parallelism = parallelism })];

    private const string Grid = """
        experiment: grid
        dataset: { gaussian: { N: 3, K: [20, 40], dimension: 2 } }
        network: { layers: [2, 3], precision: exact }
        test: { arithmetic: [exact, float64, float32] }
        """;

    [Fact]
    public void Every_cell_is_built_verified_and_written()
    {
        var results = Run(Grid);
        Assert.Equal(["K-20_layers-2", "K-20_layers-3", "K-40_layers-2", "K-40_layers-3"], results.Select(result => result.Name));
        foreach (var result in results)
        {
            Assert.Equal([Arithmetic.Exact, Arithmetic.Float64, Arithmetic.Float32], result.Reports.Select(report => report.Arithmetic));
            Assert.True(result.Reports[0].Passed && result.Succeeded);
            Assert.NotEmpty(result.Attempts);
            Assert.Equal(result.Network!.Parameters, NetworkFile.Read(_folder[$"out/grid/networks/{result.Name}.json"]).Parameters);
        }
        Assert.Equal(
            ["details", "networks", "report.csv", "report.html", "report.json", "results.jsonl"],
            Directory.GetFileSystemEntries(_folder["out/grid"]).Select(Path.GetFileName).Order());
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out/grid/report.json"]));
        Assert.Equal(4, json.RootElement.GetProperty("cells").GetArrayLength());
        Assert.Equal(20, json.RootElement.GetProperty("cells")[0].GetProperty("reports")[0].GetProperty("K").GetInt32());
        var rows = File.ReadAllLines(_folder["out/grid/report.csv"]);
        Assert.Equal(1 + 4 * 3, rows.Length);
        Assert.StartsWith("Experiment,Cell,dataset.gaussian.K,network.layers,Passed,", rows[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("test: { arithmetic: [exact, float64] }", false)]
    [InlineData("test: { arithmetic: float64 }", true)]
    public void What_is_tested_in_exact_arithmetic_is_built_to_be_right_there(string test, bool within)
    {
        var result = Assert.Single(Run($$"""
            experiment: residuals
            dataset: { gaussian: { N: 60, K: 400, dimension: 32 } }
            network: { untouched: exact }
            {{test}}
            """));
        Assert.Equal(within, Catalogue.MeetsWithinRounding(result.Network!));
        Assert.All(result.Reports, report => Assert.True(report.Passed));
    }

    [Fact]
    public void Classes()
    {
        _folder.Write("data.csv", "x0,x1,y,f0,f1\n1,0,0,2,1\n2,1,1,3,0\n3,0,1,0,1\n4,5,0,1,2\n");
        var result = Assert.Single(Run("""
            experiment: classes
            dataset: { csv: data.csv, features: x0..x1, label: y, prediction: f0..f1, classification: true, margin: 0.5 }
            network: { untouched: exact }
            test: { arithmetic: [exact, float32] }
            expect: { passed: true, N: 2, touched: 0, margin: ">= 0.4" }
            """));
        Assert.True(result.Succeeded);
        Assert.Equal(0.5, result.Network!.Dataset!.Classes!.Margin.ToDouble());
    }

    [Fact]
    public void The_model_itself_answers()
    {
        var (csv, model) = (Repository.File("examples", "quickstart", "digits.csv"),
            Repository.File("examples", "onnx-patch", "digits-mlp.onnx"));
        var text = $$"""
            experiment: model
            dataset: { csv: '{{csv}}', features: x0..x63, label: label, pretrained: '{{model}}', classification: true }
            network: { layers: 3, method: Hats }
            expect: { passed: true, N: 98, K: 1797, neurons: "<= 30", touched: 0 }
            """;
        Assert.True(Assert.Single(Run(text)).Succeeded);
        Assert.Equal([csv, model], Experiment.Load(_folder.Write("e.ftc.yaml", text)).DataFiles);
    }

    // The model that answers at the samples bounds what it can answer around them: no further key.
    [Fact]
    public void The_class_itself_is_certified_where_the_model_is_at_hand()
    {
        var (csv, model) = (Repository.File("examples", "quickstart", "digits.csv"),
            Repository.File("examples", "onnx-patch", "digits-mlp.onnx"));
        var result = Assert.Single(Run($$"""
            experiment: ball
            dataset: { csv: '{{csv}}', features: x0..x63, label: label, pretrained: '{{model}}', classification: true }
            network: { radius: 0.25, precision: float32 }
            test: { arithmetic: [exact, float32] }
            expect: { passed: true, N: 98, touched: 0, argmaxRadius: ">= 0.25" }
            """));
        Assert.Empty(result.Diagnostics);
        Assert.All(result.Reports, report => Assert.InRange(report.ArgmaxRadius!.Value, 0.25, report.Radius!.Value));
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(_folder["out/ball/report.json"]));
        Assert.Equal(result.Reports[0].ArgmaxRadius,
            json.RootElement.GetProperty("cells")[0].GetProperty("reports")[0].GetProperty("argmaxRadius").GetDouble());
        Assert.Contains("ArgmaxRadius", File.ReadLines(_folder["out/ball/report.csv"]).First(), StringComparison.Ordinal);
        Assert.Contains("Of the class", File.ReadAllText(_folder["out/ball/report.html"]), StringComparison.Ordinal);
        // What answers alone say of it is not known.
        Assert.Contains("argmaxRadius is not known", Assert.Single(Assert.Single(Run($$"""
            experiment: answers
            dataset: { csv: '{{csv}}', features: x0..x63, label: label, prediction: logit0..logit9, classification: true }
            network: { radius: 0.25, precision: float32 }
            expect: { argmaxRadius: ">= 0.25" }
            """)).Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Codes.FileNotReadable, "missing.onnx", "x0..x63", "missing.onnx")]
    [InlineData(Codes.OnnxFile, "none.onnx", "x0..x63", "'none.onnx'")]
    [InlineData(Codes.ShapeMismatch, "model.onnx", "x0..x62", "63 feature columns are given; 'model.onnx' takes 64")]
    [InlineData(Codes.NoTensor, "model.onnx\n  at: nothing", "x0..x63", "has no tensor 'nothing'", 7, 7)]
    public void A_model_that_does_not_serve_is_complained_of_where_it_is_named(string code, string model, string features, string message,
        int line = 6, int column = 15)
    {
        _folder.Write("none.onnx", "no model");
        File.Copy(Repository.File("examples", "onnx-patch", "digits-mlp.onnx"), _folder["model.onnx"]);
        var text = $"experiment: e\ndataset:\n  csv: '{Repository.File("examples", "quickstart", "digits.csv")}'\n  features: {features}\n  label: label\n  pretrained: {model}\n  classification: true\nnetwork: {{ radius: 0.25 }}\n";
        FtcException e;
        try
        {
            e = Assert.Single(Assert.Single(Run(text)).Diagnostics);
        }
        catch (FtcException thrown)
        {
            e = thrown;
        }
        Assert.Equal((code, line, column), (e.Code, e.Line, e.Column));
        Assert.EndsWith(".ftc.yaml", e.File, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_radius_that_is_too_large_is_complained_of_where_it_is_stated()
    {
        var results = Run("""
            experiment: e
            dataset: { line: { T: [4], K: 8 } }
            network:
              method: auto
              radius: [0.25,
                5]
            """);
        var e = Assert.Single(results.SelectMany(result => result.Diagnostics));
        Assert.Equal((Codes.RadiusTooLarge, 6, 5), (e.Code, e.Line, e.Column));
    }

    [Fact]
    public void Hard_instances()
    {
        var results = Run("""
            experiment: hard
            dataset: { hard: { N: 4, K: 17, kind: [alternating, Signed, paper] } }
            network: { layers: 2, method: FewestKnots }
            expect: { passed: true, K: 17, neurons: 12 }
            """);
        Assert.Equal(["kind-alternating", "kind-signed", "kind-paper"], results.Select(result => result.Name));
        Assert.Equal(["hard(Alternating, N=4, K=17)", "hard(Signed, N=4, K=17)", "hard(Paper, N=4, K=17)"],
            results.Select(result => result.Network!.Dataset!.Name));
        Assert.All(results, result => Assert.True(result.Succeeded));
    }

    [Fact]
    public void Hard_instances_that_do_not_exist_are_located()
    {
        var e = Assert.Throws<FtcException>(() => Run("experiment: e\ndataset:\n  hard: { N: 4, K: 10, kind: paper }\n"));
        Assert.Equal((Codes.Argument, 3, 3), (e.Code, e.Line, e.Column));
    }

    [Fact]
    public void Threads_change_neither_order_nor_bytes()
    {
        Run(Grid);
        var before = Directory.GetFiles(_folder["out/grid/networks"]).Order().Select(File.ReadAllText).ToArray();
        Assert.Equal(["K-20_layers-2", "K-20_layers-3", "K-40_layers-2", "K-40_layers-3"],
            Run(Grid, parallelism: 3).Select(result => result.Name));
        Assert.Equal(before, Directory.GetFiles(_folder["out/grid/networks"]).Order().Select(File.ReadAllText));
    }

    [Fact]
    public void Broken_expectations_are_located_and_the_rest_goes_on()
    {
        var results = Run("""
            experiment: e
            dataset:
              line: { T: [2, 4, 9] }
            network: { method: BlockEndpoints }
            expect:
              exact:
                passed: true
              neurons: ["<= 1", "> 0"]
              mismatches: 0
              margin: ">= 0"
            """);
        Assert.Equal([(Codes.Expectation, 8, 13), (Codes.Expectation, 10, 11)],
            results[0].Diagnostics.Select(e => (e.Code, e.Line, e.Column)));
        Assert.Contains("expected is <= 1", results[0].Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("margin is not known", results[0].Diagnostics[1].Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["out/e/report.html"]));
    }

    [Fact]
    public void A_cell_without_a_network_does_not_stop_the_others()
    {
        var results = Run("experiment: e\ndataset: { line: { T: [2] } }\nnetwork:\n  layers: [2, 3]\n  method: Sawtooth\n");
        Assert.True(results[1].Succeeded);
        Assert.Null(results[0].Network);
        Assert.Equal((Codes.Condition, 5, 11),
            (results[0].Diagnostics[0].Code, results[0].Diagnostics[0].Line, results[0].Diagnostics[0].Column));
        Assert.Contains("no network", File.ReadAllText(_folder["out/e/report.html"]), StringComparison.Ordinal);
        Assert.Contains("no network", string.Join('\n', SummaryTable.Lines(Experiment.Load(_folder["e.ftc.yaml"]), results)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dataset:\n  csv: absent.csv\n  features: x\n  residual: z\n", Codes.FileNotReadable, "e.ftc.yaml", 3)]
    [InlineData("dataset:\n  gaussian:\n    N: 30\n    K: 20\n    dimension: 2\n", Codes.SampleOutOfRange, "e.ftc.yaml", 3)]
    [InlineData("dataset:\n  line: { T: [9], K: 4 }\n", Codes.SampleOutOfRange, "e.ftc.yaml", 3)]
    [InlineData("dataset:\n  csv: data.csv\n  features: x\n  residual: z\n", Codes.NotANumber, "data.csv", 3)]
    public void Samples_at_fault_leave_nothing_behind(string dataset, string code, string file, int line)
    {
        _folder.Write("data.csv", "x,z\n1,0\n2,a\n3,0\n");
        var e = Assert.Throws<FtcException>(() => Run("experiment: e\n" + dataset));
        Assert.Equal((code, _folder[file], line), (e.Code, e.File, e.Line));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_known_before_the_work()
    {
        _folder.Write("out", "a file stands where the folder should be");
        Assert.Equal(Codes.NotWritable,
            Assert.Throws<FtcException>(() => Run("experiment: e\ndataset: { csv: absent.csv, features: x, residual: z }\n")).Code);
    }

    [Fact]
    public void Stopping_early_leaves_no_report()
    {
        var experiment = Experiment.Load(_folder.Write("e.ftc.yaml", Grid));
        Assert.Equal("K-20_layers-2",
            ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"], Parallelism = 2 }).First().Name);
        Assert.False(File.Exists(_folder["out/grid/report.json"]));
        Assert.ThrowsAny<OperationCanceledException>(() => ExperimentRunner.Run(experiment, cancellation: new CancellationToken(true))
            .ToList());
    }

    [Fact]
    public void The_page_is_well_formed_escaped_and_needs_no_network()
    {
        _folder.Write("<i>&.csv", "x,z\n1,0\n2,1\n3,0\n");
        Run("experiment: e\ndataset: { csv: ['<i>&.csv', './<i>&.csv'], features: x, residual: z }\nnetwork: { layers: 2 }\nexpect: { neurons: \"< 1\" }\n");
        var text = File.ReadAllText(_folder["out/e/report.html"]);
        Assert.DoesNotContain("http", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("prefers-color-scheme: dark", text, StringComparison.Ordinal);
        var page = XDocument.Parse(text.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)
            .Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal));
        // Its one script is the one that orders tables.
        var script = Assert.Single(page.Descendants("script"));
        Assert.False(script.HasAttributes);
        Assert.Equal(PageStyle.Script.ReplaceLineEndings("\n"), script.Value.Trim());
        Assert.Equal(page.Descendants("table").Count(), page.Descendants("caption").Count());
        Assert.All(page.Descendants("th"), th => Assert.NotNull(th.Attribute("scope")));
        Assert.Contains(page.Descendants("li"), li => li.Value.Contains("expected is < 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Networks_beside_the_bounds_of_the_paper_are_right_on_every_digit()
    {
        var experiment = Experiment.Load(Repository.File("examples", "paper-bounds", "digits.ftc.yaml"));
        var results = ExperimentRunner.Run(experiment, new RunOptions { Parallelism = 2 }).ToList();
        Assert.Equal(["layers-2", "layers-3"], results.Select(result => result.Name));
        foreach (var result in results)
        {
            Assert.Equal((1797, 98, true, 0),
                (result.Reports[0].K, result.Reports[0].N, result.Reports[0].Passed, result.Reports[0].Mismatches));
            Assert.Empty(result.Diagnostics);
        }
    }

    [Fact]
    public void Progress_is_told_where_the_work_is()
    {
        var steps = new List<RunProgress>();
        _ = ExperimentRunner.Run(Experiment.Load(_folder.Write("e.ftc.yaml", Grid)), progress: new Recorder(steps)).ToList();
        Assert.Contains(steps, step => step.Step == "verifying in Float64");
        Assert.Equal((4, 4, "done"), (steps[^1].Done, steps[^1].Cells, steps[^1].Step));
    }

    private sealed class Recorder(List<RunProgress> steps) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (steps) steps.Add(value);
        }
    }
}
