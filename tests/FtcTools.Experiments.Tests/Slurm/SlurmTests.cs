using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Slurm;
using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests.Slurm;

[Collection(SlurmCluster.Name)]
public sealed class SlurmTests(SlurmCluster cluster) : IDisposable
{
    private const string Grid = """
        experiment: grid
        dataset: { line: { N: [1, 2, 3], K: [20, 40] } }
        network: { layers: [2, 3] }
        test: { arithmetic: [exact, float64] }
        """;

    // Cells long enough to be killed in the middle of one.
    private const string LongGrid = """
        experiment: grid
        dataset: { relabelled: { N: [5, 6, 7, 8, 9, 10], K: 1000, dimension: 10 } }
        train: { neurons: 40, steps: 2000 }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Experiment Load(string text = Grid, Dictionary<string, object>? set = null) =>
        Experiment.Load(_folder.Write("it's 100 %d/e.ftc.yaml", text), set);

    // A shell, Slurm and a URL would each read this path in its own way.
    private RunOptions Options(Existing existing = Existing.Resume) =>
        new() { OutputFolder = _folder["it's 100 %d/o ü"], Existing = existing };

    private string Folder => _folder["it's 100 %d/o ü/grid"];

    private List<CellResult> Run(Experiment experiment, Existing existing = Existing.Resume, SlurmOptions? slurm = null) =>
        [.. SlurmRunner.Run(experiment, Options(existing), slurm ?? new(),
            cancellation: new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token)];

    private string[] Calm(Experiment experiment)
    {
        _ = ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["calm"] }).ToList();
        return Lines(_folder["calm/grid/report.csv"]);
    }

    private static string[] Lines(string file) => SweepTests.WithoutSeconds(File.ReadAllText(file)).Split('\n');

    private void NeedsSlurm() => Assert.SkipUnless(cluster.Missing is null, cluster.Missing ?? "");

    [Fact]
    public void A_job_array_gives_what_a_local_run_gives()
    {
        NeedsSlurm();
        var set = new Dictionary<string, object> { ["dataset.line.K"] = new[] { 20, 50 }, ["network.seed"] = 3 };
        var experiment = Load(set: set);
        var results = Run(experiment, Existing.Refuse);
        Assert.Equal(experiment.Cells.Select(cell => cell.Name), results.Select(result => result.Name));
        Assert.All(results, result => Assert.True(result.Succeeded && result.Network!.Neurons == result.Reports[0].Neurons));
        Assert.Equal(Calm(experiment), Lines(Path.Combine(Folder, "report.csv")));
        Assert.Equal(13, File.ReadAllLines(Path.Combine(Folder, "results.jsonl")).Length);
        Assert.False(Directory.Exists(Path.Combine(Folder, "slurm")));
    }

    [Fact]
    public async Task A_step_and_a_node_are_killed_and_nothing_is_lost()
    {
        NeedsSlurm();
        var experiment = Load(LongGrid);
        var kills = 0;
        var results = new List<CellResult>();
        var killer = Task.Run(() =>
        {
            for (; kills < 2; kills++)
            {
                SlurmCluster.Until(() => SlurmCluster.Find("FtcTools.Runner.dll", _folder.Path).Length > 0, "no cell runs");
                Thread.Sleep(300);
                foreach (var runner in SlurmCluster.Find("FtcTools.Runner.dll", _folder.Path))
                    SlurmCluster.Execute("kill", "-9", runner.ToString(CultureInfo.InvariantCulture));
                if (kills == 1) cluster.RestartNode();
            }
        });
        foreach (var result in SlurmRunner.Run(experiment, Options(), new() { Attempts = 5 },
            cancellation: new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token)) results.Add(result);
        await killer;
        Assert.Equal(2, kills);
        Assert.Equal(experiment.Cells.Select(cell => cell.Name), results.Select(result => result.Name));
        Assert.All(results, result => Assert.True(result.Succeeded));
        Assert.Equal(7, File.ReadAllLines(Path.Combine(Folder, "results.jsonl")).Length);
        var calm = ExperimentRunner.Run(experiment, new RunOptions { Parallelism = 2 }).Select(result => result.Training!.Loss);
        Assert.Equal(calm, results.Select(result => result.Training!.Loss));
    }

    [Fact]
    public void A_call_may_leave_and_another_may_take_up_the_job()
    {
        NeedsSlurm();
        var experiment = Load();
        var job = SlurmRunner.Submit(experiment, Options(Existing.Refuse), new() { Submit = ["--begin=now+3seconds"] })!;
        Assert.Equal(("grid", 5, 12), (job.Experiment, job.Tasks, job.Cells));
        Assert.Equal(job.Id, SlurmRunner.Submit(experiment, Options(), new())!.Id);
        Assert.Contains(job.Id, Assert.Throws<FtcException>(() => SlurmRunner.Submit(experiment, Options(Existing.Replace), new())).Message,
            StringComparison.Ordinal);
        var busy = Assert.Throws<FtcException>(() => ExperimentRunner.Run(experiment, Options()).ToList());
        Assert.Equal(Codes.Slurm, busy.Code);
        Assert.Contains($"scancel {job.Id}", busy.Message, StringComparison.Ordinal);
        Assert.Equal(12, Run(experiment).Count);
        Assert.Null(SlurmRunner.Submit(experiment, Options(), new()));
    }

    [Fact]
    public void Engines_finish_what_the_other_has_begun()
    {
        NeedsSlurm();
        var experiment = Load();
        var job = SlurmRunner.Submit(experiment, Options(Existing.Refuse), new() { Tasks = 1 })!;
        SlurmCluster.Until(() => Directory.GetFiles(Path.Combine(Folder, "slurm"), "*.jsonl").Length > 1, "no task has begun");
        SlurmCluster.Execute("scancel", job.Id);
        SlurmCluster.Until(() => SlurmJobs.Tasks(job.Id) is { Count: 0 }, "the job does not end");
        var finished = Directory.GetFiles(Path.Combine(Folder, "slurm"), "*.jsonl").Sum(file => File.ReadAllLines(file).Length - 1);
        Assert.Equal(3, ExperimentRunner.Run(experiment, Options()).Take(3).Count());
        Assert.InRange(File.ReadAllLines(Path.Combine(Folder, "results.jsonl")).Length - 1, finished, 12);
        Assert.Equal(12, Run(experiment).Count);
        Assert.Equal(Calm(experiment), Lines(Path.Combine(Folder, "report.csv")));
    }

    [Fact]
    public void A_cell_that_kills_its_task_is_given_up_and_the_others_are_done()
    {
        NeedsSlurm();
        var experiment = Load("experiment: grid\ndataset: { line: { T: [2, 4], K: [20, 30, 40] } }\nnetwork: { layers: 2 }\n");
        // A folder stands where the second cell's network would be written: a task that meets it fails.
        Directory.CreateDirectory(Path.Combine(Folder, "networks", "K-30.json"));
        var results = Run(experiment, slurm: new() { Attempts = 2 });
        Assert.Equal([true, false, true], results.Select(result => result.Succeeded));
        Assert.Equal(Codes.LostCell, results[1].Diagnostics[0].Code);
        Assert.Contains("2 times", results[1].Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("FTC0020", results[1].Diagnostics[0].Message, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(Folder, "networks", "K-30.json"));
        Assert.All(Run(experiment), result => Assert.True(result.Succeeded));
    }

    [Fact]
    public void What_Slurm_refuses_is_said_in_its_words_and_leaves_nothing()
    {
        NeedsSlurm();
        var e = Assert.Throws<FtcException>(() => Run(Load(), slurm: new() { Submit = ["--partition=nowhere"] }));
        Assert.Equal(Codes.Slurm, e.Code);
        Assert.Contains("nvalid partition", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void It_needs_a_folder() =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => SlurmRunner.Submit(Load(), new RunOptions(), new())).Code);

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's $HOME `x`\n", "'it'\\''s $HOME `x`\n'")]
    public void Words_for_the_shell(string text, string word) => Assert.Equal(word, JobScript.Quote(text));

    [Fact]
    public void Cells_are_spread_over_the_tasks_that_an_array_may_have()
    {
        Assert.Equal([[3], [5]], TaskOrder.Spread([3, 5], 1001));
        var tasks = TaskOrder.Spread([.. Enumerable.Range(0, 2500)], 1001);
        Assert.Equal(1001, tasks.Count);
        Assert.Equal(Enumerable.Range(0, 2500), tasks.SelectMany(cells => cells));
        Assert.All(tasks, cells => Assert.InRange(cells.Length, 2, 3));
    }

    [Fact]
    public void A_changed_experiment_is_not_run_under_an_old_order()
    {
        var order = new TaskOrder(1, "another", Folder, [[0]]) { Cells = CellOrder.Of(Load()) };
        order.Write();
        Assert.Equal(Codes.OtherExperiment,
            Assert.Throws<FtcException>(() => SlurmTask.Run(TaskOrder.Read(TaskFiles.OrderOf(Folder, 1)), 0, 1, default)).Code);
        Assert.Equal(1, SlurmTask.Run([TaskFiles.OrderOf(Folder, 1), "0"]));
        Assert.Equal(1, SlurmTask.Run([]));
    }
}
