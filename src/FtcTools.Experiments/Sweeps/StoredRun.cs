using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Results;
using FtcTools.Experiments.Slurm;
using FtcTools.Files;

namespace FtcTools.Experiments.Sweeps;

/// <summary>A run that has a folder: what is finished, where the rest goes, and the reports at the end.</summary>
internal sealed class StoredRun : IDisposable
{
    private readonly Experiment _experiment;
    private readonly string _outputFolder;
    private readonly ReportOptions _reportOptions;
    private readonly Dictionary<string, long> _taskFiles = [];
    private readonly SortedDictionary<int, CellResult> _results = [];

    private StoredRun(Experiment experiment, string outputFolder, SpecHash hash, ReportOptions reportOptions, ResultLog log)
    {
        (_experiment, _outputFolder, Hash, _reportOptions, Log) = (experiment, outputFolder, hash, reportOptions, log);
        foreach (var result in log.Finished) Keep(result);
    }

    public string Folder => Path.Combine(_outputFolder, _experiment.Name);

    public SpecHash Hash { get; }

    public ResultLog Log { get; }

    /// <summary>Cells that are not finished, ascending.</summary>
    public IReadOnlyList<int> Left => [.. Enumerable.Range(0, _experiment.Cells.Count).Where(index => !_results.ContainsKey(index))];

    /// <exception cref="Diagnostics.FtcException">
    /// FTC0010 a data file or the reference cannot be read; FTC0020 the folder cannot be written; FTC0065 to FTC0067 what an earlier run
    /// has left does not fit.
    /// </exception>
    public static StoredRun Open(Experiment experiment, RunOptions options, CancellationToken cancellation)
    {
        var outputFolder = Path.GetFullPath(options.OutputFolder!);
        var folder = Path.Combine(outputFolder, experiment.Name);
        AtomicFile.CheckFolder(folder);
        var reportOptions = ReportOptions.Of(experiment);
        var hash = SpecHash.Of(experiment, cancellation);
        var run = new StoredRun(experiment, outputFolder, hash, reportOptions,
            ResultLog.Open(folder, ResultsHeader.Of(experiment, hash), hash, options.Existing));
        if (options.Existing == Existing.Resume) run.Collect();
        return run;
    }

    /// <summary>Takes over what tasks of Slurm have finished, from their files.</summary>
    public void Collect()
    {
        foreach (var result in TaskFiles.Read(Folder, Hash, _taskFiles))
        {
            if (_results.ContainsKey(result.Index)) continue;
            Log.Append(result);
            Keep(result);
        }
    }

    /// <summary>Remembers a result that is in the log.</summary>
    public void Keep(CellResult result) => _results[result.Index] = result.Light;

    /// <summary>The result of a cell that is finished, by what is expected now; null where it is not.</summary>
    public CellResult? Find(int index) => _results.TryGetValue(index, out var result)
        ? _experiment.Check(result with { Parameters = _experiment.Cells[index].Parameters }) : null;

    /// <summary>After the last cell.</summary>
    public void WriteReports()
    {
        var set = new ResultSet(_experiment.Name, _experiment.Axes, [.. _results.Values.Select(_experiment.Check)]);
        foreach (var format in _experiment.Formats)
        {
            // Tables for programs are of this experiment alone.
            var shown = format is ReportFormat.Csv or ReportFormat.Json ? set : set.Beside(_experiment.Beside, _outputFolder);
            ReportWriter.Write(Path.Combine(Folder, ReportWriter.FileName(format)), format, shown, _reportOptions);
        }
        TaskFiles.Delete(Folder);
    }

    public void Dispose() => Log.Dispose();
}
