using System.Numerics.Tensors;

namespace FtcTools.Numerics;

/// <summary>How rows of numbers spread.</summary>
internal static class Spread
{
    /// <summary>Their covariance: d rows of d numbers, the same on every processor and for any number of threads.</summary>
    /// <param name="width">d.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <param name="read">Writes a row (from 0) into d numbers.</param>
    public static double[][] Covariance(int width, int count, Action<int, double[]> read)
    {
        var columns = Array.ConvertAll(new double[width][], _ => new double[count]);
        var row = new double[width];
        for (var n = 0; n < count; n++)
        {
            read(n, row);
            for (var j = 0; j < width; j++) columns[j][n] = row[j];
        }
        foreach (var column in columns)
        {
            var mean = Sums.Sum(column) / count;
            TensorPrimitives.Subtract(column, mean, column);
        }
        var covariance = Array.ConvertAll(new double[width][], _ => new double[width]);
        Parallel.For(0, width, Cores.All(), i =>
        {
            for (var k = 0; k <= i; k++) covariance[i][k] = Sums.Dot(columns[i], columns[k]) / count;
        });
        for (var i = 0; i < width; i++)
        {
            for (var k = 0; k < i; k++) covariance[k][i] = covariance[i][k];
        }
        return covariance;
    }
}
