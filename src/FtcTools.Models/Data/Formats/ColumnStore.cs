using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FtcTools.Data.Formats;

/// <summary>
/// Columns of numbers as they come from a file become rows: in float32 where that holds all of them, and in float64 otherwise. Of one
/// thread; its room is used again for the next part.
/// </summary>
internal sealed class ColumnStore
{
    private readonly Rows<float>? _single;
    private readonly Rows<double>? _wide;

    /// <param name="widths">Numbers that a row has in each column.</param>
    /// <param name="capacity">Rows that there is room for.</param>
    public ColumnStore(int[] widths, int capacity, bool single)
    {
        if (single) _single = new(widths, capacity);
        else _wide = new(widths, capacity);
    }

    /// <summary>
    /// Takes a column's numbers from the first row on; columns come in their order. -0 becomes 0, for both are one point.
    /// </summary>
    public void Take<T>(int column, ReadOnlySpan<T> values)
        where T : INumberBase<T>
    {
        if (_single is not null) _single.Take(column, values);
        else _wide!.Take(column, values);
    }

    public void Take(int column, ReadOnlySpan<bool> values) => Take(column, MemoryMarshal.AsBytes(values));

    /// <summary>Some rows in float32, each with its numbers side by side; once the last column was taken.</summary>
    public ReadOnlyMemory<float> Single(int first, int count) => _single!.Of(first, count);

    /// <summary>The same in float64.</summary>
    public ReadOnlyMemory<double> Wide(int first, int count) => _wide!.Of(first, count);

    private sealed class Rows<T>(int[] widths, int capacity)
        where T : struct, INumberBase<T>
    {
        // Columns that are put into rows together: a line of the cache of float32; and rows of them that it holds at once.
        private const int Together = 16, RowsAtOnce = 64;

        private readonly int _width = widths.Sum();
        private readonly int[] _places = [.. widths.Select((_, c) => widths[..c].Sum())];
        private readonly T[] _rows = GC.AllocateUninitializedArray<T>(checked(widths.Sum() * capacity));
        private readonly T[]?[] _columns = new T[]?[Together];
        private int _waiting;

        public ReadOnlyMemory<T> Of(int first, int count) => _rows.AsMemory(first * _width, count * _width);

        public void Take<TFrom>(int column, ReadOnlySpan<TFrom> values)
            where TFrom : INumberBase<TFrom>
        {
            if (column == 0) _waiting = 0;
            if (widths[column] > 1)
            {
                Lists(values, widths[column], _places[column]);
                return;
            }
            var room = _columns[_waiting++] ??= GC.AllocateUninitializedArray<T>(capacity);
            TensorPrimitives.ConvertTruncating(values, room.AsSpan());
            if (_waiting < Together && column + 1 < widths.Length && widths[column + 1] == 1) return;
            Turn(_places[column] + 1 - _waiting, values.Length);
            _waiting = 0;
        }

        private void Lists<TFrom>(ReadOnlySpan<TFrom> values, int width, int place)
            where TFrom : INumberBase<TFrom>
        {
            for (var i = 0; i < values.Length / width; i++)
            {
                var row = _rows.AsSpan(i * _width + place, width);
                TensorPrimitives.ConvertTruncating(values.Slice(i * width, width), row);
                TensorPrimitives.Add(row, T.Zero, row);
            }
        }

        // The columns that wait become parts of rows.
        private void Turn(int place, int count)
        {
            for (var first = 0; first < count; first += RowsAtOnce)
            {
                for (var j = 0; j < _waiting; j++)
                {
                    var column = _columns[j].AsSpan(first, Math.Min(RowsAtOnce, count - first));
                    var at = first * _width + place + j;
                    var rows = _rows;
                    foreach (var value in column)
                    {
                        rows[at] = value + T.Zero;
                        at += _width;
                    }
                }
            }
        }
    }
}
