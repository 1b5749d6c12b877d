using FtcTools.Data;
using FtcTools.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>
/// The samples as points of some space of D dimensions: their features, or what a first layer makes of them. Floats steer, exact numbers
/// decide.
/// </summary>
internal sealed class PointCloud
{
    private readonly Func<int, Rational[]> _exact;

    /// <param name="points">K rows of D floats.</param>
    /// <param name="error">Every float is within this of the exact coordinate.</param>
    /// <param name="exact">The D exact coordinates of a sample.</param>
    public PointCloud(Matrix<double> points, double error, Func<int, Rational[]> exact)
    {
        Points = points;
        Error = error;
        _exact = exact;
        Rank = AffineRank(points);
    }

    public Matrix<double> Points { get; }

    public double Error { get; }

    public int Count => Points.RowCount;

    public int Dimension => Points.ColumnCount;

    /// <summary>Dimension of the flat that the points span, judged in floating point: so many points fix a hyperplane of it.</summary>
    public int Rank { get; }

    public Rational[] Exact(int i) => _exact(i);

    public static PointCloud OfFeatures(Dataset data) => new(Matrix<double>.Build.Dense(data.K, data.Inputs, (i, j) => data.Row(i)[j]), 0,
        i => Array.ConvertAll(data.Row(i).ToArray(), Rational.Of));

    private static int AffineRank(Matrix<double> points)
    {
        // Some thousand rows tell the rank; the exact check decides later. Columns in units of their size, so that none drowns or overflows
        // another.
        var step = Math.Max(1, points.RowCount / 4000);
        var units = points.EnumerateColumns()
            .Select(column => column.AbsoluteMaximum() is var largest and > 0 ? Math.ScaleB(1, Math.ILogB(largest) + 1) : 1).ToArray();
        var rows = Matrix<double>.Build.Dense(points.RowCount / step, points.ColumnCount, (i, j) => points[i * step, j] / units[j]
            - points[0, j] / units[j]);
        try
        {
            var singular = rows.Svd(false).S;
            return Math.Max(1, singular.Count(value => value > singular[0] * 1e-9));
        }
        catch (NonConvergenceException)
        {
            return 1;
        }
    }
}
