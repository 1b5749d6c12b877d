using System.Text.RegularExpressions;
using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Results;
using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Experiments.Tests;

public sealed partial class SweepTests : IDisposable
{
    private const string Grid = """
        experiment: grid
        dataset: { line: { N: [1, 2, 3], K: [20, 40] } }
        network: { layers: [2, 3] }
        test: { arithmetic: [exact, float64] }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Results => _folder["out/grid/results.jsonl"];

    private IEnumerable<CellResult> Sweep(string text = Grid, Existing existing = Existing.Resume, int parallelism = 1,
        string output = "out") =>
        ExperimentRunner.Run(Experiment.Load(_folder.Write("e.ftc.yaml", text)),
            new RunOptions { OutputFolder = _folder[output], Existing = existing, Parallelism = parallelism });

    private string[] Run(string text = Grid, Existing existing = Existing.Resume, int parallelism = 1) =>
        [.. Sweep(text, existing, parallelism).Select(result => result.Name)];

    private string Table(string output = "out") => WithoutSeconds(File.ReadAllText(_folder[$"{output}/grid/report.csv"]));

    /// <summary>A table of a report without what a clock has measured.</summary>
    internal static string WithoutSeconds(string csv) => Seconds().Replace(csv, "");

    // As a run leaves it that was killed after some cells, in the middle of the next line.
    private void LeaveOnly(int cells, string torn = "")
    {
        var lines = File.ReadAllLines(Results);
        File.WriteAllText(Results, string.Concat(lines.Take(1 + cells).Select(line => line + "\n")) + torn);
        File.Delete(_folder["out/grid/report.csv"]);
    }

    private FtcException Fails(string text = Grid, Existing existing = Existing.Resume) =>
        Assert.Throws<FtcException>(() => Run(text, existing));

    [Theory]
    [InlineData(0, "")]
    [InlineData(5, "")]
    [InlineData(5, "{\"cell\":\"N-2_K-20_la")]
    [InlineData(5, "\0\0\0\0\0\0")]
    [InlineData(11, "{")]
    public void A_resumed_run_ends_as_one_that_nothing_disturbed(int cells, string torn)
    {
        var all = Run();
        var table = Table();
        LeaveOnly(cells, torn);
        var kept = File.ReadAllLines(Results)[1..(1 + cells)];
        Assert.Equal(all, Run(parallelism: 2));
        Assert.Equal(table, Table());
        var lines = File.ReadAllLines(Results);
        Assert.Equal(kept, lines[1..(1 + cells)]);
        Assert.Equal(12, lines[1..].Select(line => IndexOf().Match(line).Value).Distinct().Count());
        Assert.Equal(13, lines.Length);
    }

    [Fact]
    public void A_header_that_was_torn_off_is_none()
    {
        _folder.Write("out/grid/results.jsonl", "{\"format\":\"ftc-re");
        Assert.Equal(12, Run().Length);
        Assert.Equal(13, File.ReadAllLines(Results).Length);
    }

    [Fact]
    public void A_result_is_read_as_it_was_written()
    {
        var written = Sweep().ToList();
        LeaveOnly(12);
        foreach (var (before, after) in written.Zip(Sweep()))
        {
            Assert.Equal(before.Reports, after.Reports);
            Assert.Equal<Attempt>(before.Attempts, after.Attempts);
            Assert.Equal((before.Name, before.Index, before.Origin, before.BuildSeconds, before.NetworkFile, before.Maker),
                (after.Name, after.Index, after.Origin, after.BuildSeconds, after.NetworkFile, after.Maker));
            Assert.Equal(before.Parameters, after.Parameters);
            Assert.Equal(before.Network!.Parameters, after.Network!.Parameters);
        }
    }

    [Fact]
    public void Numbers_that_json_does_not_know_survive()
    {
        var report = Sweep().First().Reports[0] with { MaxError = double.PositiveInfinity, ErrorBound = double.NaN, Worst = null,
            PaperBound = 0.1 + 0.2 };
        var result = new CellResult
        {
            Experiment = "e", Name = "a \"b\" ü\n", Index = 3, Reports = [report],
            Diagnostics = [new FtcException(Codes.Condition, "m", "f", 2, 5)],
            Parameters = new Dictionary<string, object> { ["a"] = 1, ["b"] = 0.1, ["c"] = "x", ["d"] = true },
        };
        var read = ResultLine.Read(ResultLine.Write(result, _folder.Path), "e", _folder.Path);
        Assert.Equal((result.Name, result.Index, report), (read.Name, read.Index, read.Reports[0]));
        Assert.Equal(result.Parameters, read.Parameters);
        Assert.Equal((Codes.Condition, "m", "f", 2, 5),
            (read.Diagnostics[0].Code, read.Diagnostics[0].Message, read.Diagnostics[0].File, read.Diagnostics[0].Line,
                read.Diagnostics[0].Column));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("{\"cell\":\"x\",\"index\":99,\"parameters\":{},\"maker\":\"\"}")]
    public void A_broken_line_is_named(string line)
    {
        Run();
        var lines = File.ReadAllLines(Results);
        lines[3] = line;
        File.WriteAllLines(Results, lines);
        var e = Fails();
        Assert.Equal((Codes.ResultsFile, Results, 4), (e.Code, e.File, e.Line));
    }

    [Fact]
    public void A_changed_experiment_is_not_resumed()
    {
        Run();
        LeaveOnly(5);
        var e = Fails(Grid.Replace("[20, 40]", "[20, 50]", StringComparison.Ordinal));
        Assert.Equal(Codes.OtherExperiment, e.Code);
        Assert.Contains("dataset.line.K was '20, 40' and is '20, 50'", e.Message, StringComparison.Ordinal);
        Assert.Equal(6, File.ReadAllLines(Results).Length);
    }

    [Fact]
    public void Changed_data_are_not_resumed()
    {
        const string text = "experiment: grid\ndataset: { csv: data.csv, features: x, residual: z }\nnetwork: { layers: [2, 3] }\n";
        _folder.Write("data.csv", "x,z\n1,0\n2,1\n3,0\n");
        Run(text);
        LeaveOnly(1);
        _folder.Write("data.csv", "x,z\n1,0\n2,2\n3,0\n");
        Assert.Contains("content of data.csv was", Fails(text).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_expected_may_change_and_counts_for_finished_cells_too()
    {
        Run();
        LeaveOnly(12);
        var results = Sweep(Grid + "\nexpect: { neurons: \"<= 3\" }\nreport: { formats: csv }").ToList();
        Assert.Equal(5, results.Count(result => result.Succeeded));
        Assert.All(results.SelectMany(result => result.Diagnostics), e => Assert.Equal((Codes.Expectation, 5), (e.Code, e.Line)));
    }

    [Fact]
    public void A_run_that_was_stopped_is_not_lost_by_accident()
    {
        Run();
        Assert.Equal(12, Run(existing: Existing.Refuse).Length);
        LeaveOnly(5);
        var e = Fails(existing: Existing.Refuse);
        Assert.Equal(Codes.Unfinished, e.Code);
        Assert.Contains("5 finished cells of 12", e.Message, StringComparison.Ordinal);
        Assert.Equal(12, Run(existing: Existing.Replace).Length);
        Assert.Equal(13, File.ReadAllLines(Results).Length);
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder()
    {
        using var first = Sweep(parallelism: 2).GetEnumerator();
        Assert.True(first.MoveNext());
        Assert.Contains("another run", Fails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_without_samples_has_its_reason_and_the_others_go_on()
    {
        var results = Sweep("experiment: grid\ndataset:\n  line: { T: [9], K: [4, 16, 32] }\n", parallelism: 2).ToList();
        Assert.Equal([false, true, true], results.Select(result => result.Succeeded));
        Assert.Equal((Codes.SampleOutOfRange, 3), (results[0].Diagnostics[0].Code, results[0].Diagnostics[0].Line));
        Assert.True(File.Exists(_folder["out/grid/report.html"]));
    }

    [Fact]
    public void What_may_pass_is_tried_again()
    {
        Run();
        LeaveOnly(3);
        var lost = new CellResult
        {
            Experiment = "grid", Name = "N-2_K-20_layers-2", Index = 4, Parameters = new Dictionary<string, object>(),
            Diagnostics = [new FtcException(Codes.LostCell, "killed")],
        };
        File.AppendAllText(Results, System.Text.Encoding.UTF8.GetString(ResultLine.Write(lost, _folder.Path)) + "\n");
        Assert.All(Sweep(), result => Assert.True(result.Succeeded));
        Assert.All(Sweep(), result => Assert.True(result.Succeeded));
        Assert.Equal(14, File.ReadAllLines(Results).Length);
    }

    [Fact]
    public void Threads_change_nothing_in_the_tables()
    {
        Run();
        var table = Table();
        Run(existing: Existing.Replace, parallelism: 4);
        Assert.Equal(table, Table());
    }

    [Fact]
    public void The_remaining_time_is_estimated()
    {
        var steps = new List<RunProgress>();
        _ = ExperimentRunner.Run(Experiment.Load(_folder.Write("e.ftc.yaml", Grid)), progress: new DirectProgress<RunProgress>(steps.Add))
            .ToList();
        Assert.Null(steps[0].Remaining);
        Assert.True(steps.Find(step => step.Done == 6)!.Remaining > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, steps[^1].Remaining);
    }

    [Fact]
    public void Resuming_needs_a_folder() =>
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() =>
                ExperimentRunner.Run(Experiment.Load(_folder.Write("e.ftc.yaml", Grid)),
                    new RunOptions { Existing = Existing.Resume })).Code);

    [GeneratedRegex(",[^,\n]*$", RegexOptions.Multiline)]
    private static partial Regex Seconds();

    [GeneratedRegex("\"index\":[0-9]+")]
    private static partial Regex IndexOf();
}
