using System.Management.Automation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsDiagnostic.Test,
    "FtcNetwork")]
[OutputType(typeof(Report), typeof(bool))]
public sealed class TestFtcNetworkCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Network Network { get; set; } = null!;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public Arithmetic[] Arithmetic { get; set; } = [Numerics.Arithmetic.Exact];

    [Parameter]
    public Dataset? Dataset { get; set; }

    [Parameter]
    public double? Tolerance { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pretrained { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override object? Target => Network;

    protected override void Process()
    {
        var dataset = Dataset ?? Network.Dataset
            ?? throw new FtcException(Codes.Argument, "the network holds no samples, for it was read from a file: give them with -Dataset.");
        var model = Pretrained is null ? null : FrozenModel.Read(this.ResolveTarget(Pretrained));
        var passed = true;
        foreach (var arithmetic in Arithmetic)
        {
            WriteVerbose(Telling.Terms(dataset, arithmetic, Tolerance));
            var report = Run($"Verifying in {arithmetic}", work => model is null
                ? Verifier.Verify(Network, dataset, arithmetic, Tolerance, work, work.Stop)
                : Verifier.Verify(Network, dataset, model, arithmetic, Tolerance, work, work.Stop));
            WriteVerbose(Telling.Verdict(report));
            passed &= report.Passed;
            if (!Quiet) WriteObject(report);
        }
        if (Quiet) WriteObject(passed);
    }
}
