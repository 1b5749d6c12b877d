using System.Management.Automation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Verification;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsDiagnostic.Measure,
    "FtcNetwork",
    DefaultParameterSetName = "Own")]
[OutputType(typeof(Measurement), typeof(Limits))]
public sealed class MeasureFtcNetworkCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
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

    [Parameter]
    public Dataset? Dataset { get; set; }

    [Parameter(ParameterSetName = "Own")]
    [Parameter(ParameterSetName = "Direction")]
    [Parameter(ParameterSetName = "Samples")]
    public Dataset? HeldOut { get; set; }

    protected override object? Target => Network;

    protected override void Process()
    {
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
}
