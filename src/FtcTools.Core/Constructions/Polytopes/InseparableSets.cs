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
        var alike = data.EditedByResidual;
        return ([.. alike.Select(samples => data.Residual(samples[0])!)],
            [.. alike.Select(samples => joined ? Join(data, ball, samples, cancellation) : [.. samples.Select(i => new[] { i })])]);
    }

    private static int[][] Join(Dataset data, Ball ball, int[] samples, CancellationToken cancellation)
    {
        var difference = new double[data.Inputs];
        return ConnectedSets.Of(samples, (a, b) => Separation.Meet(data, ball, a, b, difference), cancellation);
    }
}
