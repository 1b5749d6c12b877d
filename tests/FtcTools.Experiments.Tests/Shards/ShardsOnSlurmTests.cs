using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Shards;
using FtcTools.Experiments.Slurm;
using FtcTools.Experiments.Sweeps;
using FtcTools.Experiments.Tests.Slurm;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Experiments.Tests.Shards;

/// <summary>One network from four shards, each asked by a task of Slurm.</summary>
[Collection(SlurmCluster.Name)]
public sealed class ShardsOnSlurmTests(SlurmCluster cluster) : IDisposable
{
    private static readonly Dataset s_data = Clusters.Make(1200, 8, 1);

    private static readonly Lazy<byte[]> s_expected =
        new(() => ShardNetworks.Json(Design.BuildFrom(s_data, new DatasetSource(s_data), ShardNetworks.Ships, null, default).Network));

    private readonly TemporaryFolder _folder = new();

    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(4));

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    // A shell, Slurm and a URL would each read this path in its own way.
    private string Folder => _folder["it's 100 %d/o ü"];

    private ShardOptions Options => new() { Shards = 4, OnSlurm = true, Folder = Folder, AskEvery = TimeSpan.FromMilliseconds(300) };

    private void NeedsSlurm() => Assert.SkipUnless(cluster.Missing is null, cluster.Missing ?? "");

    private string[] Answers() =>
        Directory.Exists(Path.Combine(Folder, "rounds")) ? Directory.GetFiles(Path.Combine(Folder, "rounds"), "*.answer") : [];

    [Fact]
    public async Task A_task_is_killed_in_each_round_and_the_bytes_are_the_same()
    {
        NeedsSlurm();
        var (killed, over) = (new HashSet<string>(), false);
        var killer = Task.Run(() =>
        {
            while (!Volatile.Read(ref over))
            {
                // The first task of each question.
                foreach (var runner in SlurmCluster.Find("FtcTools.Runner.dll", _folder.Path))
                {
                    if (Directory.GetFiles(Path.Combine(Folder, "rounds"), "*.question").MaxBy(File.GetCreationTimeUtc) is { } question
                        && killed.Add(question))
                        SlurmCluster.Execute("kill", "-9", runner.ToString(CultureInfo.InvariantCulture));
                }
                Thread.Sleep(20);
            }
        });
        using (var shards = ShardedSamples.Open(s_data, Options, null, _stop.Token))
        {
            var network = shards.Build(ShardNetworks.Ships, null, _stop.Token).Network;
            var report = shards.Verify(network, Arithmetic.Float32, null, null, _stop.Token);
            Assert.Equal(s_expected.Value, ShardNetworks.Json(network));
            Assert.Equal(PassVerifier.Verify(network, new DatasetSource(s_data), Arithmetic.Float32) with { Seconds = 0 },
                report with { Seconds = 0 });
            Volatile.Write(ref over, true);
            await killer;
            var questions = Directory.GetFiles(Path.Combine(Folder, "rounds"), "*.question");
            Assert.Equal(questions.Order(), killed.Order());
            Assert.Equal(4 * questions.Length, Answers().Length);
            shards.Complete();
        }
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void What_is_stopped_ends_its_jobs_and_goes_on_from_the_answers_that_are_there()
    {
        NeedsSlurm();
        using (var shards = ShardedSamples.Open(s_data, Options, null, _stop.Token))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var watching = Task.Run(() =>
            {
                SlurmCluster.Until(() => Answers().Length > 4, "no second round");
                stop.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() => shards.Build(ShardNetworks.Ships, null, stop.Token));
            SlurmCluster.Until(() => SlurmJobs.Active(Folder) is null, "a job goes on");
            var busy = Assert.Throws<FtcException>(() => ShardedSamples.Open(s_data, Options with { Resume = true }));
            Assert.Equal(Codes.NotWritable, busy.Code);
        }
        var answers = Answers().ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(Codes.Unfinished, Assert.Throws<FtcException>(() => ShardedSamples.Open(s_data, Options)).Code);
        Assert.Equal(Codes.OtherExperiment,
            Assert.Throws<FtcException>(() => ShardedSamples.Open(s_data, Options with { Resume = true, Shards = 3 })).Code);
        Assert.Equal(Codes.OtherExperiment,
            Assert.Throws<FtcException>(() => ShardedSamples.Open(Clusters.Make(1200, 8, 2), Options with { Resume = true })).Code);
        using (var shards = ShardedSamples.Open(s_data, Options with { Resume = true }, null, _stop.Token))
        {
            Assert.Equal(s_expected.Value, ShardNetworks.Json(shards.Build(ShardNetworks.Ships, null, _stop.Token).Network));
            Assert.All(answers, answer => Assert.Equal(answer.Value, File.GetLastWriteTimeUtc(answer.Key)));
        }
    }

    [Fact]
    public void What_is_wrong_with_a_shard_is_told_once_as_its_task_has_found_it()
    {
        NeedsSlurm();
        using var shards = ShardedSamples.Open(s_data, Options, null, _stop.Token);
        File.AppendAllText(new ShardFolder(Folder).SamplesOf(2), "x");
        var e = Assert.Throws<FtcException>(() => shards.Build(ShardNetworks.Ships, null, _stop.Token));
        Assert.Equal(Codes.DataFile, e.Code);
        Assert.Contains("samples 601 to 900", e.Message, StringComparison.Ordinal);
        SlurmCluster.Until(() => SlurmJobs.Active(Folder) is null, "a job goes on");
    }

    [Fact]
    public void An_experiment_asks_tasks_about_its_shards()
    {
        NeedsSlurm();
        Assert.Equal(Network("local", ""), Network("slurm", ", slurm: [--cpus-per-task=1, --mem=200M]"));

        string Network(string engine, string more)
        {
            var experiment = Experiment.Load(_folder.Write("e.ftc.yaml", $$"""
                experiment: parts
                dataset: { gaussian: { N: 8, K: 600, dimension: 8 } }
                network: { layers: 3, precision: float32, untouched: exact }
                test: { arithmetic: float32 }
                expect: { passed: true }
                run: { engine: {{engine}}, shards: 2{{more}} }
                """));
            var result = Assert.Single(
                ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder[engine] }, null, _stop.Token));
            Assert.True(result.Succeeded, string.Join("; ", result.Diagnostics.Select(e => e.Message)));
            Assert.False(Directory.Exists(_folder[$"{engine}/parts/shards/parts"]));
            return File.ReadAllText(result.NetworkFile!);
        }
    }
}
