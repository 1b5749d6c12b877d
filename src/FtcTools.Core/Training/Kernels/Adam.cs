using System.Numerics;

namespace FtcTools.Training.Kernels;

/// <summary>Adam (Kingma and Ba, ICLR 2015, Algorithm 1) with its own constants: 0.9, 0.999 and 1e-8.</summary>
internal sealed class Adam<V, T, TLanes>(int length) : IOptimizer<T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : ILanes<V, T>
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly AlignedBuffer<T> _mean = new(length);
    private readonly AlignedBuffer<T> _square = new(length);
    private double _power1 = 1;
    private double _power2 = 1;

    public void Step(AlignedBuffer<T> weights, AlignedBuffer<T> gradient, double rate)
    {
        _power1 *= Beta1;
        _power2 *= Beta2;
        var step = TLanes.All(T.CreateTruncating(-rate / (1 - _power1)));
        var correction = TLanes.All(T.CreateTruncating(1 / Math.Sqrt(1 - _power2)));
        var epsilon = TLanes.All(T.CreateTruncating(Epsilon));
        var (keep1, take1) = (TLanes.All(T.CreateTruncating(Beta1)), TLanes.All(T.CreateTruncating(1 - Beta1)));
        var (keep2, take2) = (TLanes.All(T.CreateTruncating(Beta2)), TLanes.All(T.CreateTruncating(1 - Beta2)));
        for (nint i = 0; i < weights.Length; i += TLanes.Count)
        {
            var g = TLanes.Load(in gradient.At(i));
            var mean = TLanes.MultiplyAdd(keep1, TLanes.Load(in _mean.At(i)), TLanes.Multiply(take1, g));
            var square = TLanes.MultiplyAdd(keep2, TLanes.Load(in _square.At(i)), TLanes.Multiply(take2, TLanes.Multiply(g, g)));
            TLanes.Store(mean, ref _mean.At(i));
            TLanes.Store(square, ref _square.At(i));
            var scale = TLanes.MultiplyAdd(TLanes.SquareRoot(square), correction, epsilon);
            TLanes.Store(TLanes.MultiplyAdd(step, TLanes.Divide(mean, scale), TLanes.Load(in weights.At(i))), ref weights.At(i));
        }
    }
}
