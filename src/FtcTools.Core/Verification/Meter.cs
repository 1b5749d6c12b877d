using FtcTools.Bounds;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>What to measure beyond the network itself.</summary>
public sealed record MeterOptions
{
    /// <summary>The samples it is for; null for those it was built for.</summary>
    public Dataset? Dataset { get; init; }

    /// <summary>Where to count pieces; null for the network's own direction, if it has one.</summary>
    public SampleLine? Line { get; init; }
}

/// <summary>Measures a network.</summary>
public static class Meter
{
    /// <exception cref="FtcException">FTC0033: a dataset or the line does not fit the network.</exception>
    public static Measurement Measure(Network network, MeterOptions options, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var dataset = options.Dataset ?? network.Dataset;
        if (dataset is not null) network.MustFit(dataset);
        var parameters = network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons)
            .SelectMany(r => layer.Weights(r).ToArray().Append(layer.Bias(r)))).ToArray();
        var bound = LowerBound(network, dataset);
        // Edges are looked for around each sample, which is more than a pass.
        var distance = dataset is null or { OnDisk: true } ? null : Clearance.Of(network, dataset, progress, cancellation);
        return new Measurement
        {
            Method = network.Origin.Method,
            Layers = network.Layers.Count,
            Neurons = network.Neurons,
            LowerBound = bound,
            OverLowerBound = bound > 0 ? network.Neurons / bound : null,
            Parameters = network.Parameters,
            NonzeroParameters = parameters.LongCount(v => !v.IsZero),
            LargestBits = parameters.Max(v => v.Bits),
            MeanBits = parameters.Average(v => v.Bits),
            LargestWeight = parameters.Select(Rational.Abs).Aggregate(Rational.Max).ToDouble(),
            Pieces = Pieces(network, options.Line, cancellation),
            Line = options.Line?.Name ?? (network.Factor() is null ? null : "its own direction"),
            Distance = distance?.Euclidean,
            DistanceInfinity = distance?.Largest,
            Nearest = distance is { Sample: >= 0 and var sample } ? sample + 1 : null,
        };
    }

    // A file remembers N and K, but not the samples.
    private static double? LowerBound(Network network, Dataset? dataset) =>
        (dataset?.N ?? network.Origin.N, dataset?.K ?? network.Origin.K) is ({ } n, { } k) && k >= 3 && n >= 0 && n <= k
            ? BoundTable.Row(n, k, Math.Max(2, network.Layers.Count), network.Inputs > 1 ? network.Inputs : null).Lower
            : null;

    private static int? Pieces(Network network, SampleLine? line, CancellationToken cancellation)
    {
        if (line is not null && line.Direction.Length != network.Inputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"the line's direction has {line.Direction.Length} numbers; the network has {network.Inputs} features.");
        var outputs = line is not null ? Restriction.Of(network, line.Point, line.Direction, cancellation)
            : LineFunction.Of(network, cancellation)?.Outputs;
        return outputs?.SelectMany(f => f.Knots.ToArray()).Distinct().Count() + 1;
    }
}
