using System.Diagnostics;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports;
using FtcTools.Files;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>How to run an experiment.</summary>
public sealed record RunOptions
{
    /// <summary>Results go to a folder of the experiment's name in this one; null writes nothing.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Cells at the same time, at least 1. Results do not depend on it, nor does their order.</summary>
    public int Parallelism { get; init; } = 1;
}

/// <summary>What a run is doing.</summary>
/// <param name="Done">Cells that are finished.</param>
/// <param name="Step">What one of the others is at.</param>
public sealed record RunProgress(string Experiment, int Done, int Cells, string Cell, string Step);

/// <summary>Builds, verifies and reports the cells of an experiment.</summary>
public static class ExperimentRunner
{
    /// <summary>
    /// Runs the cells when enumerated and hands out each as it is done, in the order of the grid. Networks are written as they come, reports
    /// after the last cell. A cell without a network, and a broken expectation, is a diagnostic of its result; the others go on.
    /// </summary>
    /// <exception cref="FtcException">
    /// While enumerating: FTC0010 to FTC0019, FTC0022 the samples are at fault; FTC0020 results cannot be written; FTC0034 parallelism &lt; 1.
    /// </exception>
    public static IEnumerable<CellResult> Run(
        Experiment experiment, RunOptions? options = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new RunOptions();
        if (options.Parallelism < 1) throw new FtcException(Codes.Argument, $"{options.Parallelism} cells at the same time; at least 1 is needed.");
        return Enumerate(experiment, options, progress, cancellation);
    }

    /// <summary>The files that a run writes into <paramref name="outputFolder"/>, whatever becomes of its cells.</summary>
    public static IReadOnlyList<string> ReportFiles(Experiment experiment, string outputFolder) =>
        [.. experiment.Formats.Select(format => Path.Combine(outputFolder, experiment.Name, ReportWriter.FileName(format)))];

    private static IEnumerable<CellResult> Enumerate(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var folder = options.OutputFolder is null ? null : Path.Combine(Path.GetFullPath(options.OutputFolder), experiment.Name);
        if (folder is not null) AtomicFile.CheckFolder(folder);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var run = new CellRunner(experiment, folder, progress, stop.Token);
        var running = new Queue<Task<CellResult>>();
        var results = new List<CellResult>();
        try
        {
            foreach (var cell in experiment.Cells)
            {
                if (options.Parallelism == 1)
                {
                    results.Add(run.Run(cell));
                    yield return results[^1];
                    continue;
                }
                running.Enqueue(Task.Run(() => run.Run(cell), CancellationToken.None));
                if (running.Count < options.Parallelism) continue;
                results.Add(running.Dequeue().GetAwaiter().GetResult());
                yield return results[^1];
            }
            while (running.Count > 0)
            {
                results.Add(running.Dequeue().GetAwaiter().GetResult());
                yield return results[^1];
            }
        }
        finally
        {
            stop.Cancel();
            Task.WaitAll([.. running.Select(task => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default))], CancellationToken.None);
        }
        if (folder is not null) ReportWriter.Write(folder, experiment, results);
    }

    private sealed class CellRunner(Experiment experiment, string? folder, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        private readonly DatasetCache _datasets = new(experiment.Cells);
        private int _done;

        public CellResult Run(Cell cell)
        {
            cancellation.ThrowIfCancellationRequested();
            var data = _datasets.Take(cell, new Relay<long>(rows => Say($"row {rows}")), cancellation);
            try
            {
                return Run(cell, data);
            }
            finally
            {
                _datasets.Release(cell);
                Interlocked.Increment(ref _done);
                Say("done");
            }

            void Say(string step) => progress?.Report(new(experiment.Name, _done, experiment.Cells.Count, cell.Name, step));
        }

        private CellResult Run(Cell cell, Dataset data)
        {
            var result = new CellResult { Experiment = experiment, Cell = cell };
            var clock = Stopwatch.StartNew();
            DesignResult design;
            try
            {
                design = Design.Build(data, cell.Options, new Relay<string>(method => Say($"building {method}")), cancellation);
            }
            catch (FtcException e)
            {
                return result with { Diagnostics = [cell.Located(e)] };
            }
            var seconds = clock.Elapsed.TotalSeconds;
            var reports = new List<Report>();
            foreach (var arithmetic in experiment.Arithmetics)
            {
                Say($"verifying in {arithmetic}");
                reports.Add(Verifier.Verify(design.Network, data, arithmetic, arithmetic == Arithmetic.Exact ? null : cell.Tolerance, null, cancellation));
            }
            var file = folder is null ? null : Path.Combine(folder, "networks", cell.Name + ".json");
            if (file is not null) FtcTools.Networks.NetworkFile.Write(file, design.Network);
            return result with
            {
                Network = design.Network,
                Reports = reports,
                Attempts = design.Attempts,
                Diagnostics = [.. reports.SelectMany(report => experiment.Expectations.Select(e => e.Check(cell.Name, report)).OfType<FtcException>())],
                BuildSeconds = seconds,
                NetworkFile = file,
            };

            void Say(string step) => progress?.Report(new(experiment.Name, _done, experiment.Cells.Count, cell.Name, step));
        }
    }

    /// <summary>Reads each dataset once and keeps it for as long as a cell needs it.</summary>
    private sealed class DatasetCache(IEnumerable<Cell> cells)
    {
        private readonly Dictionary<string, int> _users = cells.GroupBy(cell => cell.DatasetKey).ToDictionary(group => group.Key, group => group.Count());
        private readonly Dictionary<string, Lazy<Dataset>> _datasets = [];

        public Dataset Take(Cell cell, IProgress<long> progress, CancellationToken cancellation)
        {
            Lazy<Dataset>? dataset;
            lock (_datasets)
            {
                if (!_datasets.TryGetValue(cell.DatasetKey, out dataset))
                    _datasets.Add(cell.DatasetKey, dataset = new(() => cell.ReadDataset(progress, cancellation)));
            }
            return dataset.Value;
        }

        public void Release(Cell cell)
        {
            lock (_datasets)
            {
                if (--_users[cell.DatasetKey] == 0) _datasets.Remove(cell.DatasetKey);
            }
        }
    }

    // Progress<T> would post to another thread; progress is told where the work is.
    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
