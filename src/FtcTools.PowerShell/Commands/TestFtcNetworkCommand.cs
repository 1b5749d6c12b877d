using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsDiagnostic.Test,
    "FtcNetwork",
    DefaultParameterSetName = "Network",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(Report), typeof(RegionReport), typeof(bool))]
public sealed class TestFtcNetworkCommand : ShardingCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Network")]
    [Parameter(ValueFromPipeline = true, ParameterSetName = "Region")]
    [ValidateNotNull]
    public Network? Network { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Region")]
    [ValidateNotNullOrEmpty]
    public Region[]? Region { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public Arithmetic[]? Arithmetic { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public Dataset? Dataset { get; set; }

    [Parameter]
    public double? Tolerance { get; set; }

    [Parameter]
    [ValidateNotNull]
    public ModelArgument? Pretrained { get; set; }

    [Parameter]
    [Seconds]
    public TimeSpan TimeLimit { get; set; } = new RegionLimits().TimeLimit;

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private Arithmetic[] Arithmetics => Arithmetic
        ?? [Network is null ? Numerics.Arithmetic.Exact : Catalogue.VerifiedIn(Network, Dataset ?? Network.Dataset)];

    protected override object? Target => (object?)Network ?? Region;

    protected override void Begin()
    {
        CheckShards();
        if (Divides && (Pretrained is not null || ParameterSetName == "Region"))
            throw new FtcException(Codes.Argument,
                "-Shards is for samples alone: what holds with a model at hand, and on regions, is verified without.");
    }

    protected override void Process()
    {
        var regions = Region?.Select(region => RegionRange.Closed(region, Dataset ?? Network?.Dataset)).ToArray()
            ?? [.. Network!.Regions.Select(plan => plan.Region)];
        var dataset = Network is null ? null : Dataset ?? Network.Dataset;
        if (dataset is null && regions.Length == 0)
            throw new FtcException(Codes.Argument,
                "the network holds no samples and no regions, for it was read from a file: give them with -Dataset, or -Region.");
        if (regions.Length > 0 && Pretrained is null)
            throw new FtcException(Codes.Argument, "what holds on a region is about the model's answers: give the model with -Pretrained.");
        var model = regions.Length > 0 ? FrozenModel.Read(Pretrained!.FileIn(this)) : Pretrained?.Bounded(this, dataset, Network);
        if (Network?.Origin.Until is { } until && until < DateOnly.FromDateTime(DateTime.Now))
            WriteWarning($"{Codes.Expired}: the network's edits were to hold until {until:O}, which is past: see whether what they mend is still wrong, and withdraw what is not (Update-FtcNetwork -Withdraw), or give a later day when it is built anew.");
        if (dataset is not null ? !Agreed(dataset.Name, $"Verify in {string.Join(", ", Arithmetics)}", dataset,
            work => PassPlan.ToVerify(Network!, dataset, Arithmetics.Length, Tasks, work.Stop))
            : !Agreed($"{regions.Length} region(s)", $"Verify in {string.Join(", ", Arithmetics)}")) return;
        var passed = true;
        if (Divides) passed = VerifyInShards(dataset!);
        foreach (var arithmetic in Divides ? [] : Arithmetics)
        {
            if (dataset is not null) passed &= Verify(dataset, model, arithmetic);
            foreach (var region in regions) passed &= Verify(region, model!, arithmetic);
        }
        if (Quiet) WriteObject(passed);
    }

    // All arithmetics are verified before any is told: the shards are gone then.
    private bool VerifyInShards(Dataset dataset)
    {
        Report[] reports = Run("Verifying",
            work => Divided<Report[]>(dataset, work,
                shards => [.. Arithmetics.Select(arithmetic => shards.Verify(Network!, arithmetic, Tolerance, work, work.Stop))]));
        foreach (var report in reports)
        {
            WriteVerbose(VerboseText.Terms(dataset, report.Arithmetic, Tolerance));
            Tell(report);
        }
        return Array.TrueForAll(reports, report => report.Passed);
    }

    private bool Verify(Dataset dataset, FrozenModel? model, Arithmetic arithmetic)
    {
        WriteVerbose(VerboseText.Terms(dataset, arithmetic, Tolerance));
        var report = Run($"Verifying in {arithmetic}", work => model is null
            ? Verifier.Verify(Network!, dataset, arithmetic, Tolerance, work, work.Stop)
            : Verifier.Verify(Network!, dataset, model, arithmetic, Tolerance, work, work.Stop));
        Tell(report);
        return report.Passed;
    }

    private void Tell(Report report)
    {
        WriteVerbose(VerboseText.Verdict(report));
        if (!Quiet) WriteObject(report);
    }

    private bool Verify(Region region, FrozenModel model, Arithmetic arithmetic)
    {
        var limits = new RegionLimits { TimeLimit = TimeLimit };
        var report = Run($"Verifying {region.Name} in {arithmetic}",
            work => RegionVerifier.Verify(model, Network, region, arithmetic, limits, work, work.Stop));
        WriteVerbose(VerboseText.Of(report));
        if (!Quiet) WriteObject(report);
        return report.Passed;
    }
}
