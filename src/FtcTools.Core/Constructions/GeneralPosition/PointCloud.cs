using FtcTools.Data;
using FtcTools.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>
/// The samples as points of some space of D dimensions: their features, or what a first layer makes of them. Floats steer, exact numbers decide.
/// </summary>
internal sealed class PointCloud
{
    private readonly Func<int, Rational[]> _exact;

    private PointCloud(Matrix<double> points, Func<int, Rational[]> exact)
    {
        Points = points;
        _exact = exact;
        Rank = AffineRank(points);
    }

    /// <summary>K rows of D floats, nearest to the exact points.</summary>
    public Matrix<double> Points { get; }

    public int Count => Points.RowCount;

    public int Dimension => Points.ColumnCount;

    /// <summary>Dimension of the flat that the points span, judged in floating point: so many points fix a hyperplane of it.</summary>
    public int Rank { get; }

    public Rational[] Exact(int i) => _exact(i);

    public static PointCloud OfFeatures(Dataset data)
    {
        var points = Matrix<double>.Build.Dense(data.K, data.Inputs, (i, j) => data.Row(i)[j]);
        return new(points, i => Array.ConvertAll(data.Row(i).ToArray(), Rational.Of));
    }

    /// <summary>The points given exactly, one row a sample.</summary>
    public static PointCloud Of(Rational[][] rows) =>
        new(Matrix<double>.Build.Dense(rows.Length, rows[0].Length, (i, j) => rows[i][j].ToDouble()), i => rows[i]);

    private static int AffineRank(Matrix<double> points)
    {
        // Some thousand rows tell the rank; the exact check decides later.
        var step = Math.Max(1, points.RowCount / 4000);
        var rows = Enumerable.Range(0, points.RowCount / step).Select(i => points.Row(i * step) - points.Row(0));
        var singular = Matrix<double>.Build.DenseOfRowVectors(rows).Svd(false).S;
        return singular.Count(value => value > singular[0] * 1e-9);
    }
}
