using Microsoft.Build.Framework;

namespace FtcTools.MSBuild;

/// <summary>Deletes what experiments have written, and the folders that this empties.</summary>
public sealed class CleanExperiments : FtcTask
{
    /// <summary>The folder of what is remembered from one build to the next.</summary>
    [Required]
    public string StatePath { get; set; } = "";

    protected override void Run(CancellationToken cancellation)
    {
        foreach (var (file, state) in RunState.LoadAll(StatePath))
        {
            cancellation.ThrowIfCancellationRequested();
            RunState.Delete([.. state?.Outputs ?? [], file]);
        }
    }
}
