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

    /// <summary>Other samples, which it should not touch.</summary>
    public Dataset? HeldOut { get; init; }
}

/// <summary>Measures a network.</summary>
public static class Meter
{
    /// <exception cref="FtcException">FTC0033: a dataset or the line does not fit the network.</exception>
    public static Measurement Measure(Network network, MeterOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var dataset = options.Dataset ?? network.Dataset;
        if (dataset is not null) network.MustFit(dataset);
        if (options.HeldOut is not null) network.MustFit(options.HeldOut);
        var parameters = network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons).SelectMany(r => layer.Weights(r).ToArray().Append(layer.Bias(r)))).ToArray();
        var bound = LowerBound(network, dataset);
        var distance = dataset is null ? null : Clearance.Of(network, dataset, progress, cancellation);
        var (touched, better, worse) = options.HeldOut is { } heldOut ? Changed(network, heldOut, cancellation) : ((int?)null, null, null);
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
            HeldOut = options.HeldOut?.K,
            HeldOutTouched = touched,
            HeldOutShare = (double?)touched / options.HeldOut?.K,
            HeldOutBetter = better,
            HeldOutWorse = worse,
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
            throw new FtcException(Codes.ShapeMismatch, $"the line's direction has {line.Direction.Length} numbers; the network has {network.Inputs} features.");
        var outputs = line is not null ? Restriction.Of(network, line.Point, line.Direction, cancellation) : LineFunction.Of(network, cancellation)?.Outputs;
        return outputs?.SelectMany(f => f.Knots.ToArray()).Distinct().Count() + 1;
    }

    private static (int? Touched, int? Better, int? Worse) Changed(Network network, Dataset heldOut, CancellationToken cancellation)
    {
        var g = new ExactFunction(network, cancellation);
        var (touched, better, worse) = (0, 0, 0);
        Parallel.For(0, heldOut.K, Cores.All(cancellation), g.NewWorker, (i, _, at) =>
        {
            var outputs = at(heldOut.Row(i));
            if (!outputs.ContainsAnyExcept(Rational.Zero)) return at;
            Interlocked.Increment(ref touched);
            var change = Compare(heldOut, i, outputs);
            if (change > 0) Interlocked.Increment(ref better);
            if (change < 0) Interlocked.Increment(ref worse);
            return at;
        }, _ => { });
        return (touched, better, worse);
    }

    // Above 0 where f + g is better than f, below 0 where it is worse: a class by being right or not, outputs by the largest error.
    private static int Compare(Dataset data, int i, ReadOnlySpan<Rational> g)
    {
        if (data.Classes is not null)
            return (ExactClassCheck.Compare(data, i, g).Right ? 1 : 0) - (data.Residual(i) is null ? 1 : 0);
        var (before, after) = (Rational.Zero, Rational.Zero);
        for (var o = 0; o < g.Length; o++)
        {
            var z = data.Residual(i, o);
            (before, after) = (Rational.Max(before, Rational.Abs(z)), Rational.Max(after, Rational.Abs(z - g[o])));
        }
        return before.CompareTo(after);
    }
}
