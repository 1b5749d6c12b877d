using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.New,
    "FtcNetwork",
    DefaultParameterSetName = "Dataset",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(Network))]
public sealed class NewFtcNetworkCommand : ShardingCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Dataset")]
    [Parameter(ParameterSetName = "Region")]
    [ValidateNotNull]
    public Dataset Dataset { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Line")]
    [AllowEmptyCollection]
    public int[] T { get; set; } = null!;

    [Parameter(ParameterSetName = "Line")]
    public int? K { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Region")]
    [ValidateNotNullOrEmpty]
    public Region[] Region { get; set; } = null!;

    [Parameter(ParameterSetName = "Region")]
    public RegionForm Form { get; set; }

    [Parameter(ParameterSetName = "Region")]
    public double Keep { get; set; } = new RegionOptions().Keep;

    [Parameter(ParameterSetName = "Region")]
    public double Margin { get; set; } = new RegionOptions().Margin;

    [Parameter(ParameterSetName = "Region")]
    public int MostNeurons { get; set; } = new RegionOptions().MostNeurons;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[]? Layers { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MethodCompleter))]
    [ValidateNotNullOrEmpty]
    public string Method { get; set; } = Constructions.Design.Auto;

    [Parameter]
    public Arithmetic? Precision { get; set; }

    [Parameter]
    public Untouched? Untouched { get; set; }

    [Parameter]
    public double Radius { get; set; }

    [Parameter]
    [ValidateNotNull]
    public ReachArgument Reach { get; set; } = new(0);

    [Parameter]
    public Norm Norm { get; set; }

    [Parameter(ParameterSetName = "Dataset")]
    [Parameter(ParameterSetName = "Region")]
    [ValidateNotNull]
    public ModelArgument? Pretrained { get; set; }

    [Parameter]
    [Seconds]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    public DateTime? Until { get; set; }

    [Parameter]
    public int Seed { get; set; } = 1;

    [Parameter]
    public int Projections { get; set; } = 1;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[]? Widths { get; set; }

    [Parameter]
    public int? Bits { get; set; }

    [Parameter]
    public int? SmallerWeights { get; set; }

    /// <summary>The name that -SmallerWeights had in 0.1.0.</summary>
    [Parameter(DontShow = true)]
    [Obsolete("It is -SmallerWeights now, and goes with 0.3.0.")]
    public int? Ease
    {
        get => SmallerWeights;
        set => SmallerWeights = value;
    }

    private readonly List<Region> _regions = [];

    protected override object? Target => (object?)Dataset ?? Region;

    // All regions make one network.
    protected override bool OneResult => ParameterSetName == "Region";

    // A name that does not exist is wrong for every dataset that comes.
    protected override void Begin()
    {
        Reach.MustBeValid();
        CheckShards();
        if (Divides && (ParameterSetName == "Region" || Reach.IsAuto))
            throw new FtcException(Codes.Argument,
                $"-Shards is for samples, and {(Reach.IsAuto ? "a reach is chosen" : "regions are mended")} without.");
        if (!Method.Equals(Constructions.Design.Auto, StringComparison.OrdinalIgnoreCase)) Method = Catalogue.Find(Method).Name;
    }

    protected override void Process()
    {
        if (ParameterSetName == "Region")
        {
            if (Pretrained is null)
                throw new FtcException(Codes.Argument,
                    "what is to hold on a region is about the model's answers: give the model with -Pretrained.");
            _regions.AddRange(Region);
            return;
        }
        var model = Pretrained?.Bounded(this, Dataset);
        var dataset = Dataset ?? SyntheticData.Line(T, K);
        var options = Options(dataset, model, Precision);
        if (Agreed(dataset.Name, "Build a side network", dataset, work => PassPlan.ToBuild(dataset, options, Tasks, work.Stop)))
            WriteObject(Design(dataset, options));
    }

    private DesignOptions Options(Dataset dataset, FrozenModel? model, Arithmetic? precision) =>
        new DesignOptions
        {
            Layers = Layers,
            Method = Method,
            Radius = Radius,
            Reach = Reach.Share,
            Norm = Norm,
            Pretrained = model,
            TimeLimit = TimeLimit,
            Seed = Seed,
            Projections = Projections,
            Widths = Widths,
            Bits = Bits,
            SmallerWeights = SmallerWeights,
        }.Shipping(dataset, precision, Untouched);

    private Network Design(Dataset dataset, DesignOptions options)
    {
        var result = Divides ? Run("Building a side network",
            work => Divided(dataset, work, shards => shards.Build(options, work, work.Stop)))
            : Reach.IsAuto
            ? Chosen(Run("Choosing the reach", work => ReachSearch.Build(dataset, options, work, work.Stop)))
            : Run("Building a side network", work => Constructions.Design.Build(dataset, options, work, work.Stop));
        foreach (var attempt in result.Attempts)
            WriteVerbose($"{attempt.Method} ({attempt.Layers} layers, {(attempt.Neurons is { } m ? $"{m} neurons" : "neurons not known")}): {attempt.Outcome}");
        if (options is { Radius: 0, Reach: 0 })
        {
            foreach (var line in VerboseText.Radius(result.Network, dataset)) WriteVerbose(line);
        }
        return Until is { } day ? result.Network.Expiring(DateOnly.FromDateTime(day)) : result.Network;
    }

    private DesignResult Chosen(ReachResult chosen)
    {
        foreach (var line in VerboseText.Of(chosen)) WriteVerbose(line);
        return chosen.Design;
    }

    protected override void End()
    {
        if (ParameterSetName != "Region") return;
        var model = FrozenModel.Read(Pretrained!.FileIn(this));
        var options = new RegionOptions { Form = Form, Keep = Keep, Margin = Margin, MostNeurons = MostNeurons, TimeLimit = TimeLimit,
            Seed = Seed };
        Region[] regions = [.. _regions.Select(region => RegionRange.Closed(region, Dataset))];
        RegionPatch.Check(model, regions, options, Dataset);
        // Samples are mended first, in the model's arithmetic; the regions are then those of f + g.
        if (!Agreed($"{regions.Length} region(s)", "Build a side network")) return;
        var beside = Dataset is null ? null : Design(Dataset, Options(Dataset, Dataset.Classes is null ? null : model, model.Arithmetic));
        var network = Run("Building a side network", work => RegionPatch.Build(model, regions, options, beside, work, work.Stop));
        foreach (var plan in network.Regions) WriteVerbose(VerboseText.Of(plan));
        WriteObject(network);
    }
}
