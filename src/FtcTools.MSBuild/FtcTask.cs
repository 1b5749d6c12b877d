using FtcTools.Diagnostics;
using FtcTools.Experiments;
using Microsoft.Build.Framework;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace FtcTools.MSBuild;

/// <summary>A task that can be cancelled and never throws: whatever goes wrong is an error with a code.</summary>
public abstract class FtcTask : MSBuildTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The folder with a page for each code; empty where there is none.</summary>
    public string HelpPath { get; set; } = "";

    public sealed override bool Execute()
    {
        try
        {
            Run(_cancellation.Token);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            Log.LogMessage(MessageImportance.High, "FtcTools: cancelled.");
            return false;
        }
        catch (FtcException e)
        {
            Report(e);
        }
        catch (Exception e)
        {
            ReportFault(e);
        }
        return !Log.HasLoggedErrors;
    }

    protected abstract void Run(CancellationToken cancellation);

    /// <summary>Logs a complaint as `file(line,column): error FTC0001: text`.</summary>
    protected void Report(FtcException e, string? file = null) =>
        Log.LogError(null, e.Code, e.Code, PageOf(e), e.File ?? file, e.Line, e.Column, 0, 0, "{0}", OneLine(e));

    /// <summary>Reads an experiment file, and logs what it warns of.</summary>
    protected Experiment Load(string file)
    {
        var experiment = Experiment.Load(file);
        foreach (var e in experiment.Warnings)
            Log.LogWarning(null, e.Code, e.Code, PageOf(e), e.File ?? file, e.Line, e.Column, 0, 0, "{0}", OneLine(e));
        return experiment;
    }

    private string? PageOf(FtcException e)
    {
        var page = Path.Combine(HelpPath, e.Code + ".md");
        return HelpPath.Length > 0 && File.Exists(page) ? new Uri(Path.GetFullPath(page)).AbsoluteUri : null;
    }

    // A line break would end the diagnostic for every program that reads build logs.
    private static string OneLine(FtcException e) => e.Message.ReplaceLineEndings(" ");

    /// <summary>Logs what should not have happened; where it happened is in the detailed log.</summary>
    protected void ReportFault(Exception e, string? file = null)
    {
        Report(new FtcException(Codes.Internal,
            $"FtcTools itself failed: {e.GetType().Name}: {e.Message} Please report this with the detailed log (-v:diag).", file));
        Log.LogMessage(MessageImportance.Low, "{0}", e);
    }

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }
}
