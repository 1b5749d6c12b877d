using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FtcTools.Data.Formats;

/// <summary>
/// Columns of numbers as they come from a file, each by itself, to be handed out row by row: in float32 where that holds all of them, and
/// in float64 otherwise. Of one thread; its room is used again for the next part.
/// </summary>
internal sealed class ColumnStore
{
    // Columns that are taken together: a line of the cache of float32.
    private const int Together = 16;

    private readonly int[] _widths;
    private readonly int[] _places;
    private readonly int _capacity;
    private readonly float[] _single;
    private readonly double[] _wide;

    /// <param name="widths">Numbers that a row has in each column.</param>
    /// <param name="capacity">Rows that there is room for.</param>
    public ColumnStore(int[] widths, int capacity, bool single)
    {
        (_widths, _capacity, Width) = (widths, capacity, widths.Sum());
        _places = [.. widths.Select((_, c) => widths[..c].Sum())];
        var numbers = checked(Width * capacity);
        (_single, _wide) = single ? (GC.AllocateUninitializedArray<float>(numbers), Array.Empty<double>()) : ([], GC.AllocateUninitializedArray<double>(numbers));
    }

    /// <summary>Numbers a row, d.</summary>
    public int Width { get; }

    private bool IsSingle => _single.Length > 0;

    /// <summary>Takes a column's numbers from the first row on; -0 becomes 0, for both are one point.</summary>
    public void Take<T>(int column, ReadOnlySpan<T> values)
        where T : INumberBase<T>
    {
        if (IsSingle) Take(values, _single.AsSpan(_places[column] * _capacity, values.Length));
        else Take(values, _wide.AsSpan(_places[column] * _capacity, values.Length));

        static void Take<TTo>(ReadOnlySpan<T> from, Span<TTo> to)
            where TTo : INumberBase<TTo>
        {
            TensorPrimitives.ConvertTruncating(from, to);
            TensorPrimitives.Add(to, TTo.Zero, to);
        }
    }

    public void Take(int column, ReadOnlySpan<bool> values) => Take(column, MemoryMarshal.AsBytes(values));

    /// <summary>Some rows, each with its numbers side by side.</summary>
    public void Rows(int first, int count, Span<float> rows) => Rows(_single, first, count, rows);

    public void Rows(int first, int count, Span<double> rows) => Rows(_wide, first, count, rows);

    private void Rows<T>(T[] columns, int first, int count, Span<T> rows)
    {
        for (var column = 0; column < _widths.Length;)
        {
            var (place, width) = (_places[column], _widths[column]);
            if (width > 1)
            {
                for (var i = 0; i < count; i++) columns.AsSpan(place * _capacity + (first + i) * width, width).CopyTo(rows[(i * Width + place)..]);
                column++;
                continue;
            }
            var end = column + 1;
            while (end < _widths.Length && end - column < Together && _widths[end] == 1) end++;
            Turn(columns, place * _capacity + first, end - column, count, rows[place..]);
            column = end;
        }
    }

    // A few columns of a number a row become parts of rows.
    private void Turn<T>(T[] columns, int from, int many, int count, Span<T> rows)
    {
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Width, many);
            var at = from + i;
            for (var j = 0; j < row.Length; j++)
            {
                row[j] = columns[at];
                at += _capacity;
            }
        }
    }
}
