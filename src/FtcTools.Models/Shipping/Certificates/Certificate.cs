using System.Text;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;

namespace FtcTools.Shipping.Certificates;

/// <summary>
/// A proof that travels: the exact network, the samples, and what holds for them, as JSON, format `ftc-certificate/1`. Every number is an
/// exact rational in a string or a small integer. Beside it stands `ftc_check.py`, which proves all of it anew with Python's standard
/// library, from the numbers alone.
/// </summary>
public static class Certificate
{
    public const string Format = "ftc-certificate/1";

    /// <summary>The name of the checker.</summary>
    public const string Checker = "ftc_check.py";

    /// <summary>Proves a network and writes the certificate and, into the same folder, the checker.</summary>
    /// <param name="dataset">The samples; null for those it was built for.</param>
    /// <param name="terms">What ships; null for the exact network alone.</param>
    /// <param name="model">
    /// The frozen model of a classification: the samples then have its own answers, and the class itself is claimed, its outputs included.
    /// </param>
    /// <param name="progress">Gets the share of samples done, 0 to 1, once for each arithmetic.</param>
    /// <exception cref="FtcException">
    /// FTC0055: it is not proven, or moves samples that it must leave alone; FTC0056; FTC0033: network and dataset do not fit; FTC0043:
    /// model and dataset do not; FTC0034: the terms ask for no proof, or for float32 of a float64 model; FTC0020.
    /// </exception>
    public static void Write(string path, Network network, Dataset? dataset = null, ShippingTerms? terms = null, FrozenModel? model = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (terms is { Unproven: true }) throw Unproven();
        dataset ??= network.Dataset;
        if (dataset is null && (network.Regions.Count == 0 || model is null))
            throw new FtcException(Codes.NotProven,
                "nothing can be certified: there are no samples to prove the network on, for it was read from a file; give them (-Dataset).");
        if (model is not null && dataset is not null && (dataset.Classes is not null || network.Regions.Count == 0))
        {
            ArgmaxRadius.MustFit(model, dataset);
            dataset = dataset.PredictedBy(model, model.Arithmetic, cancellation);
        }
        Write(path, network, dataset, terms is null ? null : Shipment.Of(network, terms, dataset, model, progress, cancellation), model,
            progress, cancellation);
    }

    /// <summary>
    /// The same for what has been proven for shipping, on the samples that it was proven for: those of a patched model have its own
    /// answers.
    /// </summary>
    /// <exception cref="FtcException">FTC0055: it is not proven in exact arithmetic; FTC0034: it ships unproven; FTC0020.</exception>
    public static void Write(string path, Shipment shipment, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (!shipment.IsProven) throw Unproven();
        Write(path, shipment.Network, shipment.Dataset, shipment, shipment.Model ?? shipment.RegionModel, progress, cancellation);
    }

    private static FtcException Unproven() => new(Codes.Argument, "a certificate is a proof; nothing can be certified unproven.");

    private static void Write(string path, Network network, Dataset? dataset, Shipment? shipment, FrozenModel? model,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        var regions = RegionClaim.Of(network, model, shipment, cancellation);
        if (network.Regions.Count > 0 && regions is null)
            throw Refuse("what it does for its regions is about a model that is not at hand as one file; give it (-Pretrained)");
        var text = dataset is null ? new CertificateText(network, null) { Regions = regions }
            : OfSamples(network, dataset, shipment, model, regions, progress, cancellation);
        var bytes = Encoding.UTF8.GetBytes(text.Write());
        AtomicFile.Write(path, stream => stream.Write(bytes));
        AtomicFile.Write(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Checker), stream =>
        {
            using var script = typeof(Certificate).Assembly.GetManifestResourceStream(Checker)!;
            script.CopyTo(stream);
        });
    }

    private static FtcException Refuse(string reason) => new(Codes.NotProven, $"nothing can be certified: {reason}.");

    private static CertificateText OfSamples(Network network, Dataset dataset, Shipment? shipment, FrozenModel? model, RegionClaim? regions,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        var exact = Verifier.Verify(network, dataset, Arithmetic.Exact, null, progress, cancellation);
        if (!exact.Passed)
            throw Refuse($"{exact.Mismatches} of {exact.K} samples are not right in exact arithmetic, sample {exact.Worst} among them");
        if (exact.Touched > 0 && regions is null && (shipment?.Terms.Untouched ?? Untouched.Exact) == Untouched.Exact)
            throw Refuse($"{exact.Touched} samples that are not edited move");
        var claims = new List<SampleClaim> { SampleClaim.Of(exact, dataset, 0) };
        if (shipment?.Report is { } shipped)
            claims.Add(SampleClaim.Of(shipped, dataset, shipment.Terms.Tolerance ?? Verifier.DefaultTolerance(shipped.Arithmetic)));
        // A radius is claimed where it holds in every arithmetic claimed.
        var radius = Math.Min(exact.Radius ?? 0, shipment?.Report?.Radius ?? double.PositiveInfinity);
        var norm = exact.Norm ?? Norm.Infinity;
        return new(network, dataset)
        {
            Radius = double.IsFinite(radius) ? Rational.Of(radius) : Rational.Zero,
            Norm = norm,
            Radii = exact.Radii is { } each ? RadiiOf(each, shipment?.Report?.Radii) : null,
            Claims = claims,
            Argmax = model is { IsOneFile: true, IsBatched: true } && dataset is { N: > 0, Classes: not null }
                ? ArgmaxClaim.Of(network, dataset, model, norm, exact, shipment?.Report, cancellation) : null,
            Regions = regions,
        };
    }

    // The radius of each sample that holds in every arithmetic claimed. A radius that nothing limits is set to the largest of the others.
    private static Rational[] RadiiOf(IReadOnlyList<double> exact, IReadOnlyList<double>? shipped)
    {
        var radii = exact.Select((radius, i) => Math.Min(radius, shipped?[i] ?? radius)).ToArray();
        var largest = radii.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return Array.ConvertAll(radii, radius => Rational.Of(Math.Min(radius, largest)));
    }
}
