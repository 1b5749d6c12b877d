using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Finds a hyperplane w . x = t that keeps the balls around some points inside (w . x - t at most 0 on them) and the balls around others
/// outside (at least 1 on them). It minimises c |w|^2 / 2 + sum p_i H(v_i), where v_i is how far the ball of a point is on the wrong side,
/// p_i its price, and H the hinge with its corner rounded (Huber). Floating point only steers: the result is rounded, and decided
/// elsewhere.
/// <para>
/// A ball of radius r sticks out by r |w| in the dual norm, whose corners are rounded, too. The method is Newton's, restricted at each step
/// to the points that matter (Keerthi and DeCoste 2005, with a ball around every point); its cost is linear in the dimension where fewer
/// points than that curve the function. The program is convex, so a step that ends where the slope along it ends always goes downhill.
/// </para>
/// </summary>
internal sealed class Separator(int dimension, Norm norm)
{
    // The number of points that are stored together, so that storage grows without moving points and is used again after a restart.
    private const int Together = 128;

    // The number of Newton steps before the caller may take in more samples, and the number of tries to find the length of a step.
    private const int Steps = 10;
    private const int Searches = 30;

    // The factor c, the tolerance at which the descent ends, and the radius of the corners of |w| relative to its largest coordinate.
    private const double Weight = 0.02;
    private const double Tolerance = 1e-3;
    private const double Rounding = 0.03;

    /// <summary>How far a point may be on the wrong side before its whole price is due.</summary>
    public const double Corner = 1.0 / 16;

    // The width of that corner at the start of the descent, where the hinge is blunt.
    private const double Blunt = 1;

    private readonly List<double[]> _points = [];
    private readonly double[] _w = new double[dimension];
    private readonly double[] _slope = new double[dimension]; // the gradient of |w|
    private readonly double[] _lengths = new double[dimension];
    private readonly double[] _moved = new double[dimension];
    private readonly double[] _gradient = new double[dimension + 1];
    private readonly double[] _step = new double[dimension + 1];
    private readonly double[] _units = new double[dimension]; // of each coordinate, how long a change of 1 is in the norm of the radius
    private readonly Curvature _curvature = new(dimension);
    private Column[] _columns = new Column[64];
    private int _count;
    private long _multiplications;
    private double _corner; // the width of the corner of the hinge, which shrinks
    private double _rounding; // the radius of the corners of |w|

    /// <summary>The normal w.</summary>
    public ReadOnlySpan<double> W => _w;

    /// <summary>The threshold t.</summary>
    public double Threshold { get; private set; }

    /// <summary>The approximate number of multiplications so far, by which the effort is limited.</summary>
    public long Multiplications => _multiplications + _curvature.Multiplications;

    /// <summary>Forgets all points, and starts from w = 0.</summary>
    /// <param name="units">Of each coordinate, how long a change of 1 is in the norm of the radius.</param>
    public void Restart(ReadOnlySpan<double> units)
    {
        units.CopyTo(_units);
        _rounding = Rounding * TensorPrimitives.Min(units);
        (_count, Threshold, _multiplications, _curvature.Multiplications) = (0, 0, 0, 0);
        Array.Clear(_w);
        _corner = Blunt;
    }

    /// <summary>Adds a point to keep inside, and returns the storage for it, to be filled in.</summary>
    /// <param name="sample">The number by which it can be excused.</param>
    /// <param name="radius">The radius of its ball.</param>
    public Span<double> AddInside(int sample, double radius, double price) => Add(sample, -1, radius, price);

    /// <summary>Adds a point to keep outside, and returns the storage for it, to be filled in.</summary>
    /// <param name="sample">The number by which it can be excused.</param>
    /// <param name="radius">The radius of its ball.</param>
    public Span<double> AddOutside(int sample, double radius, double price) => Add(sample, 1, radius, price);

    /// <summary>Lets the points with these numbers be on either side from now on.</summary>
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

    /// <summary>Whether the last descent reached its tolerance.</summary>
    public bool Converged { get; private set; }

    /// <summary>Continues from the last solution for a few steps; false where floating point fails.</summary>
    public bool Solve(CancellationToken cancellation)
    {
        // After a restart the hinge is sharpened step by step, because Newton's method takes long around sharp corners that are far away.
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

    // Computes |w| with rounded corners, which is at least |w|, and leaves in _lengths what each coordinate of w is divided by for the
    // gradient.
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

    // Computes value, gradient and second derivatives at w and t.
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

    // Fills in the second derivatives: those of |w| itself, which is curved at its corners or across w, and those of points on the corner
    // of the hinge.
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

    // Finds how far to go: to where the slope along the step is small relative to the first one, by doubling and halving.
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
        public double Change;    // how that changes along the step
    }
}
