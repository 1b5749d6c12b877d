using System.Numerics;
using System.Runtime.CompilerServices;

namespace FtcTools.Training.Kernels;

/// <summary>
/// The mean squared error of a network and its gradient. Samples pass in blocks, each through all layers and back before the next; blocks
/// come in one order, so a sum has one value. Not for several threads at once.
/// </summary>
internal sealed class Backpropagation<V, T, TLanes>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : ILanes<V, T>
{
    private readonly Layout _layout;
    private readonly int _block;
    // What comes out of each layer: a row of ones for the next layer's biases, then a row a neuron. Gradients take the place of
    // activations.
    private readonly AlignedBuffer<T>[] _activations;
    private readonly AlignedBuffer<T> _sums;
    private readonly AlignedBuffer<T> _squares = new(Partial<T>.Sums);

    /// <param name="block">Samples of a block.</param>
    public Backpropagation(Layout layout, int block)
    {
        _layout = layout;
        _block = block;
        _activations = new AlignedBuffer<T>[layout.Layers];
        for (var l = 0; l < layout.Layers; l++)
        {
            _activations[l] = new(checked(Layout.Up(layout.Neurons(l) + 1, 4) * block));
            _activations[l].Span[..block].Fill(T.One);
        }
        _sums = new(checked(layout.Length * Partial<T>.Sums));
    }

    /// <summary>The loss at these weights.</summary>
    public double Loss(SampleBlocks<T> samples, AlignedBuffer<T> weights) => Pass(samples, weights, backward: false);

    /// <summary>The loss at these weights and, in <paramref name="gradient"/>, its derivatives.</summary>
    public double Gradient(SampleBlocks<T> samples, AlignedBuffer<T> weights, AlignedBuffer<T> gradient)
    {
        var loss = Pass(samples, weights, backward: true);
        for (nint i = 0; i < gradient.Length; i++) gradient.At(i) = Partial<T>.Total(in _sums.At(i * Partial<T>.Sums));
        return loss;
    }

    private double Pass(SampleBlocks<T> samples, AlignedBuffer<T> weights, bool backward)
    {
        _squares.Span.Clear();
        for (var block = 0; block < samples.Count; block++)
        {
            Forward(ref samples.Features(block), weights);
            Errors(samples, block);
            if (backward) Backward(ref samples.Features(block), weights, first: block == 0);
        }
        return double.CreateTruncating(Partial<T>.Total(in _squares.At(0))) / samples.Samples;
    }

    private void Forward(ref T features, AlignedBuffer<T> weights)
    {
        ref var input = ref features;
        for (var l = 0; l < _layout.Layers; l++)
        {
            ref var w = ref weights.At(_layout.Offset(l));
            ref var output = ref _activations[l].At(_block);
            if (l < _layout.Layers - 1)
                Products<V, T, TLanes>.Multiply<Relu<V, T, TLanes>>(ref w, _layout.Stride(l), 1, _layout.Neurons(l), _layout.Inputs(l) + 1,
                    ref input, ref output, _block);
            else
                Products<V, T, TLanes>.Multiply<Linear<V>>(ref w, _layout.Stride(l), 1, _layout.Neurons(l), _layout.Inputs(l) + 1,
                    ref input, ref output, _block);
            input = ref _activations[l].At(0);
        }
    }

    // Turns outputs into the derivatives of the loss by them, and adds up squared errors.
    private void Errors(SampleBlocks<T> samples, int block)
    {
        var scale = TLanes.All(T.CreateTruncating(2.0 / samples.Samples));
        ref var outputs = ref _activations[^1].At(_block);
        ref var targets = ref samples.Targets(block);
        ref var present = ref samples.Present(block);
        for (nint part = 0; part < Partial<T>.Sums; part += TLanes.Count)
        {
            var squares = TLanes.Load(in _squares.At(part));
            for (nint o = 0; o < _layout.Neurons(_layout.Layers - 1); o++)
            {
                for (var s = part; s < _block; s += Partial<T>.Sums)
                {
                    ref var output = ref Unsafe.Add(ref outputs, o * _block + s);
                    var error = TLanes.Multiply(
                        TLanes.Subtract(TLanes.Load(in output), TLanes.Load(in Unsafe.Add(ref targets, o * _block + s))),
                        TLanes.Load(in Unsafe.Add(ref present, s)));
                    squares = TLanes.MultiplyAdd(error, error, squares);
                    TLanes.Store(TLanes.Multiply(error, scale), ref output);
                }
            }
            TLanes.Store(squares, ref _squares.At(part));
        }
    }

    private void Backward(ref T features, AlignedBuffer<T> weights, bool first)
    {
        for (var l = _layout.Layers - 1; l >= 0; l--)
        {
            ref var deltas = ref _activations[l].At(_block);
            ref var input = ref l == 0 ? ref features : ref _activations[l - 1].At(0);
            Products<V, T, TLanes>.Correlate(ref deltas, _layout.Neurons(l), ref input, _layout.Stride(l), _block,
                ref _sums.At((nint)_layout.Offset(l) * Partial<T>.Sums), first);
            if (l == 0) continue;
            Products<V, T, TLanes>.Multiply<Backward<V, T, TLanes>>(ref weights.At(_layout.Offset(l) + 1), 1, _layout.Stride(l),
                _layout.Inputs(l), _layout.Neurons(l), ref deltas, ref Unsafe.Add(ref input, _block), _block);
        }
    }
}
