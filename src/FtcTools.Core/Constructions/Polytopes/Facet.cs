using System.Buffers;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// h(x) = w . x - b with short weights: h &lt;= 0 all over the balls of <see cref="Inside"/>, h >= 1 all over those of
/// <see cref="Outside"/>. Both hold with room for what float32 does to h in any order of summation, with fused multiply-add or without;
/// where the samples are too near to each other for that, for what float64 does; in the last resort for exact numbers alone.
/// </summary>
internal sealed class Facet
{
    private const double Single = 1.0 / (1 << 24);
    private const double Double = Single / (1 << 29);

    // What a shorter threshold may take, as a part of 1.
    private const double Leeway = 1.0 / 8;

    private Facet(Rational[] weights, Rational bias, BitSet inside, BitSet outside) =>
        (Weights, Bias, Inside, Outside) = (weights, bias, inside, outside);

    /// <summary>w.</summary>
    public Rational[] Weights { get; }

    /// <summary>-b.</summary>
    public Rational Bias { get; }

    /// <summary>Among the edited samples.</summary>
    public BitSet Inside { get; }

    /// <summary>Among all samples.</summary>
    public BitSet Outside { get; private set; }

    /// <summary>Once the cover stands, nobody asks for <see cref="Outside"/>, which is as long as the data.</summary>
    public void ForgetOutside() => Outside = new BitSet(0);

    /// <summary>Whether the balls of all these edited samples are inside.</summary>
    public bool Holds(SampleBalls balls, int[] samples) => Array.TrueForAll(samples, i => Inside[balls.Order[i]]);

    /// <summary>The facet in a direction that floats found, as near to its members as may be; null where floats cannot tell.</summary>
    /// <param name="direction">w in the features' units.</param>
    /// <param name="members">Samples to keep inside.</param>
    /// <param name="gap">Balls that are farther than this beyond those of the members are to be excluded.</param>
    /// <param name="single">Whether it must do in float32.</param>
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
            // The threshold is rounded with the rest.
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
            return new Facet(Array.ConvertAll(w, v => Rational.Of(v * scale)), -Rational.Of(b), inside, outside);

            // What the products, their sum and the threshold lose all over the ball, and the features, which are rounded too.
            double Slack(int sample, double threshold) =>
                1.02 * terms * unit * (scale * (at.Magnitudes[sample] + Room(sample)) + Math.Abs(threshold) + 1);
        }
        return null;

        // How much more or less than at the sample w . x is in its ball, and the error of the product itself.
        double Room(int sample) => (balls.Radius(sample) * length + 1.01 * (w.Length + 2) * Double * at.Magnitudes[sample]) * (1 + 1e-15);
    }

    /// <summary>
    /// A facet that keeps the members inside and excludes one sample, decided exactly; null where their balls are not apart in that
    /// direction.
    /// </summary>
    public static Facet? Between(SampleBalls balls, Rational[] direction, IReadOnlyCollection<int> members, int excluded)
    {
        var row = new ExactRow(direction, 0);
        var length = balls.LengthUp(direction);
        var last = members.Select(i => row.At(balls.Data.Row(i)) + Room(i)).Aggregate(Rational.Max);
        var gap = row.At(balls.Data.Row(excluded)) - Room(excluded) - last;
        if (gap.Sign <= 0) return null;
        // As little beyond as will do, with room for rounding where a float allows it.
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
        return new Facet(Array.ConvertAll(direction, w => scale * w), -scale * last, inside, outside);

        Rational Room(int sample) => Rational.Of(balls.Radius(sample)) * length;
    }

    // The direction in as few bits as change no product by more than a small part of the gap.
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
