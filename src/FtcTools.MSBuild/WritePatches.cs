using FtcTools.Diagnostics;
using FtcTools.Experiments;
using FtcTools.Shipping.CSharp;
using Microsoft.Build.Framework;

namespace FtcTools.MSBuild;

/// <summary>Writes patches as C# classes, to be compiled. Metadata: Namespace, ClassName and Public.</summary>
public sealed class WritePatches : PatchTask
{
    /// <summary>The namespace of patches that name none; what is no namespace in C# is made into one.</summary>
    public string DefaultNamespace { get; set; } = "";

    protected override string Settings(ITaskItem patch) => Options(patch).ToString();

    protected override string NameOf(ITaskItem patch, Experiment experiment) =>
        CSharpFile.NameOf(Options(patch) with { DefaultName = experiment.Name });

    protected override FtcException Duplicate(string name, string first, Experiment experiment) =>
        experiment.FailName(Codes.DuplicateClass,
            $"'{first}' is the class {name} too; each patch of a project needs a name of its own (ClassName or Namespace).");

    protected override string Make(ITaskItem patch, Experiment experiment, string output, CancellationToken cancellation)
    {
        var shipment = Patch.Build(experiment, cancellation);
        CSharpFile.Write(output, shipment, Options(patch) with { DefaultName = experiment.Name });
        if (shipment.Report is not { } report) return $"{shipment.Network.Neurons} neurons keep {Rules(shipment.Regions)}";
        var model = shipment.Model is null ? null : Path.GetFileName(shipment.Model.File);
        return $"{shipment.Network.Neurons} neurons correct {report.N} of {report.K} samples, proven in {report.Arithmetic}{Around(report, model)}{(shipment.Regions.Count > 0 ? $"; they keep {Rules(shipment.Regions)}" : "")}";
    }

    private CSharpOptions Options(ITaskItem patch)
    {
        if (Given(patch, "Format") is { } format && !format.Equals("csharp", StringComparison.OrdinalIgnoreCase))
            throw new FtcException(Codes.Argument, $"Format is '{format}'; valid are csharp and onnx.", patch.GetMetadata("FullPath"));
        return new()
        {
            ClassName = Given(patch, "ClassName"),
            Namespace = Given(patch, "Namespace"),
            DefaultNamespace = DefaultNamespace,
            Public = Given(patch, "Public") is { } text
                && (bool.TryParse(text, out var truth) ? truth
                    : throw new FtcException(Codes.Argument, $"Public is '{text}'; valid are true and false.",
                        patch.GetMetadata("FullPath"))),
        };
    }
}
