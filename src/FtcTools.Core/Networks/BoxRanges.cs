using FtcTools.Data.Regions;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Ranges of a network's outputs where its inputs are anywhere in a box, by interval arithmetic on the weights that are not 0: of its real
/// values, or of all that float64 or float32 can give in any order of summation. An input of a sum that is exactly 0 rounds nothing, so a
/// plateau stays exact.
/// </summary>
internal sealed class BoxRanges
{
    private const double Own = 1.1102230246251565e-16;

    private readonly Row[][] _layers;
    private readonly Activation[] _activations;
    private readonly double _unit;
    private readonly double _tiny;

    // What an inequality c . x >= e of the inputs says of w . x + b: at most Constant + Rest . x, with Rest = w + f c and Constant = b - f
    // e.
    private sealed record Limit(double Constant, double[] Rest);

    private sealed record Row(int[] Columns, double[] Weights, double Bias, double Uncertainty)
    {
        public Limit[] Limits { get; init; } = [];

        /// <summary>Whether its product is exact: one weight, a power of two.</summary>
        public bool IsShifted { get; } = Uncertainty == 0 && Weights is [var weight]
            && Math.ScaleB(1, Math.ILogB(weight)) == Math.Abs(weight);
    }

    /// <param name="unit">Unit roundoff: 0 for real numbers.</param>
    private BoxRanges(Network network, IReadOnlyList<Inequality> inside, double unit, double tiny, Func<Rational, double> round)
    {
        (_unit, _tiny) = (unit, tiny);
        _activations = [.. network.Layers.Select(layer => layer.Activation)];
        _layers = [.. network.Layers.Select(layer => Enumerable.Range(0, layer.Neurons).Select(r =>
        {
            var weights = layer.Weights(r).ToArray();
            int[] columns = [.. Enumerable.Range(0, weights.Length).Where(c => !weights[c].IsZero)];
            var isExact = unit > 0
                || (columns.All(c => Rational.Of(round(weights[c])) == weights[c]) && Rational.Of(round(layer.Bias(r))) == layer.Bias(r));
            return new Row(columns, Array.ConvertAll(columns, c => round(weights[c])), round(layer.Bias(r)), isExact ? 0 : 2 * Own);
        }).ToArray())];
        if (inside.Count > 0)
            _layers[0] = [.. _layers[0]
                .Select((row, r) => row with { Limits =
                    [.. inside.Select(i => LimitOf(network.Layers[0], r, i, round)).OfType<Limit>()] })];
        Widest = Math.Max(network.Inputs, network.Layers.Max(layer => layer.Neurons));
    }

    public int Widest { get; }

    /// <param name="inside">Inequalities that hold for the inputs, before they are rounded.</param>
    public static BoxRanges Real(Network network, IReadOnlyList<Inequality> inside) =>
        new(network, inside, 0, 0, weight => weight.ToDouble());

    /// <inheritdoc cref="Real"/>
    public static BoxRanges Float64(Network network, IReadOnlyList<Inequality> inside) =>
        new(network, inside, Own, 2.2250738585072014e-308, weight => weight.ToDouble());

    /// <inheritdoc cref="Real"/>
    public static BoxRanges Float32(Network network, IReadOnlyList<Inequality> inside) =>
        new(network, inside, 1.0 / (1 << 24), 1.1754943508222875e-38, weight => weight.ToSingle());

    // The limit of a border that runs along the inequality; null for any other.
    private static Limit? LimitOf(Layer layer, int row, Inequality inequality, Func<Rational, double> round)
    {
        var pivot = Enumerable.Range(0, layer.Inputs).First(j => inequality.Coefficients[j] != 0);
        Rational Weight(int j) => Rational.Of(round(layer.Weights(row)[j]));
        var factor = -Weight(pivot) / Rational.Of(inequality.Coefficients[pivot]);
        if (factor.Sign <= 0) return null;
        return new(
            (Rational.Of(round(layer.Bias(row))) - factor * Rational.Of(inequality.Bound)).ToDouble(),
            [.. Enumerable.Range(0, layer.Inputs).Select(j => (Weight(j) + factor * Rational.Of(inequality.Coefficients[j])).ToDouble())]);
    }

    /// <summary>Numbers of one box.</summary>
    public sealed class Buffers(BoxRanges owner)
    {
        internal double[] Low { get; set; } = new double[owner.Widest];
        internal double[] High { get; set; } = new double[owner.Widest];
        internal double[] NextLow { get; set; } = new double[owner.Widest];
        internal double[] NextHigh { get; set; } = new double[owner.Widest];
    }

    /// <summary>Fills the ranges of the p outputs; infinite where a sum may overflow.</summary>
    /// <param name="low">d lower ends, numbers of the arithmetic.</param>
    /// <param name="high">d upper ends.</param>
    public void Evaluate(ReadOnlySpan<double> low, ReadOnlySpan<double> high, Buffers buffers, Span<double> least, Span<double> most)
    {
        low.CopyTo(buffers.Low);
        high.CopyTo(buffers.High);
        for (var l = 0; l < _layers.Length; l++)
        {
            var rows = _layers[l];
            for (var r = 0; r < rows.Length; r++)
            {
                var (a, b) = Sum(rows[r], buffers.Low, buffers.High);
                (buffers.NextLow[r], buffers.NextHigh[r]) = _activations[l] switch
                {
                    Activation.Relu => (Math.Max(a, 0), Math.Max(b, 0)),
                    Activation.HardTanh => (Math.Clamp(a, -1, 1), Math.Clamp(b, -1, 1)),
                    _ => (a, b),
                };
            }
            (buffers.Low, buffers.NextLow, buffers.High, buffers.NextHigh) = (buffers.NextLow, buffers.Low, buffers.NextHigh, buffers.High);
        }
        buffers.Low.AsSpan(0, least.Length).CopyTo(least);
        buffers.High.AsSpan(0, most.Length).CopyTo(most);
    }

    // One product by a power of two is exact, and one sum that is rounded keeps its sign: a border is met where it stands.
    private (double Low, double High) Shifted(Row row, double low, double high)
    {
        var w = row.Weights[0];
        var (a, b) = (w * (w > 0 ? low : high) + row.Bias, w * (w > 0 ? high : low) + row.Bias);
        if (!double.IsFinite(a) || !double.IsFinite(b)) return (double.NegativeInfinity, double.PositiveInfinity);
        return (a - Error(a), b + Error(b));

        double Error(double sum) => sum == 0 ? 0 : Math.Abs(sum) * 4 * (_unit + Own) + (Math.Abs(sum) < _tiny ? _tiny : 0);
    }

    private (double Low, double High) Sum(Row row, double[] low, double[] high)
    {
        if (row.IsShifted) return Shifted(row, low[row.Columns[0]], high[row.Columns[0]]);
        double a = row.Bias, b = row.Bias, size = Math.Abs(row.Bias);
        var terms = 0;
        for (var i = 0; i < row.Columns.Length; i++)
        {
            var (w, from, to) = (row.Weights[i], low[row.Columns[i]], high[row.Columns[i]]);
            if (from == 0 && to == 0) continue;
            terms++;
            a += w * (w > 0 ? from : to);
            b += w * (w > 0 ? to : from);
            size += Math.Abs(w) * Math.Max(Math.Abs(from), Math.Abs(to));
        }
        if (terms == 0 && row.Uncertainty == 0) return (a, b);
        var error = terms == 0 ? size * row.Uncertainty
            : (size * (Gamma(terms + 1, _unit) + Gamma(terms + 4, Own) + row.Uncertainty) + terms * (_tiny + double.Epsilon)) * (1 + 1e-12);
        foreach (var limit in row.Limits)
        {
            var most = limit.Constant;
            for (var j = 0; j < limit.Rest.Length; j++)
                most += limit.Rest[j] == 0 ? 0 : limit.Rest[j] * (limit.Rest[j] > 0 ? high[j] : low[j]);
            // The inputs were rounded, too.
            b = Math.Min(b, most + 4 * size * (_unit + Own));
        }
        return double.IsFinite(size) ? (Math.BitDecrement(a - error), Math.BitIncrement(b + error))
            : (double.NegativeInfinity, double.PositiveInfinity);
    }

    private static double Gamma(int n, double unit) => n * unit / (1 - n * unit);
}
