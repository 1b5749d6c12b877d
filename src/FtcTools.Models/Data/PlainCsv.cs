using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using FtcTools.Numerics;
using Microsoft.Win32.SafeHandles;

namespace FtcTools.Data;

/// <summary>
/// The quick way through a CSV file that is plain: UTF-8, no quotes, no empty lines, a finite number in every cell that is asked for. All threads
/// read it, block by block, each number to its place. Anything else ends the attempt: CsvHelper then reads the file, and says what is wrong with it.
/// </summary>
internal sealed class PlainCsv
{
    private const int BlockBytes = 1 << 18;

    // A line that starts in a block may end this far behind it.
    private const int LongestLine = 1 << 16;

    private static readonly SearchValues<byte> s_ofNumbers = SearchValues.Create("0123456789+-.eE \t"u8);

    private readonly SafeFileHandle _file;
    private readonly byte _separator;
    private readonly SearchValues<byte> _cellEnds;
    private readonly int _columns;
    private readonly long _start;
    private readonly long _end;

    private PlainCsv(SafeFileHandle file, byte separator, int columns, long start, long end)
    {
        (_file, _separator, _columns, _start, _end) = (file, separator, columns, start, end);
        _cellEnds = SearchValues.Create([separator, (byte)'\r', (byte)'\n', (byte)'"']);
    }

    private delegate T BlockReader<T>(ReadOnlySpan<byte> text, bool last);

    /// <summary>For each group of columns its numbers, row by row; null where the file is not plain.</summary>
    /// <param name="header">The names in the first line, as they stand there.</param>
    /// <param name="wanted">Columns (from 0).</param>
    /// <param name="progress">Gets the number of rows read.</param>
    public static double[][]? Read(string path, char separator, IReadOnlyList<string> header, int[][] wanted, IProgress<long>? progress, CancellationToken cancellation)
    {
        // A pipe has no length, and can be read only once.
        if (new FileInfo(path).Length == 0 || wanted.SelectMany(group => group).GroupBy(column => column).Any(same => same.Count() > 1)) return null;
        using var file = File.OpenHandle(path);
        var (start, end) = (FirstLineEnd(file, separator, header), LastLineEnd(file));
        if (start < 0 || end <= start) return null;
        try
        {
            return new PlainCsv(file, (byte)separator, header.Count, start, end).Read(wanted, progress, cancellation);
        }
        catch (AggregateException e) when (e.InnerException is IOException)
        {
            return null;
        }
    }

    private double[][]? Read(int[][] wanted, IProgress<long>? progress, CancellationToken cancellation)
    {
        var blocks = Integers.CeilingOfQuotient(_end - _start, BlockBytes);
        var options = Cores.All(cancellation);
        // Rows before each block; one starts behind every line break.
        var rows = new int[blocks + 1];
        Parallel.For(0, blocks, options, block => rows[block + 1] = InBlock(block, 0, (text, _) => text[..^1].Count((byte)'\n')));
        for (var block = 0; block < blocks; block++) rows[block + 1] += rows[block];
        // A plain row has a digit and something behind it in every column: no memory is taken for more rows than the file has room for.
        var count = rows[blocks];
        if (count > (_end - _start) / (2 * _columns) + 1 || wanted.Any(group => (long)count * group.Length > Array.MaxLength)) return null;

        var values = Array.ConvertAll(wanted, group => GC.AllocateUninitializedArray<double>(count * group.Length));
        var columns = new Column[_columns];
        for (var group = 0; group < wanted.Length; group++)
        {
            for (var place = 0; place < wanted[group].Length; place++) columns[wanted[group][place]] = new(values[group], wanted[group].Length, place);
        }
        var done = 0L;
        var reading = Parallel.For(0, blocks, options, (block, loop) =>
        {
            if (!InBlock(block, LongestLine, (text, last) => ReadRows(text, last, rows[block], rows[block + 1], columns))) loop.Stop();
            else if (progress is not null) lock (values) progress.Report(done += rows[block + 1] - rows[block]);
        });
        return reading.IsCompleted ? values : null;
    }

    // The bytes of a block, more behind it, and a line break; last: whether they go to the end of the last line.
    private T InBlock<T>(int block, int more, BlockReader<T> read)
    {
        var from = _start + (long)block * BlockBytes;
        var length = (int)Math.Min(BlockBytes + more, _end - from);
        var bytes = ArrayPool<byte>.Shared.Rent(length + 1);
        var filled = 0;
        while (filled < length && RandomAccess.Read(_file, bytes.AsSpan(filled, length - filled), from + filled) is > 0 and var part) filled += part;
        bytes[filled] = (byte)'\n';
        var result = read(bytes.AsSpan(0, filled + 1), from + filled == _end);
        ArrayPool<byte>.Shared.Return(bytes);
        return result;
    }

    // False where one of them is not plain.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadRows(ReadOnlySpan<byte> text, bool last, int row, int end, Column[] columns)
    {
        for (var at = text.IndexOf((byte)'\n') + 1; row < end; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                if (at >= text.Length) return false;
                if (columns[column] is not { Numbers: { } numbers } cell)
                {
                    at += text[at..].IndexOfAny(_cellEnds);
                }
                else
                {
                    var length = ShortDecimal.Read(text[at..], out var value);
                    if ((length == 0 || !IsEnd(text[at + length])) && !TryParse(text[at..], out length, out value)) return false;
                    numbers[row * cell.Width + cell.Place] = value;
                    at += length;
                }
                if (column + 1 < columns.Length && text[at++] != _separator) return false;
            }
            if (text[at] == '\r') at++;
            if (at >= text.Length || text[at++] != '\n' || (at == text.Length && !last)) return false;
        }
        return true;
    }

    private bool IsEnd(byte next) => next == _separator || next is (byte)'\n' or (byte)'\r';

    private bool TryParse(ReadOnlySpan<byte> text, out int length, out double value)
    {
        length = text.IndexOfAny(_cellEnds);
        value = 0;
        return !text[..length].ContainsAnyExcept(s_ofNumbers) && double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    // Where the line break behind the header is; -1 where the first line is not the header.
    private static long FirstLineEnd(SafeFileHandle file, char separator, IReadOnlyList<string> header)
    {
        var bytes = new byte[LongestLine];
        var line = bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0));
        var end = line.IndexOf((byte)'\n');
        if (end < 0) return -1;
        var names = Encoding.UTF8.GetString(line[..end]).TrimStart('\uFEFF').TrimEnd('\r').Split(separator);
        return names.SequenceEqual(header) ? end : -1;
    }

    // Behind the last byte that is no line break.
    private static long LastLineEnd(SafeFileHandle file)
    {
        var bytes = new byte[LongestLine];
        var from = Math.Max(0, RandomAccess.GetLength(file) - bytes.Length);
        var tail = bytes.AsSpan(0, RandomAccess.Read(file, bytes, from));
        return from + tail.LastIndexOfAnyExcept((byte)'\n', (byte)'\r') + 1;
    }

    private readonly record struct Column(double[]? Numbers, int Width, int Place);
}
