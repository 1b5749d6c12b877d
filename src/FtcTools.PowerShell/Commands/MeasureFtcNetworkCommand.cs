using System.Management.Automation;
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
[OutputType(typeof(Measurement), typeof(Limits), typeof(Alternative))]
public sealed class MeasureFtcNetworkCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Own")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Direction")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Samples")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Limits")]
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
    public Norm Norm { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Radius")]
    [ValidateNotNullOrEmpty]
    public ModelArgument Pretrained { get; set; } = null!;

    [Parameter(ParameterSetName = "Radius")]
    public int HoldOut { get; set; }

    [Parameter(ParameterSetName = "Radius")]
    public int Steps { get; set; } = 20000;

    [Parameter(ParameterSetName = "Radius")]
    [Seconds]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter(ParameterSetName = "Radius")]
    public int Seed { get; set; } = 1;

    [Parameter(ParameterSetName = "Own")]
    [Parameter(ParameterSetName = "Direction")]
    [Parameter(ParameterSetName = "Samples")]
    [Parameter(ParameterSetName = "Limits")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Radius")]
    public Dataset? Dataset { get; set; }

    [Parameter(ParameterSetName = "Own")]
    [Parameter(ParameterSetName = "Direction")]
    [Parameter(ParameterSetName = "Samples")]
    public Dataset? HeldOut { get; set; }

    protected override object? Target => ParameterSetName == "Radius" ? Dataset : Network;

    protected override void Process()
    {
        if (ParameterSetName == "Radius")
        {
            Compare();
            return;
        }
        var dataset = Dataset ?? Network.Dataset;
        if (Limits)
        {
            var samples = dataset ?? throw new FtcException(Codes.Argument, "the network holds no samples, for it was read from a file: give them with -Dataset.");
            WriteObject(Run("Measuring", work => LimitMeter.Measure(Network, samples, Tolerance, work.Stop)));
            return;
        }
        var line = ParameterSetName switch
        {
            "Direction" => SampleLine.Along(Direction, dataset, From),
            "Samples" => SampleLine.Through(
                dataset ?? throw new FtcException(Codes.Argument, "the network holds no samples, for it was read from a file: give them with -Dataset."), From!.Value, To),
            _ => null,
        };
        var options = new MeterOptions { Dataset = dataset, Line = line, HeldOut = HeldOut };
        WriteObject(Run("Measuring", work => Meter.Measure(Network, options, work, work.Stop)));
    }

    // Each is written as it comes.
    private void Compare()
    {
        var options = new AlternativeOptions { Radii = Radius, Norm = Norm, HoldOut = HoldOut, Steps = Steps, TimeLimit = TimeLimit, Seed = Seed };
        var model = FrozenModel.Read(Pretrained.FileIn(this));
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
