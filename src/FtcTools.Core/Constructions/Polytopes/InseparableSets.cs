using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// The edited samples, grouped by the value that they need, and within a value by those that must share a unit: where the balls of two
/// samples meet, g has the same value on both, and no half-space with a margin lies between them.
/// </summary>
internal static class InseparableSets
{
    /// <summary>The values in order of appearance, and for each value its samples (counted from 0) as sets.</summary>
    public static (IReadOnlyList<IReadOnlyList<Rational>> Values, int[][][] Samples) Of(Dataset data, Ball ball, bool joined,
        CancellationToken cancellation)
    {
        var alike = data.EditedByResidual.Select(group => group.ToArray()).ToArray();
        return ([.. alike.Select(samples => data.Residual(samples[0])!)],
            Array.ConvertAll(alike, samples => joined ? Join(data, ball, samples, cancellation) : [.. samples.Select(i => new[] { i })]));
    }

    private static int[][] Join(Dataset data, Ball ball, int[] samples, CancellationToken cancellation)
    {
        var difference = new double[data.Inputs];
        return ConnectedSets.Of(samples, Meet, cancellation);

        bool Meet(int a, int b)
        {
            var distance = Separation.Near(data, a, b, ball.Norm, difference);
            var error = distance * (data.Inputs + 4) * Math.ScaleB(1, -50) + 1e-290;
            var both = ball.At(a) + ball.At(b);
            return distance - error <= both * (1 + 1e-15)
                && (distance + error < both * (1 - 1e-15)
                    || !new Separation(a, b, Separation.Exact(data, a, b, ball.Norm), ball.Norm).Allows(ball));
        }
    }
}
