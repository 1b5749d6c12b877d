using System.Numerics;

namespace FtcTools.Training.Kernels;

/// <summary>Gradient descent with momentum: v becomes momentum * v + gradient, and the weights move by -rate * v.</summary>
internal sealed class Descent<V, T, TLanes>(int length, double momentum) : IOptimizer<T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : ILanes<V, T>
{
    private readonly AlignedBuffer<T> _velocity = new(length);

    public void Step(AlignedBuffer<T> weights, AlignedBuffer<T> gradient, double rate)
    {
        var step = TLanes.All(T.CreateTruncating(-rate));
        var keep = TLanes.All(T.CreateTruncating(momentum));
        for (nint i = 0; i < weights.Length; i += TLanes.Count)
        {
            var velocity = TLanes.MultiplyAdd(keep, TLanes.Load(in _velocity.At(i)), TLanes.Load(in gradient.At(i)));
            TLanes.Store(velocity, ref _velocity.At(i));
            TLanes.Store(TLanes.MultiplyAdd(step, velocity, TLanes.Load(in weights.At(i))), ref weights.At(i));
        }
    }
}
