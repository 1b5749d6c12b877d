using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>The verdict on one network in one arithmetic. Scalars only.</summary>
public sealed record Report
{
    /// <summary>
    /// Exact: g(x_i) = z_i on every sample. Float64 and Float32: the rounded network is within the tolerance on every sample, whatever the
    /// order of summation. A classification: the largest output of f + g, added in that arithmetic, is that of the right class on every
    /// sample, the first largest where several are equal, whatever the order of summation.
    /// </summary>
    public required bool Passed { get; init; }

    public required int K { get; init; }
    public required int N { get; init; }
    public required int Layers { get; init; }

    /// <summary>m: hidden neurons.</summary>
    public required int Neurons { get; init; }

    public required long Parameters { get; init; }

    /// <summary>
    /// Neurons that some data of this N and K need with this number of layers, in general position where there is more than one feature:
    /// the sharpest lower bound known.
    /// </summary>
    public required double LowerBound { get; init; }

    /// <summary>Neurons that the paper's upper bound allows, as printed.</summary>
    public required double PaperBound { get; init; }

    public required Arithmetic Arithmetic { get; init; }

    /// <summary>
    /// Samples that are not equal (Exact), or not provably within the tolerance; of a classification, those whose class is not proven
    /// right.
    /// </summary>
    public required int Mismatches { get; init; }

    /// <summary>
    /// Largest |g(x_i) - z_i| of a plain evaluation in this arithmetic; infinite where it overflows. Of a classification: how far the
    /// output of the right class is at most behind another, 0 where all classes are right.
    /// </summary>
    public required double MaxError { get; init; }

    /// <summary>Largest |g(x_i)| of a plain evaluation over the samples that are not edited.</summary>
    public required double MaxErrorOffT { get; init; }

    /// <summary>Proven: no order of summation errs by more than this. Equal to <see cref="MaxError"/> in exact arithmetic.</summary>
    public required double ErrorBound { get; init; }

    /// <summary>
    /// The margin of a classification: on every edited sample the output of the right class is proven to lead by this. Null for others.
    /// </summary>
    public double? Margin { get; init; }

    /// <summary>Untouched samples at which g is not proven to be zero to the last bit.</summary>
    public required int Touched { get; init; }

    /// <summary>
    /// Certified: every input within this of an untouched sample is untouched, to the last bit in floats, and on the inputs within this of
    /// an edited sample g is constant or, for a classification, the right output of f + g stays the largest, with f as at the sample. In
    /// the norm that the network was built for, else the infinity norm; rounded down. 0 where an edit is no plateau or the network is not
    /// made of units; null without edits.
    /// </summary>
    public double? Radius { get; init; }

    /// <summary>
    /// Certified likewise, of a network whose edits have radii of their own: half of them hold within this or more. Null for others.
    /// </summary>
    public double? RadiusMedian { get; init; }

    /// <summary>The largest radius of an edit, likewise.</summary>
    public double? RadiusLargest { get; init; }

    /// <summary>Likewise, certified around each of the K samples.</summary>
    internal IReadOnlyList<double>? Radii { get; init; }

    /// <summary>How <see cref="Radius"/> is measured; null where there is none.</summary>
    public Norm? Norm { get; init; }

    /// <summary>
    /// Certified, f included: f + g gives the right class for every input within this of an edited sample, in this arithmetic, and is f for
    /// every input within it of any other. In the same norm as <see cref="Radius"/>, and not above it; rounded down. Null where the model
    /// itself is not given.
    /// </summary>
    public double? ArgmaxRadius { get; init; }

    /// <summary>The sample (from 1) with the largest error bound; null where all are exact.</summary>
    public int? Worst { get; init; }

    /// <summary>
    /// A sample (from 1) that is one point with an earlier one, <see cref="CoincidentWith"/>, when features are rounded to this arithmetic,
    /// and has another residual: no network is right on both. Null where there is none.
    /// </summary>
    public int? Coincident { get; init; }

    /// <summary>The earlier one of two samples that coincide.</summary>
    public int? CoincidentWith { get; init; }

    /// <summary>The construction; null for a network from elsewhere.</summary>
    public string? Method { get; init; }

    public required double Seconds { get; init; }
}
