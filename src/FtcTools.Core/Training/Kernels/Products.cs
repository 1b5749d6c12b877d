using System.Numerics;
using System.Runtime.CompilerServices;

namespace FtcTools.Training.Kernels;

/// <summary>
/// The two matrix products of training. A matrix of numbers of samples has one row a neuron and one column a sample, so that a vector holds
/// the same neuron of neighbouring samples; weights are broadcast. A tile of sums stays in registers: 3 by 4 vectors, which leaves four of
/// AVX2's sixteen for operands.
/// </summary>
internal static class Products<V, T, TLanes>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : ILanes<V, T>
{
    /// <summary>Samples of which a block is a multiple, on every processor.</summary>
    public static int Tile => 4 * Partial<T>.Sums;

    /// <summary>output[r, s] = finish(sum over c of weights[r, c] input[c, s]).</summary>
    /// <param name="weights">weights[r, c] stands at r * <paramref name="rowStep"/> + c * <paramref name="columnStep"/>.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Rows of the input.</param>
    /// <param name="block">Samples; the length of a row of input and output.</param>
    public static void Multiply<TFinish>(ref T weights, nint rowStep, nint columnStep, nint rows, nint columns, ref T input, ref T output,
        nint block)
        where TFinish : IFinish<V>
    {
        for (nint s = 0; s < block; s += 4 * TLanes.Count)
        {
            ref var x = ref Unsafe.Add(ref input, s);
            ref var y = ref Unsafe.Add(ref output, s);
            nint r = 0;
            for (; r + 3 <= rows; r += 3)
                MultiplyThree<TFinish>(ref Unsafe.Add(ref weights, r * rowStep), rowStep, columnStep, columns, ref x,
                    ref Unsafe.Add(ref y, r * block), block);
            for (; r < rows; r++)
                MultiplyOne<TFinish>(ref Unsafe.Add(ref weights, r * rowStep), columnStep, columns, ref x,
                    ref Unsafe.Add(ref y, r * block), block);
        }
    }

    /// <summary>sums[r, c] += sum over s of deltas[r, s] input[c, s], as partial sums that have yet to be added up.</summary>
    /// <param name="sums">Rows of <paramref name="columns"/> times <see cref="Partial{T}.Sums"/>.</param>
    /// <param name="columns">Rows of the input, a multiple of 4.</param>
    /// <param name="first">Whether the sums start from 0 instead of what they hold.</param>
    public static void Correlate(ref T deltas, nint rows, ref T input, nint columns, nint block, ref T sums, bool first)
    {
        for (nint part = 0; part < Partial<T>.Sums; part += TLanes.Count)
            CorrelatePart(ref Unsafe.Add(ref deltas, part), rows, ref Unsafe.Add(ref input, part), columns, block,
                ref Unsafe.Add(ref sums, part), first);
    }

    // The partial sums of one vector.
    private static void CorrelatePart(ref T deltas, nint rows, ref T input, nint columns, nint block, ref T sums, bool first)
    {
        nint each = Partial<T>.Sums;
        nint r = 0;
        for (; r + 3 <= rows; r += 3)
        {
            for (nint c = 0; c < columns; c += 4)
                CorrelateThree(ref Unsafe.Add(ref deltas, r * block), ref Unsafe.Add(ref input, c * block), block,
                    ref Unsafe.Add(ref sums, (r * columns + c) * each), columns * each, first);
        }
        for (; r < rows; r++)
        {
            for (nint c = 0; c < columns; c += 4)
                CorrelateOne(ref Unsafe.Add(ref deltas, r * block), ref Unsafe.Add(ref input, c * block), block,
                    ref Unsafe.Add(ref sums, (r * columns + c) * each), first);
        }
    }

    private static void MultiplyThree<TFinish>(ref T weights, nint rowStep, nint columnStep, nint columns, ref T input, ref T output,
        nint block)
        where TFinish : IFinish<V>
    {
        nint lanes = TLanes.Count;
        V a0 = default, a1 = default, a2 = default, a3 = default;
        V b0 = default, b1 = default, b2 = default, b3 = default;
        V c0 = default, c1 = default, c2 = default, c3 = default;
        ref var w = ref weights;
        ref var x = ref input;
        for (var c = columns; c > 0; c--)
        {
            var wa = TLanes.All(w);
            var wb = TLanes.All(Unsafe.Add(ref w, rowStep));
            var wc = TLanes.All(Unsafe.Add(ref w, 2 * rowStep));
            var v = TLanes.Load(in x);
            a0 = TLanes.MultiplyAdd(wa, v, a0);
            b0 = TLanes.MultiplyAdd(wb, v, b0);
            c0 = TLanes.MultiplyAdd(wc, v, c0);
            v = TLanes.Load(in Unsafe.Add(ref x, lanes));
            a1 = TLanes.MultiplyAdd(wa, v, a1);
            b1 = TLanes.MultiplyAdd(wb, v, b1);
            c1 = TLanes.MultiplyAdd(wc, v, c1);
            v = TLanes.Load(in Unsafe.Add(ref x, 2 * lanes));
            a2 = TLanes.MultiplyAdd(wa, v, a2);
            b2 = TLanes.MultiplyAdd(wb, v, b2);
            c2 = TLanes.MultiplyAdd(wc, v, c2);
            v = TLanes.Load(in Unsafe.Add(ref x, 3 * lanes));
            a3 = TLanes.MultiplyAdd(wa, v, a3);
            b3 = TLanes.MultiplyAdd(wb, v, b3);
            c3 = TLanes.MultiplyAdd(wc, v, c3);
            w = ref Unsafe.Add(ref w, columnStep);
            x = ref Unsafe.Add(ref x, block);
        }
        Put<TFinish>(a0, a1, a2, a3, ref output, lanes);
        Put<TFinish>(b0, b1, b2, b3, ref Unsafe.Add(ref output, block), lanes);
        Put<TFinish>(c0, c1, c2, c3, ref Unsafe.Add(ref output, 2 * block), lanes);
    }

    private static void MultiplyOne<TFinish>(ref T weights, nint columnStep, nint columns, ref T input, ref T output, nint block)
        where TFinish : IFinish<V>
    {
        nint lanes = TLanes.Count;
        V a0 = default, a1 = default, a2 = default, a3 = default;
        ref var w = ref weights;
        ref var x = ref input;
        for (var c = columns; c > 0; c--)
        {
            var wa = TLanes.All(w);
            a0 = TLanes.MultiplyAdd(wa, TLanes.Load(in x), a0);
            a1 = TLanes.MultiplyAdd(wa, TLanes.Load(in Unsafe.Add(ref x, lanes)), a1);
            a2 = TLanes.MultiplyAdd(wa, TLanes.Load(in Unsafe.Add(ref x, 2 * lanes)), a2);
            a3 = TLanes.MultiplyAdd(wa, TLanes.Load(in Unsafe.Add(ref x, 3 * lanes)), a3);
            w = ref Unsafe.Add(ref w, columnStep);
            x = ref Unsafe.Add(ref x, block);
        }
        Put<TFinish>(a0, a1, a2, a3, ref output, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TFinish>(V v0, V v1, V v2, V v3, ref T output, nint step)
        where TFinish : IFinish<V>
    {
        Put<TFinish>(v0, ref output);
        Put<TFinish>(v1, ref Unsafe.Add(ref output, step));
        Put<TFinish>(v2, ref Unsafe.Add(ref output, 2 * step));
        Put<TFinish>(v3, ref Unsafe.Add(ref output, 3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TFinish>(V value, ref T output)
        where TFinish : IFinish<V> => TLanes.Store(TFinish.Apply(value, TLanes.Load(in output)), ref output);

    private static void CorrelateThree(ref T deltas, ref T input, nint block, ref T sums, nint rowStep, bool first)
    {
        nint each = Partial<T>.Sums;
        ref var sumsB = ref Unsafe.Add(ref sums, rowStep);
        ref var sumsC = ref Unsafe.Add(ref sums, 2 * rowStep);
        V a0 = default, a1 = default, a2 = default, a3 = default;
        V b0 = default, b1 = default, b2 = default, b3 = default;
        V c0 = default, c1 = default, c2 = default, c3 = default;
        if (!first)
        {
            (a0, a1, a2, a3) = Four(ref sums);
            (b0, b1, b2, b3) = Four(ref sumsB);
            (c0, c1, c2, c3) = Four(ref sumsC);
        }
        for (nint s = 0; s < block; s += each)
        {
            ref var d = ref Unsafe.Add(ref deltas, s);
            ref var x = ref Unsafe.Add(ref input, s);
            var da = TLanes.Load(in d);
            var db = TLanes.Load(in Unsafe.Add(ref d, block));
            var dc = TLanes.Load(in Unsafe.Add(ref d, 2 * block));
            var v = TLanes.Load(in x);
            a0 = TLanes.MultiplyAdd(da, v, a0);
            b0 = TLanes.MultiplyAdd(db, v, b0);
            c0 = TLanes.MultiplyAdd(dc, v, c0);
            v = TLanes.Load(in Unsafe.Add(ref x, block));
            a1 = TLanes.MultiplyAdd(da, v, a1);
            b1 = TLanes.MultiplyAdd(db, v, b1);
            c1 = TLanes.MultiplyAdd(dc, v, c1);
            v = TLanes.Load(in Unsafe.Add(ref x, 2 * block));
            a2 = TLanes.MultiplyAdd(da, v, a2);
            b2 = TLanes.MultiplyAdd(db, v, b2);
            c2 = TLanes.MultiplyAdd(dc, v, c2);
            v = TLanes.Load(in Unsafe.Add(ref x, 3 * block));
            a3 = TLanes.MultiplyAdd(da, v, a3);
            b3 = TLanes.MultiplyAdd(db, v, b3);
            c3 = TLanes.MultiplyAdd(dc, v, c3);
        }
        Put<Linear<V>>(a0, a1, a2, a3, ref sums, each);
        Put<Linear<V>>(b0, b1, b2, b3, ref sumsB, each);
        Put<Linear<V>>(c0, c1, c2, c3, ref sumsC, each);
    }

    private static void CorrelateOne(ref T deltas, ref T input, nint block, ref T sums, bool first)
    {
        nint each = Partial<T>.Sums;
        V a0 = default, a1 = default, a2 = default, a3 = default;
        if (!first) (a0, a1, a2, a3) = Four(ref sums);
        for (nint s = 0; s < block; s += each)
        {
            ref var x = ref Unsafe.Add(ref input, s);
            var d = TLanes.Load(in Unsafe.Add(ref deltas, s));
            a0 = TLanes.MultiplyAdd(d, TLanes.Load(in x), a0);
            a1 = TLanes.MultiplyAdd(d, TLanes.Load(in Unsafe.Add(ref x, block)), a1);
            a2 = TLanes.MultiplyAdd(d, TLanes.Load(in Unsafe.Add(ref x, 2 * block)), a2);
            a3 = TLanes.MultiplyAdd(d, TLanes.Load(in Unsafe.Add(ref x, 3 * block)), a3);
        }
        Put<Linear<V>>(a0, a1, a2, a3, ref sums, each);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V, V, V, V) Four(ref T source)
    {
        nint each = Partial<T>.Sums;
        return (TLanes.Load(in source), TLanes.Load(in Unsafe.Add(ref source, each)), TLanes.Load(in Unsafe.Add(ref source, 2 * each)),
            TLanes.Load(in Unsafe.Add(ref source, 3 * each)));
    }
}
