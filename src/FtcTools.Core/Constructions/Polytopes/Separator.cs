using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Looks for a hyperplane w . x = t with the balls of radius r around some points inside, w . x - t at most 0 all over them, and those around others
/// outside, at least 1 all over them: it minimises c |w|^2 / 2 + sum p_i H(v_i), where v_i is how far the ball of a point is on the wrong side, p_i its
/// price, and H the hinge with its corner rounded (Huber). Floating point steers: what comes out is rounded and decided elsewhere.
/// <para>
/// The ball sticks out by r |w| in the dual norm, whose corners are rounded too. Newton's method with the points that matter at each step (Keerthi and
/// DeCoste 2005, with a ball around every point): d + 1 equations, whatever the number of points. The program is convex, so that a step that ends
/// where the slope along it does is always downhill.
/// </para>
/// </summary>
internal sealed class Separator(int dimension, Norm norm)
{
    // Points that are stored together: storage grows without moving any, and serves again after a new start.
    private const int Together = 128;

    private const int Steps = 40;
    private const int Searches = 30;

    // c, what is left to gain at the end, and the radius of the corners of |w|.
    private const double Length = 0.02;
    private const double Tolerance = 1e-3;
    private const double Rounding = 0.03;

    /// <summary>How far a point may be on the wrong side before its whole price is due.</summary>
    public const double Corner = 1.0 / 16;

    private readonly List<double[]> _points = [];
    private readonly double[] _w = new double[dimension];
    private readonly double[] _slope = new double[dimension]; // of r |w|
    private readonly double[] _lengths = new double[dimension];
    private readonly double[] _moved = new double[dimension];
    private readonly double[] _gradient = new double[dimension + 1];
    private readonly double[] _step = new double[dimension + 1];
    private readonly double[] _row = new double[dimension + 1];
    private readonly double[] _hessian = new double[(dimension + 1) * (dimension + 1)];
    private Column[] _columns = new Column[64];
    private int _count;
    private double _radius;

    /// <summary>w.</summary>
    public ReadOnlySpan<double> W => _w;

    /// <summary>t.</summary>
    public double Threshold { get; private set; }

    /// <summary>Products of numbers so far, about.</summary>
    public long Work { get; private set; }

    /// <summary>Forgets all points, and starts from w = 0.</summary>
    public void Restart(double radius)
    {
        (_radius, _count, Threshold, Work) = (radius, 0, 0, 0);
        Array.Clear(_w);
    }

    /// <summary>Room for a point to keep inside, to be filled in.</summary>
    /// <param name="sample">Its name.</param>
    public Span<double> AddInside(int sample, double price) => Add(sample, -1, price);

    /// <summary>Room for a point to keep outside, to be filled in.</summary>
    /// <param name="sample">Its name.</param>
    public Span<double> AddOutside(int sample, double price) => Add(sample, 1, price);

    /// <summary>From now on the points with these names may be on either side.</summary>
    public void Excuse(IReadOnlySet<int> samples)
    {
        var kept = 0;
        for (var c = 0; c < _count; c++)
        {
            if (samples.Contains(_columns[c].Sample)) continue;
            if (kept < c)
            {
                _columns[kept] = _columns[c];
                Point(c).CopyTo(Point(kept));
            }
            kept++;
        }
        _count = kept;
    }

    private Span<double> Add(int sample, int side, double price)
    {
        if (_count == _columns.Length) Array.Resize(ref _columns, 2 * _count);
        if (_count == _points.Count * Together) _points.Add(new double[Together * dimension]);
        _columns[_count] = new() { Sample = sample, Side = side, Price = price };
        return Point(_count++);
    }

    /// <summary>Goes on from the last solution; false where floating point lost its way.</summary>
    public bool Solve(CancellationToken cancellation)
    {
        for (var step = 0; step < Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var value = Differentiate();
            if (!Direction()) return false;
            var slope = TensorPrimitives.Dot<double>(_gradient, _step);
            if (!double.IsFinite(slope)) return false;
            if (slope > -Tolerance * (value + 1)) return true;
            var length = Search(slope);
            TensorPrimitives.MultiplyAdd(_step.AsSpan(0, dimension), length, _w, _w);
            Threshold += length * _step[dimension];
        }
        return true;
    }

    private Span<double> Point(int column) => _points[column / Together].AsSpan(column % Together * dimension, dimension);

    private Span<double> Row(int r) => _hessian.AsSpan(r * (dimension + 1), r + 1);

    // At least r |w|; what it divides w by for its slope is left in _lengths.
    private double Room(ReadOnlySpan<double> w)
    {
        if (norm == Norm.Two)
        {
            var length = Math.Sqrt(TensorPrimitives.SumOfSquares(w) + Rounding * Rounding);
            _lengths.AsSpan().Fill(length);
            return _radius * length;
        }
        TensorPrimitives.Multiply(w, w, _lengths);
        TensorPrimitives.Add(_lengths, Rounding * Rounding, _lengths);
        TensorPrimitives.Sqrt(_lengths, _lengths);
        return _radius * TensorPrimitives.Sum<double>(_lengths);
    }

    // Value, gradient and the lower triangle of the second derivatives at w and t.
    private double Differentiate()
    {
        var room = Room(_w);
        TensorPrimitives.Divide(_w, _lengths, _slope);
        TensorPrimitives.Multiply(_slope, _radius, _slope);
        TensorPrimitives.Multiply(_w, Length, _gradient);
        _gradient[dimension] = 0;
        Array.Clear(_hessian);
        var (value, pull) = (Length * TensorPrimitives.SumOfSquares<double>(_w) / 2, 0.0);
        for (var c = 0; c < _count; c++)
        {
            ref var column = ref _columns[c];
            var (side, price) = (column.Side, column.Price);
            var v = (side > 0 ? 1 : 0) - side * (TensorPrimitives.Dot<double>(_w, Point(c)) - Threshold) + room;
            column.Violation = v;
            if (v <= 0) continue;
            var force = price * Math.Min(1, v / Corner);
            value += v < Corner ? price * v * v / (2 * Corner) : price * (v - Corner / 2);
            pull += force;
            TensorPrimitives.MultiplyAdd(Point(c), -side * force, _gradient.AsSpan(0, dimension), _gradient.AsSpan(0, dimension));
            _gradient[dimension] += side * force;
            if (v >= Corner) continue;
            TensorPrimitives.MultiplyAdd(Point(c), -side, _slope, _row.AsSpan(0, dimension));
            _row[dimension] = side;
            for (var r = 0; r <= dimension; r++) TensorPrimitives.MultiplyAdd(_row.AsSpan(0, r + 1), price / Corner * _row[r], Row(r), Row(r));
            Work += dimension * dimension / 2;
        }
        TensorPrimitives.MultiplyAdd(_slope, pull, _gradient.AsSpan(0, dimension), _gradient.AsSpan(0, dimension));
        // r |w| itself bends: along its corners, or across w.
        for (var r = 0; r < dimension; r++)
        {
            var bend = pull * _radius / _lengths[r];
            if (norm == Norm.Two) TensorPrimitives.MultiplyAdd(_w.AsSpan(0, r + 1), -bend * _w[r] / (_lengths[r] * _lengths[r]), Row(r), Row(r));
            else bend *= Rounding * Rounding / (_lengths[r] * _lengths[r]);
            Row(r)[r] += bend + Length;
        }
        Row(dimension)[dimension] += 1e-6;
        Work += 2L * _count * dimension;
        return value;
    }

    // Newton's step, by Cholesky's factors in place.
    private bool Direction()
    {
        var n = dimension + 1;
        Work += (long)n * n * n / 6;
        for (var r = 0; r < n; r++)
        {
            var row = Row(r);
            for (var c = 0; c < r; c++) row[c] = (row[c] - TensorPrimitives.Dot(row[..c], Row(c)[..c])) / Row(c)[c];
            var left = row[r] - TensorPrimitives.SumOfSquares<double>(row[..r]);
            if (!(left > 0)) return false;
            row[r] = Math.Sqrt(left);
            _step[r] = (-_gradient[r] - TensorPrimitives.Dot(row[..r], _step.AsSpan(0, r))) / row[r];
        }
        for (var r = n - 1; r >= 0; r--)
        {
            _step[r] /= Row(r)[r];
            TensorPrimitives.MultiplyAdd(Row(r)[..r], -_step[r], _step.AsSpan(0, r), _step.AsSpan(0, r));
        }
        return true;
    }

    // How far to go: to where the slope along the step is small beside the first one, by doubling and halving.
    private double Search(double slope)
    {
        var (room, cross, square) = (Room(_w), TensorPrimitives.Dot(_w, _step.AsSpan(0, dimension)), TensorPrimitives.SumOfSquares<double>(_step.AsSpan(0, dimension)));
        for (var c = 0; c < _count; c++) _columns[c].Change = -_columns[c].Side * (TensorPrimitives.Dot<double>(Point(c), _step.AsSpan(0, dimension)) - _step[dimension]);
        Work += (long)_count * dimension;
        var (low, high, at) = (0.0, double.PositiveInfinity, 1.0);
        for (var search = 0; search < Searches; search++)
        {
            var here = Slope(at);
            if (Math.Abs(here) <= -0.1 * slope) break;
            if (here < 0) low = at;
            else high = at;
            at = double.IsInfinity(high) ? 2 * at : (low + high) / 2;
        }
        return at;

        double Slope(double s)
        {
            TensorPrimitives.MultiplyAdd(_step.AsSpan(0, dimension), s, _w, _moved);
            var roomier = Room(_moved) - room;
            TensorPrimitives.Divide(_moved, _lengths, _moved);
            var bend = _radius * TensorPrimitives.Dot(_moved, _step.AsSpan(0, dimension));
            var sum = Length * (cross + s * square);
            foreach (ref readonly var column in _columns.AsSpan(0, _count))
            {
                var v = column.Violation + s * column.Change + roomier;
                if (v > 0) sum += column.Price * Math.Min(1, v / Corner) * (column.Change + bend);
            }
            return sum;
        }
    }

    private record struct Column
    {
        public int Sample;
        public int Side;
        public double Price;
        public double Violation; // how far its ball is on the wrong side
        public double Change;    // of that, along the step
    }
}
