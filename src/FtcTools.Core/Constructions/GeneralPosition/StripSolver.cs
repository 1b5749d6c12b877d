using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>
/// Finds t(y) = w . y + b with given values on a group of points and |t| >= 1 + <see cref="Margin"/> at all others, with small weights.
/// Among the affine functions with those values (a flat of D + 1 - n dimensions) it starts from random hyperplanes through the group, keeps
/// each other point on its side of the plane, and shrinks the function as far as the margin allows. Floating point finds it; the values on
/// the group are then made exact by a small exact correction.
/// </summary>
internal sealed class StripSolver
{
    /// <summary>How far beyond 1 every other sample is kept, so that rounding cannot bring it back.</summary>
    public const double Margin = 1.0 / 16;

    private const int Starts = 24;
    private const int Polished = 2;
    private const int Steps = 1000;
    private const int Rounds = 20;
    private const int WorkingRows = 500;

    private readonly PointCloud _cloud;
    private readonly Matrix<double> _centred; // K x (D + 1), the last column is 1
    // Half a gigabyte.
    private const int MostNumbers = 1 << 26;

    private readonly Vector<double> _centre;
    private readonly double _scale;

    public StripSolver(PointCloud cloud)
    {
        _cloud = cloud;
        _centre = cloud.Points.ColumnSums() / cloud.Count;
        var shifted = Matrix<double>.Build.Dense(cloud.Count, cloud.Dimension, (i, j) => cloud.Points[i, j] - _centre[j]);
        // Not Matrix.FrobeniusNorm: that forms the product of the matrix with its transpose, K x K numbers.
        _scale = Math.Max(1e-300, Sums.Norm(shifted.AsColumnMajorArray()) / Math.Sqrt(cloud.Count * (double)cloud.Dimension));
        _centred = (shifted / _scale).InsertColumn(cloud.Dimension, Vector<double>.Build.Dense(cloud.Count, 1));
    }

    /// <summary>
    /// The strip; null where none was found (a hyperplane through the group meets another point, or the group is dependent).
    /// </summary>
    /// <param name="group">Points with a value.</param>
    /// <param name="values">Theirs, in [-1, 1].</param>
    /// <param name="others">Points to keep away.</param>
    /// <param name="seed">The seed of the random starts.</param>
    public Strip? Solve(int[] group, Rational[] values, int[] others, int seed, CancellationToken cancellation)
    {
        var (n, width) = (group.Length, _cloud.Dimension + 1);
        if (n >= width) return null;
        // Squares of such features leave the range of floats.
        if (!double.IsFinite(_scale) || _scale * _scale is not (> 1e-280 and < 1e280))
            return n == 1 ? Alone(group[0], values[0], others, seed) : null;
        // All functions that vanish on a group are as many as there are features: of an image of a hundred thousand numbers they do not fit
        // a matrix.
        if ((long)width * width > MostNumbers)
            throw new FtcException(Codes.NoSlab,
                $"a strip is sought among {width} functions of {width} numbers each, and a matrix of them has at most {MostNumbers}: slabs take data of so many features.");
        var a = Matrix<double>.Build.Dense(n, width, (r, c) => _centred[group[r], c]);
        var qr = a.Transpose().QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Full);
        for (var r = 0; r < n; r++)
        {
            if (Math.Abs(qr.R[r, r]) < 1e-10) return null;
        }
        // The least solution and, orthogonal to it, all functions that vanish on the group.
        var right = Vector<double>.Build.Dense(n, r => values[r].ToDouble());
        var y = qr.R.SubMatrix(0, n, 0, n).Transpose().Solve(right);
        var least = qr.Q.SubMatrix(0, width, 0, n) * y;
        var basis = qr.Q.SubMatrix(0, width, n, width - n);
        var away = Matrix<double>.Build.Dense(others.Length, width, (r, c) => _centred[others[r], c]);
        var function = Shrink(away * least, away * basis, seed, cancellation) is { } v ? least + basis * v : null;
        return (function is null ? null : MakeExact(group, values, others, function, cancellation))
            ?? (n == 1 ? Alone(group[0], values[0], others, seed) : null);
    }

    // One sample whose neighbours are too near for floats: a random direction, and the distance along it exactly.
    private Strip Alone(int sample, Rational value, int[] others, int seed)
    {
        var random = new Xoshiro256StarStar(seed);
        var centre = _cloud.Exact(sample);
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var direction = Array.ConvertAll(centre, _ => (Rational)random.Next(-1 << 20, 1 << 20));
            var nearest = others.AsParallel().Select(o => Rational.Abs(Dot(direction, _cloud.Exact(o)) - Dot(direction, centre)))
                .Aggregate((Rational?)null, (a, b) => a is { } least ? Rational.Min(least, b) : b);
            if (nearest is { IsZero: true }) continue;
            var factor = Rational.PowerOfTwoAtLeast((2 + Rational.Of(Margin)) / (nearest ?? 1));
            return new Strip(Array.ConvertAll(direction, a => factor * a), value - factor * Dot(direction, centre));
        }
        throw new FtcException(Codes.NoDirection,
            $"64 random directions send sample {sample + 1} and another one of a different residual to one point.");

        static Rational Dot(Rational[] a, Rational[] b)
        {
            var sum = Rational.Zero;
            for (var c = 0; c < a.Length; c++) sum += a[c] * b[c];
            return sum;
        }
    }

    // Minimises |v| with |fixed + free v| >= 1 + margin in every row; null where a row cannot be moved.
    private static Vector<double>? Shrink(Vector<double> fixedPart, Matrix<double> free, int seed, CancellationToken cancellation)
    {
        var (rows, dimension) = (free.RowCount, free.ColumnCount);
        if (rows == 0) return Vector<double>.Build.Dense(dimension);
        var random = new Xoshiro256StarStar(seed);
        var starts = new List<(double Length, Vector<double> V)>();
        var bulk = (free.ColumnSums() / rows).Normalize(2);
        for (var s = 0; s < Starts; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            var samples = new double[dimension];
            Normal.Samples(random, samples, 0, 1);
            var v = Vector<double>.Build.Dense(samples).Normalize(2);
            // Every other start leans to where most points are: those are then all on one side.
            if (s % 2 == 1) v = (v * (s / (double)Starts) + bulk).Normalize(2);
            if (Stretch(fixedPart, free * v) is { } length) starts.Add((length, v * length));
        }
        if (starts.Count == 0) return null;
        return starts.OrderBy(start => start.Length).Take(Polished).Select(start => Polish(fixedPart, free, start.V, cancellation))
            .MinBy(v => v.L2Norm());
    }

    // The least factor f with |fixed + f slope| >= 1 + margin in every row, on the side that the slope points to.
    private static double? Stretch(Vector<double> fixedPart, Vector<double> slope)
    {
        var factor = 0.0;
        for (var r = 0; r < slope.Count; r++)
        {
            if (Math.Abs(slope[r]) < 1e-9) return null;
            factor = Math.Max(factor, (1 + Margin - Math.Sign(slope[r]) * fixedPart[r]) / Math.Abs(slope[r]));
        }
        return factor * (1 + 1e-9);
    }

    // With every row kept on its side the problem is convex. Few rows matter in the end: those nearest to the plane, and what turns out
    // violated.
    private static Vector<double> Polish(Vector<double> fixedPart, Matrix<double> free, Vector<double> start,
        CancellationToken cancellation)
    {
        var t = free * start + fixedPart;
        var side = t.Map(value => (double)Math.Sign(value));
        var working = Enumerable.Range(0, t.Count).OrderBy(r => Math.Abs(t[r])).Take(WorkingRows).ToHashSet();
        for (var round = 0; round < Rounds; round++)
        {
            int[] rows = [.. working.Order()];
            var some = Matrix<double>.Build.Dense(rows.Length, free.ColumnCount, (r, c) => side[rows[r]] * free[rows[r], c]);
            var needed = Vector<double>.Build.Dense(rows.Length, r => (1 + Margin) * (1 + 1e-7) - side[rows[r]] * fixedPart[rows[r]]);
            if (LeastNorm.Solve(some, needed, Steps, cancellation) is not { } v || v.L2Norm() >= start.L2Norm()) return start;
            var reached = free * v + fixedPart;
            var before = working.Count;
            for (var r = 0; r < reached.Count; r++)
            {
                if (side[r] * reached[r] < 1 + Margin) working.Add(r);
            }
            if (working.Count == before) return v;
        }
        return start;
    }

    private Strip? MakeExact(int[] group, Rational[] values, int[] others, Vector<double> function, CancellationToken cancellation)
    {
        var (n, dimension) = (group.Length, _cloud.Dimension);
        // Back to the points' own coordinates, on a grid fine enough that what is left to correct is far below the margin.
        var largest = function.SubVector(0, dimension).AbsoluteMaximum() / _scale;
        var grid = largest == 0 ? 1 : Math.ScaleB(1, Math.ILogB(largest) - 44);
        var weights = new Rational[dimension];
        var floats = new double[dimension];
        var bias = function[dimension];
        for (var c = 0; c < dimension; c++)
        {
            floats[c] = Math.Round(function[c] / _scale / grid) * grid;
            weights[c] = Rational.Of(floats[c]);
            bias -= floats[c] * _centre[c];
        }
        var exactBias = Rational.Of(bias);
        cancellation.ThrowIfCancellationRequested();

        var rows = group.Select(_cloud.Exact).ToArray();
        var columns = PivotColumns(group);
        if (columns is null) return null;
        var left = rows.Select((row, r) => values[r] - row.Select((x, c) => x * weights[c]).Aggregate(exactBias, (sum, term) => sum + term))
            .ToArray();
        var correction = LinearSystem.Solve([.. rows.Select(row => Array.ConvertAll(columns, c => c == dimension ? Rational.One : row[c]))],
            left, cancellation);
        if (correction is null) return null;
        for (var i = 0; i < n; i++)
        {
            if (columns[i] == dimension) exactBias += correction[i];
            else weights[columns[i]] += correction[i];
        }

        // The floats are a proof where their error is far below the margin.
        var (final, last) = (Array.ConvertAll(weights, w => w.ToDouble()), exactBias.ToDouble());
        var inexact = final.Sum(Math.Abs) * _cloud.Error;
        foreach (var o in others)
        {
            var (t, magnitude) = (last, Math.Abs(last));
            for (var c = 0; c < dimension; c++)
            {
                var term = final[c] * _cloud.Points[o, c];
                t += term;
                magnitude += Math.Abs(term);
            }
            if (!(Math.Abs(t) - magnitude * (dimension + 5) * 2.3e-16 - inexact > 1 + Margin / 2)) return null;
        }
        return new Strip(weights, exactBias);
    }

    // n of the D + 1 columns that make a well-conditioned square system: elimination with complete pivoting.
    private int[]? PivotColumns(int[] group)
    {
        var (n, width) = (group.Length, _cloud.Dimension + 1);
        var a = Matrix<double>.Build.Dense(n, width, (r, c) => c < _cloud.Dimension ? _cloud.Points[group[r], c] / _scale : 1);
        var columns = Enumerable.Range(0, width).ToArray();
        for (var k = 0; k < n; k++)
        {
            var (best, row, column) = (0.0, k, k);
            for (var r = k; r < n; r++)
            {
                for (var c = k; c < width; c++)
                {
                    if (Math.Abs(a[r, columns[c]]) > best) (best, row, column) = (Math.Abs(a[r, columns[c]]), r, c);
                }
            }
            if (best < 1e-11) return null;
            (columns[k], columns[column]) = (columns[column], columns[k]);
            if (row != k)
            {
                var swap = a.Row(k);
                a.SetRow(k, a.Row(row));
                a.SetRow(row, swap);
            }
            for (var r = k + 1; r < n; r++)
            {
                var factor = a[r, columns[k]] / a[k, columns[k]];
                if (factor != 0) for (var c = k; c < width; c++) a[r, columns[c]] -= factor * a[k, columns[c]];
            }
        }
        return columns[..n];
    }
}
