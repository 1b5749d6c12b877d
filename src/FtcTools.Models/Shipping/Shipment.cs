using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;

namespace FtcTools.Shipping;

/// <summary>
/// A network that may leave: the one gate in front of every format that runs elsewhere. It is proven for its samples in the precision
/// that ships, for every order of summation, with or without fused multiply-add, and zero to the last bit where nothing is edited.
/// </summary>
public sealed class Shipment
{
    private Shipment(Network network, Dataset? dataset, ShippingTerms terms, Report? report, FrozenModel? model = null)
    {
        (Network, Dataset, Terms, Report, Model) = (network, dataset, terms, report, model);
        DataHash = dataset is null ? null : Shipping.DataHash.Of(dataset);
    }

    public Network Network { get; }

    /// <summary>The samples it is proven for; null where it ships unproven and has none.</summary>
    public Dataset? Dataset { get; }

    public ShippingTerms Terms { get; }

    /// <summary>The proof; null where it ships unproven.</summary>
    public Report? Report { get; }

    /// <summary>The proofs for the regions that it was built for; none where it ships unproven.</summary>
    public IReadOnlyList<RegionReport> Regions { get; private init; } = [];

    /// <summary>The frozen model that they are about; null without regions.</summary>
    public FrozenModel? RegionModel { get; private init; }

    /// <summary>Whether anything is proven.</summary>
    public bool IsProven => Report is not null || Regions.Count > 0;

    /// <summary>
    /// Whether f may be a term of g's last sums, as the proof of the classes has it. What is proven of regions adds f and g once both are
    /// known.
    /// </summary>
    internal bool Joins =>
        Report is not null && Dataset?.Classes is not null && Network.Regions.Count == 0 && JoinedSum.IsPossible(Network);

    /// <summary>
    /// The frozen model of a classification, whose outputs <see cref="Report.ArgmaxRadius"/> includes; null where it is not at hand.
    /// </summary>
    public FrozenModel? Model { get; }

    /// <summary><see cref="Shipping.DataHash"/> of the samples; null where there are none.</summary>
    public string? DataHash { get; }

    /// <summary>The same without what is said of the model: of the network alone.</summary>
    internal Shipment WithoutModel() => new(Network, Dataset, Terms, Report is null ? null : Report with { ArgmaxRadius = null });

    /// <summary>Lets a network through, or says why not.</summary>
    /// <param name="dataset">The samples; null for those it was built for.</param>
    /// <param name="model">
    /// The frozen model of a classification: the radius of the class itself is then certified, its outputs in the precision that ships
    /// included.
    /// </param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    /// <exception cref="FtcException">
    /// FTC0055: it is not proven, or moves samples that it must leave alone; FTC0056: samples coincide in the precision; FTC0033: network
    /// and dataset do not fit; FTC0043: model and dataset do not; FTC0034: the precision is no floating point, or the tolerance is not
    /// valid.
    /// </exception>
    public static Shipment Of(Network network, ShippingTerms terms, Dataset? dataset = null, FrozenModel? model = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (terms.Precision == Arithmetic.Exact)
            throw new FtcException(Codes.Argument, "the precision is Exact, in which nothing runs; valid are Float64 and Float32.");
        dataset ??= network.Dataset;
        if (!IsFinite(network, terms.Precision))
            throw Refuse($"a weight is beyond the range of {terms.Precision}");
        if (terms.Unproven)
        {
            if (dataset is not null) network.MustFit(dataset);
            return new(network, dataset, terms, null);
        }
        var regions = Prove(network, model, terms.Precision, progress, cancellation);
        var about = regions.Count > 0 ? model : null;
        if (dataset is null && regions.Count > 0) return new(network, null, terms, null, model) { Regions = regions, RegionModel = model };
        if (dataset is null) throw Refuse("there are no samples to prove it on, for it was read from a file; give them (-Dataset)");

        var report = Verifier.Verify(network, dataset, terms.Precision, terms.Tolerance, progress, cancellation);
        if (report is { Passed: false, Coincident: { } second, CoincidentWith: { } first })
        {
            throw new FtcException(Codes.Coincident,
                $"the network does not ship: samples {first} and {second} are one point in {terms.Precision} and have different residuals, so no network tells them apart there; drop one, scale the features, or ship a wider precision.");
        }
        if (!report.Passed)
        {
            throw Refuse(
                $"{report.Mismatches} of {report.K} samples are not proven in {terms.Precision}: sample {report.Worst} may be off by {Text.Of(report.ErrorBound)} (build it with -Precision {terms.Precision}, or allow a larger -Tolerance)");
        }
        // In a region a sample may be moved, as what is required there asks for.
        if (terms.Untouched == Untouched.Exact && report.Touched > 0
            && (regions.Count == 0 || RegionSamples.AreTouchedBeyond(network, dataset, terms.Precision, cancellation)))
        {
            throw Refuse(
                $"{report.Touched} of the {report.K - report.N} samples that are not edited may move in {terms.Precision} (build it with -Untouched Exact, or allow that with -Untouched Any)");
        }
        // The radius of the class itself looks at every sample and at the model there.
        if (dataset.Classes is null || dataset.OnDisk || model is null)
            return new(network, dataset, terms, report) { Regions = regions, RegionModel = about };
        ArgmaxRadius.MustFit(model, dataset);
        return new(network, dataset, terms, Verifier.Including(model, report, network, dataset, cancellation), model) { Regions = regions,
            RegionModel = about };
    }

    private static FtcException Refuse(string reason) => new(Codes.NotProven, $"the network does not ship: {reason}.");

    private static List<RegionReport> Prove(Network network, FrozenModel? model, Arithmetic precision, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        var reports = new List<RegionReport>();
        foreach (var region in network.Regions.Select(plan => plan.Region))
        {
            if (model is null)
                throw Refuse($"what {region.Name} requires is about the model's answers, and the model is not at hand; give it (-Pretrained)");
            var report = RegionVerifier.Verify(model, network, region, precision, progress: progress, cancellation: cancellation);
            if (!report.Passed)
                throw Refuse($"{region.Name} is {(report.Verdict == RegionVerdict.Violated ? $"violated at {report.Counterexample}" : "not proven within the time limit")} in {precision}");
            reports.Add(report);
        }
        return reports;
    }

    private static bool IsFinite(Network network, Arithmetic precision)
    {
        var largest = network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons)
            .SelectMany(r => layer.Weights(r).ToArray().Append(layer.Bias(r))))
            .Select(Rational.Abs).Aggregate(Rational.Zero, Rational.Max);
        return precision == Arithmetic.Float32 ? float.IsFinite(largest.ToSingle()) : double.IsFinite(largest.ToDouble());
    }
}
