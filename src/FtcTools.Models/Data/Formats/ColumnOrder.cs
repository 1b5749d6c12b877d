namespace FtcTools.Data.Formats;

/// <summary>
/// The values of an array that lie column by column (NumPy's Fortran order, in which pandas keeps a table of numbers), and rows of them:
/// of each column, the part that belongs to the rows is read where it lies.
/// </summary>
internal sealed class ColumnOrder
{
    private readonly ByteSource _source;
    private readonly int _rows;
    private readonly int _size;

    // Where in a row the values of each column of the file stand.
    private readonly int[] _places;
    private byte[] _piece = [];

    /// <param name="shape">Rows, and the dimensions of a row.</param>
    /// <param name="size">Bytes a value.</param>
    public ColumnOrder(ByteSource source, IReadOnlyList<long> shape, int size)
    {
        (_source, _rows, _size) = (source, (int)shape[0], size);
        _places = [.. Places([.. shape.Skip(1).Select(length => (int)length)])];
    }

    /// <summary>Fills rows, each with its values side by side.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="header">Bytes before the first value.</param>
    /// <param name="what">`row 7`.</param>
    public void Fill(Span<byte> rows, int first, int header, string what)
    {
        var width = _places.Length * _size;
        var count = rows.Length / width;
        if (_piece.Length < count * _size) _piece = GC.AllocateUninitializedArray<byte>(count * _size);
        var piece = _piece.AsSpan(0, count * _size);
        for (var column = 0; column < _places.Length; column++)
        {
            _source.Fill(piece, header + ((long)column * _rows + first) * _size, what);
            var place = _places[column] * _size;
            for (var i = 0; i < count; i++) piece.Slice(i * _size, _size).CopyTo(rows[(i * width + place)..]);
        }
    }

    // The first dimension of a row is the one that changes first from column to column, and the last one within a row.
    private static IEnumerable<int> Places(int[] lengths)
    {
        var indices = new int[lengths.Length];
        for (var left = lengths.Aggregate(1, (product, length) => product * length); left > 0; left--)
        {
            yield return lengths.Zip(indices).Aggregate(0, (place, axis) => place * axis.First + axis.Second);
            for (var axis = 0; axis < lengths.Length && ++indices[axis] == lengths[axis]; axis++) indices[axis] = 0;
        }
    }
}
