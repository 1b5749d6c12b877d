using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FtcTools.Numerics;

/// <summary>
/// Sums of floats that have the same bits on every processor. The order of a sum decides its last bits, and a search breaks ties by them,
/// so the order is fixed here: four vectors of 256 bits take turns, products are fused, and the partial sums are added up by halves.
/// Processors with shorter vectors, or without a fused product, do the same in more instructions. TensorPrimitives sums in the processor's
/// own width, from the next aligned address on.
/// </summary>
internal static class Sums
{
    /// <summary>sum x_j y_j.</summary>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fold<T, Product>(x, y);

    /// <summary>sum x_j y_j.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Fold<double, Product>(x, y);

    /// <summary>sum x_j.</summary>
    public static double Sum(ReadOnlySpan<double> x) => Fold<double, First>(x, x);

    /// <summary>sum |x_j|.</summary>
    public static double OfMagnitudes(ReadOnlySpan<double> x) => Fold<double, Magnitude>(x, x);

    /// <summary>sum |x_j y_j|.</summary>
    public static double OfMagnitudes(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Fold<double, MagnitudeOfProduct>(x, y);

    /// <summary>sum x_j^2.</summary>
    public static double OfSquares(ReadOnlySpan<double> x) => Fold<double, Product>(x, x);

    /// <summary>The 2-norm of x.</summary>
    public static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(OfSquares(x));

    /// <summary>The 2-norm of x - y.</summary>
    public static double Distance(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Math.Sqrt(Fold<double, SquareOfDifference>(x, y));

    /// <summary>
    /// All x_i y_k of four rows and two others, x_1 y_1, x_1 y_2, x_2 y_1 and so on: each number that is read serves several products.
    /// </summary>
    public static void Dots(ReadOnlySpan<double> x1, ReadOnlySpan<double> x2, ReadOnlySpan<double> x3, ReadOnlySpan<double> x4,
        ReadOnlySpan<double> y1, ReadOnlySpan<double> y2, Span<double> sums)
    {
        Vector256<double> s11 = default, s12 = default, s21 = default, s22 = default, s31 = default, s32 = default, s41 = default,
            s42 = default;
        var j = 0;
        for (; j <= x1.Length - Vector256<double>.Count; j += Vector256<double>.Count)
        {
            var (a, b) = (At(y1, j), At(y2, j));
            var x = At(x1, j);
            (s11, s12) = (Vector256.FusedMultiplyAdd(x, a, s11), Vector256.FusedMultiplyAdd(x, b, s12));
            x = At(x2, j);
            (s21, s22) = (Vector256.FusedMultiplyAdd(x, a, s21), Vector256.FusedMultiplyAdd(x, b, s22));
            x = At(x3, j);
            (s31, s32) = (Vector256.FusedMultiplyAdd(x, a, s31), Vector256.FusedMultiplyAdd(x, b, s32));
            x = At(x4, j);
            (s41, s42) = (Vector256.FusedMultiplyAdd(x, a, s41), Vector256.FusedMultiplyAdd(x, b, s42));
        }
        sums[0] = Total(s11) + Dot(x1[j..], y1[j..]);
        sums[1] = Total(s12) + Dot(x1[j..], y2[j..]);
        sums[2] = Total(s21) + Dot(x2[j..], y1[j..]);
        sums[3] = Total(s22) + Dot(x2[j..], y2[j..]);
        sums[4] = Total(s31) + Dot(x3[j..], y1[j..]);
        sums[5] = Total(s32) + Dot(x3[j..], y2[j..]);
        sums[6] = Total(s41) + Dot(x4[j..], y1[j..]);
        sums[7] = Total(s42) + Dot(x4[j..], y2[j..]);

        static Vector256<double> At(ReadOnlySpan<double> row, int from) =>
            Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)from);
    }

    /// <summary>The sum of a vector's numbers, by halves.</summary>
    public static T Total<T>(Vector256<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var halves = v.GetLower() + v.GetUpper();
        return Vector128<T>.Count == 2 ? halves[0] + halves[1] : halves[0] + halves[2] + (halves[1] + halves[3]);
    }

    private static T Fold<T, TTerm>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : ITerm
    {
        if (x.Length != y.Length) throw new ArgumentException("vectors of different lengths have no sum of products.", nameof(y));
        // There are no vectors of float16.
        if (!Vector256<T>.IsSupported || x.Length < Vector256<T>.Count)
        {
            var sum = T.Zero;
            for (var j = 0; j < x.Length; j++) sum = TTerm.Add(x[j], y[j], sum);
            return sum;
        }
        var (width, count) = (Vector256<T>.Count, x.Length);
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y);
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default;
        var at = 0;
        for (; at <= count - 4 * width; at += 4 * width)
        {
            s0 = TTerm.Add(Load(ref a, at), Load(ref b, at), s0);
            s1 = TTerm.Add(Load(ref a, at + width), Load(ref b, at + width), s1);
            s2 = TTerm.Add(Load(ref a, at + 2 * width), Load(ref b, at + 2 * width), s2);
            s3 = TTerm.Add(Load(ref a, at + 3 * width), Load(ref b, at + 3 * width), s3);
        }
        for (; at <= count - width; at += width) s0 = TTerm.Add(Load(ref a, at), Load(ref b, at), s0);
        if (at < count)
        {
            // The last vector overlaps the one before: what was counted there is 0 here.
            var fresh = Vector256.GreaterThanOrEqual(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(width - (count - at))));
            s1 = TTerm.Add(Load(ref a, count - width) & fresh, Load(ref b, count - width) & fresh, s1);
        }
        return Total(s0 + s2 + (s1 + s3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Load<T>(ref T start, int at) => Vector256.LoadUnsafe(ref start, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fused<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();

    // What is added to a sum for each pair of numbers.
    private interface ITerm
    {
        static abstract Vector256<T> Add<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>;

        static abstract T Add<T>(T x, T y, T sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>;
    }

    private readonly struct Product : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fused(x, y, sum);

        public static T Add<T>(T x, T y, T sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.FusedMultiplyAdd(x, y, sum);
    }

    private readonly struct First : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => sum + x;

        public static T Add<T>(T x, T y, T sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => sum + x;
    }

    private readonly struct Magnitude : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => sum + Vector256.Abs(x);

        public static T Add<T>(T x, T y, T sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => sum + T.Abs(x);
    }

    private readonly struct MagnitudeOfProduct : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fused(Vector256.Abs(x), Vector256.Abs(y), sum);

        public static T Add<T>(T x, T y, T sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.FusedMultiplyAdd(T.Abs(x), T.Abs(y), sum);
    }

    private readonly struct SquareOfDifference : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fused(x - y, x - y, sum);

        public static T Add<T>(T x, T y, T sum)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.FusedMultiplyAdd(x - y, x - y, sum);
    }
}
