using System.Management.Automation;
using FtcTools.Runtime;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Onnx;
using FtcTools.Patching;

namespace FtcTools.PowerShell;

/// <summary>A frozen model that is given to a cmdlet: the path of an ONNX file, or what Import-FtcModel read.</summary>
public sealed class ModelArgument
{
    private readonly string? _path;
    private readonly OnnxModel? _model;

    public ModelArgument(string path) => _path = path;

    public ModelArgument(OnnxModel model) => _model = model;

    /// <inheritdoc />
    public override string ToString() => _path ?? _model!.Name;

    internal string FileIn(PSCmdlet cmdlet) => _model?.File ?? cmdlet.ResolveTarget(_path!);

    internal OnnxModel Read(PSCmdlet cmdlet) => _model ?? OnnxModel.Read(cmdlet.ResolveTarget(_path!));

    /// <summary>
    /// The model for bounds, from the tensor on that the samples, or the network, read; a warning where it cannot be bounded there.
    /// </summary>
    internal FrozenModel? Bounded(PSCmdlet cmdlet, Dataset? dataset, Network? network = null)
    {
        if ((dataset?.FeatureTensor?.Name ?? network?.Origin.At) is not { } at) return FrozenModel.Read(FileIn(cmdlet));
        var point = PatchPoint.Of(Read(cmdlet), at);
        if (point.FrozenFor(dataset?.Outputs ?? network!.Outputs) is { } frozen) return frozen;
        cmdlet.WriteWarning($"'{point.Model.Name}' is not bounded from '{at}' on ({(point.NotBounded ?? "it gives one score for two classes").TrimEnd('.')}): its answers are taken as at the samples, and nothing is certified of the class itself.");
        return null;
    }
}
