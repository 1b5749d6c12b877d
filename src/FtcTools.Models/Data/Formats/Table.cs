using FtcTools.Diagnostics;

namespace FtcTools.Data.Formats;

/// <summary>A column of a table.</summary>
/// <param name="Width">How many values a row has in it: 1, or those of an image or an embedding.</param>
/// <param name="IsText">Whether the format says that it holds words.</param>
internal sealed record TableColumn(string Name, int Width = 1, bool IsText = false);

/// <summary>
/// A file of samples: named columns, read in one pass. One class a format. A table of CSV has a column for each name in its header; an
/// array is one column as wide as a row of it.
/// </summary>
internal abstract class Table(string file) : IDisposable
{
    public string File { get; } = file;

    /// <summary>What samples of it are said to come from.</summary>
    public virtual string Name => Path.GetFileName(File);

    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The line of the header; 0 where the format has no lines.</summary>
    public virtual int HeaderLine => 0;

    /// <summary>Reads all rows, once.</summary>
    /// <param name="features">Columns (from 0) whose numbers go side by side into <paramref name="numbers"/>, in this order.</param>
    /// <param name="others">Columns (from 0) whose values, words or numbers, go into <paramref name="values"/>, one for each.</param>
    /// <param name="progress">Gets the number of rows read.</param>
    public abstract void Read(int[] features, NumberRows numbers, int[] others, ValueColumn[] values, IProgress<long>? progress,
        CancellationToken cancellation);

    /// <summary>The file that holds a row (from 0).</summary>
    public virtual string FileOf(int row) => File;

    /// <summary>Its number in that file, from 0.</summary>
    public virtual int RowOf(int row) => row;

    /// <summary>The line (from 1) of a row (from 0); 0 where the format has no lines.</summary>
    public virtual int LineOf(int row) => 0;

    /// <summary>A complaint about a cell.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="shown">`holds 'abc'`, `is empty`.</param>
    /// <param name="valid">What would be.</param>
    public virtual FtcException Wrong(string code, int row, int column, string shown, string valid) =>
        new(code, $"row {row + 1} of column '{Columns[column].Name}' {shown}; {valid}.", File);

    public abstract void Dispose();

    /// <summary>What a number must be, for error messages.</summary>
    protected const string NumberForm = "write a number such as -1.25 or 3e-4, with a decimal point and no thousands separators";
}
