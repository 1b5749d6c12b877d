using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Core.Tests.Support;

/// <summary>
/// What a network of polytope units must satisfy, checked from its weights alone, in rational numbers, one sample after the other.
/// </summary>
public static class PlainPolytopes
{
    /// <summary>Whether every edit is a plateau of its value and everything else is zero, on whole balls; what is wrong, or null.</summary>
    public static string? Fault(Network network, Dataset data, Rational radius, Norm norm) => Fault(network, data, _ => radius, norm);

    /// <summary>The same with a radius of its own around each sample, from 0.</summary>
    public static string? Fault(Network network, Dataset data, Func<int, Rational> radius, Norm norm)
    {
        var (first, second, last) = (network.Layers[0], network.Layers[1], network.Layers[2]);
        var change = Enumerable.Range(0, first.Neurons).Select(q => Length(first.Weights(q), norm)).ToArray();
        for (var i = 0; i < data.K; i++)
        {
            var r = radius(i);
            var h = new Rational[first.Neurons];
            for (var q = 0; q < h.Length; q++)
            {
                h[q] = first.Bias(q);
                for (var j = 0; j < data.Inputs; j++) h[q] += first.Weights(q)[j] * Rational.Of(data.Row(i)[j]);
            }
            var g = new Rational[data.Outputs];
            for (var u = 0; u < second.Neurons; u++)
            {
                if (second.Bias(u) != Rational.One) return $"unit {u} has the bias {second.Bias(u)}";
                var weights = second.Weights(u).ToArray();
                if (weights.Any(w => w != Rational.Zero && w != Rational.MinusOne)) return $"unit {u} has other weights than -1";
                var facets = Enumerable.Range(0, h.Length).Where(q => !weights[q].IsZero).ToArray();
                if (facets.All(q => h[q] + r * change[q] <= Rational.Zero))
                {
                    for (var o = 0; o < g.Length; o++) g[o] += last.Weights(o)[u];
                }
                else if (!facets.Any(q => h[q] - r * change[q] >= Rational.One))
                {
                    return $"the ball of sample {i + 1} is neither in unit {u} nor outside of it";
                }
            }
            for (var o = 0; o < g.Length; o++)
            {
                if (g[o] != data.Residual(i, o)) return $"sample {i + 1} gets {g[o]} instead of {data.Residual(i, o)}";
            }
        }
        return null;
    }

    // Of the 2-norm a little more than the root.
    private static Rational Length(ReadOnlySpan<Rational> weights, Norm norm)
    {
        var sum = Rational.Zero;
        foreach (var w in weights) sum += norm == Norm.Infinity ? Rational.Abs(w) : w * w;
        if (norm == Norm.Infinity || sum.IsZero) return sum;
        var root = Rational.Of(Math.Sqrt(sum.ToDouble()));
        while (root * root < sum) root *= 1 + Rational.PowerOfTwo(-52);
        return root;
    }

    /// <summary>The smallest distance of an edited sample to one of another residual; its square in the 2-norm.</summary>
    public static Rational? NearestOther(Dataset data, Norm norm)
    {
        Rational? least = null;
        for (var e = 0; e < data.K; e++)
        {
            if (data.Residual(e) is not { } z) continue;
            for (var i = 0; i < data.K; i++)
            {
                if (data.Residual(i) is { } other && z.SequenceEqual(other)) continue;
                var sum = Rational.Zero;
                for (var j = 0; j < data.Inputs; j++)
                {
                    var difference = Rational.Abs(Rational.Of(data.Row(e)[j]) - Rational.Of(data.Row(i)[j]));
                    sum = norm == Norm.Two ? sum + difference * difference : Rational.Max(sum, difference);
                }
                least = least is { } known ? Rational.Min(known, sum) : sum;
            }
        }
        return least;
    }
}
