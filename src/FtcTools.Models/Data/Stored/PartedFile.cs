using FtcTools.Data.Formats;
using FtcTools.Diagnostics;

namespace FtcTools.Data.Stored;

/// <summary>Rows of a file that are read at once.</summary>
/// <param name="File">Its number among the files.</param>
/// <param name="Group">The group of rows, in Parquet.</param>
/// <param name="From">The first row of the file, or of the group; of CSV the first byte.</param>
/// <param name="To">The row behind the last one; of CSV the byte.</param>
/// <param name="Before">Rows of the file before the first one; of CSV lines between the header and it.</param>
/// <param name="Count">Rows; -1 of CSV, where they are counted when they are read.</param>
internal readonly record struct FilePart(int File, int Group, long From, long To, int Before, int Count);

/// <summary>Of the columns of a file: which are features and which hold answers.</summary>
internal sealed record FileColumns(int[] Features, int[] Answers);

/// <summary>
/// A file whose parts are read in any order, by any number of threads, again and again. One class a format.
/// </summary>
internal abstract class PartedFile(string file, int number)
{
    public string File => file;

    /// <summary>Among the files, from 0.</summary>
    protected int Number => number;

    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Whether float32 holds whatever number a column can have.</summary>
    public abstract bool IsSingle(int column);

    /// <summary>Its rows; of CSV its lines, once it was divided into parts.</summary>
    public abstract long MostRows { get; }

    /// <summary>Bytes that are read for some columns.</summary>
    public abstract long BytesOf(FileColumns columns);

    /// <summary>Parts whose numbers take about so many bytes in memory.</summary>
    public abstract IReadOnlyList<FilePart> Parts(FileColumns columns, long bytes, CancellationToken cancellation);

    /// <summary>A table of the file for questions about its columns; it is disposed by whoever asked.</summary>
    public abstract Table Open();

    /// <summary>What one thread reads with.</summary>
    public abstract PartReader NewReader(FileColumns columns, PartBuffers room);
}

/// <summary>What one thread keeps from part to part, and from pass to pass: nothing is made anew for each of them.</summary>
/// <param name="widths">The widths of the columns of features.</param>
/// <param name="values">One for each column of answers.</param>
/// <param name="rows">The most rows of a part of columns; 0 where parts come row by row.</param>
internal sealed class PartBuffers(int[] widths, ValueColumn[] values, int rows, bool single)
{
    private ColumnStore? _columns;

    public ValueColumn[] Values => values;

    /// <summary>Features of a row.</summary>
    public int Width { get; } = widths.Sum();

    /// <summary>For features that come column by column.</summary>
    public ColumnStore Columns => _columns ??= new(widths, rows, single);

    /// <summary>For features that come row by row.</summary>
    public NumberRows Numbers { get; } = new(widths.Sum());
}

/// <summary>Reads parts of one file; of one thread.</summary>
internal abstract class PartReader(Table table, FileColumns columns, PartBuffers room) : IDisposable
{
    /// <summary>Rows of the part that was read last.</summary>
    public int Count { get; protected set; }

    /// <summary>Its answers, a column each.</summary>
    public ValueColumn[] Values => room.Values;

    protected FileColumns Columns => columns;

    protected PartBuffers Room => room;

    protected FilePart Part { get; private set; }

    /// <summary>Reads a part.</summary>
    public void Read(in FilePart part, CancellationToken cancellation)
    {
        Part = part;
        foreach (var values in room.Values) values.Clear();
        ReadPart(cancellation);
        foreach (var values in room.Values)
        {
            if (values.Count != Count)
                throw new FtcException(Codes.ShapeMismatch,
                    $"'{Path.GetFileName(table.File)}' has {values.Count} values of '{values.Name}' for {Count} rows.", table.File);
        }
    }

    protected abstract void ReadPart(CancellationToken cancellation);

    /// <summary>Features of some rows of the part, in float32; valid until the next ones are asked for.</summary>
    /// <param name="room">For them, where they are not at hand.</param>
    public abstract ReadOnlyMemory<float> Single(int first, int count, float[] room);

    /// <summary>The same in float64.</summary>
    public abstract ReadOnlyMemory<double> Wide(int first, int count, double[] room);

    /// <summary>The line (from 1) of a row of the part; 0 where the format has none.</summary>
    public virtual int LineOf(int row) => 0;

    /// <summary>A complaint about a feature.</summary>
    /// <param name="row">The row of the part, from 0.</param>
    /// <param name="feature">The feature, counted from 0.</param>
    public FtcException Wrong(int row, int feature, string shown)
    {
        var (column, before) = (0, 0);
        while (feature - before >= table.Columns[columns.Features[column]].Width) before += table.Columns[columns.Features[column++]].Width;
        return table.Wrong(Codes.NotFinite, Part.Before + row, columns.Features[column], $"holds {shown}", "a feature is a finite number");
    }

    public virtual void Dispose() => table.Dispose();
}
