using FtcTools.Diagnostics;
using FtcTools.Experiments;
using FtcTools.Experiments.Sweeps;
using Microsoft.Build.Framework;

namespace FtcTools.MSBuild;

/// <summary>Runs the experiments whose inputs have changed since they last succeeded.</summary>
public sealed class RunExperiments : FtcTask
{
    /// <summary>Experiment files. A file that others extend and that is no whole experiment itself is passed over.</summary>
    [Required]
    public ITaskItem[] Experiments { get; set; } = [];

    /// <summary>The folder of the results' folders.</summary>
    [Required]
    public string OutputPath { get; set; } = "";

    /// <summary>The folder of what is remembered from one build to the next.</summary>
    [Required]
    public string StatePath { get; set; } = "";

    /// <summary>Cells at the same time.</summary>
    public int Parallelism { get; set; } = 1;

    protected override void Run(CancellationToken cancellation)
    {
        OutputPath = Path.GetFullPath(OutputPath);
        var files = Experiments.Select(item => item.GetMetadata("FullPath")).Distinct(StringComparer.Ordinal).ToList();
        var states = files.ToDictionary(file => file, file => RunState.Load(RunState.PathOf(StatePath, file)));
        var current = files.Where(file => states[file]?.IsCurrent(OutputPath) ?? false).ToHashSet();

        var (stale, failures) = (new List<Experiment>(), new List<(string File, FtcException Error)>());
        foreach (var file in files.Where(file => !current.Contains(file)))
        {
            try
            {
                stale.Add(Load(file));
            }
            catch (FtcException e)
            {
                failures.Add((file, e));
            }
        }
        var extended = stale.SelectMany(e => e.Files.Where(f => f != e.File))
            .Concat(current.SelectMany(file => states[file]!.Inputs.Select(i => i.Path).Where(p => p != file))).ToHashSet();
        foreach (var (file, error) in failures)
        {
            if (error.Code == Codes.MissingKey && extended.Contains(file))
                Log.LogMessage(MessageImportance.Low, "FtcTools: {0} is a base of other experiments; it is not run.", file);
            else Report(error, file);
        }

        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in current)
        {
            Log.LogMessage(MessageImportance.Normal, "FtcTools: {0} is up to date.", file);
            names.TryAdd(states[file]!.Name, file);
        }
        foreach (var experiment in stale)
        {
            cancellation.ThrowIfCancellationRequested();
            if (names.TryAdd(experiment.Name, experiment.File)) RunOne(experiment, states[experiment.File], cancellation);
            else
                Report(experiment.FailName(Codes.DuplicateExperiment,
                    $"'{names[experiment.Name]}' is named '{experiment.Name}' too; each experiment of a project needs a name of its own."));
        }
    }

    private void RunOne(Experiment experiment, RunState? before, CancellationToken cancellation)
    {
        Log.LogMessage(MessageImportance.Low, "FtcTools: {0} reads {1}", experiment.Name,
            string.Join("; ", [.. experiment.Files, .. experiment.DataFiles]));
        // What is read is noted before it is read: a change during the run counts as one after it.
        var state = RunState.Start(experiment, experiment.Name, OutputPath);
        var (results, written, finished) = (new List<CellResult>(), new List<string>(), false);
        try
        {
            var options = new RunOptions { OutputFolder = OutputPath, Parallelism = Math.Max(1, Parallelism), Existing = Existing.Replace };
            foreach (var result in ExperimentRunner.Run(experiment, options, null, cancellation))
            {
                results.Add(result);
                written.AddRange(((string?[])[result.NetworkFile, result.DetailsFile, result.Patched?.File]).OfType<string>());
            }
            finished = true;
            foreach (var line in SummaryTable.Lines(experiment, results,
                [.. ExperimentRunner.ReportFiles(experiment, OutputPath).Where(file => file.EndsWith(".html", StringComparison.Ordinal))]))
                    Log.LogMessage(MessageImportance.High, "  {0}", line);
            foreach (var diagnostic in results.SelectMany(result => result.Diagnostics)) Report(diagnostic, experiment.File);
        }
        catch (FtcException e)
        {
            Report(e, experiment.File);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ReportFault(e, experiment.File);
        }
        finally
        {
            string[] outputs = [.. written,
                .. ExperimentRunner.ReportFiles(experiment, OutputPath).Where(file => finished || File.Exists(file))];
            var old = (before?.Outputs ?? []).Except(outputs).Where(File.Exists).ToArray();
            if (finished) RunState.Delete(old);
            state = state with { Succeeded = finished && results.All(result => result.Succeeded),
                Outputs = finished ? outputs : [.. outputs, .. old] };
            state.Save(RunState.PathOf(StatePath, experiment.File));
        }
    }
}
