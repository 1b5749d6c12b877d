using System.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Training.Kernels;

/// <summary>
/// Mini-batches without replacement: every epoch is a new order of all samples, cut into batches of which the last may be smaller.
/// </summary>
internal sealed class Batches<V, T, TLanes>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : ILanes<V, T>
{
    private readonly TrainingSet _set;
    private readonly int _size;
    private readonly Xoshiro256StarStar _random;
    private readonly int[] _order;
    private readonly (SampleBlocks<T> Blocks, Backpropagation<V, T, TLanes> Pass) _whole;
    private readonly (SampleBlocks<T> Blocks, Backpropagation<V, T, TLanes> Pass) _rest;
    private int _next;

    public Batches(TrainingSet set, Layout layout, int size, Xoshiro256StarStar random)
    {
        (_set, _size, _random) = (set, size, random);
        _order = [.. Enumerable.Range(0, set.Count)];
        _next = _order.Length;
        _whole = Room(size);
        _rest = _order.Length % size is > 0 and var rest ? Room(rest) : _whole;

        (SampleBlocks<T>, Backpropagation<V, T, TLanes>) Room(int samples)
        {
            var blocks = new SampleBlocks<T>(set.Inputs, set.Outputs, samples, Products<V, T, TLanes>.Tile);
            return (blocks, new(layout, blocks.Size));
        }
    }

    /// <summary>Batches until every sample was seen.</summary>
    public int PerEpoch => (_order.Length + _size - 1) / _size;

    /// <summary>Loss and gradient of the next batch.</summary>
    public double Gradient(AlignedBuffer<T> weights, AlignedBuffer<T> gradient)
    {
        if (_next == _order.Length)
        {
            for (var i = _order.Length - 1; i > 0; i--)
            {
                var j = _random.Next(i + 1);
                (_order[i], _order[j]) = (_order[j], _order[i]);
            }
            _next = 0;
        }
        var samples = _order.AsSpan(_next, Math.Min(_size, _order.Length - _next));
        _next += samples.Length;
        var (blocks, pass) = samples.Length == _size ? _whole : _rest;
        return pass.Gradient(blocks.Fill(_set, samples), weights, gradient);
    }
}
