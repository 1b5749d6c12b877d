using System.Runtime.CompilerServices;

namespace FtcTools.Training.Kernels;

/// <summary>What is done to a sum before it is stored.</summary>
internal interface IFinish<V>
{
    /// <param name="sum">The sum.</param>
    /// <param name="stored">What stands where it goes.</param>
    static abstract V Apply(V sum, V stored);
}

/// <summary>Nothing: the last layer.</summary>
internal readonly struct Linear<V> : IFinish<V>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V sum, V stored) => sum;
}

/// <summary>ReLU: a hidden layer.</summary>
internal readonly struct Relu<V, T, TLanes> : IFinish<V>
    where V : struct
    where T : unmanaged
    where TLanes : ILanes<V, T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V sum, V stored) => TLanes.Rectify(sum);
}

/// <summary>The derivative of ReLU: a gradient takes the place of the activation it belongs to, and is 0 where that was 0.</summary>
internal readonly struct Backward<V, T, TLanes> : IFinish<V>
    where V : struct
    where T : unmanaged
    where TLanes : ILanes<V, T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V sum, V stored) => TLanes.Gate(sum, stored);
}
