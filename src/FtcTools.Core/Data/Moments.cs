using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// The number, the mean and the covariance of all samples, where those at hand stand for more: they stay as they are where further ones
/// come to hand, which are not as the others are.
/// </summary>
/// <param name="K">How many there are in all.</param>
/// <param name="Mean">d numbers.</param>
/// <param name="Covariance">d rows of d numbers.</param>
internal sealed record Moments(long K, double[] Mean, Lazy<double[][]> Covariance)
{
    /// <summary>Those of the rows of a dataset.</summary>
    /// <param name="rows">Samples, from 0.</param>
    /// <param name="k">Of how many they are a part.</param>
    public static Moments Of(IReadOnlyList<double[]> rows, long k)
    {
        var (d, mean) = (rows.Count == 0 ? 0 : rows[0].Length, new double[rows.Count == 0 ? 0 : rows[0].Length]);
        foreach (var row in rows)
        {
            for (var j = 0; j < d; j++) mean[j] += row[j] / rows.Count;
        }
        return new(k, mean, new(() => Spread.Covariance(d, rows.Count, (n, row) => rows[n].CopyTo(row, 0))));
    }
}
