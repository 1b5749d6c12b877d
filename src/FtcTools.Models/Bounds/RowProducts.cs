using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FtcTools.Models.Bounds;

/// <summary>Products of a few rows with a matrix of which some rows are left out, a vector of columns at a time.</summary>
internal static class RowProducts
{
    /// <summary>Numbers of a vector; the length of a row is a multiple of it.</summary>
    public const int Lanes = 8;

    public static int Padded(int width) => (width + Lanes - 1) / Lanes * Lanes;

    /// <summary>
    /// outputs[r] = sum over k in <paramref name="used"/> of inputs[r, k] matrix[k], each sum in the order of <paramref name="used"/>.
    /// </summary>
    /// <param name="inputs">Rows of <paramref name="stride"/> numbers.</param>
    /// <param name="matrix">Rows of <paramref name="width"/> numbers, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="outputs">Rows of <paramref name="width"/> numbers; may not be the inputs.</param>
    public static void Multiply(ReadOnlySpan<double> inputs, int rows, int stride, ReadOnlySpan<int> used, ReadOnlySpan<double> matrix,
        int width, Span<double> outputs)
    {
        ref var x = ref MemoryMarshal.GetReference(inputs);
        ref var m = ref MemoryMarshal.GetReference(matrix);
        ref var y = ref MemoryMarshal.GetReference(outputs);
        var r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            for (var c = 0; c < width; c += Lanes)
                Four(ref Unsafe.Add(ref x, r * stride), stride, used, ref Unsafe.Add(ref m, c), width,
                    ref Unsafe.Add(ref y, r * width + c));
        }
        for (; r < rows; r++)
        {
            for (var c = 0; c < width; c += Lanes)
                One(ref Unsafe.Add(ref x, r * stride), used, ref Unsafe.Add(ref m, c), width, ref Unsafe.Add(ref y, r * width + c));
        }
    }

    private static void Four(ref double x, int stride, ReadOnlySpan<int> used, ref double m, int width, ref double y)
    {
        Vector512<double> a = default, b = default, c = default, d = default;
        foreach (var k in used)
        {
            var w = Vector512.LoadUnsafe(ref m, (nuint)(k * width));
            ref var at = ref Unsafe.Add(ref x, k);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(at), w, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref at, stride)), w, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref at, 2 * stride)), w, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref at, 3 * stride)), w, d);
        }
        a.StoreUnsafe(ref y);
        b.StoreUnsafe(ref y, (nuint)width);
        c.StoreUnsafe(ref y, (nuint)(2 * width));
        d.StoreUnsafe(ref y, (nuint)(3 * width));
    }

    private static void One(ref double x, ReadOnlySpan<int> used, ref double m, int width, ref double y)
    {
        Vector512<double> a = default;
        foreach (var k in used)
            a = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, k)), Vector512.LoadUnsafe(ref m, (nuint)(k * width)), a);
        a.StoreUnsafe(ref y);
    }
}
