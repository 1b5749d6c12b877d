using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Runtime;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>
/// What a cell is about: its samples, the frozen model that answers at them where the experiment names it, and the rules for that model.
/// </summary>
/// <param name="Samples">Null where there are rules alone.</param>
/// <param name="Point">The model, and where it is read.</param>
/// <param name="Inputs">What the model is given at each sample: one for each of its inputs.</param>
internal sealed record CellData(Dataset? Samples, PatchPoint? Point, IReadOnlyList<SampleValues> Inputs)
{
    /// <summary>The samples of an experiment that has them.</summary>
    public Dataset Dataset => Samples!;

    /// <summary>What bounds the model around the samples; null where nothing does.</summary>
    public FrozenModel? Model { get; } = Samples is null ? null : Point?.Bounding(Samples);

    /// <summary>What must be answered on whole regions.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>The model that they are about; null without any.</summary>
    public FrozenModel? RuledModel { get; init; }

    /// <summary>Builds what a cell asks for.</summary>
    public ReachResult Build(Cell cell, DesignOptions options, IProgress<string>? progress, CancellationToken cancellation) =>
        cell.ChoosesReach
        ? ReachSearch.Build(Dataset, options with { Pretrained = Classifier() }, progress, cancellation)
        : new(Constructions.Design.Build(Dataset, Design(options), progress, cancellation), []);

    /// <summary>The same, and, with a radius or reach, edits that outweigh whatever a classifier can answer within it.</summary>
    public DesignOptions Design(DesignOptions options) =>
        options.Radius > 0 || options.Reach > 0 || Dataset.FeatureTensor?.Radius > 0 ? options with { Pretrained = Classifier() } : options;

    /// <summary>
    /// With the model's own answers in that arithmetic, and the radius of the class itself, where it is a classifier that has them.
    /// </summary>
    public Report Verify(Network network, Arithmetic arithmetic, double? tolerance, CancellationToken cancellation) =>
        Classifier(arithmetic) is { } model
            ? Verifier.Verify(network, Dataset, model, arithmetic, tolerance, null, cancellation)
            : Verifier.Verify(network, Dataset, arithmetic, tolerance, null, cancellation);

    /// <summary>The verdict on each rule.</summary>
    public IEnumerable<RegionReport> VerifyRules(Network network, Arithmetic arithmetic, RegionLimits limits,
        CancellationToken cancellation) =>
        Rules.Select(rule => RegionVerifier.Verify(RuledModel!, network, rule.Region, arithmetic, limits, null, cancellation));

    /// <summary>
    /// The model of a classification: what is said of a class all over a ball needs it. Null where there is none, or none in that
    /// arithmetic.
    /// </summary>
    public FrozenModel? Classifier(Arithmetic arithmetic = Arithmetic.Exact) =>
        Samples?.Classes is null || (arithmetic == Arithmetic.Float32 && Model?.Arithmetic == Arithmetic.Float64) ? null : Model;
}
