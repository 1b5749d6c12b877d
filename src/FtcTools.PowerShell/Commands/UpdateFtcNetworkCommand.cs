using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Update,
    "FtcNetwork",
    DefaultParameterSetName = "Compact")]
[OutputType(typeof(Network))]
public sealed class UpdateFtcNetworkCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Network Network { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Dataset")]
    [ValidateNotNull]
    public Dataset Dataset { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Add")]
    [ValidateNotNull]
    public Dataset Add { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Withdraw")]
    [ValidateNotNullOrEmpty]
    public int[] Withdraw { get; set; } = null!;

    [Parameter(ParameterSetName = "Compact")]
    [Parameter(ParameterSetName = "Dataset")]
    [Parameter(ParameterSetName = "Add")]
    [Parameter(ParameterSetName = "Withdraw")]
    public SwitchParameter Compact { get; set; }

    [Parameter]
    public Arithmetic Precision { get; set; } = Arithmetic.Float64;

    [Parameter]
    [ValidateNotNull]
    public ModelArgument? Pretrained { get; set; }

    [Parameter]
    [Seconds]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    public DateTime? Until { get; set; }

    [Parameter]
    public int Seed { get; set; } = 1;

    protected override object? Target => Network;

    protected override void Begin()
    {
        if (ParameterSetName == "Compact" && !Compact)
            throw new FtcException(Codes.Argument,
                "nothing is to change: give edits with -Add, take some back with -Withdraw, give all samples as they are to be with -Dataset, or build anew with -Compact.");
    }

    protected override void Process()
    {
        var ruled = Network.Regions.Count > 0 ? RuledModel() : null;
        var options = new DesignOptions
        {
            Precision = ruled?.Arithmetic ?? Precision,
            TimeLimit = TimeLimit,
            Seed = Seed,
            Pretrained = ruled is null ? Pretrained?.Bounded(this, Network.Dataset, Network) : null,
        };
        if (Network.Origin.Model is not null && Pretrained is null)
            WriteWarning("The network was certified for the class itself, the model's outputs included. What comes now keeps the radius of its edits only, the model's outputs taken as at the samples; -Pretrained certifies the class itself again.");
        if (Compact && ruled is not null)
            throw new FtcException(Codes.Argument,
                "-Compact builds anew what is for samples, and the network is for regions, too: build it anew with New-FtcNetwork -Region and -Dataset.");
        var wanted = Wanted();
        var updated = Run("Updating a side network", work => ruled is not null
            ? RegionUpdate.Apply(Network, ruled, wanted, options, work, work.Stop)
            : Compact ? NetworkUpdate.Compact(Network, wanted, options, work, work.Stop)
            : NetworkUpdate.Apply(Network, wanted, options, work, work.Stop));
        foreach (var day in (DateTime?[])[Network.Origin.Until?.ToDateTime(default), Until])
        {
            if (day is { } until) updated = updated.Expiring(DateOnly.FromDateTime(until));
        }
        var (before, after) = (Network.Origin.N is { } edits ? $"{edits} edits" : "the edits", updated.Origin.N);
        WriteVerbose($"{Network.Neurons} neurons for {before} became {updated.Neurons} for {after}: {Network.Shape} became {updated.Shape}, proven in Exact{(Precision == Arithmetic.Exact ? "" : $" and {Precision}")}.{Kept(updated)}");
        if (Compact && updated.Neurons < Network.Neurons) WriteVerbose($"{Network.Neurons - updated.Neurons} neurons are saved.");
        if (!Compact && ruled is null && NetworkUpdate.FreshNeurons(updated, wanted) is { } fresh && updated.Neurons > 2 * fresh)
            WriteWarning($"The network has {updated.Neurons} neurons after its updates, and one that is built anew takes about {fresh}: -Compact builds it anew where that pays.");
        WriteObject(updated);
    }

    private FrozenModel RuledModel() => Pretrained is null
        ? throw new FtcException(Codes.Argument,
            "the network was built for regions, and what holds on them is about the model's answers: give the model with -Pretrained.")
        : FrozenModel.Read(Pretrained.FileIn(this));

    private static string Kept(Network updated) => updated.Origin switch
    {
        { Reach: > 0 and var share, Radii: { } radii } =>
            $" The edits hold within {Text.Of(share)} of the room that their neighbours leave them, {Text.Of(radii.Min())} to {Text.Of(radii.Max())}.",
        { Radius: > 0 and var radius, Model: not null } =>
            $" The class itself holds within {Text.Of(radius)}, the model's outputs included.",
        { Radius: > 0 and var radius } => $" The edits hold within {Text.Of(radius)}, the model's outputs taken as at the samples.",
        _ => "",
    };

    private Dataset Wanted() => ParameterSetName switch
    {
        "Dataset" => Dataset,
        "Add" => Known().With(Add),
        "Compact" => Known(),
        _ => Known().Withdraw(Withdraw),
    };

    private Dataset Known() => Network.Dataset
        ?? throw new FtcException(Codes.Argument,
            "the network holds no samples, for it was read from a file: give all of them, with what is wanted now, by -Dataset.");
}
