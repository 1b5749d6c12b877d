using System.Management.Automation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Patching;
using FtcTools.Runtime;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Import,
    "FtcModel",
    DefaultParameterSetName = "Path")]
[OutputType(typeof(OnnxModel), typeof(TensorNoise))]
public sealed class ImportFtcModelCommand : ReadingCmdlet
{
    [Parameter]
    [ValidateNotNull]
    public Dataset? Noise { get; set; }

    [Parameter]
    [ValidateCount(1, 8)]
    [ValidateRange(1, int.MaxValue)]
    public int[]? Shape { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Output { get; set; }

    protected override void Read(string file)
    {
        var model = OnnxModel.Read(file);
        if (Shape is not null) model = model.Shaped([.. Shape.Select(n => (long)n)]);
        if (Output is not null) model = model.Answering(Output);
        if (Noise is null)
        {
            // A model that ONNX Runtime does not run is complained of here, not where it is first shown.
            Run($"Reading {file}", _ => model.Inputs.Count);
            WriteObject(model);
            return;
        }
        if (model.Inputs is not [var input])
            throw new FtcException(Codes.Argument,
                $"'{model.Name}' has {model.Inputs.Count} inputs, and a dataset holds one; its noise is measured where its samples are read (Import-FtcDataset -Pretrained -Verbose).", file);
        if (Noise.FeatureTensor is { } tensor && tensor.Name != input.Name)
            throw new FtcException(Codes.Argument,
                $"the features of {Noise.Name} are those of '{tensor.Name}', not of the input '{input.Name}'.", file);
        WriteObject(Run("Measuring",
            work => TensorNoise.Measure(model, [new SampleValues(input.Name, Noise.K, Features(Noise), null)], work.Stop)),
                enumerateCollection: true);
    }

    private static double[] Features(Dataset data) => [.. Enumerable.Range(0, data.K).SelectMany(i => data.Row(i).ToArray())];
}
