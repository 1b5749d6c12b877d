using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.New,
    "FtcNetwork",
    DefaultParameterSetName = "Dataset")]
[OutputType(typeof(Network))]
public sealed class NewFtcNetworkCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Dataset")]
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
    public string Method { get; set; } = Design.Auto;

    [Parameter]
    public Arithmetic? Precision { get; set; }

    [Parameter]
    public Untouched? Untouched { get; set; }

    [Parameter]
    public double Radius { get; set; }

    [Parameter]
    public Norm Norm { get; set; }

    [Parameter(ParameterSetName = "Dataset")]
    [Parameter(Mandatory = true, ParameterSetName = "Region")]
    [ValidateNotNullOrEmpty]
    public string? Pretrained { get; set; }

    [Parameter]
    [Seconds]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);

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
    public int? Ease { get; set; }

    private readonly List<Region> _regions = [];

    protected override object? Target => (object?)Dataset ?? Region;

    // All regions make one network.
    protected override bool OneResult => ParameterSetName == "Region";

    // A name that does not exist is wrong for every dataset that comes.
    protected override void Begin()
    {
        if (!Method.Equals(Design.Auto, StringComparison.OrdinalIgnoreCase)) Method = Catalogue.Find(Method).Name;
    }

    protected override void Process()
    {
        if (ParameterSetName == "Region")
        {
            _regions.AddRange(Region);
            return;
        }
        var options = new DesignOptions
        {
            Layers = Layers,
            Method = Method,
            Radius = Radius,
            Norm = Norm,
            Pretrained = Pretrained is null ? null : FrozenModel.Read(this.ResolveTarget(Pretrained)),
            TimeLimit = TimeLimit,
            Seed = Seed,
            Projections = Projections,
            Widths = Widths,
            Bits = Bits,
            Ease = Ease,
        };
        var data = Dataset ?? Samples.Line(T, K);
        options = options.Shipping(data, Precision, Untouched);
        var result = Run("Building a side network", work => Design.Build(data, options, work, work.Stop));
        foreach (var attempt in result.Attempts)
            WriteVerbose($"{attempt.Method} ({attempt.Layers} layers, {(attempt.Neurons is { } m ? $"{m} neurons" : "neurons not known")}): {attempt.Outcome}");
        WriteObject(result.Network);
    }

    protected override void End()
    {
        if (ParameterSetName != "Region") return;
        var model = FrozenModel.Read(this.ResolveTarget(Pretrained!));
        var options = new RegionOptions { Form = Form, Keep = Keep, Margin = Margin, MostNeurons = MostNeurons, TimeLimit = TimeLimit, Seed = Seed };
        var network = Run("Building a side network", work => RegionPatch.Build(model, _regions, options, work, work.Stop));
        foreach (var plan in network.Regions) WriteVerbose(Telling.Of(plan));
        WriteObject(network);
    }
}
