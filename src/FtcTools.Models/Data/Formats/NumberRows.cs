using FtcTools.Diagnostics;

namespace FtcTools.Data.Formats;

/// <summary>Rows of numbers on their way into a dataset: one array that grows as rows come, whatever a file claims to hold.</summary>
/// <param name="width">The number of elements of a row.</param>
internal sealed class NumberRows(int width)
{
    private const int FirstRoom = 1 << 12;

    private double[] _values = [];

    public int Width => width;

    public int Count { get; private set; }

    /// <summary>Makes room for rows whose bytes are known to be there, once.</summary>
    public void Expect(long rows)
    {
        if (rows * width <= Array.MaxLength && rows > 0 && width > 0) Resize(Math.Max(Count, rows) * width);
    }

    /// <summary>Room for the next rows, which are to be filled.</summary>
    /// <exception cref="FtcException">FTC0034: more numbers than an array can have.</exception>
    public Span<double> Next(int rows)
    {
        var (from, end) = ((long)Count * width, ((long)Count + rows) * width);
        if (end > Array.MaxLength)
            throw new FtcException(Codes.Argument,
                $"{Count + (long)rows} rows of {width} features are {end} numbers; at most {Array.MaxLength} fit one dataset.");
        if (end > _values.Length) Resize(Math.Min(Array.MaxLength, Math.Max(end, Math.Max(FirstRoom, 2L * _values.Length))));
        Count += rows;
        return _values.AsSpan((int)from, rows * width);
    }

    /// <summary>The numbers so far, row by row; valid until more come.</summary>
    public ReadOnlySpan<double> Span => _values.AsSpan(0, Count * width);

    /// <summary>Forgets the rows, and keeps their room.</summary>
    public void Clear() => Count = 0;

    /// <summary>All numbers, row by row.</summary>
    public double[] ToArray()
    {
        if (_values.Length != Count * width) Resize((long)Count * width);
        return _values;
    }

    private void Resize(long length)
    {
        if (length == _values.Length) return;
        var larger = GC.AllocateUninitializedArray<double>((int)length);
        _values.AsSpan(0, Count * width).CopyTo(larger);
        _values = larger;
    }
}
