using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
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
        var text = dataset is null ? TextOf(network, null, Rational.Zero, Norm.Infinity, null, [], null, regions!)
            : OfSamples(network, dataset, shipment, model, regions, progress, cancellation);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        AtomicFile.Write(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Checker), stream =>
        {
            using var script = typeof(Certificate).Assembly.GetManifestResourceStream(Checker)!;
            script.CopyTo(stream);
        });
    }

    private static FtcException Refuse(string reason) => new(Codes.NotProven, $"nothing can be certified: {reason}.");

    private static string OfSamples(Network network, Dataset dataset, Shipment? shipment, FrozenModel? model, RegionClaim? regions,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        var exact = Verifier.Verify(network, dataset, Arithmetic.Exact, null, progress, cancellation);
        if (!exact.Passed)
            throw Refuse($"{exact.Mismatches} of {exact.K} samples are not right in exact arithmetic, sample {exact.Worst} among them");
        if (exact.Touched > 0 && regions is null && (shipment?.Terms.Untouched ?? Untouched.Exact) == Untouched.Exact)
            throw Refuse($"{exact.Touched} samples that are not edited move");
        var claims = new List<Claim> { Claim.Of(exact, dataset, 0) };
        if (shipment?.Report is { } shipped)
            claims.Add(Claim.Of(shipped, dataset, shipment.Terms.Tolerance ?? Verifier.DefaultTolerance(shipped.Arithmetic)));
        // One that holds in every arithmetic claimed.
        var radius = Math.Min(exact.Radius ?? 0, shipment?.Report?.Radius ?? double.PositiveInfinity);
        var norm = exact.Norm ?? Norm.Infinity;
        var radii = exact.Radii is { } each ? RadiiOf(each, shipment?.Report?.Radii) : null;
        var argmax = model is { IsOneFile: true, IsBatched: true } && dataset is { N: > 0, Classes: not null }
            ? ArgmaxClaim.Of(network, dataset, model, norm, exact, shipment?.Report, cancellation) : null;
        return TextOf(network, dataset, double.IsFinite(radius) ? Rational.Of(radius) : Rational.Zero, norm, radii, claims, argmax,
            regions);
    }

    // The radius of each sample, in every arithmetic claimed; what nothing limits is limited to the largest of the others.
    private static Rational[] RadiiOf(IReadOnlyList<double> exact, IReadOnlyList<double>? shipped)
    {
        var radii = exact.Select((radius, i) => Math.Min(radius, shipped?[i] ?? radius)).ToArray();
        var largest = radii.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return Array.ConvertAll(radii, radius => Rational.Of(Math.Min(radius, largest)));
    }

    // What holds in one arithmetic. The tolerance is absolute.
    private sealed record Claim(Arithmetic Arithmetic, Rational Tolerance, bool Zero)
    {
        public static Claim Of(Report report, Dataset dataset, double tolerance) =>
            new(report.Arithmetic, Rational.Of(tolerance * (dataset.MaxResidual.IsZero ? 1 : dataset.MaxResidual.ToDouble())),
                report.Touched == 0);
    }

    // That the class itself holds within the radius of every edited sample, the outputs of the model included, and by which lead, in each
    // arithmetic.
    private sealed record ArgmaxClaim(string Model, Rational Radius, IReadOnlyList<(Arithmetic Arithmetic, Rational Lead)> Leads)
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

    private static string TextOf(Network network, Dataset? dataset, Rational radius, Norm norm, Rational[]? radii, List<Claim> claims,
        ArgmaxClaim? argmax, RegionClaim? regions)
    {
        // Its own metadata are no part of what is proven.
        var bare = new Network(network.Layers);
        var (method, hash) = (network.Origin.Method ?? "unknown", dataset is null ? "" : DataHash.Of(dataset));
        var (k, n) = (dataset?.K ?? 0, dataset?.N ?? 0);
        double[][]? errors = dataset?.PredictionErrors(0).Length > 0
            ? [.. Enumerable.Range(0, k).Select(i => dataset.PredictionErrors(i).ToArray())] : null;

        var text = new StringBuilder();
        Line("{");
        Line($"  \"format\": \"{Format}\",");
        Line($"  \"claim\": {{ \"method\": {Quoted(method)}, \"K\": {k}, \"N\": {n}, \"radius\": {(radius.IsZero ? "null" : $"\"{radius}\"")}, \"norm\": \"{norm}\", \"dataHash\": \"{hash}\",");
        Line("    \"holds\": [");
        Lines(claims.Select(claim =>
            $"      {{ \"arithmetic\": \"{claim.Arithmetic}\", \"tolerance\": \"{claim.Tolerance}\", \"zero\": {(claim.Zero ? "true" : "false")} }}"));
        Line(argmax is null && regions is null ? "    ] }," : "    ],");
        if (argmax is not null)
        {
            Line($"    \"argmax\": {{ \"model\": \"{argmax.Model}\", \"radius\": \"{argmax.Radius}\",");
            Line("      \"holds\": [");
            Lines(argmax.Leads.Select(lead => $"        {{ \"arithmetic\": \"{lead.Arithmetic}\", \"lead\": \"{lead.Lead}\" }}"));
            Line(regions is null ? "      ] } }," : "      ] },");
        }
        foreach (var line in regions?.Lines() ?? []) Line(line);
        if (regions is not null) Line("  },");
        Line($"  \"seal\": \"{Seal()}\",");
        using (var file = new MemoryStream())
        {
            NetworkFile.Write(file, bare);
            Line($"  \"network\": {Encoding.UTF8.GetString(file.ToArray()).TrimEnd()},");
        }
        Line("  \"data\": {");
        if (dataset?.Classes is { } classes)
        {
            Line($"    \"labels\": [{string.Join(", ", classes.Labels)}],");
            Rows("predictions", i => dataset.Predictions(i).ToArray());
            if (errors is not null) Rows("errors", i => errors[i]);
        }
        if (radii is not null) Line($"    \"radii\": {Strings(radii)},");
        Rows("features", i => dataset!.Row(i).ToArray());
        Line("    \"edits\": [");
        Lines((dataset?.T ?? []).Select(sample => $"      {{ \"sample\": {sample}, \"z\": {Strings(dataset!.Residual(sample - 1)!)} }}"));
        Line("    ]");
        Line("  }");
        Line("}");
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Lines(IEnumerable<string> lines) => text.AppendJoin(",\n", lines).Append('\n');

        void Rows(string name, Func<int, double[]> row)
        {
            Line($"    \"{name}\": [");
            Lines(Enumerable.Range(0, k).Select(i => $"      {Strings(row(i).Select(Rational.Of))}"));
            Line("    ],");
        }

        string Seal()
        {
            var lines = new List<string> { $"{Format} {method} {k} {n} {radius} {norm} {hash}" };
            lines.AddRange(claims.Select(claim => $"{claim.Arithmetic} {claim.Tolerance} {(claim.Zero ? "zero" : "any")}"));
            foreach (var layer in bare.Layers)
            {
                lines.Add(NetworkReader.Name(layer.Activation));
                for (var r = 0; r < layer.Neurons; r++) lines.Add(string.Join(' ', layer.Weights(r).ToArray()));
                lines.Add(string.Join(' ', Enumerable.Range(0, layer.Neurons).Select(layer.Bias)));
            }
            if (errors is not null) lines.AddRange(errors.Select(row => string.Join(' ', row.Select(Rational.Of))));
            if (radii is not null) lines.Add($"radii {string.Join(' ', radii)}");
            if (argmax is not null)
                lines.AddRange([$"argmax {argmax.Model} {argmax.Radius}",
                    .. argmax.Leads.Select(lead => $"{lead.Arithmetic} {lead.Lead}")]);
            if (regions is not null) lines.AddRange(regions.Seal());
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));
        }
    }

    private static string Strings(IEnumerable<Rational> numbers) => $"[{string.Join(", ", numbers.Select(number => $"\"{number}\""))}]";

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
