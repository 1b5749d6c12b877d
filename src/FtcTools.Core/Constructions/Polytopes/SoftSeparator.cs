using System.Numerics.Tensors;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// A hyperplane between points to keep inside and points to keep outside, with room for a ball of radius r around each in the infinity norm: it
/// minimises sum a_i xi_i + sum b_j eta_j + |w|_1 with w . x_i - t + r |w|_1 &lt;= xi_i inside and w . x_j - t - r |w|_1 >= 1 - eta_j outside, where
/// the prices a and b say what a point on the wrong side costs.
/// <para>
/// Solved by the primal simplex method on the dual program: a column a point, its multiplier bounded by its price. A point can be added or
/// excused, and the next solution starts from the last one. Floating point steers: what comes out is rounded and decided elsewhere.
/// </para>
/// </summary>
internal sealed class SoftSeparator : ISeparator
{
    private const double Tolerance = 1e-6;
    private const double Hair = 1e-9;
    private const double Excused = 1e7;
    private const int Pivots = 2000;
    private const int PivotsBetweenRefactors = 120;
    private const int Candidates = 24;

    private const int AtZero = -1;
    private const int AtPrice = -2;
    private const int Slack = 1 << 28;

    private readonly int _d;
    private readonly int _rows;
    private readonly double _radius;
    private double[] _points = new double[1024];
    private readonly List<Column> _columns = [];
    private readonly int[] _basis; // a column, or Slack + row
    private readonly double[] _values;
    private readonly double[] _inverse;
    private readonly double[] _entering;
    private readonly double[] _duals;
    private readonly double[] _w;
    private readonly PriorityQueue<int, double> _best = new();
    private readonly List<int> _candidates = [];
    private double _length; // |w|_1
    private int _pivots;

    // Side: 1 outside, -1 inside. Gain: what a unit of the multiplier is worth. Place: the row in which it is basic, AtZero or AtPrice.
    private record struct Column(int Side, double Price, double Gain, int Place);

    public SoftSeparator(int dimension, double radius)
    {
        (_d, _rows, _radius) = (dimension, 2 * dimension + 1, radius);
        (_basis, _values, _inverse, _entering, _duals, _w) = (new int[_rows], new double[_rows], new double[_rows * _rows], new double[_rows], new double[_rows], new double[dimension]);
        for (var r = 0; r < _rows; r++)
        {
            _basis[r] = Slack + r;
            _values[r] = r < 2 * _d ? 1 : 0;
            _inverse[r * _rows + r] = 1;
        }
    }

    public ReadOnlySpan<double> W => _w;

    public double Threshold => -_duals[2 * _d];

    public double Give => 1e-3;

    public long Work { get; private set; }

    public int AddInside(ReadOnlySpan<double> point, double price) => Add(point, new(-1, price, 0, AtZero));

    public int AddOutside(ReadOnlySpan<double> point, double price) => Add(point, new(1, price, 1, AtZero));

    private int Add(ReadOnlySpan<double> point, Column column)
    {
        var at = _columns.Count * _d;
        if (at + _d > _points.Length) Array.Resize(ref _points, Math.Max(2 * _points.Length, at + _d));
        point.CopyTo(_points.AsSpan(at));
        _columns.Add(column);
        return _columns.Count - 1;
    }

    public void Excuse(int point)
    {
        var column = _columns[point];
        _columns[point] = column with { Gain = column.Gain - Excused };
        if (column.Place >= 0) TensorPrimitives.MultiplyAdd(Row(column.Place), -Excused, _duals, _duals);
        _candidates.Clear();
    }

    private double ReducedGain(int point)
    {
        var column = _columns[point];
        return column.Gain - column.Side * (TensorPrimitives.Dot(_w, Point(point)) - Threshold) + _radius * _length;
    }

    private ReadOnlySpan<double> Point(int column) => _points.AsSpan(column * _d, _d);

    private Span<double> Row(int r) => _inverse.AsSpan(r * _rows, _rows);

    public bool Solve(CancellationToken cancellation)
    {
        _candidates.Clear();
        for (var step = 0; step < Pivots; step++)
        {
            if (step % 64 == 0) cancellation.ThrowIfCancellationRequested();
            if (_pivots >= PivotsBetweenRefactors && !Refactor()) return false;
            Read();
            var entering = Entering();
            if (entering < 0) return true;
            if (!Pivot(entering)) return false;
        }
        return false;
    }

    private void Read()
    {
        TensorPrimitives.Subtract(_duals.AsSpan(_d, _d), _duals.AsSpan(0, _d), _w);
        _length = TensorPrimitives.Sum<double>(_duals.AsSpan(0, 2 * _d));
    }

    // A column or Slack + row whose change gains; -1 at the optimum. All columns are priced now and then, the best of them in between.
    private int Entering()
    {
        var (gain, at) = (Tolerance, -1);
        foreach (var c in _candidates)
        {
            if (_columns[c].Place < 0 && Improvement(c) is var g && g > gain) (gain, at) = (g, c);
        }
        if (at >= 0) return at;
        _candidates.Clear();
        Work += (long)_columns.Count * _d;
        for (var c = 0; c < _columns.Count; c++)
        {
            var column = _columns[c];
            if (column.Place >= 0 || (column.Place == AtZero && column.Price == 0)) continue;
            if (Improvement(c) is not (> Tolerance and var g)) continue;
            if (_best.Count < Candidates) _best.Enqueue(c, g);
            else _best.EnqueueDequeue(c, g);
        }
        while (_best.TryDequeue(out var c, out var g))
        {
            _candidates.Add(c);
            (gain, at) = (g, c);
        }
        for (var r = 0; r < 2 * _d; r++)
        {
            if (-_duals[r] > gain) (gain, at) = (-_duals[r], Slack + r);
        }
        return at;
    }

    private double Improvement(int column) => _columns[column].Place == AtPrice ? -ReducedGain(column) : ReducedGain(column);

    // Row k: the k-th coordinate of sum side x, not above; row d + k: not below; the last row: sides balance.
    private void Write(int column, Span<double> a)
    {
        var side = _columns[column].Side;
        TensorPrimitives.Multiply(Point(column), side, a.Slice(_d, _d));
        TensorPrimitives.Negate(a.Slice(_d, _d), a[.._d]);
        TensorPrimitives.Subtract(a[..(2 * _d)], _radius, a[..(2 * _d)]);
        a[2 * _d] = side;
    }

    private double Upper(int variable) => variable >= Slack ? variable == Slack + 2 * _d ? 0 : double.PositiveInfinity : _columns[variable].Price;

    private bool Pivot(int entering)
    {
        Work += 2L * _rows * _rows;
        if (entering >= Slack)
        {
            for (var r = 0; r < _rows; r++) _entering[r] = _inverse[r * _rows + entering - Slack];
        }
        else
        {
            var a = new double[_rows];
            Write(entering, a);
            for (var r = 0; r < _rows; r++) _entering[r] = TensorPrimitives.Dot<double>(Row(r), a);
        }
        var reduced = entering >= Slack ? -_duals[entering - Slack] : ReducedGain(entering);
        var down = entering < Slack && _columns[entering].Place == AtPrice;
        if (down) TensorPrimitives.Negate(_entering, _entering);
        var own = Upper(entering);

        // The longest step that breaks no bound by more than a hair; then the largest pivot among the rows that stop there.
        var longest = own;
        for (var r = 0; r < _rows; r++)
        {
            var change = _entering[r];
            if (change > Hair) longest = Math.Min(longest, (_values[r] + Hair) / change);
            else if (change < -Hair) longest = Math.Min(longest, (Upper(_basis[r]) - _values[r] + Hair) / -change);
        }
        if (double.IsInfinity(longest)) return false;
        var (leaving, largest, step) = (-1, 0.0, own);
        for (var r = 0; r < _rows; r++)
        {
            var change = _entering[r];
            if (Math.Abs(change) <= Math.Max(Hair, largest)) continue;
            var room = change > 0 ? _values[r] / change : (Upper(_basis[r]) - _values[r]) / -change;
            if (room <= longest) (leaving, largest, step) = (r, Math.Abs(change), Math.Max(0, room));
        }
        if (leaving < 0) step = own;
        TensorPrimitives.MultiplyAdd(_entering, -step, _values, _values);
        if (leaving < 0)
        {
            _columns[entering] = _columns[entering] with { Place = down ? AtZero : AtPrice };
            return true;
        }
        var left = _basis[leaving];
        if (left < Slack) _columns[left] = _columns[left] with { Place = _entering[leaving] > 0 ? AtZero : AtPrice };
        _basis[leaving] = entering;
        _values[leaving] = down ? own - step : step;
        if (entering < Slack) _columns[entering] = _columns[entering] with { Place = leaving };

        if (down) TensorPrimitives.Negate(_entering, _entering);
        var row = Row(leaving);
        TensorPrimitives.Divide(row, _entering[leaving], row);
        TensorPrimitives.MultiplyAdd(row, reduced, _duals, _duals);
        for (var r = 0; r < _rows; r++)
        {
            if (r != leaving && _entering[r] != 0) TensorPrimitives.MultiplyAdd(row, -_entering[r], Row(r), Row(r));
        }
        _pivots++;
        return true;
    }

    // The inverse, the values and the duals anew.
    private bool Refactor()
    {
        _pivots = 0;
        var basis = new double[_rows * _rows]; // transposed
        var right = new double[_rows];
        right.AsSpan(0, 2 * _d).Fill(1);
        var a = new double[_rows];
        for (var r = 0; r < _rows; r++)
        {
            if (_basis[r] >= Slack) basis[r * _rows + _basis[r] - Slack] = 1;
            else Write(_basis[r], basis.AsSpan(r * _rows, _rows));
        }
        for (var c = 0; c < _columns.Count; c++)
        {
            if (_columns[c].Place != AtPrice) continue;
            Write(c, a);
            TensorPrimitives.MultiplyAdd(a, -_columns[c].Price, right, right);
        }
        if (!Invert(basis)) return false;
        for (var r = 0; r < _rows; r++) _values[r] = TensorPrimitives.Dot<double>(Row(r), right);
        Array.Clear(_duals);
        for (var r = 0; r < _rows; r++)
        {
            if (_basis[r] < Slack && _columns[_basis[r]].Gain is not 0 and var gain) TensorPrimitives.MultiplyAdd(Row(r), gain, _duals, _duals);
        }
        return true;
    }

    // Gauss-Jordan on the transpose, columns in the place of rows.
    private bool Invert(double[] b)
    {
        var n = _rows;
        var inverse = new double[n * n];
        for (var r = 0; r < n; r++) inverse[r * n + r] = 1;
        for (var k = 0; k < n; k++)
        {
            var at = k;
            for (var r = k + 1; r < n; r++)
            {
                if (Math.Abs(b[r * n + k]) > Math.Abs(b[at * n + k])) at = r;
            }
            if (Math.Abs(b[at * n + k]) < 1e-12) return false;
            if (at != k)
            {
                Swap(b, at, k);
                Swap(inverse, at, k);
            }
            var own = b.AsSpan(k * n, n);
            var result = inverse.AsSpan(k * n, n);
            TensorPrimitives.Divide(result, own[k], result);
            TensorPrimitives.Divide(own, own[k], own);
            for (var r = 0; r < n; r++)
            {
                var factor = b[r * n + k];
                if (r == k || factor == 0) continue;
                TensorPrimitives.MultiplyAdd(own, -factor, b.AsSpan(r * n, n), b.AsSpan(r * n, n));
                TensorPrimitives.MultiplyAdd(result, -factor, inverse.AsSpan(r * n, n), inverse.AsSpan(r * n, n));
            }
        }
        for (var r = 0; r < n; r++)
        {
            for (var c = 0; c < n; c++) _inverse[c * n + r] = inverse[r * n + c];
        }
        return true;

        void Swap(double[] m, int i, int j)
        {
            for (var c = 0; c < n; c++) (m[i * n + c], m[j * n + c]) = (m[j * n + c], m[i * n + c]);
        }
    }
}
