using System.Buffers;
using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Finds a facet for a few samples to keep inside. Of the samples to keep outside, the program takes in only those that turn out to be on
/// the wrong side.
/// </summary>
internal sealed class FacetProgram
{
    private const int Rounds = 60;

    // The fewest and the most samples that are taken in at once.
    private const int Fewest = 48;
    private const int Most = 512;

    // With more samples than this around a group that is too large, the group is made smaller before further ones are taken in.
    private const int Crowd = 1024;

    // Among this many samples, those that are at most this far on the right side are looked at first.
    private const int Many = 4096;
    private const double Near = 1;

    // A sample is taken in when it lacks more than this much of the gap.
    private const double Tolerance = 1.0 / 4;

    /// <summary>What remains of the gap of 1 after <see cref="Tolerance"/> on both sides and after rounding.</summary>
    public const double Gap = 3.0 / 16;

    private readonly SampleBalls _balls;
    private readonly double[] _scales;
    private readonly Separator _separator;
    private readonly HashSet<int> _inside = [];
    private readonly HashSet<int> _outside = [];
    private readonly double[] _direction;
    private double _threshold;
    private double _length;
    private long _looked; // multiplications spent on looking through samples

    /// <param name="separator">The separator that solves the program. It is restarted, and must serve no other program at the same
    /// time.</param>
    /// <param name="scale">A scale of the coordinates in addition to that of the features, near the size of the gap that is sought.</param>
    public FacetProgram(SampleBalls balls, Separator separator, double scale)
    {
        (_balls, _separator, _direction) = (balls, separator, new double[balls.Data.Inputs]);
        _scales = Array.ConvertAll(balls.Scales, unit => unit * scale);
        separator.Restart(Array.ConvertAll(_scales, unit => 1 / unit));
    }

    /// <summary>The approximate number of multiplications so far, by which the effort is limited.</summary>
    public long Multiplications => _looked + _separator.Multiplications;

    /// <summary>The direction w in the units of the features.</summary>
    public ReadOnlySpan<double> Direction => _direction;

    /// <summary>How far the ball of a sample is from counting as inside; at most 0 where it is inside.</summary>
    public double Intrusion(int sample) =>
        Sums.Dot(_balls.Data.Row(sample), _direction) - _threshold + _length * _balls.Radius(sample) - Separator.Corner;

    public void KeepInside(int sample, double price)
    {
        _inside.Add(sample);
        Put(sample, _separator.AddInside(sample, _balls.Radius(sample), price));
    }

    public void KeepOutside(int sample, double price)
    {
        if (_outside.Add(sample)) Put(sample, _separator.AddOutside(sample, _balls.Radius(sample), price));
    }

    /// <summary>Lets these samples be anywhere from now on.</summary>
    public void Excuse(IEnumerable<int> samples)
    {
        var excused = samples.ToHashSet();
        if (excused.Count == 0) return;
        _inside.ExceptWith(excused);
        _outside.ExceptWith(excused);
        _separator.Excuse(excused);
    }

    /// <summary>Excuses the samples to keep outside that are not in a set.</summary>
    public void ExcuseBut(BitSet others) => Excuse(_outside.Where(i => !others[i]));

    /// <summary>
    /// Solves the program with all samples of a set to be kept outside, as far as they matter; false where floating point fails, or where
    /// many samples were taken in and the case is hopeless.
    /// </summary>
    public bool Solve(BitSet others, double price, Func<bool> hopeless, CancellationToken cancellation)
    {
        var (samples, near, products) =
            (ArrayPool<int>.Shared.Rent(_balls.Data.K), ArrayPool<int>.Shared.Rent(_balls.Data.K),
                ArrayPool<double>.Shared.Rent(_balls.Data.K));
        try
        {
            var (count, nearCount) = (others.CopyTo(samples), 0);
            for (var round = 0; round < Rounds; round++)
            {
                _looked += (long)(nearCount == 0 ? count : nearCount) * _balls.Data.Inputs;
                if (!_separator.Solve(cancellation)) return false;
                TensorPrimitives.Divide(_separator.W, _scales, _direction);
                _length = _balls.LengthUp(_direction);
                _threshold = _separator.Threshold + Sums.Dot(_direction, _balls.Centre);
                if (nearCount == 0 || !TakeIn(near.AsMemory(0, nearCount), products, price))
                {
                    if (!TakeIn(samples.AsMemory(0, count), products, price) && _separator.Converged) return true;
                    nearCount = count < Many ? 0 : NotFar(samples.AsSpan(0, count), products, near);
                }
                if (_outside.Count > Crowd && _separator.Converged && hopeless()) return false;
            }
            return false;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(samples);
            ArrayPool<int>.Shared.Return(near);
            ArrayPool<double>.Shared.Return(products);
        }
    }

    // The smallest w . x for which a sample is not taken in.
    private double Limit(int sample) => 1 - Tolerance + _threshold + _length * _balls.Radius(sample);

    // Takes in the samples that lack most of the gap, about as many as there are already, so that few rounds suffice; returns whether any
    // lacks it.
    private bool TakeIn(ReadOnlyMemory<int> from, double[] products, double price)
    {
        _balls.Products(_direction, from, products);
        var most = Math.Clamp(_outside.Count, Fewest, Most);
        var samples = from.Span;
        var missing = new PriorityQueue<int, double>();
        for (var n = 0; n < samples.Length; n++)
        {
            var lacking = Limit(samples[n]) - products[n];
            if (lacking <= 0 || _outside.Contains(samples[n]) || _inside.Contains(samples[n])) continue;
            if (missing.Count < most) missing.Enqueue(samples[n], lacking);
            else missing.EnqueueDequeue(samples[n], lacking);
        }
        var any = missing.Count > 0;
        while (missing.TryDequeue(out var i, out _)) KeepOutside(i, price);
        return any;
    }

    private int NotFar(ReadOnlySpan<int> samples, double[] products, int[] near)
    {
        var count = 0;
        for (var n = 0; n < samples.Length; n++)
        {
            if (products[n] < Limit(samples[n]) + Near) near[count++] = samples[n];
        }
        return count;
    }

    private void Put(int sample, Span<double> point)
    {
        TensorPrimitives.Subtract(_balls.Data.Row(sample), _balls.Centre, point);
        TensorPrimitives.Divide(point, _scales, point);
    }
}
