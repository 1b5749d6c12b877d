using System.Numerics.Tensors;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// A hyperplane with room for a ball of radius r around each point in the 2-norm: it minimises c |w|^2 / 2 + sum p_i H(v_i), where v_i is how far the
/// ball of a point is on the wrong side and H is the hinge with its corner rounded (Huber).
/// <para>
/// Newton's method on what is left of the sum at each step (Keerthi and DeCoste 2005, with a ball around every point): d + 1 equations, whatever
/// the number of points. The program is convex, so that the step that ends where the slope along it ends is always downhill.
/// </para>
/// </summary>
internal sealed class RoundSeparator(int dimension, double radius) : ISeparator
{
    private const int Steps = 40;
    private const int Searches = 30;
    private const double Length = 0.02;
    private const double Corner = 1.0 / 16;

    // Rounds the corner of |w| at 0.
    private const double Least = 1e-4;

    private readonly List<(int Side, double Price)> _columns = [];
    private readonly double[] _w = new double[dimension];
    private readonly double[] _slope = new double[dimension]; // of r |w|
    private readonly double[] _gradient = new double[dimension + 1];
    private readonly double[] _step = new double[dimension + 1];
    private readonly double[] _row = new double[dimension + 1];
    private readonly double[] _hessian = new double[(dimension + 1) * (dimension + 1)];
    private double[] _points = new double[1024];
    private double[] _violations = [];
    private double[] _changes = [];

    public ReadOnlySpan<double> W => _w;

    public double Threshold { get; private set; }

    public double Give => Corner;

    public long Work { get; private set; }

    public int AddInside(ReadOnlySpan<double> point, double price) => Add(point, -1, price);

    public int AddOutside(ReadOnlySpan<double> point, double price) => Add(point, 1, price);

    public void Excuse(int point) => _columns[point] = _columns[point] with { Price = 0 };

    private int Add(ReadOnlySpan<double> point, int side, double price)
    {
        var at = _columns.Count * dimension;
        if (at + dimension > _points.Length) Array.Resize(ref _points, Math.Max(2 * _points.Length, at + dimension));
        point.CopyTo(_points.AsSpan(at));
        _columns.Add((side, price));
        return _columns.Count - 1;
    }

    public bool Solve(CancellationToken cancellation)
    {
        if (_violations.Length < _columns.Count) (_violations, _changes) = (new double[2 * _columns.Count], new double[2 * _columns.Count]);
        for (var step = 0; step < Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var value = Differentiate();
            if (!Direction()) return false;
            var slope = TensorPrimitives.Dot<double>(_gradient, _step);
            if (!double.IsFinite(slope)) return false;
            if (slope > -1e-5 * (value + 1)) return true;
            var length = Search(slope);
            TensorPrimitives.MultiplyAdd(_step.AsSpan(0, dimension), length, _w, _w);
            Threshold += length * _step[dimension];
        }
        return true;
    }

    private ReadOnlySpan<double> Point(int column) => _points.AsSpan(column * dimension, dimension);

    private Span<double> Row(int r) => _hessian.AsSpan(r * (dimension + 1), r + 1);

    private double Room(double squares) => radius * Math.Sqrt(squares + Least * Least);

    // Value, gradient and the lower triangle of the second derivatives at w and t.
    private double Differentiate()
    {
        var squares = TensorPrimitives.SumOfSquares<double>(_w);
        var (room, length) = (Room(squares), Math.Sqrt(squares + Least * Least));
        TensorPrimitives.Multiply(_w, radius / length, _slope);
        TensorPrimitives.Multiply(_w, Length, _gradient);
        _gradient[dimension] = 0;
        Array.Clear(_hessian);
        var (value, pull) = (Length * squares / 2, 0.0);
        for (var c = 0; c < _columns.Count; c++)
        {
            var (side, price) = _columns[c];
            if (price == 0) continue;
            var v = (side > 0 ? 1 : 0) - side * (TensorPrimitives.Dot(_w, Point(c)) - Threshold) + room;
            _violations[c] = v;
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
        // Of r |w| itself: across w alone.
        var bend = pull * radius / length;
        for (var r = 0; r < dimension; r++)
        {
            TensorPrimitives.MultiplyAdd(_w.AsSpan(0, r + 1), -bend * _w[r] / (length * length), Row(r), Row(r));
            Row(r)[r] += bend + Length;
        }
        Row(dimension)[dimension] += 1e-6;
        Work += 2L * _columns.Count * dimension;
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

    // How far to go: to where the slope along the step is small beside the first one.
    private double Search(double slope)
    {
        var squares = TensorPrimitives.SumOfSquares<double>(_w);
        var (room, cross, square) = (Room(squares), TensorPrimitives.Dot(_w, _step.AsSpan(0, dimension)), TensorPrimitives.SumOfSquares<double>(_step.AsSpan(0, dimension)));
        for (var c = 0; c < _columns.Count; c++)
        {
            var (side, price) = _columns[c];
            if (price != 0) _changes[c] = -side * (TensorPrimitives.Dot(Point(c), _step.AsSpan(0, dimension)) - _step[dimension]);
        }
        Work += (long)_columns.Count * dimension;
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
            var (all, more) = (squares + 2 * s * cross + s * s * square, cross + s * square);
            var (roomier, bend) = (Room(all) - room, radius * more / Math.Sqrt(all + Least * Least));
            var sum = Length * more;
            for (var c = 0; c < _columns.Count; c++)
            {
                var price = _columns[c].Price;
                if (price == 0) continue;
                var v = _violations[c] + s * _changes[c] + roomier;
                if (v > 0) sum += price * Math.Min(1, v / Corner) * (_changes[c] + bend);
            }
            return sum;
        }
    }
}
