using FtcTools.Data.Formats;

namespace FtcTools.Data.Stored;

/// <summary>A Parquet file: its parts are groups of rows, or pieces of those that are large.</summary>
internal sealed class ParquetParts : PartedFile
{
    private readonly IReadOnlyList<int> _groups;
    private readonly bool[] _single;
    private readonly long[] _bytes;

    public ParquetParts(ParquetTable table, int number) : base(table.File, number)
    {
        (Columns, _groups) = (table.Columns, table.Groups);
        _single = [.. Columns.Select((_, column) => table.IsSingle(column))];
        _bytes = [.. Columns.Select((_, column) => table.BytesOf([column]))];
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override long MostRows => _groups.Sum(rows => (long)rows);

    public override bool IsSingle(int column) => _single[column];

    public override long BytesOf(FileColumns columns) => columns.Features.Concat(columns.Answers).Sum(column => _bytes[column]);

    public override IReadOnlyList<FilePart> Parts(FileColumns columns, long bytes, CancellationToken cancellation)
    {
        var size = columns.Features.All(IsSingle) ? sizeof(float) : sizeof(double);
        var row = columns.Features.Sum(column => (long)Columns[column].Width) * size
            + columns.Answers.Sum(column => (long)Columns[column].Width) * sizeof(double);
        var most = (int)Math.Clamp(bytes / row, 1, int.MaxValue);
        var (parts, before) = (new List<FilePart>(), 0);
        for (var group = 0; group < _groups.Count; group++)
        {
            // Pieces of equal length: each of them reads its columns to the end of the group.
            var pieces = Numerics.Integers.CeilingOfQuotient(_groups[group], most);
            for (var piece = 0; piece < pieces; piece++)
            {
                var (from, to) = ((long)_groups[group] * piece / pieces, (long)_groups[group] * (piece + 1) / pieces);
                parts.Add(new(Number, group, from, to, before + (int)from, (int)(to - from)));
            }
            before += _groups[group];
        }
        return parts;
    }

    public override Table Open() => new ParquetTable(File);

    public override PartReader NewReader(FileColumns columns, PartBuffers room) =>
        new Reader(this, new ParquetTable(File, Columns), columns, room);

    private sealed class Reader(ParquetParts file, ParquetTable table, FileColumns columns, PartBuffers room)
        : PartReader(table, columns, room)
    {
        protected override void ReadPart(CancellationToken cancellation)
        {
            Count = Part.Count;
            table.ReadPart(Part.Group, new(file._groups[Part.Group], (int)Part.From, Count, Part.Before), Columns.Features, Room.Columns,
                Columns.Answers, Values, cancellation);
        }

        public override ReadOnlyMemory<float> Single(int first, int count, float[] room)
        {
            var rows = room.AsMemory(0, count * Room.Width);
            Room.Columns.Single(first, count, rows.Span);
            return rows;
        }

        public override ReadOnlyMemory<double> Wide(int first, int count, double[] room)
        {
            var rows = room.AsMemory(0, count * Room.Width);
            Room.Columns.Wide(first, count, rows.Span);
            return rows;
        }
    }
}
