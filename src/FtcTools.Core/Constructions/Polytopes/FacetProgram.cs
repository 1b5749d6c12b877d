using System.Buffers;
using System.Numerics.Tensors;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Looks for a facet: a few samples to keep inside, and of the others only those that turn out to be on the wrong side.
/// </summary>
internal sealed class FacetProgram
{
    private const int Rounds = 60;
    private const int Added = 48;

    // How much of the gap a sample may lack before it is taken in.
    private const double Tolerance = 1.0 / 4;

    /// <summary>What is left of the gap of 1 after that, on both sides, and after rounding.</summary>
    public const double Gap = 3.0 / 16;

    private readonly Terrain _terrain;
    private readonly double _scale;
    private readonly Separator _separator;
    private readonly Dictionary<int, int> _inside = [];
    private readonly Dictionary<int, int> _outside = [];
    private readonly double[] _point;
    private readonly double[] _direction;
    private double _threshold;

    /// <param name="scale">The unit of the coordinates: not far from the gap that is looked for.</param>
    public FacetProgram(Terrain terrain, double scale)
    {
        (_terrain, _scale) = (terrain, scale);
        _separator = new Separator(terrain.Data.Inputs, terrain.Radius / scale, terrain.Norm);
        (_point, _direction) = (new double[terrain.Data.Inputs], new double[terrain.Data.Inputs]);
    }

    /// <summary>Products of numbers so far, about.</summary>
    public long Work { get => field + _separator.Work; private set; }

    /// <summary>w in the features' units.</summary>
    public ReadOnlySpan<double> Direction => _direction;

    /// <summary>How far the ball of a sample is from being as good as inside; at most 0 where it is.</summary>
    public double Intrusion(int sample) => TensorPrimitives.Dot(_terrain.Data.Row(sample), _direction) - _threshold + Room - Separator.Corner;

    private double Room => _terrain.LengthUp(_direction) * _terrain.Radius;

    public void KeepInside(int sample, double price) => _inside.Add(sample, _separator.AddInside(At(sample), price));

    public void KeepOutside(int sample, double price)
    {
        if (!_outside.ContainsKey(sample)) _outside.Add(sample, _separator.AddOutside(At(sample), price));
    }

    /// <summary>From now on a sample may be anywhere.</summary>
    public void Excuse(int sample)
    {
        foreach (var side in (Dictionary<int, int>[])[_inside, _outside])
        {
            if (side.Remove(sample, out var column)) _separator.Excuse(column);
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
        var products = ArrayPool<double>.Shared.Rent(_terrain.Data.K);
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                Work += (long)_terrain.Data.K * _terrain.Data.Inputs;
                if (!_separator.Solve(cancellation)) return false;
                TensorPrimitives.Divide(_separator.W, _scale, _direction);
                _threshold = _separator.Threshold + TensorPrimitives.Dot<double>(_direction, _terrain.Centre);
                _terrain.Products(_direction, products);
                if (!TakeIn(others, products, price)) return true;
            }
            return false;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(products);
        }
    }

    // The samples that lack most of the gap, if any does: as many as there are, so that few rounds will do.
    private bool TakeIn(Bits others, double[] products, double price)
    {
        var (limit, most) = (1 - Tolerance + _threshold + Room, Math.Max(Added, _outside.Count));
        var missing = new PriorityQueue<int, double>();
        foreach (var i in others.Members())
        {
            if (products[i] >= limit || _outside.ContainsKey(i) || _inside.ContainsKey(i)) continue;
            if (missing.Count < most) missing.Enqueue(i, -products[i]);
            else missing.EnqueueDequeue(i, -products[i]);
        }
        var any = missing.Count > 0;
        while (missing.TryDequeue(out var i, out _)) KeepOutside(i, price);
        return any;
    }

    private double[] At(int sample)
    {
        TensorPrimitives.Subtract(_terrain.Data.Row(sample), _terrain.Centre, _point);
        TensorPrimitives.Divide(_point, _scale, _point);
        return _point;
    }
}
