using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// How far the untouched samples of a dataset are from the edges of the regions in which g is zero: nothing nearer than this is touched.
/// Exact where the network looks along one direction. Elsewhere a certified lower bound: the distance to the edges of the linear piece
/// that a sample lies in, the exact one for hats and strips. Numbers are rounded down.
/// </summary>
internal sealed class Clearance
{
    private readonly List<(int Sample, AffineFunction Edge, double Low)> _candidates = [];
    private readonly Func<AffineFunction, Rational> _norm;
    private readonly bool _squared;
    private readonly Dictionary<AffineFunction, (double Low, double High)> _norms = new(ReferenceEqualityComparer.Instance);
    private double _high = double.PositiveInfinity;

    /// <param name="norm">The norm in which lengths are measured.</param>
    public Clearance(Norm norm)
    {
        _squared = norm == Norm.Two;
        _norm = _squared ? edge => edge.Squares : edge => edge.Sum;
    }

    /// <summary>The smallest distance, and the sample (from 0) that has it; none where no sample is untouched.</summary>
    /// <param name="Euclidean">2-norm; infinite where no edge is.</param>
    /// <param name="Largest">Infinity norm.</param>
    /// <param name="Sample">Nearest in the 2-norm; -1 where no edge is.</param>
    public readonly record struct Distance(double Euclidean, double Largest, int Sample);

    public static Distance? Of(Network network, Dataset dataset, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (dataset.N == dataset.K) return null;
        var regions = ZeroRegions.Of(network, cancellation);
        var (euclidean, largest) = (new Clearance(Norm.Two), new Clearance(Norm.Infinity));
        for (var i = 0; i < dataset.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i % 4096 == 0) progress?.Report((double)i / dataset.K);
            if (dataset.Residual(i) is not null) continue;
            if (regions.Around(dataset.Row(i)) is not { } edges) return new(0, 0, i);
            foreach (var edge in edges)
            {
                var value = edge.Enclose(dataset.Row(i));
                euclidean.Offer(i, edge, value);
                largest.Offer(i, edge, value);
            }
        }
        var (sample, length) = euclidean.Least(dataset);
        return new(length, largest.Least(dataset).Length, sample);
    }

    /// <summary>A lower bound of the distance of a point to the nearest of some edges; infinite where there is none.</summary>
    public double Below(IReadOnlyList<AffineFunction> edges, ReadOnlySpan<double> features)
    {
        var least = double.PositiveInfinity;
        foreach (var edge in edges) least = Math.Min(least, Low(edge, edge.Enclose(features)));
        return least;
    }

    // Floats come first; only those that may be the least are looked at exactly.
    private void Offer(int sample, AffineFunction edge, (double Middle, double Radius) value)
    {
        var low = Low(edge, value);
        if (low > _high) return;
        _high = Math.Min(_high, (Math.Abs(value.Middle) + value.Radius) / _norms[edge].Low * (1 + 1e-15));
        _candidates.Add((sample, edge, low));
    }

    private double Low(AffineFunction edge, (double Middle, double Radius) value)
    {
        if (!_norms.TryGetValue(edge, out var norm)) _norms.Add(edge, norm = NormOf(edge));
        return Math.Max(0, (Math.Abs(value.Middle) - value.Radius) / norm.High * (1 - 1e-15));
    }

    private (double Low, double High) NormOf(AffineFunction edge)
    {
        var norm = _norm(edge).ToDouble();
        // Beyond the range of floats nothing is known of it.
        if (norm == 0 || double.IsInfinity(norm) || double.IsSubnormal(norm)) return (0, double.PositiveInfinity);
        if (_squared) norm = Math.Sqrt(norm);
        return (norm * (1 - 1e-15), norm * (1 + 1e-15));
    }

    private (int Sample, double Length) Least(Dataset dataset)
    {
        (int Sample, Rational Measure)? least = null;
        foreach (var (sample, edge, low) in _candidates)
        {
            if (low > _high) continue;
            var value = Rational.Abs(edge.At(dataset.Row(sample)));
            var measure = (_squared ? value * value : value) / _norm(edge);
            if (least is not { } best || measure < best.Measure) least = (sample, measure);
        }
        return least is { } found ? (found.Sample, Below(found.Measure)) : (-1, double.PositiveInfinity);
    }

    // The largest float that is not above the length.
    private double Below(Rational measure)
    {
        var length = _squared ? Math.Sqrt(measure.ToDouble()) : measure.ToDouble();
        if (double.IsInfinity(length)) length = double.MaxValue;
        while (length > 0 && Rational.Of(length) is var exact && (_squared ? exact * exact : exact) > measure)
            length = Math.BitDecrement(length);
        return length;
    }
}
