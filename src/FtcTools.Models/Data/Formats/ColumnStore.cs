using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FtcTools.Data.Formats;

/// <summary>
/// Columns of numbers as they come from a file, and rows of them: in float32 where that holds all of them, and in float64 otherwise. They
/// become rows when these are asked for, a few at a time, while a core's cache holds them. Of one thread; its room is used again for the
/// next part.
/// </summary>
internal sealed class ColumnStore
{
    private readonly Store<float>? _single;
    private readonly Store<double>? _wide;

    /// <param name="widths">How many numbers a row has in each column.</param>
    /// <param name="capacity">Rows that there is room for.</param>
    public ColumnStore(int[] widths, int capacity, bool single)
    {
        if (single) _single = new(widths, capacity);
        else _wide = new(widths, capacity);
    }

    /// <summary>Takes a column's numbers from the first row on.</summary>
    public void Take<T>(int column, ReadOnlySpan<T> values)
        where T : INumberBase<T>
    {
        if (_single is not null) _single.Take(column, values);
        else _wide!.Take(column, values);
    }

    public void Take(int column, ReadOnlySpan<bool> values) => Take(column, MemoryMarshal.AsBytes(values));

    /// <summary>Where a column is kept in float32; empty where it is not.</summary>
    public Memory<float> Single(int column) => _single?.Room(column) ?? default;

    /// <summary>The same in float64.</summary>
    public Memory<double> Wide(int column) => _wide?.Room(column) ?? default;

    /// <summary>
    /// Writes some rows in float32, each with its numbers side by side, once all columns were taken. -0 becomes 0, for both are one point.
    /// </summary>
    public void Single(int first, int count, Span<float> rows) => _single!.Write(first, count, rows);

    /// <summary>The same in float64.</summary>
    public void Wide(int first, int count, Span<double> rows) => _wide!.Write(first, count, rows);

    private sealed class Store<T>(int[] widths, int capacity)
        where T : struct, INumberBase<T>
    {
        // A vector of float32; and rows that the first cache holds until all their columns are there.
        private const int Together = 8, RowsAtOnce = 64;

        private readonly int _width = widths.Sum();
        private readonly int[] _places = [.. widths.Select((_, c) => widths[..c].Sum())];
        private readonly T[][] _columns =
            [.. widths.Select(width => GC.AllocateUninitializedArray<T>(checked(width * capacity)))];

        public void Take<TFrom>(int column, ReadOnlySpan<TFrom> values)
            where TFrom : INumberBase<TFrom> => TensorPrimitives.ConvertTruncating(values, _columns[column].AsSpan());

        public Memory<T> Room(int column) => _columns[column];

        public void Write(int first, int count, Span<T> rows)
        {
            for (var from = 0; from < count; from += RowsAtOnce)
                WriteFew(first + from, Math.Min(RowsAtOnce, count - from), rows[(from * _width)..]);
        }

        private void WriteFew(int first, int count, Span<T> rows)
        {
            for (var column = 0; column < widths.Length;)
            {
                if (typeof(T) == typeof(float) && Avx.IsSupported && column + Together <= widths.Length
                    && !widths.AsSpan(column, Together).ContainsAnyExcept(1))
                {
                    Turn(_columns.AsSpan(column, Together), first, count, MemoryMarshal.Cast<T, float>(rows[_places[column]..]));
                    column += Together;
                    continue;
                }
                var width = widths[column];
                var values = _columns[column].AsSpan(first * width, count * width);
                for (var i = 0; i < count; i++)
                {
                    for (var j = 0; j < width; j++) rows[i * _width + _places[column] + j] = values[i * width + j] + T.Zero;
                }
                column++;
            }
        }

        // Eight columns become parts of rows, eight rows at a time.
        private void Turn(ReadOnlySpan<T[]> columns, int first, int count, Span<float> rows)
        {
            ref var target = ref MemoryMarshal.GetReference(rows);
            var whole = count / Together * Together;
            for (var i = 0; i < whole; i += Together)
            {
                var at = (nuint)(first + i);
                var (a, b, c, d) = (Of(columns[0], at), Of(columns[1], at), Of(columns[2], at), Of(columns[3], at));
                var (e, f, g, h) = (Of(columns[4], at), Of(columns[5], at), Of(columns[6], at), Of(columns[7], at));
                var (ab, cd, ef, gh) = (Avx.UnpackLow(a, b), Avx.UnpackLow(c, d), Avx.UnpackLow(e, f), Avx.UnpackLow(g, h));
                var (low0, low1) = (Avx.Shuffle(ab, cd, 0x44), Avx.Shuffle(ab, cd, 0xEE));
                var (high0, high1) = (Avx.Shuffle(ef, gh, 0x44), Avx.Shuffle(ef, gh, 0xEE));
                (ab, cd, ef, gh) = (Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, d), Avx.UnpackHigh(e, f), Avx.UnpackHigh(g, h));
                var (low2, low3) = (Avx.Shuffle(ab, cd, 0x44), Avx.Shuffle(ab, cd, 0xEE));
                var (high2, high3) = (Avx.Shuffle(ef, gh, 0x44), Avx.Shuffle(ef, gh, 0xEE));
                Put(ref target, i, low0, high0);
                Put(ref target, i + 1, low1, high1);
                Put(ref target, i + 2, low2, high2);
                Put(ref target, i + 3, low3, high3);
            }
            for (var i = whole; i < count; i++)
            {
                for (var j = 0; j < Together; j++) rows[i * _width + j] = ((float[])(object)columns[j])[first + i] + 0f;
            }
        }

        private static Vector256<float> Of(T[] column, nuint at) =>
            Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference((float[])(object)column), at);

        // Rows i and i + 4.
        private void Put(ref float target, int i, Vector256<float> low, Vector256<float> high)
        {
            (Avx.Permute2x128(low, high, 0x20) + Vector256<float>.Zero).StoreUnsafe(ref target, (nuint)(i * _width));
            (Avx.Permute2x128(low, high, 0x31) + Vector256<float>.Zero).StoreUnsafe(ref target, (nuint)((i + 4) * _width));
        }
    }
}
