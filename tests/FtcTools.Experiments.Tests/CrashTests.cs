using System.Diagnostics;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>Runs that end as they should not: killed in the middle, or with a disk that is full.</summary>
public sealed class CrashTests : IDisposable
{
    private const string Grid = """
        experiment: grid
        dataset: { gaussian: { N: [20, 30, 40, 50, 60, 70], K: 3000, dimension: 8, seed: [1, 2] } }
        network: { layers: [2, 3], precision: exact }
        test: { arithmetic: [exact, float64, float32] }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_three_times() => Killed(3);

    [Fact]
    [Trait("Category", "Long")]
    public void Killed_ten_times() => Killed(10);

    private void Killed(int times)
    {
        var spec = _folder.Write("e.ftc.yaml", Grid);
        var calm = ExperimentRunner.Run(Experiment.Load(spec), new RunOptions { OutputFolder = _folder["calm"], Parallelism = 2 })
            .Select(result => result.Name).ToArray();
        var log = _folder["out/grid/results.jsonl"];
        var random = new Random(times);
        var before = "";
        for (var kill = 0; kill < times; kill++)
        {
            using var process = Start(spec);
            // Not before it has begun: there would be nothing to lose. Not after a cell or two more: nothing would be left.
            var clock = Stopwatch.StartNew();
            while (!(File.Exists(log) && new FileInfo(log).Length > before.Length) && !process.HasExited
                && clock.Elapsed < TimeSpan.FromMinutes(1)) Thread.Sleep(5);
            Thread.Sleep(random.Next(120));
            process.Kill();
            process.WaitForExit();
            var now = File.ReadAllText(log);
            var whole = now[..(now.LastIndexOf('\n') + 1)];
            Assert.StartsWith(before, whole, StringComparison.Ordinal);
            before = whole;
        }
        Assert.InRange(before.Count(c => c == '\n'), 1 + times, 24);

        using var last = Start(spec);
        Assert.Equal(calm, last.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.TrimEnd('\r')));
        last.WaitForExit();
        var lines = File.ReadAllText(log);
        Assert.StartsWith(before, lines, StringComparison.Ordinal);
        Assert.Equal(25, lines.Count(c => c == '\n'));
        Assert.Equal(SweepTests.WithoutSeconds(File.ReadAllText(_folder["calm/grid/report.csv"])),
            SweepTests.WithoutSeconds(File.ReadAllText(_folder["out/grid/report.csv"])));
        Assert.Equal(Networks("calm"), Networks("out"));
        Assert.Empty(Directory.GetFiles(_folder["out/grid"], "*.lock"));
    }

    private IEnumerable<string> Networks(string output) =>
        Directory.GetFiles(_folder[$"{output}/grid/networks"], "*.json").Order().Select(File.ReadAllText);

    private Process Start(string spec)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(SweepHost).Assembly.Location, SweepHost.Verb, spec, _folder["out"], "2"])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    [Fact]
    public void A_full_disk_ends_the_run_with_one_error_and_keeps_what_was_finished()
    {
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        Assert.SkipUnless(Execute("mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", disk), "a small file system cannot be mounted here");
        try
        {
            var experiment = Experiment.Load(
                _folder.Write("e.ftc.yaml",
                    "experiment: grid\ndataset: { line: { N: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], K: 64 } }\nnetwork: { layers: [2, 3] }\n"));
            var e = Assert.Throws<FtcException>(() =>
                ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = disk, Parallelism = 2 }).ToList());
            Assert.Equal(Codes.NotWritable, e.Code);
            Assert.Contains("space", e.Message, StringComparison.OrdinalIgnoreCase);
            var finished = File.ReadAllLines(Path.Combine(disk, "grid", "results.jsonl")).Length;
            Assert.InRange(finished, 2, 24);
            Assert.EndsWith("}\n", File.ReadAllText(Path.Combine(disk, "grid", "results.jsonl")), StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(disk, "*.tmp", SearchOption.AllDirectories));

            Assert.True(Execute("mount", "-o", "remount,size=4m", disk));
            Assert.Equal(24, ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = disk, Existing = Existing.Resume }).Count());
            Assert.Equal(25, File.ReadAllLines(Path.Combine(disk, "grid", "results.jsonl")).Length);
        }
        finally
        {
            Execute("umount", disk);
        }
    }

    private static bool Execute(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
