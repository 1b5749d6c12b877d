namespace FtcTools.Data.Formats;

/// <summary>Files of the same columns, one behind the other, as one table.</summary>
/// <param name="tables">Each with the columns of the first, in any order; arrays have one.</param>
internal sealed class JoinedTables(IReadOnlyList<Table> tables) : Table(tables[0].File)
{
    private readonly List<int> _starts = [];

    public override string Name => tables.Count == 1 ? tables[0].Name : $"{tables[0].Name} and {tables.Count - 1} more";

    public override IReadOnlyList<TableColumn> Columns => tables[0].Columns;

    public override int HeaderLine => tables[0].HeaderLine;

    public override void Read(int[] features, NumberRows numbers, int[] others, ValueColumn[] values, IProgress<long>? progress,
        CancellationToken cancellation)
    {
        foreach (var table in tables)
        {
            _starts.Add(numbers.Count);
            table.Read(Of(features), numbers, Of(others), values, progress, cancellation);

            int[] Of(int[] columns) => table is ArrayTable ? columns
                : [.. columns.Select(column => table.Columns.Index().First(own => own.Item.Name == Columns[column].Name).Index)];
        }
    }

    public override string FileOf(int row) => tables[At(row)].File;

    public override int RowOf(int row) => row - _starts[At(row)];

    public override int LineOf(int row) => tables[At(row)].LineOf(RowOf(row));

    public override void Dispose()
    {
        foreach (var table in tables) table.Dispose();
    }

    private int At(int row) => Math.Max(0, _starts.FindLastIndex(start => start <= row));
}
