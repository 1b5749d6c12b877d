using System.Numerics;
using System.Runtime.Intrinsics;

namespace FtcTools.Training.Kernels;

/// <summary>
/// The vector arithmetic that the kernels need: <typeparamref name="V"/> holds several numbers, one a sample or one a weight. Processors
/// take the longest they have; sums over samples are of <see cref="Partial{T}.Sums"/> partial ones all the same, and so equal to the last
/// bit.
/// </summary>
/// <typeparam name="V">Vector256 or Vector512 of <typeparamref name="T"/>.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal interface ILanes<V, T>
    where V : struct
    where T : unmanaged
{
    static abstract int Count { get; }

    static abstract V All(T value);

    static abstract V Load(ref readonly T source);

    static abstract void Store(V value, ref T target);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    static abstract V SquareRoot(V a);

    /// <summary>a b + c with one rounding.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>max(a, 0); NaN stays NaN.</summary>
    static abstract V Rectify(V a);

    /// <summary>a where the gate is above 0, else 0.</summary>
    static abstract V Gate(V a, V gate);
}

/// <summary>How sums over samples are cut, on every processor.</summary>
internal static class Partial<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Partial sums of a sum; a block of samples is a multiple of four times as many.</summary>
    public static int Sums => Vector512<T>.Count;

    /// <summary>The total of the partial sums from here on.</summary>
    public static T Total(ref readonly T sums)
    {
        var (low, high) = (Vector256.LoadUnsafe(in sums), Vector256.LoadUnsafe(in sums, (nuint)Vector256<T>.Count));
        return Numerics.Sums.Total(low + high);
    }
}
