using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// What a direction costs: w' (S + ridge) w, where S is the covariance of the samples in scaled features; without S, |w|^2. A hyperplane
/// through a group that costs little is far out in the tail of the others, where few of them are, instead of amid a cluster or along a
/// column that says what others do. Features are mapped so that the cost is a length.
/// </summary>
internal sealed class SlabMetric
{
    private readonly double[][]? _factor; // rows of L, L L' = S + ridge
    private readonly double[][]? _columns; // of L

    private SlabMetric(double[][]? factor) => (_factor, _columns) = (factor, factor is null ? null : Transposed(factor));

    // What is added to the covariance, in parts of the mean variance: directions along which the samples hardly spread have their price in
    // rounding and radius.
    private const double Ridge = 0.3;

    /// <summary>|w|^2.</summary>
    public static SlabMetric Plain { get; } = new(null);

    /// <summary>That of samples; the plain one where rounding leaves none of theirs.</summary>
    public static SlabMetric Of(SlabSamples samples) => Of(samples.Covariance.Of, Ridge * samples.Covariance.Mean) ?? Plain;

    private static SlabMetric? Of(double[][] covariance, double ridge)
    {
        var d = covariance.Length;
        var factor = new double[d][];
        for (var i = 0; i < d; i++)
        {
            factor[i] = new double[d];
            for (var k = 0; k <= i; k++)
            {
                var left = covariance[i][k] + (i == k ? ridge : 0) - Sums.Dot(factor[i].AsSpan(0, k), factor[k].AsSpan(0, k));
                if (k < i) factor[i][k] = left / factor[k][k];
                else if (left > 0) factor[i][i] = Math.Sqrt(left);
                else return null;
            }
        }
        return new(factor);
    }

    /// <summary>Maps a sample, in scaled features, in place.</summary>
    public double[] Map(double[] x)
    {
        if (_factor is null) return x;
        for (var k = 0; k < x.Length; k++) x[k] = (x[k] - Sums.Dot(_factor[k].AsSpan(0, k), x.AsSpan(0, k))) / _factor[k][k];
        return x;
    }

    /// <summary>The w for scaled features of a w for mapped ones.</summary>
    public double[] Back(double[] w)
    {
        if (_columns is null) return w;
        double[] x = [.. w];
        for (var k = x.Length - 1; k >= 0; k--) x[k] = (x[k] - Sums.Dot(_columns[k].AsSpan(k + 1), x.AsSpan(k + 1))) / _columns[k][k];
        return x;
    }

    private static double[][] Transposed(double[][] rows) =>
        [.. Enumerable.Range(0, rows.Length).Select(j => Array.ConvertAll(rows, row => row[j]))];
}
