using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data.Formats;

/// <summary>An array in a file, as rows: its first dimension counts the samples, the others are the numbers of one.</summary>
internal sealed class ArrayColumn : IDisposable
{
    // Column by column, a row is as many pieces as it has values: of many rows at once, each is a longer one.
    private const int BytesAtOnce = 1 << 20, BytesOfPieces = 1 << 26;

    private readonly ByteSource _source;
    private readonly NumberLayout _layout;
    private readonly TextLayout? _text;
    private readonly IReadOnlyList<long> _shape;
    private readonly bool _byColumns;
    private ColumnOrder? _columns;
    private int _header;
    private byte[] _bytes = [];
    private double[] _numbers = [];
    private int _row;

    /// <param name="source">Its bytes, from the first number on.</param>
    /// <param name="shape">Every number at least 0.</param>
    /// <param name="layout">The layout of numbers.</param>
    /// <param name="text">How words are stored; null where the column holds numbers.</param>
    /// <param name="header">Bytes before the first number.</param>
    /// <param name="byColumns">Whether the first dimension is the one that changes first from number to number.</param>
    /// <exception cref="FtcException">
    /// FTC0011 no row; FTC0023 no dimension, more numbers than can be held, or more than the file holds.
    /// </exception>
    public ArrayColumn(string name, ByteSource source, IReadOnlyList<long> shape, NumberLayout layout, TextLayout? text, int header,
        bool byColumns = false)
    {
        (Name, _source, _shape, _layout, _text, _header, _byColumns) = (name, source, shape, layout, text, header, byColumns);
        var shown = $"({string.Join(", ", shape)})";
        if (shape.Count == 0) throw source.Broken("it holds one number; an array of samples has a dimension that counts them");
        if (shape[0] == 0)
            throw new FtcException(Codes.EmptyFile, $"'{name}' has the shape {shown}, and so no row; at least 3 rows are needed.");
        var width = shape.Skip(1).Aggregate((Int128)1, (product, length) => Int128.Min(product * length, long.MaxValue));
        if (width == 0) throw source.Broken($"its shape is {shown}, and so a row of it has no number");
        if (shape[0] > Array.MaxLength || width > Array.MaxLength)
            throw source.Broken($"its shape is {shown}; at most {Array.MaxLength} rows and as many numbers a row can be held");
        (Rows, Width) = ((int)shape[0], (int)width);
        if ((Int128)Rows * Width * Size > source.Most - header)
            throw source.Broken($"its header claims the shape {shown}, {(Int128)Rows * Width * Size} bytes, and it is cut off or claims too much: there are {(source.Least > 0 ? "" : "at most ")}{source.Most - header}");
        if (byColumns && !source.Stream.CanSeek && Rows * RowBytes > Array.MaxLength)
            throw source.Broken($"its numbers lie column by column (fortran_order), and of packed ones at most {Array.MaxLength} bytes are read; unpack it, or save it with numpy.ascontiguousarray");
    }

    public string Name { get; }

    public int Rows { get; }

    public int Width { get; }

    public bool IsText => _text is not null;

    /// <summary>Whether the numbers are known to be there before they are read.</summary>
    public bool IsSure => _source.Least > 0;

    /// <summary>Whether its rows can be read in any order.</summary>
    public bool IsSeekable => _source.Stream.CanSeek;

    /// <summary>Whether float32 holds whatever number there can be.</summary>
    public bool IsSingle =>
        _layout.Kind is NumberKind.Bool or NumberKind.UInt8 or NumberKind.Int8 or NumberKind.UInt16 or NumberKind.Int16
            or NumberKind.Float16 or NumberKind.Float32;

    /// <summary>Bytes a row.</summary>
    public long RowBytes => (long)Size * Width;

    private int Size => _text?.Size ?? _layout.Size;

    /// <summary>Rows that are read at once.</summary>
    public int RowsAtOnce => (int)Math.Max(1, (_byColumns ? BytesOfPieces : BytesAtOnce) / RowBytes);

    /// <summary>Goes to a row (from 0).</summary>
    public void Seek(int row)
    {
        _source.Stream.Position = _header + row * RowBytes;
        _row = row;
    }

    /// <summary>The numbers of the next rows in float32, which holds them.</summary>
    public void Read(Span<float> numbers)
    {
        if (_layout is { Kind: NumberKind.Float32, BigEndian: false } && BitConverter.IsLittleEndian)
        {
            Fill(MemoryMarshal.AsBytes(numbers), numbers.Length);
            return;
        }
        if (_numbers.Length < numbers.Length) _numbers = new double[numbers.Length];
        Read(_numbers.AsSpan(0, numbers.Length));
        TensorPrimitives.ConvertTruncating<double, float>(_numbers.AsSpan(0, numbers.Length), numbers);
    }

    /// <summary>The numbers of the next rows.</summary>
    public void Read(Span<double> numbers) => _layout.Decode(Next(numbers.Length), numbers);

    /// <summary>The values of the next rows: words, or numbers, which are finite unless they go into a model.</summary>
    public void Read(int rows, ValueColumn values)
    {
        if (_text is { } text)
        {
            var bytes = Next(rows * Width);
            for (var i = 0; i < rows * Width; i++) values.Add(text.Decode(bytes.Slice(i * text.Size, text.Size)));
            return;
        }
        var numbers = values.NextNumbers(rows);
        var first = _row;
        Read(numbers);
        foreach (var value in numbers)
        {
            if (!double.IsFinite(value) && !values.IsInput)
                throw new FtcException(Codes.NotFinite,
                    $"'{Name}' holds {Text.Of(value)} in rows {first + 1} to {first + rows}; a value is a finite number.");
        }
    }

    /// <summary>Checks that no more than the rows stood in the file.</summary>
    public void End()
    {
        if (_byColumns) _source.Stream.Position = _header + Rows * RowBytes;
        _source.MustEnd();
    }

    public void Dispose() => _source.Dispose();

    private Span<byte> Next(int numbers)
    {
        if (_bytes.Length < (long)numbers * Size) _bytes = GC.AllocateUninitializedArray<byte>(checked(numbers * Size));
        var bytes = _bytes.AsSpan(0, numbers * Size);
        Fill(bytes, numbers);
        return bytes;
    }

    private void Fill(Span<byte> bytes, int numbers)
    {
        var what = $"row {_row + 1} to {_row + numbers / Width} of {Rows}";
        if (_byColumns) Columns(what).Fill(bytes, _row, _header, what);
        else _source.Fill(bytes, what);
        _row += numbers / Width;
    }

    private ColumnOrder Columns(string what)
    {
        if (_columns is not null) return _columns;
        if (!_source.Stream.CanSeek)
        {
            _source.Hold(Rows * RowBytes);
            _header = 0;
            if (_source.Stream.Length < Rows * RowBytes) throw _source.EndsWithin(what);
        }
        return _columns = new ColumnOrder(_source, _shape, Size);
    }
}

/// <summary>How words of equal length lie in a file.</summary>
/// <param name="Size">Bytes a word.</param>
/// <param name="Encoding">UTF-32, or one byte a character.</param>
internal sealed record TextLayout(int Size, Encoding Encoding)
{
    /// <summary>A word, without the zeros that fill its place.</summary>
    public string Decode(ReadOnlySpan<byte> bytes) => Encoding.GetString(bytes).TrimEnd('\0');
}
