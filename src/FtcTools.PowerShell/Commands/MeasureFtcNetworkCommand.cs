using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Alternatives;
using FtcTools.Verification;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsDiagnostic.Measure,
    "FtcNetwork",
    DefaultParameterSetName = "Own")]
[OutputType(typeof(Measurement), typeof(HeldOutMeasurement), typeof(Limits), typeof(Alternative))]
public sealed class MeasureFtcNetworkCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Own")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Direction")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Samples")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Limits")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "HeldOut")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Folds")]
    [ValidateNotNull]
    public Network Network { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Direction")]
    [ValidateNotNullOrEmpty]
    public double[] Direction { get; set; } = null!;

    [Parameter(ParameterSetName = "Direction")]
    [Parameter(Mandatory = true, ParameterSetName = "Samples")]
    public int? From { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Samples")]
    public int To { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Limits")]
    public SwitchParameter Limits { get; set; }

    [Parameter(ParameterSetName = "Limits")]
    public double? Tolerance { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Radius")]
    [ValidateNotNullOrEmpty]
    public double[] Radius { get; set; } = null!;

    [Parameter(ParameterSetName = "Radius")]
    [Parameter(ParameterSetName = "At")]
    public Norm Norm { get; set; }

    [Parameter(ParameterSetName = "Radius")]
    [Parameter(ParameterSetName = "At")]
    [Parameter(ParameterSetName = "Folds")]
    [ValidateNotNull]
    public ModelArgument? Pretrained { get; set; }

    [Parameter(ParameterSetName = "Radius")]
    public int HoldOut { get; set; }

    [Parameter(ParameterSetName = "Radius")]
    [Parameter(ParameterSetName = "Folds")]
    public int Steps { get; set; } = 20000;

    [Parameter(ParameterSetName = "Radius")]
    [Parameter(ParameterSetName = "At")]
    [Seconds]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter(ParameterSetName = "Radius")]
    [Parameter(ParameterSetName = "Folds")]
    [Parameter(ParameterSetName = "At")]
    public int Seed { get; set; } = 1;

    [Parameter(ParameterSetName = "Own")]
    [Parameter(ParameterSetName = "Direction")]
    [Parameter(ParameterSetName = "Samples")]
    [Parameter(ParameterSetName = "Limits")]
    [Parameter(ParameterSetName = "HeldOut")]
    [Parameter(ParameterSetName = "Folds")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Radius")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "At")]
    public Dataset? Dataset { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "HeldOut")]
    [ValidateNotNull]
    public Dataset HeldOut { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Folds")]
    [Parameter(ParameterSetName = "At")]
    public int Folds { get; set; } = ReachSearch.Parts;

    [Parameter(Mandatory = true, ParameterSetName = "At")]
    [ValidateNotNullOrEmpty]
    public string[] At { get; set; } = null!;

    [Parameter(ParameterSetName = "Folds")]
    public SwitchParameter Compare { get; set; }

    protected override object? Target => ParameterSetName is "Radius" or "At" ? Dataset : Network;

    protected override void Process()
    {
        if (ParameterSetName is "Radius" or "At" && Pretrained is null)
            throw new FtcException(Codes.Argument,
                $"-{ParameterSetName} compares what a model answers: give the model with -Pretrained.");
        var dataset = Dataset ?? (ParameterSetName is "Radius" or "At" ? null : Network.Dataset);
        switch (ParameterSetName)
        {
            case "Radius":
                WithinRadii();
                return;
            case "At":
                Tensors();
                return;
            case "HeldOut":
                WriteObject(Run("Measuring", work => HeldOutMeter.Measure(Network, dataset, HeldOut, work.Stop)));
                return;
            case "Folds":
                var model = Compare ? Pretrained?.Bounded(this, dataset, Network) : null;
                WriteObject(
                    Run("Measuring", work => Compare
                        ? FoldComparison.Measure(Network, dataset, model, Folds, Seed, Steps, work, work.Stop)
                        : [CrossValidator.Measure(Network, dataset, Folds, Seed, work, work.Stop)]),
                    enumerateCollection: true);
                return;
        }
        if (Limits)
        {
            var samples = dataset ?? throw new FtcException(Codes.Argument,
                "the network holds no samples, for it was read from a file: give them with -Dataset.");
            WriteObject(Run("Measuring", work => LimitMeter.Measure(Network, samples, Tolerance, work.Stop)));
            return;
        }
        var line = ParameterSetName switch
        {
            "Direction" => SampleLine.Along(Direction, dataset, From),
            "Samples" => SampleLine.Through(
                dataset ?? throw new FtcException(Codes.Argument,
                    "the network holds no samples, for it was read from a file: give them with -Dataset."), From!.Value, To),
            _ => null,
        };
        if (dataset?.OnDisk == true)
            WriteVerbose($"{dataset.Name}: Distance stays empty, for edges are looked for around every sample, and the samples are on disk.");
        var options = new MeterOptions { Dataset = dataset, Line = line };
        WriteObject(Run("Measuring", work => Meter.Measure(Network, options, work, work.Stop)));
    }

    private void Tensors()
    {
        var (model, options) = (Pretrained!.Read(this), new DesignOptions { Norm = Norm, Seed = Seed, TimeLimit = TimeLimit });
        var rows = Run("Measuring", work => TensorComparison.Measure(Dataset!, model, At, options, Folds, work, work.Stop));
        WriteVerbose($"'{rows[0].At}' is best: of the samples held out {rows[0].Better} become better and {rows[0].Worse} worse.");
        WriteObject(rows, enumerateCollection: true);
    }

    // Each is written as it comes.
    private void WithinRadii()
    {
        var options = new AlternativeOptions { Radii = Radius, Norm = Norm, HoldOut = HoldOut, Steps = Steps, TimeLimit = TimeLimit,
            Seed = Seed };
        var model = FrozenModel.Read(Pretrained!.FileIn(this));
        IEnumerator<Alternative>? alternatives = null;
        try
        {
            while (Run("Measuring", work =>
            {
                alternatives ??= AlternativeMeter.Measure(Dataset!, model, options, work, work.Stop).GetEnumerator();
                return alternatives.MoveNext() ? alternatives.Current : null;
            }) is { } alternative)
            {
                WriteObject(alternative);
            }
        }
        finally
        {
            alternatives?.Dispose();
        }
    }
}
