using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Rows a_1, .., a_n of d numbers and the Cholesky factor of their Gram matrix. The factor grows by one row at a time, as a working set
/// does, and gives the w of least norm with a_i . w = t_i for any t.
/// </summary>
internal sealed class GramFactor(int width)
{
    // A row of which the projection on the others leaves less than this share of its squared length counts as dependent on them.
    public const double Dependent = 1e-9;

    private readonly List<double[]> _rows = [];
    private readonly List<double[]> _factor = []; // row i has i + 1 numbers

    public int Count => _rows.Count;

    /// <summary>
    /// Adds a row (the array is kept, not copied), unless it is a linear combination of the rows at hand as far as floats can tell; then
    /// returns false.
    /// </summary>
    public bool Append(double[] row)
    {
        var line = new double[Count + 1];
        for (var k = 0; k < Count; k++)
        {
            var before = Sums.Dot(_factor[k].AsSpan(0, k), line.AsSpan(0, k));
            line[k] = (Sums.Dot(row, _rows[k]) - before) / _factor[k][k];
        }
        var own = Sums.Dot(row, row);
        var left = own - Sums.Dot(line, line);
        if (!(left > Dependent * own)) return false;
        line[Count] = Math.Sqrt(left);
        _rows.Add(row);
        _factor.Add(line);
        return true;
    }

    /// <summary>
    /// The w of least 2-norm with a_i . w = t_i for the first rows, as many as there are targets. One step of refinement removes most of
    /// the rounding.
    /// </summary>
    public double[] LeastNorm(ReadOnlySpan<double> targets)
    {
        var w = new double[width];
        double[] missing = [.. targets];
        for (var round = 0; round < 2; round++)
        {
            var multipliers = Solve(missing);
            for (var i = 0; i < missing.Length; i++) TensorPrimitives.MultiplyAdd(_rows[i], multipliers[i], w, w);
            for (var i = 0; i < missing.Length; i++) missing[i] = targets[i] - Sums.Dot(_rows[i], w);
        }
        return w;
    }

    /// <summary>
    /// Subtracts from a vector its projection on the rows, in place; twice, because rounding leaves a part of it the first time.
    /// </summary>
    public void Project(double[] x)
    {
        for (var round = 0; round < 2; round++)
        {
            var multipliers = Solve([.. _rows.Select(row => Sums.Dot(row, x))]);
            for (var i = 0; i < multipliers.Length; i++) TensorPrimitives.MultiplyAdd(_rows[i], -multipliers[i], x, x);
        }
    }

    private double[] Solve(double[] right)
    {
        double[] x = [.. right];
        for (var k = 0; k < x.Length; k++) x[k] = (x[k] - Sums.Dot(_factor[k].AsSpan(0, k), x.AsSpan(0, k))) / _factor[k][k];
        for (var k = x.Length - 1; k >= 0; k--)
        {
            x[k] /= _factor[k][k];
            TensorPrimitives.MultiplyAdd(_factor[k].AsSpan(0, k), -x[k], x.AsSpan(0, k), x.AsSpan(0, k));
        }
        return x;
    }
}
