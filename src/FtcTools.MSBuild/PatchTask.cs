using FtcTools.Diagnostics;
using FtcTools.Experiments;
using FtcTools.Models.Regions;
using FtcTools.Numerics;
using FtcTools.Verification;
using Microsoft.Build.Framework;

namespace FtcTools.MSBuild;

/// <summary>Makes a file of each patch whose inputs have changed since it was last proven.</summary>
public abstract class PatchTask : FtcTask
{
    private readonly Dictionary<string, string> _names = [];

    /// <summary>
    /// Experiment files of one network each. Metadata: OutputFile, StateFile (what is remembered from one build to the next), Format, and
    /// what belongs to it.
    /// </summary>
    [Required]
    public ITaskItem[] Patches { get; set; } = [];

    /// <summary>What decides about the file beside the experiment.</summary>
    protected abstract string Settings(ITaskItem patch);

    /// <summary>What no other patch of the project may be called.</summary>
    protected abstract string NameOf(ITaskItem patch, Experiment experiment);

    /// <summary>A complaint about a name that two patches have.</summary>
    protected abstract FtcException Duplicate(string name, string first, Experiment experiment);

    /// <summary>Proves a patch and writes its file.</summary>
    /// <returns>What is told of it.</returns>
    protected abstract string Make(ITaskItem patch, Experiment experiment, string output, CancellationToken cancellation);

    protected override void Run(CancellationToken cancellation)
    {
        foreach (var patch in Patches)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = patch.GetMetadata("FullPath");
            try
            {
                Update(patch, file, cancellation);
            }
            catch (FtcException e)
            {
                Report(e, file);
            }
        }
    }

    /// <summary>A metadata's value; null where there is none.</summary>
    protected static string? Given(ITaskItem patch, string metadata) => patch.GetMetadata(metadata) is { Length: > 0 } value ? value : null;

    /// <summary>`, and for every input within 0.25 of each in the norm Infinity`; nothing where no radius is certified.</summary>
    protected static string Around(Report report, string? model)
    {
        var around = report is { Radius: > 0 and var radius, Norm: { } norm }
            ? $", and for every input within {Text.Of(radius)} of each in the norm {norm}" : "";
        return report is { ArgmaxRadius: > 0 and var whole } && model is not null
            ? $"{around}; the class itself, with '{model}', within {Text.Of(whole)}" : around;
    }

    /// <summary>`low income, proven in Float32 on the whole region`.</summary>
    protected static string Rules(IReadOnlyList<RegionReport> regions) =>
        $"{string.Join(", ", regions.Select(region => region.Region))}, proven in {regions[0].Arithmetic} on the whole region{(regions.Count > 1 ? "s" : "")}";

    private void Update(ITaskItem patch, string file, CancellationToken cancellation)
    {
        var (output, stateFile) = (Path.GetFullPath(patch.GetMetadata("OutputFile")), Path.GetFullPath(patch.GetMetadata("StateFile")));
        var settings = $"{Settings(patch)} {output}";
        if (RunState.Load(stateFile) is { } last && last.IsCurrent(settings))
        {
            if (!_names.TryAdd(last.Name, file)) throw Duplicate(last.Name, _names[last.Name], Experiment.Load(file));
            Log.LogMessage(MessageImportance.Normal, "FtcTools: {0} is up to date.", file);
            return;
        }
        var experiment = Load(file);
        var name = NameOf(patch, experiment);
        if (!_names.TryAdd(name, file)) throw Duplicate(name, _names[name], experiment);
        // What is read is noted before it is read: a change meanwhile counts as one after it.
        var state = RunState.Start(experiment, name, settings);
        var told = Make(patch, experiment, output, cancellation);
        (state with { Succeeded = true, Outputs = [output] }).Save(stateFile);
        Log.LogMessage(MessageImportance.High, "  {0}: {1}", name, told);
    }
}
