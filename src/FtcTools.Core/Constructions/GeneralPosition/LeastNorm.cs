using System.Numerics.Tensors;
using FtcTools.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>
/// The shortest vector v with rows . v >= bounds, by the dual method of Goldfarb and Idnani (Math. Programming 27, 1983) for the identity
/// as the matrix of the quadratic form: it starts at 0, takes in the most violated row, and drops those whose multipliers would turn
/// negative.
/// </summary>
internal sealed class LeastNorm
{
    private const double Tolerance = 1e-9;

    private readonly int _dimension;
    private readonly double[] _rows; // one behind the other
    private readonly double[] _norms;
    private readonly Vector<double> _bounds;
    private readonly double[] _v;
    private readonly List<int> _active = [];
    private readonly List<double> _multipliers = [];
    private int _stepsLeft;

    private LeastNorm(Matrix<double> rows, Vector<double> bounds, int steps)
    {
        (_dimension, _rows, _bounds, _stepsLeft) = (rows.ColumnCount, rows.ToRowMajorArray(), bounds, steps);
        _norms = new double[rows.RowCount];
        for (var r = 0; r < _norms.Length; r++) _norms[r] = Sums.Norm(Row(r));
        _v = new double[_dimension];
    }

    /// <returns>The vector; null where there is none, or none was found in <paramref name="steps"/> steps.</returns>
    public static Vector<double>? Solve(Matrix<double> rows, Vector<double> bounds, int steps, CancellationToken cancellation)
    {
        var program = new LeastNorm(rows, bounds, steps);
        while (program._stepsLeft > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var entering = program.MostViolated();
            if (entering < 0) return Vector<double>.Build.Dense(program._v);
            if (!program.TakeIn(entering)) return null;
        }
        return null;
    }

    private ReadOnlySpan<double> Row(int r) => _rows.AsSpan(r * _dimension, _dimension);

    private int MostViolated()
    {
        var (worst, at) = (Tolerance, -1);
        for (var r = 0; r < _norms.Length; r++)
        {
            var violation = (_bounds[r] - Sums.Dot(Row(r), _v)) / _norms[r];
            if (violation > worst * (1 + Math.Abs(_bounds[r]) / _norms[r]) && !_active.Contains(r)) (worst, at) = (violation, r);
        }
        return at;
    }

    // Moves v until a row holds with equality, and drops the rows that block the way. False where that is impossible, or takes more steps
    // than are left.
    private bool TakeIn(int entering)
    {
        var own = 0.0;
        while (_stepsLeft-- > 0)
        {
            var (direction, share) = Project(entering);
            var violation = _bounds[entering] - Sums.Dot(Row(entering), _v);
            var steep = Sums.OfSquares(direction);
            var full = steep > 1e-18 * _norms[entering] * _norms[entering] ? violation / steep : double.PositiveInfinity;
            var (blocked, partial) = Blocking(share);
            var length = Math.Min(full, partial);
            if (double.IsInfinity(length)) return false;
            if (!double.IsInfinity(full)) TensorPrimitives.MultiplyAdd(direction, length, _v, _v);
            for (var a = 0; a < _active.Count; a++) _multipliers[a] = Math.Max(0, _multipliers[a] - length * share[a]);
            own += length;
            if (full <= partial)
            {
                _active.Add(entering);
                _multipliers.Add(own);
                return true;
            }
            _active.RemoveAt(blocked);
            _multipliers.RemoveAt(blocked);
        }
        return false;
    }

    // The active row whose multiplier reaches 0 first, and after which length of the step; infinite where none does.
    private (int Blocked, double Length) Blocking(double[] share)
    {
        var (blocked, length) = (-1, double.PositiveInfinity);
        for (var a = 0; a < _active.Count; a++)
        {
            if (share[a] > 0 && _multipliers[a] / share[a] < length) (blocked, length) = (a, _multipliers[a] / share[a]);
        }
        return (blocked, length);
    }

    // The part of a row that is orthogonal to the active ones, and the shares of these in the rest of it.
    private (double[] Direction, double[] Share) Project(int r)
    {
        var direction = Row(r).ToArray();
        if (_active.Count == 0) return (direction, []);
        var normals = Matrix<double>.Build.Dense(_dimension, _active.Count, (i, a) => _rows[_active[a] * _dimension + i]);
        var share = normals.QR(QRMethod.Thin).Solve(Vector<double>.Build.Dense(direction));
        return ((Vector<double>.Build.Dense(direction) - normals * share).ToArray(), share.ToArray());
    }
}
