namespace FtcTools.Training.Kernels;

/// <summary>The vector arithmetic that the kernels need: <typeparamref name="V"/> holds several numbers, one a sample or one a weight.</summary>
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

    static abstract V Add(V a, V b);

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

    static abstract T Sum(V a);
}
