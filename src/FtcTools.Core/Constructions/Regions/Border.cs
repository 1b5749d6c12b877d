using FtcTools.Data.Regions;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Regions;

/// <summary>A facet of a unit: s(w . x + b) is 0 inside and at least 1 beyond the ramp, in real numbers and in floats.</summary>
internal sealed class Border : IEquatable<Border>
{
    private const double Unit32 = 1.0 / (1 << 24);

    private Border(Rational[] weights, Rational bias) => (Weights, Bias) = (weights, bias);

    public Rational[] Weights { get; }

    public Rational Bias { get; }

    /// <summary>sign (x_j - at) slope: one product by a power of two, and a sum that is rounded once and keeps its sign.</summary>
    public static Border Along(int inputs, int input, int sign, double at, double slope)
    {
        var weights = new Rational[inputs];
        weights[input] = sign * Rational.Of(slope);
        return new(weights, -sign * Rational.Of(slope) * Rational.Of(at));
    }

    /// <summary>
    /// (e - c . x) t: for a box, whose own borders answer for all inputs beyond their ramps. On these, no order of summation in float32
    /// errs by more than g (|c| . |x| + |e|), which the border stands back from the region.
    /// </summary>
    public static Border Of(Inequality inequality, CoverBox box, double[] slopes)
    {
        var c = inequality.Coefficients;
        // The slope makes the ramp as wide, along the steepest input, as the widest ramp of an axis.
        var steep = Enumerable.Range(0, c.Count).Where(j => c[j] != 0).Min(j => slopes[j] / Math.Abs(c[j]));
        var scale = Rational.PowerOfTwoAtLeast(Rational.Of(steep));
        // Weights are float32 numbers: what they differ from those asked for by counts as an error, too.
        var weights = c.Select(v => Rational.Of((double)(-Rational.Of(v) * scale).ToSingle())).ToArray();
        var (size, wrong) = (Rational.Abs(Rational.Of(inequality.Bound) * scale), Rational.Zero);
        for (var j = 0; j < weights.Length; j++)
        {
            if (c[j] == 0) continue;
            var reach = Rational.Of(Math.Max(Math.Abs(box.Low[j]), Math.Abs(box.High[j])) + 1 / slopes[j]);
            size += Rational.Abs(weights[j]) * reach;
            wrong += Rational.Abs(weights[j] + Rational.Of(c[j]) * scale) * reach;
        }
        var error = wrong + size * Rational.Of(2 * (c.Count + 4) * Unit32);
        return new(weights, Rational.Of((double)(Rational.Of(inequality.Bound) * scale - 2 * error).ToSingle()));
    }

    public bool Equals(Border? other) => other is not null && Bias == other.Bias && Weights.AsSpan().SequenceEqual(other.Weights);

    public override bool Equals(object? obj) => Equals(obj as Border);

    public override int GetHashCode() => Weights.Aggregate(Bias.GetHashCode(), HashCode.Combine);
}
