using System.Numerics.Tensors;
using FtcTools.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>
/// The shortest vector v with rows . v >= bounds, by the dual method of Goldfarb and Idnani (Math. Programming 27, 1983) for the identity
/// as the matrix of the quadratic form: start at 0, take in the most violated row, drop those whose multipliers would turn negative.
/// </summary>
internal static class LeastNorm
{
    private const double Tolerance = 1e-9;

    /// <returns>The vector; null where there is none, or none was found in <paramref name="steps"/> steps.</returns>
    public static Vector<double>? Solve(Matrix<double> rows, Vector<double> bounds, int steps, CancellationToken cancellation)
    {
        var (count, dimension) = (rows.RowCount, rows.ColumnCount);
        var data = rows.ToRowMajorArray();
        var norms = new double[count];
        for (var r = 0; r < count; r++) norms[r] = Sums.Norm(Row(r));
        var v = new double[dimension];
        var (active, multipliers) = (new List<int>(), new List<double>());
        for (var step = 0; step < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            var entering = MostViolated();
            if (entering < 0) return Vector<double>.Build.Dense(v);
            var own = 0.0;
            while (true)
            {
                if (step++ >= steps) return null;
                var (direction, share) = Project(entering);
                var violation = bounds[entering] - Sums.Dot(Row(entering), v);
                var steep = Sums.OfSquares(direction);
                var full = steep > 1e-18 * norms[entering] * norms[entering] ? violation / steep : double.PositiveInfinity;
                var (blocked, partial) = (-1, double.PositiveInfinity);
                for (var a = 0; a < active.Count; a++)
                {
                    if (share[a] > 0 && multipliers[a] / share[a] < partial) (blocked, partial) = (a, multipliers[a] / share[a]);
                }
                var length = Math.Min(full, partial);
                if (double.IsInfinity(length)) return null;
                if (!double.IsInfinity(full)) TensorPrimitives.MultiplyAdd(direction, length, v, v);
                for (var a = 0; a < active.Count; a++) multipliers[a] = Math.Max(0, multipliers[a] - length * share[a]);
                own += length;
                if (full <= partial)
                {
                    active.Add(entering);
                    multipliers.Add(own);
                    break;
                }
                active.RemoveAt(blocked);
                multipliers.RemoveAt(blocked);
            }
        }
        return null;

        ReadOnlySpan<double> Row(int r) => data.AsSpan(r * dimension, dimension);

        int MostViolated()
        {
            var (worst, at) = (Tolerance, -1);
            for (var r = 0; r < count; r++)
            {
                var violation = (bounds[r] - Sums.Dot(Row(r), v)) / norms[r];
                if (violation > worst * (1 + Math.Abs(bounds[r]) / norms[r]) && !active.Contains(r)) (worst, at) = (violation, r);
            }
            return at;
        }

        // The part of a row that is orthogonal to the active ones, and how it is made of them otherwise.
        (double[] Direction, double[] Share) Project(int r)
        {
            var direction = Row(r).ToArray();
            if (active.Count == 0) return (direction, []);
            var normals = Matrix<double>.Build.Dense(dimension, active.Count, (i, a) => data[active[a] * dimension + i]);
            var share = normals.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).Solve(Vector<double>.Build.Dense(direction));
            return ((Vector<double>.Build.Dense(direction) - normals * share).ToArray(), share.ToArray());
        }
    }
}
