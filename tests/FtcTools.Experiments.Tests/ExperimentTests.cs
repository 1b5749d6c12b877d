using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Experiments.Sweeps;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Experiments.Tests;

public sealed class ExperimentTests : IDisposable
{
    private const string Line = "experiment: e\ndataset:\n  line: { T: [2, 4] }\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Experiment Load(string text, Dictionary<string, object>? overrides = null) =>
        Experiment.Load(_folder.Write("e.ftc.yaml", text), overrides);

    [Fact]
    public void Defaults()
    {
        var experiment = Load(Line);
        Assert.Equal("e", experiment.Name);
        Assert.Equal([Arithmetic.Exact], experiment.Arithmetics);
        Assert.Equal([ReportFormat.Html, ReportFormat.Csv, ReportFormat.Json], experiment.Formats);
        var cell = Assert.Single(experiment.Cells);
        Assert.Equal("cell", cell.Name);
        Assert.Null(cell.Options.Layers);
        Assert.Equal("Auto", cell.Options.Method, ignoreCase: true);
        Assert.Null(cell.Tolerance);
    }

    [Fact]
    public void Everything_that_the_file_can_say()
    {
        _folder.Write("data.csv", "x0,x1,y,f\n1,0,0,1\n2,0,0,0\n3,0,0,0\n");
        var experiment = Load("""
            experiment: all-1.x
            dataset: { csv: data.csv, features: [x0, x1], label: y, prediction: [f] }
            network: { layers: 3, method: allpoints, precision: Exact, seed: 7, timeLimit: 1.5m }
            test: { arithmetic: float32, tolerance: 1e-2 }
            expect: { passed: true, neurons: ["<= 30", "> 0"], method: AllPoints, float32: { worst: 1, layers: "= 3" } }
            report: { formats: json }
            """);
        var cell = Assert.Single(experiment.Cells);
        Assert.Equal((3, "AllPoints", Arithmetic.Exact, 7, TimeSpan.FromSeconds(90)),
            (cell.Options.Layers![0], cell.Options.Method, cell.Options.Precision, cell.Options.Seed, cell.Options.TimeLimit));
        Assert.Equal(0.01, cell.Tolerance);
        Assert.Equal([_folder["data.csv"]], experiment.DataFiles);
        Assert.Equal(6, experiment.Expectations.Count);
    }

    [Fact]
    public void An_old_name_and_a_day_that_is_past_are_warned_of_at_their_lines()
    {
        var experiment = Load(Line + "network:\n  ease: 2\n  method: AllPoints\n  until: 2020-02-03\n");
        Assert.Equal([(Codes.RenamedKey, 5, 3), (Codes.Expired, 7, 10)], experiment.Warnings.Select(e => (e.Code, e.Line, e.Column)));
        Assert.Equal(2, Assert.Single(experiment.Cells).Options.SmallerWeights);
        var later = Load(Line + "network: { until: 2199-01-01 }\n");
        Assert.Empty(later.Warnings);
        var result = Assert.Single(ExperimentRunner.Run(later, new() { OutputFolder = _folder["results"] }));
        Assert.Contains("\"until\": \"2199-01-01\"", File.ReadAllText(result.NetworkFile!), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_make_a_grid_with_stable_names()
    {
        var experiment = Load("""
            experiment: e
            network: { seed: [1, 2], layers: [3, 2], precision: exact }
            dataset: { gaussian: { N: 2, K: [10, 20], dimension: 3, seed: [1, 5] } }
            """);
        Assert.Equal(16, experiment.Cells.Count);
        Assert.Equal("K-10_dataset-gaussian-seed-1_layers-3_network-seed-1", experiment.Cells[0].Name);
        Assert.Equal("K-10_dataset-gaussian-seed-1_layers-3_network-seed-2", experiment.Cells[1].Name);
        Assert.Equal("K-20_dataset-gaussian-seed-5_layers-2_network-seed-2", experiment.Cells[15].Name);
        Assert.Equal(20, experiment.Cells[15].Parameters["dataset.gaussian.K"]);
    }

    [Fact]
    public void Cell_names_are_safe_file_names_and_unique()
    {
        var experiment = Load("experiment: e\ndataset: { csv: [../a b/ü.csv, 'a/ü.csv', 'b/../../x'], features: x, residual: z }\n");
        Assert.Equal(["csv-_", "csv-_~2", "csv-b_.._.._x"], experiment.Cells.Select(cell => cell.Name));
        Assert.Equal(3, experiment.DataFiles.Count);
    }

    [Fact]
    public void Cells_are_made_when_they_are_asked_for()
    {
        var many = string.Join(", ", Enumerable.Range(1, 2000));
        var experiment = Load($"{Line}network:\n  layers: [2, 3]\n  seed: [{many}]\ntest:\n  tolerance: [{many}]\n");
        Assert.Equal(8_000_000, experiment.Cells.Count);
        Assert.Equal("layers-3_seed-2000_tolerance-2000", experiment.Cells[^1].Name);
        var e = Assert.Throws<FtcException>(() => ExperimentRunner.Run(experiment));
        Assert.Equal((Codes.GridSize, 8), (e.Code, e.Line));
        Assert.Equal("layers-2_seed-1_tolerance-1", ExperimentRunner.Run(experiment, new RunOptions { AnySize = true }).First().Name);
    }

    [Fact]
    public void More_cells_than_can_be_numbered_are_refused()
    {
        var many = string.Join(", ", Enumerable.Range(1, 2000));
        var e = Assert.Throws<FtcException>(() =>
            Load($"{Line}network:\n  layers: [2, 3]\n  seed: [{many}]\n  projections: [{many}]\ntest:\n  tolerance: [{many}]\n"));
        Assert.Equal((Codes.InvalidValue, 9), (e.Code, e.Line));
    }

    [Fact]
    public void Bases_hold_where_the_file_is_silent_and_paths_belong_to_the_file_that_states_them()
    {
        _folder.Write("deep/base.ftc.yaml", "dataset: { csv: data.csv, features: x, residual: z }\nnetwork: { layers: 3, seed: 4 }\n");
        _folder.Write("middle.ftc.yaml", "extends: deep/base.ftc.yaml\nexperiment: middle\ntest: { arithmetic: [exact] }\n");
        var experiment = Load("extends: middle.ftc.yaml\nexperiment: top\nnetwork: { layers: 2 }\ntest: { arithmetic: [float64] }\n");
        Assert.Equal("top", experiment.Name);
        Assert.Equal([_folder["deep/data.csv"]], experiment.DataFiles);
        Assert.Equal((2, 4), (experiment.Cells[0].Options.Layers![0], experiment.Cells[0].Options.Seed));
        Assert.Equal([Arithmetic.Float64], experiment.Arithmetics);
        Assert.Equal([_folder["e.ftc.yaml"], _folder["middle.ftc.yaml"], _folder["deep/base.ftc.yaml"]], experiment.Files);
    }

    [Fact]
    public void Errors_in_a_base_are_at_their_place_in_the_base()
    {
        _folder.Write("base.ftc.yaml", "experiment: b\nnetwork:\n  layers: 1\n");
        var e = Assert.Throws<FtcException>(() => Load("extends: base.ftc.yaml\n"));
        Assert.Equal((_folder["base.ftc.yaml"], 3, 11), (e.File, e.Line, e.Column));
    }

    [Fact]
    public void A_circle_of_bases_is_refused_where_it_closes()
    {
        _folder.Write("base.ftc.yaml", "# a base\nextends: e.ftc.yaml\n");
        var e = Assert.Throws<FtcException>(() => Load("extends: base.ftc.yaml\n"));
        Assert.Equal((Codes.Extends, _folder["base.ftc.yaml"], 2), (e.Code, e.File, e.Line));
        Assert.Contains("e.ftc.yaml -> base.ftc.yaml -> e.ftc.yaml", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_dataset_replaces_that_of_the_base()
    {
        _folder.Write("base.ftc.yaml", "dataset: { csv: data.csv, features: x, residual: z }\n");
        Assert.Empty(Load("extends: base.ftc.yaml\n" + Line).DataFiles);
        _folder.Write("base.ftc.yaml", Line);
        Assert.Single(Load("extends: base.ftc.yaml\ndataset: { csv: data.csv, features: x, label: y, prediction: f }\n").DataFiles);
    }

    [Fact]
    public void Anchors_repeat_values() =>
        Assert.Equal(3, Load("experiment: e\ndataset: { line: { N: 2, K: 8, seed: &s 3 } }\nnetwork: { seed: *s }\n").Cells[0].Options.Seed);

    [Fact]
    public void Overrides_count_more_than_the_file()
    {
        const string text = "experiment: e\ndataset: { gaussian: { N: 2, K: 10, dimension: 3 } }\n";
        var experiment = Load(text,
            new() { ["dataset.K"] = new[] { 20, 30 }, ["network.layers"] = 3, ["dataset.gaussian.seed"] = "5",
                ["test.arithmetic"] = new object[] { "float64" }, ["expect.passed"] = true });
        Assert.Equal(["K-20", "K-30"], experiment.Cells.Select(cell => cell.Name));
        Assert.Equal([3], experiment.Cells[0].Options.Layers);
        Assert.Equal([Arithmetic.Float64], experiment.Arithmetics);
        Assert.Equal([2, 4], ExperimentRunner.Run(Load(text, new() { ["dataset.line.T"] = new[] { 2, 4 } })).Single().Network!.Dataset!.T);
    }

    [Theory]
    [InlineData("dataset.k", 20, Codes.UnknownKey)]
    [InlineData("K", 20, Codes.UnknownKey)]
    [InlineData("", 20, Codes.UnknownKey)]
    [InlineData("dataset.", 20, Codes.UnknownKey)]
    [InlineData("network.layers.x", 20, Codes.UnknownKey)]
    [InlineData("dataset.K", "many", Codes.InvalidValue)]
    [InlineData("dataset.K", 2.5, Codes.InvalidValue)]
    [InlineData("dataset.K", null, Codes.InvalidValue)]
    [InlineData("extends", "a.ftc.yaml", Codes.InvalidValue)]
    public void Overrides_are_checked_like_the_file(string path, object? value, string code)
    {
        var e = Assert.Throws<FtcException>(() =>
            Load("experiment: e\ndataset: { gaussian: { N: 2, K: 10, dimension: 3 } }\n", new() { [path] = value! }));
        Assert.Equal((code, _folder["e.ftc.yaml"]), (e.Code, e.File));
        Assert.StartsWith($"-Set '{path}': ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there() =>
        Assert.Equal(Codes.FileNotReadable, Assert.Throws<FtcException>(() => Experiment.Load(_folder["absent.ftc.yaml"])).Code);

    [Fact]
    public void A_file_that_is_not_text()
    {
        File.WriteAllBytes(_folder["e.ftc.yaml"], [0x65, 0xFF, 0xFE, 0]);
        Assert.Equal(Codes.YamlSyntax, Assert.Throws<FtcException>(() => Experiment.Load(_folder["e.ftc.yaml"])).Code);
    }

    /// <summary>FTC_WRITE_SCHEMA=1 writes it anew.</summary>
    [Fact]
    public void The_schema_for_editors_is_that_of_the_reader()
    {
        var path = Repository.File("module", "schemas", "ftc-experiment.schema.json");
        if (Environment.GetEnvironmentVariable("FTC_WRITE_SCHEMA") == "1") File.WriteAllText(path, ExperimentSchema.ToJson());
        Assert.True(ExperimentSchema.ToJson() == File.ReadAllText(path),
            $"{path} is old: FTC_WRITE_SCHEMA=1 dotnet test tests/FtcTools.Experiments.Tests writes it anew.");
    }
}
