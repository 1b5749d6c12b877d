using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The cost of a direction w: w' (S + ridge) w, where S is the covariance of the samples in scaled features, or |w|^2 without S. A
/// hyperplane of little cost through a group lies far out in the tail of the other samples, where few of them are, instead of in the middle
/// of a cluster. Rounding and balls widen a slab by as much in each feature, however little that spreads, and so cost as much as the
/// samples that are likely to be met by it. Samples are mapped so that the cost is a squared length, and the w of least cost one of least
/// norm.
/// </summary>
internal sealed class SlabMetric
{
    private readonly double[][]? _factor; // the rows of L, where L L' = S + ridge
    private readonly double[][]? _columns; // the columns of L

    private SlabMetric(double[][]? factor) => (_factor, _columns) = (factor, factor is null ? null : Transposed(factor));

    // The ridge as a share of the mean variance. Without it, directions in which the samples hardly spread would be free, but weights along
    // them are long and cost rounding and radius.
    private const double Ridge = 0.3;

    // Leverages need one only where rows span less than all dimensions.
    private const double LeverageRidge = 1e-6;

    /// <summary>The metric with the cost |w|^2.</summary>
    public static SlabMetric Plain { get; } = new(null);

    /// <summary>
    /// The metric of some samples; the plain one where rounding leaves no Cholesky factor, or features are too many for one.
    /// </summary>
    /// <param name="precision">The arithmetic in which slabs ship.</param>
    /// <param name="ball">Within which they hold.</param>
    public static SlabMetric Of(SlabSamples samples, Precision precision, Ball ball)
    {
        if (!samples.HasCovariance) return Plain;
        var (variance, widths) = (samples.Covariance.Mean, samples.Widths(precision, ball));
        // Where a slab is wide along all columns, what counts is along which it is wider than along others.
        var narrow = 1 / widths.Where(width => width > 0).Select(width => 1 / (width * width)).DefaultIfEmpty().Average();
        var share = Math.Min(1, Ridge * variance / narrow);
        var ridges = Array.ConvertAll(widths, width => Ridge * variance + share * width * width);
        return Of(samples.Covariance.Of, ridges) ?? Plain;
    }

    /// <summary>
    /// The leverage of each row x, x' G^-1 x for the Gram matrix G of all rows: about 1 where no other rows span it, little where many do.
    /// </summary>
    public static double[] Leverages(double[][] rows)
    {
        var gram = Array.ConvertAll(rows[0], _ => new double[rows[0].Length]);
        foreach (var row in rows)
        {
            for (var j = 0; j < row.Length; j++) TensorPrimitives.MultiplyAdd(row, row[j], gram[j], gram[j]);
        }
        var ridge = LeverageRidge * Sums.Sum([.. gram.Select((line, j) => line[j])]) / gram.Length;
        var metric = Of(gram, [.. gram.Select(_ => ridge)]) ?? Plain;
        return Array.ConvertAll(rows, row => Sums.OfSquares(metric.Map([.. row])));
    }

    private static SlabMetric? Of(double[][] covariance, double[] ridge)
    {
        var d = covariance.Length;
        var factor = new double[d][];
        for (var i = 0; i < d; i++)
        {
            factor[i] = new double[d];
            for (var k = 0; k <= i; k++)
            {
                var left = covariance[i][k] + (i == k ? ridge[i] : 0) - Sums.Dot(factor[i].AsSpan(0, k), factor[k].AsSpan(0, k));
                if (k < i) factor[i][k] = left / factor[k][k];
                else if (left > 0) factor[i][i] = Math.Sqrt(left);
                else return null;
            }
        }
        return new(factor);
    }

    /// <summary>Maps a sample, given in scaled features, in place.</summary>
    public double[] Map(double[] x)
    {
        if (_factor is null) return x;
        for (var k = 0; k < x.Length; k++) x[k] = (x[k] - Sums.Dot(_factor[k].AsSpan(0, k), x.AsSpan(0, k))) / _factor[k][k];
        return x;
    }

    /// <summary>Gives the direction in scaled features that belongs to a direction of mapped samples.</summary>
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
