using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Results;
using FtcTools.Experiments.Slurm;

namespace FtcTools.Experiments.Sweeps;

/// <summary>Builds, verifies and reports the cells of an experiment.</summary>
public static class ExperimentRunner
{
    private const int MostCells = 1_000_000;

    /// <summary>
    /// Runs the cells when enumerated and hands out each as it is done, in the order of the grid. Results and networks are written as they
    /// come, reports after the last cell. A cell without a network, and a broken expectation, is a diagnostic of its result; the others go
    /// on.
    /// </summary>
    /// <exception cref="FtcException">
    /// FTC0034 parallelism &lt; 1, or an earlier run to resume without a folder; FTC0064 the grid is very large. While enumerating: FTC0010
    /// to FTC0019, FTC0022 the samples of all cells are at fault; FTC0020 results cannot be written; FTC0065 to FTC0067 what an earlier run
    /// has left does not fit.
    /// </exception>
    public static IEnumerable<CellResult> Run(Experiment experiment, RunOptions? options = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new RunOptions();
        Check(experiment, options);
        return Enumerate(experiment, options, progress, cancellation);
    }

    /// <exception cref="FtcException">As <see cref="Run"/>, before anything is done.</exception>
    internal static void Check(Experiment experiment, RunOptions options)
    {
        if (options.Parallelism < 1)
            throw new FtcException(Codes.Argument, $"{options.Parallelism} cells at the same time; at least 1 is needed.");
        if (options is { Existing: Existing.Resume, OutputFolder: null })
            throw new FtcException(Codes.Argument, "-Resume needs -OutputPath: the folder of the run to go on with.");
        if (experiment.Cells.Count > MostCells && !options.AnySize)
            throw experiment.FailSize(Codes.GridSize,
                $"the lists make a grid of {experiment.Cells.Count} cells; more than {MostCells} are run only with -Force.");
    }

    /// <summary>The files that a run has written into <paramref name="outputFolder"/> beside the networks.</summary>
    public static IReadOnlyList<string> ReportFiles(Experiment experiment, string outputFolder)
    {
        var folder = Path.Combine(outputFolder, experiment.Name);
        var figures = Path.Combine(folder, ReportWriter.FigureFolder);
        return
        [
            .. experiment.Formats.Where(format => format != ReportFormat.Svg).Select(ReportWriter.FileName).Append(ResultLog.FileName)
                .Select(file => Path.Combine(folder, file)),
            .. experiment.Formats.Any(format => format is ReportFormat.Svg or ReportFormat.Markdown) && Directory.Exists(figures)
                ? Directory.GetFiles(figures, "*.svg") : [],
        ];
    }

    private static IEnumerable<CellResult> Enumerate(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        if (options.OutputFolder is null)
        {
            using var sweep = new Sweep(experiment, [.. Enumerable.Range(0, experiment.Cells.Count)], options.Parallelism, null, null,
                progress, cancellation);
            foreach (var result in sweep.Run()) yield return result;
            yield break;
        }
        using var run = StoredRun.Open(experiment, options, cancellation);
        if (SlurmJobs.Active(run.Folder) is { } job)
            throw new FtcException(Codes.Slurm,
                $"the Slurm job {job} still runs cells of this experiment; follow it with -Engine Slurm -Resume -Wait, or end it with scancel {job}.");
        using (var sweep = new Sweep(experiment, run.Left, options.Parallelism, run.Folder, run.Log, progress, cancellation))
        {
            using var results = sweep.Run().GetEnumerator();
            for (var index = 0; index < experiment.Cells.Count; index++)
            {
                if (run.Find(index) is { } finished)
                {
                    yield return finished;
                    continue;
                }
                results.MoveNext();
                run.Keep(results.Current);
                yield return results.Current;
            }
            // A sweep without cells has not looked at its cancellation yet.
            results.MoveNext();
        }
        run.WriteReports();
    }
}
