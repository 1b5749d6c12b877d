using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Experiments;
using Microsoft.Build.Framework;

namespace FtcTools.MSBuild;

/// <summary>
/// Writes models with their patches in one graph, proven and run by ONNX Runtime beside the model. Metadata: Link, the place in the output
/// folder.
/// </summary>
public sealed class WritePatchedModels : PatchTask
{
    protected override string Settings(ITaskItem patch) => patch.GetMetadata("Link");

    protected override string NameOf(ITaskItem patch, Experiment experiment) => patch.GetMetadata("Link");

    protected override FtcException Duplicate(string name, string first, Experiment experiment) =>
        experiment.FailName(Codes.DuplicateClass,
            $"'{first}' is written to {name} too; each patched model of a project needs a place of its own (Link).");

    protected override string Make(ITaskItem patch, Experiment experiment, string output, CancellationToken cancellation)
    {
        var (file, report, regions) = Patch.BuildModel(experiment, output, cancellation);
        if (file.Trial is not { } trial || report is null) return $"keeps {Rules(regions)}; {(file.Bytes - file.ModelBytes) / 1000} kB";
        return string.Create(CultureInfo.InvariantCulture,
            $"{trial.WrongBefore} of {report.K} answers wrong before, {trial.WrongAfter} after, {trial.Moved} others moved, in ONNX Runtime; {report.Neurons} neurons, {(file.Bytes - file.ModelBytes) / 1000.0:0.#} kB, proven in {report.Arithmetic}{Around(report, Path.GetFileName(experiment.ModelFile))}");
    }
}
