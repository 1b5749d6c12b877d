using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Looks for a hyperplane w . x = t with the balls of radius r around some points inside, w . x - t at most 0 all over them, and those
/// around others outside, at least 1 all over them: it minimises c |w|^2 / 2 + sum p_i H(v_i), where v_i is how far the ball of a point is
/// on the wrong side, p_i its price, and H the hinge with its corner rounded (Huber). Floating point steers: what comes out is rounded and
/// decided elsewhere.
/// <para>
/// The ball sticks out by r |w| in the dual norm, whose corners are rounded too, r being that of the point. Newton's method with the points
/// that matter at each step (Keerthi and DeCoste 2005, with a ball around every point); its cost is linear in the dimension where fewer
/// points than that bend the function. The program is convex, so that a step that ends where the slope along it does is always downhill.
/// </para>
/// </summary>
internal sealed class Separator(int dimension, Norm norm)
{
    // Points that are stored together: storage grows without moving any, and serves again after a new start.
    private const int Together = 128;

    // The steps of Newton's method at a time: more samples may be taken in then.
    private const int Steps = 10;
    private const int Searches = 30;

    // c, what is left to gain at the end, and the radius of the corners of |w| in the unit of its largest coordinate.
    private const double Weight = 0.02;
    private const double Tolerance = 1e-3;
    private const double Rounding = 0.03;

    /// <summary>How far a point may be on the wrong side before its whole price is due.</summary>
    public const double Corner = 1.0 / 16;

    // The same at the beginning.
    private const double Blunt = 1;

    private readonly List<double[]> _points = [];
    private readonly double[] _w = new double[dimension];
    private readonly double[] _slope = new double[dimension]; // of |w|
    private readonly double[] _lengths = new double[dimension];
    private readonly double[] _moved = new double[dimension];
    private readonly double[] _gradient = new double[dimension + 1];
    private readonly double[] _step = new double[dimension + 1];
    private readonly double[] _units = new double[dimension]; // what a change of 1 of each coordinate is in the norm of the radius
    private readonly Curvature _curvature = new(dimension);
    private Column[] _columns = new Column[64];
    private int _count;
    private long _multiplications;
    private double _corner; // of the hinge now
    private double _rounding; // the radius of the corners of |w|

    /// <summary>w.</summary>
    public ReadOnlySpan<double> W => _w;

    /// <summary>t.</summary>
    public double Threshold { get; private set; }

    /// <summary>Products of numbers so far, about.</summary>
    public long Multiplications => _multiplications + _curvature.Multiplications;

    /// <summary>Forgets all points, and starts from w = 0.</summary>
    /// <param name="units">What a radius of 1 is in each coordinate.</param>
    public void Restart(ReadOnlySpan<double> units)
    {
        units.CopyTo(_units);
        _rounding = Rounding * TensorPrimitives.Min(units);
        (_count, Threshold, _multiplications, _curvature.Multiplications) = (0, 0, 0, 0);
        Array.Clear(_w);
        _corner = Blunt;
    }

    /// <summary>Room for a point to keep inside, to be filled in.</summary>
    /// <param name="sample">Its name.</param>
    /// <param name="radius">Of its ball.</param>
    public Span<double> AddInside(int sample, double radius, double price) => Add(sample, -1, radius, price);

    /// <summary>Room for a point to keep outside, to be filled in.</summary>
    /// <param name="sample">Its name.</param>
    /// <param name="radius">Of its ball.</param>
    public Span<double> AddOutside(int sample, double radius, double price) => Add(sample, 1, radius, price);

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

    private Span<double> Add(int sample, int side, double radius, double price)
    {
        if (_count == _columns.Length) Array.Resize(ref _columns, 2 * _count);
        if (_count == _points.Count * Together) _points.Add(new double[Together * dimension]);
        _columns[_count] = new() { Sample = sample, Side = side, Radius = radius, Price = price };
        return Point(_count++);
    }

    /// <summary>Whether the last solution is one to the end.</summary>
    public bool Converged { get; private set; }

    /// <summary>Goes on from the last solution for a few steps; false where floating point lost its way.</summary>
    public bool Solve(CancellationToken cancellation)
    {
        // From nothing, the hinge is sharpened step by step: Newton's method takes long around sharp corners that are far away.
        for (; _corner > Corner; _corner = Math.Max(Corner, _corner / 4))
        {
            if (!Descend(cancellation)) return false;
        }
        return Descend(cancellation);
    }

    private bool Descend(CancellationToken cancellation)
    {
        Converged = false;
        for (var step = 0; step < Steps && !Converged; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var value = Differentiate();
            if (!_curvature.Solve(_gradient, _step)) return false;
            var slope = Sums.Dot(_gradient, _step);
            if (!double.IsFinite(slope)) return false;
            Converged = slope > -Tolerance * (value + 1);
            if (Converged) break;
            var length = Search(slope);
            TensorPrimitives.MultiplyAdd(_step.AsSpan(0, dimension), length, _w, _w);
            Threshold += length * _step[dimension];
        }
        return true;
    }

    private Span<double> Point(int column) => _points[column / Together].AsSpan(column % Together * dimension, dimension);

    // At least |w|; what w, in the norm's units, is divided by for its slope is left in _lengths.
    private double Length(ReadOnlySpan<double> w)
    {
        TensorPrimitives.Multiply(w, _units, _lengths);
        double length;
        if (norm == Norm.Two)
        {
            length = Math.Sqrt(Sums.OfSquares(_lengths) + _rounding * _rounding);
            _lengths.AsSpan().Fill(length);
        }
        else
        {
            TensorPrimitives.Multiply(_lengths, _lengths, _lengths);
            TensorPrimitives.Add(_lengths, _rounding * _rounding, _lengths);
            TensorPrimitives.Sqrt(_lengths, _lengths);
            length = Sums.Sum(_lengths);
        }
        TensorPrimitives.Divide(_lengths, _units, _lengths);
        TensorPrimitives.Divide(_lengths, _units, _lengths);
        return length;
    }

    // Value, gradient and second derivatives at w and t.
    private double Differentiate()
    {
        var length = Length(_w);
        TensorPrimitives.Divide(_w, _lengths, _slope);
        TensorPrimitives.Multiply(_w, Weight, _gradient);
        _gradient[dimension] = 0;
        var (value, pull) = (Weight * Sums.OfSquares(_w) / 2, 0.0);
        for (var c = 0; c < _count; c++)
        {
            ref var column = ref _columns[c];
            var (side, price) = (column.Side, column.Price);
            var v = (side > 0 ? 1 : 0) - side * (Sums.Dot(_w, Point(c)) - Threshold) + column.Radius * length;
            column.Violation = v;
            if (v <= 0) continue;
            var force = price * Math.Min(1, v / _corner);
            value += v < _corner ? price * v * v / (2 * _corner) : price * (v - _corner / 2);
            pull += column.Radius * force;
            TensorPrimitives.MultiplyAdd(Point(c), -side * force, _gradient.AsSpan(0, dimension), _gradient.AsSpan(0, dimension));
            _gradient[dimension] += side * force;
        }
        TensorPrimitives.MultiplyAdd(_slope, pull, _gradient.AsSpan(0, dimension), _gradient.AsSpan(0, dimension));
        Bend(pull, length);
        _multiplications += 2L * _count * dimension;
        return value;
    }

    // |w| itself bends: along its corners, or across w.
    private void Bend(double pull, double length)
    {
        _curvature.Restart(norm == Norm.Two ? pull / length : 0);
        for (var j = 0; j < dimension; j++)
        {
            var bend = pull / _lengths[j];
            var corner = norm == Norm.Infinity ? _rounding / (_lengths[j] * _units[j] * _units[j]) : 1;
            _curvature.Diagonal[j] = Weight + bend * corner * corner;
        }
        _slope.CopyTo(_curvature.Q);
        for (var c = 0; c < _count; c++)
        {
            ref readonly var column = ref _columns[c];
            if (!(column.Violation > 0 && column.Violation < _corner)) continue;
            var row = _curvature.Add(column.Price / _corner, column.Side);
            TensorPrimitives.Multiply(_slope, column.Radius, row);
            TensorPrimitives.MultiplyAdd(Point(c), -column.Side, row, row);
        }
    }

    // How far to go: to where the slope along the step is small beside the first one, by doubling and halving.
    private double Search(double slope)
    {
        var (length, cross, square) = (Length(_w), Sums.Dot(_w, _step.AsSpan(0, dimension)), Sums.OfSquares(_step.AsSpan(0, dimension)));
        for (var c = 0; c < _count; c++)
            _columns[c].Change = -_columns[c].Side * (Sums.Dot(Point(c), _step.AsSpan(0, dimension)) - _step[dimension]);
        _multiplications += (long)_count * dimension;
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
            var longer = Length(_moved) - length;
            TensorPrimitives.Divide(_moved, _lengths, _moved);
            var bend = Sums.Dot(_moved, _step.AsSpan(0, dimension));
            var sum = Weight * (cross + s * square);
            foreach (ref readonly var column in _columns.AsSpan(0, _count))
            {
                var v = column.Violation + s * column.Change + column.Radius * longer;
                if (v > 0) sum += column.Price * Math.Min(1, v / _corner) * (column.Change + column.Radius * bend);
            }
            return sum;
        }
    }

    private record struct Column
    {
        public int Sample;
        public int Side;
        public double Radius;
        public double Price;
        public double Violation; // how far its ball is on the wrong side
        public double Change;    // of that, along the step
    }
}
