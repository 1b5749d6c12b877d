using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// The second derivatives by w and t of the function of a <see cref="Separator"/>: a diagonal, minus one outer product, plus an outer
/// product for every sample at which the function is curved: D - k q q' + sum s_i (a_i, o_i)(a_i, o_i)'. Newton's step solves one equation
/// for each sample or one for each dimension, whichever are fewer.
/// </summary>
internal sealed class Curvature(int dimension)
{
    // The number of rows that are stored together, so that storage grows without moving rows and is used again.
    private const int Together = 128;

    // A small curvature in t, so that a step always exists.
    private const double Little = 1e-6;

    private readonly List<double[]> _rows = [];
    private readonly List<(double Weight, double Side)> _terms = [];
    private readonly double[] _root = new double[dimension];
    private readonly double[] _scaledQ = new double[dimension];
    private readonly double[] _scaled = new double[dimension];
    private readonly double[] _row = new double[dimension + 1];
    private double[][] _factor = [];
    private double[] _first = [];
    private double[] _second = [];
    private double _k;

    /// <summary>The diagonal D, to be filled in with positive numbers.</summary>
    public double[] Diagonal { get; } = new double[dimension];

    /// <summary>The vector q, to be filled in.</summary>
    public double[] Q { get; } = new double[dimension];

    /// <summary>The approximate number of multiplications so far, by which the effort is limited.</summary>
    public long Multiplications { get; set; }

    /// <summary>Forgets all samples.</summary>
    /// <param name="k">The factor k, small enough that D - k q q' is positive.</param>
    public void Restart(double k)
    {
        _terms.Clear();
        _k = k;
    }

    /// <summary>Adds a sample, and returns the storage for its row a, to be filled in.</summary>
    /// <param name="weight">The weight s, above 0.</param>
    /// <param name="side">The derivative o by t.</param>
    public Span<double> Add(double weight, double side)
    {
        if (_terms.Count == _rows.Count * Together) _rows.Add(new double[Together * dimension]);
        _terms.Add((weight, side));
        return Row(_terms.Count - 1);
    }

    /// <summary>Computes Newton's step, to where the gradient would be 0; false where floating point fails.</summary>
    /// <param name="gradient">The derivatives by w, and last by t.</param>
    /// <param name="step">The step in w, and last in t.</param>
    public bool Solve(double[] gradient, double[] step)
    {
        var (n, d) = ((long)_terms.Count, (long)dimension);
        var (bySamples, byDimensions) = (n * n * (d / 2 + n / 6), d * d * (n / 2 + d / 6));
        Multiplications += Math.Min(bySamples, byDimensions);
        return bySamples < byDimensions ? SolveBySamples(gradient, step) : SolveByDimensions(gradient, step);
    }

    private Span<double> Row(int i) => _rows[i / Together].AsSpan(i % Together * dimension, dimension);

    // With D' = D - k q q': M l = b + o dt, where M = 1/S + A D'^-1 A', b = -A D'^-1 g, and o.l + e dt = -g_t; then dw = -D'^-1 (g + A' l).
    private bool SolveBySamples(double[] gradient, double[] step)
    {
        var n = _terms.Count;
        Reserve(n);
        for (var j = 0; j < dimension; j++) _root[j] = 1 / Math.Sqrt(Diagonal[j]);
        TensorPrimitives.Multiply(Q, _root, _scaledQ);
        TensorPrimitives.Multiply(gradient.AsSpan(0, dimension), _root, _scaled);
        var bend = _k == 0 ? 0 : _k / (1 - _k * Sums.OfSquares(_scaledQ));
        var along = bend * Sums.Dot(_scaledQ, _scaled);
        var (y, z) = (_first, _second);
        for (var i = 0; i < n; i++)
        {
            var row = Row(i);
            TensorPrimitives.Multiply(row, _root, row);
            var across = bend == 0 ? 0 : Sums.Dot(row, _scaledQ);
            y[i] = -Sums.Dot(row, _scaled) - along * across;
            z[i] = _terms[i].Side;
            _factor[i][n] = across;
        }
        Products(n);
        for (var i = 0; i < n; i++)
        {
            var line = _factor[i];
            for (var c = 0; bend != 0 && c <= i; c++) line[c] += bend * line[n] * _factor[c][n];
            line[i] += 1 / _terms[i].Weight;
        }
        if (!Factor(n)) return false;
        Substitute(n, y);
        Substitute(n, z);
        var (slope, curve) = (gradient[dimension], Little);
        for (var i = 0; i < n; i++)
        {
            slope += _terms[i].Side * y[i];
            curve += _terms[i].Side * z[i];
        }
        var dt = -slope / curve;
        for (var i = 0; i < n; i++) TensorPrimitives.MultiplyAdd(Row(i), y[i] + z[i] * dt, _scaled, _scaled);
        if (bend != 0) TensorPrimitives.MultiplyAdd(_scaledQ, bend * Sums.Dot(_scaledQ, _scaled), _scaled, _scaled);
        TensorPrimitives.Multiply(_scaled, _root, _scaled);
        TensorPrimitives.Negate(_scaled, step.AsSpan(0, dimension));
        step[dimension] = dt;
        return true;
    }

    // The products of all rows with each other, four by two at a time, so that each number that is read serves several products.
    private void Products(int n)
    {
        for (var i = 0; i < n; i += 4)
        {
            var many = Math.Min(4, n - i);
            for (var c = 0; c < i + many; c += 2) Products(i, c, many, Math.Min(2, n - c));
        }
    }

    private void Products(int i, int c, int rows, int columns)
    {
        Span<double> sums = stackalloc double[8];
        Sums.Dots(Row(i), Row(i + Math.Min(1, rows - 1)), Row(i + Math.Min(2, rows - 1)), Row(i + rows - 1), Row(c),
            Row(c + columns - 1), sums);
        for (var r = 0; r < rows; r++)
        {
            for (var k = 0; k < columns && c + k <= i + r; k++) _factor[i + r][c + k] = sums[2 * r + k];
        }
    }

    private bool SolveByDimensions(double[] gradient, double[] step)
    {
        var n = dimension + 1;
        Reserve(n);
        for (var r = 0; r < n; r++) _factor[r].AsSpan(0, r + 1).Clear();
        for (var i = 0; i < _terms.Count; i++)
        {
            Row(i).CopyTo(_row);
            _row[dimension] = _terms[i].Side;
            for (var r = 0; r < n; r++)
            {
                var line = _factor[r].AsSpan(0, r + 1);
                TensorPrimitives.MultiplyAdd(_row.AsSpan(0, r + 1), _terms[i].Weight * _row[r], line, line);
            }
        }
        for (var r = 0; r < dimension; r++)
        {
            var line = _factor[r].AsSpan(0, r + 1);
            if (_k != 0) TensorPrimitives.MultiplyAdd(Q.AsSpan(0, r + 1), -_k * Q[r], line, line);
            line[r] += Diagonal[r];
        }
        _factor[dimension][dimension] += Little;
        if (!Factor(n)) return false;
        TensorPrimitives.Negate(gradient, step);
        Substitute(n, step);
        return true;
    }

    // Computes the Cholesky factor of the lower triangle in place.
    private bool Factor(int n)
    {
        for (var r = 0; r < n; r++)
        {
            var row = _factor[r].AsSpan(0, r + 1);
            for (var c = 0; c < r; c++) row[c] = (row[c] - Sums.Dot(row[..c], _factor[c].AsSpan(0, c))) / _factor[c][c];
            var left = row[r] - Sums.OfSquares(row[..r]);
            if (!(left > 0)) return false;
            row[r] = Math.Sqrt(left);
        }
        return true;
    }

    private void Substitute(int n, double[] x)
    {
        for (var r = 0; r < n; r++) x[r] = (x[r] - Sums.Dot(_factor[r].AsSpan(0, r), x.AsSpan(0, r))) / _factor[r][r];
        for (var r = n - 1; r >= 0; r--)
        {
            x[r] /= _factor[r][r];
            TensorPrimitives.MultiplyAdd(_factor[r].AsSpan(0, r), -x[r], x.AsSpan(0, r), x.AsSpan(0, r));
        }
    }

    private void Reserve(int n)
    {
        if (n < _first.Length) return;
        var room = Math.Max(n + 1, 2 * _first.Length);
        (_factor, _first, _second) = ([.. Enumerable.Range(0, room).Select(_ => new double[room + 1])], new double[room], new double[room]);
    }
}
