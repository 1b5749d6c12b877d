using System.Numerics.Tensors;
using FtcTools.Data;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Looks for a facet: a few samples to keep inside, and of the others only those that turn out to be on the wrong side. Balls of the 2-norm are
/// taken in by the points of them that stick out most.
/// </summary>
internal sealed class FacetProgram
{
    private const int Pivots = 2000;
    private const int Rounds = 60;
    private const int Bulges = 8;
    private const int Added = 48;

    // How much of the gap a sample may lack before it is taken in.
    private const double Tolerance = 1.0 / 4;

    /// <summary>What is left of the gap of 1 after that, on both sides, and after rounding.</summary>
    public const double Gap = 3.0 / 16;

    private readonly Terrain _terrain;
    private readonly SoftSeparator _separator;
    private readonly Dictionary<int, Known> _inside = [];
    private readonly Dictionary<int, Known> _outside = [];
    private readonly double[] _point;
    private readonly double[] _direction;
    private readonly double _radius;
    private double _threshold;

    // The columns of a sample: its centre and points of its ball.
    private sealed record Known(List<int> Columns, double Price);

    public FacetProgram(Terrain terrain)
    {
        _terrain = terrain;
        _radius = terrain.Radius / terrain.Scale;
        _separator = new SoftSeparator(terrain.Data.Inputs, terrain.Norm == Norm.Infinity ? _radius : 0);
        (_point, _direction) = (new double[terrain.Data.Inputs], new double[terrain.Data.Inputs]);
    }

    /// <summary>Products of numbers so far, about.</summary>
    public long Work { get => field + _separator.Work; private set; }

    /// <summary>w in the features' units.</summary>
    public ReadOnlySpan<double> Direction => _direction;

    /// <summary>How far the ball of a sample is from being inside; at most 0 where it is.</summary>
    public double Intrusion(int sample) => TensorPrimitives.Dot(_terrain.Data.Row(sample), _direction) - _threshold + Room;

    /// <summary>How far the ball of a sample is from being outside; at most 0 where it is.</summary>
    public double Shortfall(int sample) => 1 - (TensorPrimitives.Dot(_terrain.Data.Row(sample), _direction) - _threshold - Room);

    private double Room => _terrain.LengthUp(_direction) * _terrain.Radius;

    public void KeepInside(int sample, double price) => _inside.Add(sample, new([_separator.AddInside(At(sample), price)], price));

    public void KeepOutside(int sample, double price)
    {
        if (!_outside.ContainsKey(sample)) _outside.Add(sample, new([_separator.AddOutside(At(sample), price)], price));
    }

    /// <summary>From now on a sample may be anywhere.</summary>
    public void Excuse(int sample)
    {
        foreach (var side in (Dictionary<int, Known>[])[_inside, _outside])
        {
            if (side.Remove(sample, out var known)) known.Columns.ForEach(_separator.Excuse);
        }
    }

    /// <summary>Excuses the samples outside that are not in a set.</summary>
    public void ExcuseBut(Bits others)
    {
        foreach (var sample in _outside.Keys.Where(i => !others[i]).ToArray()) Excuse(sample);
    }

    /// <summary>Solves with all samples of a set kept outside, as far as they matter; false where floats lose their way.</summary>
    public bool Solve(Bits others, double price, CancellationToken cancellation)
    {
        var bulges = 0;
        for (var round = 0; round < Rounds; round++)
        {
            Work += (long)_terrain.Data.K * _terrain.Data.Inputs;
            if (!_separator.Solve(Pivots, cancellation)) return false;
            TensorPrimitives.Divide(_separator.W, _terrain.Scale, _direction);
            _threshold = _separator.Threshold + TensorPrimitives.Dot<double>(_direction, _terrain.Centre);
            var products = _terrain.Products(_direction);
            var limit = 1 - Tolerance + _threshold + Room;
            var missing = new PriorityQueue<int, double>();
            foreach (var i in others.Members())
            {
                if (products[i] >= limit || _outside.ContainsKey(i) || _inside.ContainsKey(i)) continue;
                if (missing.Count < Added) missing.Enqueue(i, -products[i]);
                else missing.EnqueueDequeue(i, -products[i]);
            }
            var changed = missing.Count > 0;
            while (missing.TryDequeue(out var i, out _)) KeepOutside(i, price);
            if (_terrain.Norm == Norm.Two && Bulge())
            {
                if (++bulges > Bulges) return false;
                changed = true;
            }
            if (!changed) return true;
        }
        return false;
    }

    private double[] At(int sample)
    {
        TensorPrimitives.Subtract(_terrain.Data.Row(sample), _terrain.Centre, _point);
        TensorPrimitives.Divide(_point, _terrain.Scale, _point);
        return _point;
    }

    // The points of the balls of samples at the border that lie farthest across it.
    private bool Bulge()
    {
        if (_radius == 0) return false;
        var length = TensorPrimitives.Norm(_separator.W);
        if (length == 0) return false;
        var changed = false;
        foreach (var (sample, known) in _inside)
        {
            if (Intrusion(sample) <= Tolerance || _separator.Violation(known.Columns[^1]) > Tolerance) continue;
            changed = true;
            var point = At(sample);
            TensorPrimitives.MultiplyAdd(_separator.W, _radius / length, point, point);
            known.Columns.Add(_separator.AddInside(point, known.Price));
        }
        foreach (var (sample, known) in _outside)
        {
            if (Shortfall(sample) <= Tolerance || _separator.Violation(known.Columns[^1]) > Tolerance) continue;
            changed = true;
            var point = At(sample);
            TensorPrimitives.MultiplyAdd(_separator.W, -_radius / length, point, point);
            known.Columns.Add(_separator.AddOutside(point, known.Price));
        }
        return changed;
    }
}
