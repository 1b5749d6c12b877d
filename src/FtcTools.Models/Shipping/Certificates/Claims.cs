using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;

namespace FtcTools.Shipping.Certificates;

/// <summary>What a certificate claims of all samples in one arithmetic.</summary>
/// <param name="Tolerance">The error that is allowed, as an absolute number.</param>
/// <param name="Zero">Whether the network is zero to the last bit at samples that are not edited.</param>
internal sealed record SampleClaim(Arithmetic Arithmetic, Rational Tolerance, bool Zero)
{
    public static SampleClaim Of(Report report, Dataset dataset, double tolerance) =>
        new(report.Arithmetic, Rational.Of(tolerance * (dataset.MaxResidual.IsZero ? 1 : dataset.MaxResidual.ToDouble())),
            report.Touched == 0);
}

/// <summary>
/// The claim that the class itself holds within a radius of every edited sample, the outputs of the model included, and by which lead, in
/// each arithmetic.
/// </summary>
/// <param name="Model">The SHA-256 of the model's file.</param>
internal sealed record ArgmaxClaim(string Model, Rational Radius, IReadOnlyList<(Arithmetic Arithmetic, Rational Lead)> Leads)
{
    // Away from where the lead vanishes, two ways of bounding it agree.
    private const double Inside = 1 - 1.0 / 1024;
    private const int LeadBits = 10;

    public static ArgmaxClaim? Of(Network network, Dataset dataset, FrozenModel model, Norm norm, Report exact, Report? shipped,
        CancellationToken cancellation)
    {
        var largest = Math.Min(Verifier.Including(model, exact, network, dataset, cancellation).ArgmaxRadius ?? 0,
            shipped is null ? double.PositiveInfinity : shipped.ArgmaxRadius ?? 0);
        var radius = network.Origin.Radius is > 0 and var asked && asked <= largest ? asked : largest * Inside;
        if (!(radius > 0 && double.IsFinite(radius))) return null;
        var leads = new List<(Arithmetic, Rational)>();
        foreach (var arithmetic in new[] { Arithmetic.Exact, shipped?.Arithmetic ?? Arithmetic.Exact }.Distinct())
        {
            cancellation.ThrowIfCancellationRequested();
            var bounds = new ArgmaxRadius(network, dataset, model, norm, arithmetic);
            if (!(dataset.Edited.Min(i => bounds.Lead(i, radius)) is > 0 and var lead)) return null;
            var step = Rational.PowerOfTwoAtLeast(Rational.Of(lead)) / Rational.PowerOfTwo(LeadBits);
            leads.Add((arithmetic, -(step * Rational.Ceiling(-(Rational.Of(lead) / step)))));
        }
        return new(model.Hash, Rational.Of(radius), leads);
    }
}
