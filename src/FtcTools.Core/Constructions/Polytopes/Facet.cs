using System.Buffers;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// A half-space h(x) = w . x - b with short weights: h &lt;= 0 on the balls of the samples in <see cref="Inside"/>, and h >= 1 on those in
/// <see cref="Outside"/>. Both hold with room for the rounding of h in float32, in any order of summation, with or without fused
/// multiply-add; where the samples are too near to each other for that, in float64; and where they are too near even for that, in exact
/// arithmetic only.
/// </summary>
internal sealed class Facet
{
    private const double Single = 1.0 / (1 << 24);
    private const double Double = Single / (1 << 29);

    // The grid of thresholds: a threshold of few bits may use up this much of the gap of 1.
    private const double Leeway = 1.0 / 8;

    private Facet(Rational[] weights, Rational bias, BitSet inside, BitSet outside, bool inSingle) =>
        (Weights, Bias, Inside, Outside, InSingle) = (weights, bias, inside, outside, inSingle);

    /// <summary>The weights w.</summary>
    public Rational[] Weights { get; }

    /// <summary>The bias, -b.</summary>
    public Rational Bias { get; }

    /// <summary>The edited samples whose balls are inside, by their place among the edited ones.</summary>
    public BitSet Inside { get; }

    /// <summary>All samples whose balls are outside.</summary>
    public BitSet Outside { get; private set; }

    /// <summary>Whether both hold with room for the rounding of float32.</summary>
    public bool InSingle { get; }

    /// <summary>Releases <see cref="Outside"/>, which is as long as the data and which nothing needs once the cover is complete.</summary>
    public void ForgetOutside() => Outside = new BitSet(0);

    /// <summary>Whether the balls of all these edited samples are inside.</summary>
    public bool Holds(SampleBalls balls, int[] samples) => Array.TrueForAll(samples, i => Inside[balls.Order[i]]);

    /// <summary>
    /// The facet in a direction that was found in floating point, as close to its members as possible; null where floating point cannot
    /// tell the two sides apart.
    /// </summary>
    /// <param name="direction">The direction w in the units of the features.</param>
    /// <param name="members">The samples to keep inside.</param>
    /// <param name="gap">How far beyond the balls of the members another ball must be to be kept out.</param>
    /// <param name="single">Whether the facet must be right in float32.</param>
    public static Facet? Along(SampleBalls balls, ReadOnlySpan<double> direction, IReadOnlyCollection<int> members, double gap, bool single)
    {
        if (Short(balls, direction, gap) is not { } w) return null;
        var (products, magnitudes) = (ArrayPool<double>.Shared.Rent(balls.Data.K), ArrayPool<double>.Shared.Rent(balls.Data.K));
        balls.Products(w, products);
        balls.Magnitudes(w, magnitudes);
        var facet = Along(balls, w, (products, magnitudes), members, gap, single);
        ArrayPool<double>.Shared.Return(products);
        ArrayPool<double>.Shared.Return(magnitudes);
        return facet;
    }

    private static Facet? Along(SampleBalls balls, double[] w, (double[] Products, double[] Magnitudes) at,
        IReadOnlyCollection<int> members, double gap, bool single)
    {
        var scale = Math.ScaleB(1, Math.ILogB(1.5 / gap) + 1);
        var length = balls.LengthUp(w);
        var terms = w.Length + 4;
        foreach (var unit in single ? [Single] : (double[])[Single, Double])
        {
            var last = members.Max(i => scale * (at.Products[i] + Room(i)) + Slack(i, 0));
            var b = Math.Ceiling(last / Leeway) * Leeway;
            // The threshold is rounded together with the sum, so it needs room, too.
            var own = 1.02 * terms * unit * (Math.Abs(b) + 1);
            if (b - last < own) b += Math.Ceiling(own / Leeway) * Leeway;
            if (!(1 + 2 * Leeway + 2 * members.Max(i => Slack(i, b)) <= scale * gap) || !Fits(w, scale, b, unit == Single)) continue;
            var (inside, outside) = (new BitSet(balls.Data.N), new BitSet(balls.Data.K));
            for (var i = 0; i < balls.Data.K; i++)
            {
                var slack = Slack(i, b);
                if (scale * (at.Products[i] - Room(i)) - b >= 1 + slack) outside[i] = true;
                else if (balls.Order[i] is >= 0 and var n && scale * (at.Products[i] + Room(i)) - b <= -slack) inside[n] = true;
            }
            return new Facet(Array.ConvertAll(w, v => Rational.Of(v * scale)), -Rational.Of(b), inside, outside, unit == Single);

            // The largest rounding error over the ball of a sample: of the products, their sum, the threshold, and the features, which are
            // rounded first.
            double Slack(int sample, double threshold) =>
                1.02 * terms * unit * (scale * (at.Magnitudes[sample] + Room(sample)) + Math.Abs(threshold) + 1);
        }
        return null;

        // How far w . x within the ball may differ from its value at the sample, and the error of the product itself.
        double Room(int sample) => (balls.Radius(sample) * length + 1.01 * (w.Length + 2) * Double * at.Magnitudes[sample]) * (1 + 1e-15);
    }

    /// <summary>
    /// A facet that keeps the members inside and excludes one sample, decided exactly; null where that direction does not separate their
    /// balls.
    /// </summary>
    public static Facet? Between(SampleBalls balls, Rational[] direction, IReadOnlyCollection<int> members, int excluded)
    {
        var row = new ExactRow(direction, 0);
        var length = balls.LengthUp(direction);
        var last = members.Select(i => row.At(balls.Data.Row(i)) + Room(i)).Aggregate(Rational.Max);
        var gap = row.At(balls.Data.Row(excluded)) - Room(excluded) - last;
        if (gap.Sign <= 0) return null;
        // A facet with short weights is preferred, where the gap leaves room for rounding.
        if (Along(balls, Array.ConvertAll(direction, w => w.ToDouble()), members, gap.ToDouble() * 0.99, single: false) is { } facet
            && facet.Outside[excluded] && members.All(i => facet.Inside[balls.Order[i]])) return facet;
        var scale = Rational.PowerOfTwoAtLeast(1 / gap);
        var (inside, outside) = (new BitSet(balls.Data.N), new BitSet(balls.Data.K));
        for (var i = 0; i < balls.Data.K; i++)
        {
            var value = row.At(balls.Data.Row(i));
            if (scale * (value - Room(i) - last) >= 1) outside[i] = true;
            else if (balls.Order[i] is >= 0 and var n && value + Room(i) <= last) inside[n] = true;
        }
        return new Facet(Array.ConvertAll(direction, w => scale * w), -scale * last, inside, outside, inSingle: false);

        Rational Room(int sample) => Rational.Of(balls.Radius(sample)) * length;
    }

    // The direction, rounded to as few bits as possible while no product changes by more than a small part of the gap.
    private static double[]? Short(SampleBalls balls, ReadOnlySpan<double> direction, double gap)
    {
        var w = new double[direction.Length];
        for (var j = 0; j < w.Length; j++)
        {
            if (balls.Spread[j] == 0) continue;
            var step = gap / (16 * w.Length * balls.Spread[j]);
            if (!(step > 1e-300) || !double.IsFinite(step)) return null;
            var grid = Math.ScaleB(1, Math.ILogB(step));
            w[j] = Math.Round(direction[j] / grid) * grid;
            if (!double.IsFinite(w[j])) return null;
        }
        return Array.TrueForAll(w, v => v == 0) ? null : w;
    }

    private static bool Fits(double[] w, double scale, double b, bool single)
    {
        if (!single) return double.IsFinite(b) && Array.TrueForAll(w, v => v == 0 || Math.Abs(v * scale) is > 1e-300 and < 1e300);
        return (float)b == b && Array.TrueForAll(w, v => v == 0
            || ((float)(v * scale) == v * scale && Math.Abs(v * scale) is > 1e-37 and < 1e37));
    }
}
