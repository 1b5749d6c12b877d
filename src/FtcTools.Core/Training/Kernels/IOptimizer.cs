using System.Numerics;

namespace FtcTools.Training.Kernels;

/// <summary>Moves weights against a gradient; remembers what it needs from step to step.</summary>
internal interface IOptimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    void Step(AlignedBuffer<T> weights, AlignedBuffer<T> gradient, double rate);
}
