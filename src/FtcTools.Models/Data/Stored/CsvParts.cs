using FtcTools.Data.Formats;
using FtcTools.Diagnostics;

namespace FtcTools.Data.Stored;

/// <summary>
/// A CSV file: its parts are blocks of bytes that begin and end between rows, which are found by their line breaks once, before any is
/// read.
/// </summary>
internal sealed class CsvParts(string file, int number, IReadOnlyList<TableColumn> columns) : PartedFile(file, number)
{
    private const int ReadAtOnce = 1 << 20;
    private const long Smallest = 1 << 12, Largest = 1 << 23;

    // Numbers of one digit and a separator take so many times their bytes in memory.
    private const int Widening = 4;

    private byte[] _header = [];
    private long _lines;

    public override IReadOnlyList<TableColumn> Columns => columns;

    public override long MostRows => _lines;

    public override bool IsSingle(int column) => false;

    public override long BytesOf(FileColumns asked) => new FileInfo(File).Length;

    public override Table Open() => Tables.Open(File);

    public override IReadOnlyList<FilePart> Parts(FileColumns asked, long bytes, CancellationToken cancellation)
    {
        var size = Math.Clamp(bytes / Widening, Smallest, Largest);
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var (parts, buffer, scan) = (new List<FilePart>(), new byte[ReadAtOnce], new RowEnds());
        // Where the part begins, behind the header at first, and how many lines there are before it.
        var (header, start, lines) = (-1L, -1L, 0);
        for (long at = 0; stream.Read(buffer) is > 0 and var read; at += read)
        {
            cancellation.ThrowIfCancellationRequested();
            if (at == 0 && buffer is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
                throw new FtcException(Codes.CsvSyntax,
                    "the file is not UTF-8, which a file that is read part by part must be; write it anew.", File);
            for (var i = 0; scan.Next(buffer.AsSpan(0, read), ref i);)
            {
                var end = at + i;
                if (start < 0 && at == 0 && buffer.AsSpan(0, i).IndexOfAnyExcept((byte)'\r', (byte)'\n') < 0) continue;
                if (start < 0) (header, start, lines) = (end, end, scan.Lines);
                else if (end - start >= size) Add(end);
            }
        }
        if (start < 0) (header, start) = (stream.Length, stream.Length);
        _header = new byte[header];
        stream.Position = 0;
        stream.ReadExactly(_header);
        if (start == stream.Length && _header.AsSpan().TrimEnd("\r\n"u8).Contains((byte)'\r'))
            throw new FtcException(Codes.CsvSyntax,
                "the lines end in carriage returns alone; those of a file that is read part by part end in line feeds.", File);
        if (start < stream.Length) Add(stream.Length);
        _lines = scan.Lines + 1;
        return parts;

        void Add(long end)
        {
            parts.Add(new(Number, 0, start, end, lines - 1, -1));
            (start, lines) = (end, scan.Lines);
        }
    }

    public override PartReader NewReader(FileColumns asked, PartBuffers room) => new Reader(this, asked, room);

    // Line breaks that end a row: those outside of quotes.
    private sealed class RowEnds
    {
        private bool _quoted;

        /// <summary>Lines that have ended.</summary>
        public int Lines { get; private set; }

        /// <summary>Goes behind the next end of a row; false where there is none.</summary>
        public bool Next(ReadOnlySpan<byte> bytes, ref int at)
        {
            while (bytes[at..].IndexOfAny((byte)'\n', (byte)'"') is >= 0 and var next)
            {
                at += next + 1;
                if (bytes[at - 1] == '"')
                {
                    _quoted = !_quoted;
                    continue;
                }
                Lines++;
                if (!_quoted) return true;
            }
            return false;
        }
    }

    private sealed class Reader(CsvParts file, FileColumns asked, PartBuffers room) : PartReader(new Names(file), asked, room)
    {
        private CsvTable? _rows;

        protected override void ReadPart(CancellationToken cancellation)
        {
            _rows?.Dispose();
            _rows = new CsvTable(file.File, new ByteSource(file.File, new PartStream(file._header, file.File, Part.From, Part.To)),
                Part.Before);
            Room.Numbers.Clear();
            _rows.Read(Columns.Features, Room.Numbers, Columns.Answers, Values, null, cancellation);
            Count = Room.Numbers.Count;
        }

        public override ReadOnlyMemory<float> Single(int first, int count, float[] room) => throw new NotSupportedException();

        public override ReadOnlyMemory<double> Wide(int first, int count, double[] room)
        {
            var (from, length) = (first * Room.Numbers.Width, count * Room.Numbers.Width);
            System.Numerics.Tensors.TensorPrimitives.Add(Room.Numbers.Span.Slice(from, length), 0.0, room);
            return room.AsMemory(0, length);
        }

        public override int LineOf(int row) => _rows!.LineOf(row);

        public override void Dispose()
        {
            _rows?.Dispose();
            base.Dispose();
        }
    }

    // What the file calls its columns; its rows are read in parts.
    private sealed class Names(CsvParts file) : Table(file.File)
    {
        public override IReadOnlyList<TableColumn> Columns => file.Columns;

        public override void Read(int[] features, NumberRows numbers, int[] others, ValueColumn[] values, IProgress<long>? progress,
            CancellationToken cancellation) => throw new NotSupportedException();

        public override void Dispose() { }
    }

    // The header's bytes, and then those of a part.
    private sealed class PartStream(byte[] header, string file, long from, long to) : ForwardStream
    {
        private readonly FileStream _file = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        private int _ofHeader;
        private long _at = from;

        public override int Read(Span<byte> buffer)
        {
            if (_ofHeader < header.Length)
            {
                var count = Math.Min(buffer.Length, header.Length - _ofHeader);
                header.AsSpan(_ofHeader, count).CopyTo(buffer);
                _ofHeader += count;
                return count;
            }
            var read = RandomAccess.Read(_file.SafeFileHandle, buffer[..(int)Math.Min(buffer.Length, to - _at)], _at);
            _at += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
