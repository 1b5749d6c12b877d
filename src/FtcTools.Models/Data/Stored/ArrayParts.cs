using System.Numerics.Tensors;
using FtcTools.Data.Formats;
using FtcTools.Diagnostics;

namespace FtcTools.Data.Stored;

/// <summary>
/// A file of an array, NPY or idx: its rows are read where they lie. They are not mapped into memory, for what is mapped counts as memory
/// of
/// the process.
/// </summary>
internal sealed class ArrayParts : PartedFile
{
    private readonly IReadOnlyList<ArrayColumn> _arrays;

    public ArrayParts(ArrayTable table, int number) : base(table.File, number) => (Columns, _arrays) = (table.Columns, table.Arrays);

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override long MostRows => _arrays[0].Rows;

    public override bool IsSingle(int column) => _arrays[column].IsSingle;

    public override long BytesOf(FileColumns columns) =>
        columns.Features.Concat(columns.Answers).Sum(column => _arrays[column].RowBytes * _arrays[column].Rows);

    public override IReadOnlyList<FilePart> Parts(FileColumns columns, long bytes, CancellationToken cancellation)
    {
        var rows = _arrays[columns.Features.Concat(columns.Answers).First()].Rows;
        var size = columns.Features.All(IsSingle) ? sizeof(float) : sizeof(double);
        var row = columns.Features.Sum(column => (long)Columns[column].Width) * size
            + columns.Answers.Sum(column => (long)Columns[column].Width) * sizeof(double);
        var pieces = (int)Math.Clamp((double)row * rows / bytes + 1, 1, rows);
        return [.. Enumerable.Range(0, pieces)
            .Select(piece => (From: (int)((long)rows * piece / pieces), To: (int)((long)rows * (piece + 1) / pieces)))
            .Select(piece => new FilePart(Number, 0, piece.From, piece.To, piece.From, piece.To - piece.From))];
    }

    public override Table Open() => Tables.Open(File);

    public override PartReader NewReader(FileColumns columns, PartBuffers room) => new Reader((ArrayTable)Open(), columns, room);

    private sealed class Reader(ArrayTable table, FileColumns columns, PartBuffers room) : PartReader(table, columns, room)
    {
        protected override void ReadPart(CancellationToken cancellation)
        {
            Count = Part.Count;
            for (var j = 0; j < Values.Length; j++)
            {
                var array = table.Arrays[Columns.Answers[j]];
                array.Seek((int)Part.From);
                array.Read(Count, Values[j]);
            }
        }

        public override ReadOnlyMemory<float> Single(int first, int count, float[] room)
        {
            var rows = room.AsSpan(0, count * One.Width);
            One.Seek((int)Part.From + first);
            One.Read(rows);
            TensorPrimitives.Add(rows, 0f, rows);
            return room.AsMemory(0, rows.Length);
        }

        public override ReadOnlyMemory<double> Wide(int first, int count, double[] room)
        {
            var rows = room.AsSpan(0, count * One.Width);
            One.Seek((int)Part.From + first);
            One.Read(rows);
            TensorPrimitives.Add(rows, 0.0, rows);
            return room.AsMemory(0, rows.Length);
        }

        // A file of several arrays is an archive, and packed.
        private ArrayColumn One =>
            table.Arrays[Columns.Features[0]] is { IsText: false } array ? array
                : throw new FtcException(Codes.NotANumber, $"'{table.Arrays[Columns.Features[0]].Name}' holds words; features are numbers.",
                    table.File);
    }
}
