using System.Globalization;
using System.Text;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using nietras.SeparatedValues;

namespace FtcTools.Data.Formats;

/// <summary>
/// A CSV file with a header, by Sep. A cell is the nearest float64, whatever the culture; the separator is one of `,` `;` `|` and tab.
/// </summary>
internal sealed class CsvTable : Table
{
    private const int RowsBetweenChecks = 4096;
    private const int LongestShown = 40;

    // Quoted cells are written out here: Sep's own unescaping takes a broken quote for one that is meant.
    private static readonly SepReaderOptions s_options =
        new(null) { HasHeader = false, DisableColCountCheck = true, CultureInfo = CultureInfo.InvariantCulture };

    private readonly ByteSource _source;
    private readonly StreamReader _text;
    private readonly SepReader _rows;
    private readonly int _linesBefore;
    private int _row = -1;

    // From which row on lines are further ahead of rows, and by how much: empty lines, and line breaks in cells.
    private readonly List<(int Row, int Ahead)> _lines = [];

    /// <summary>Takes the bytes over, and reads the header.</summary>
    /// <exception cref="FtcException">
    /// FTC0011 no header; FTC0022 broken quoting, or no text; FTC0023 packed bytes that are broken.
    /// </exception>
    /// <param name="linesBefore">Lines of the file that stand between its header and the rows.</param>
    public CsvTable(string file, ByteSource source, int linesBefore = 0) : base(file)
    {
        (_source, _linesBefore) = (source, linesBefore);
        _text = new StreamReader(source.Stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true,
            1 << 16);
        try
        {
            _rows = Guard(() => s_options.From(_text));
            Columns = Next() ? [.. Header().Select(name => new TableColumn(name))] : [];
            if (Columns.All(column => column.Name.Length == 0))
                throw new FtcException(Codes.EmptyFile,
                    "the file has no header; its first line names the columns, such as x0,x1,label,predicted.", file);
        }
        catch
        {
            _rows?.Dispose();
            _text.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override int HeaderLine => 1;

    // The line of the row that was read last. The library has the first row in the second line.
    private int Line => Columns is null ? HeaderLine : _rows.Current.LineNumberFrom + _linesBefore;

    public override void Read(int[] features, NumberRows numbers, int[] others, ValueColumn[] values, IProgress<long>? progress,
        CancellationToken cancellation)
    {
        var commas = _rows.Spec.Sep.Separator != ',';
        for (var count = 0; Next(); count++)
        {
            var row = _rows.Current;
            if (row.ColCount != Columns.Count)
                throw new FtcException(Codes.RaggedRow,
                    $"the row has {row.ColCount} cell(s) where the header has {Columns.Count}; every row has as many as the header.", File,
                    Line, 1);
            var ahead = Line - count;
            if (_lines.Count == 0 || _lines[^1].Ahead != ahead) _lines.Add((count, ahead));
            _row = count;
            var x = numbers.Next(1);
            for (var j = 0; j < features.Length; j++)
            {
                // The library takes 1,5 for 15.
                if (!row[features[j]].TryParse(out x[j]) || !double.IsFinite(x[j]) || (commas && row[features[j]].Span.Contains(',')))
                    x[j] = SlowNumber(row[features[j]].Span, count, features[j]);
            }
            for (var j = 0; j < others.Length; j++) Add(values[j], row[others[j]].Span, count, others[j]);
            if ((count + 1) % RowsBetweenChecks != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(count + 1);
        }
        _row = -1;
        cancellation.ThrowIfCancellationRequested();
    }

    public override int LineOf(int row)
    {
        var last = _lines.FindLastIndex(shift => shift.Row <= row);
        return last < 0 ? 0 : row + _lines[last].Ahead;
    }

    public override FtcException Wrong(string code, int row, int column, string shown, string valid) =>
        new(code, $"{(Columns[column].Name is { Length: > 0 } name ? $"column '{name}'" : $"column {column + 1}, which has no name,")} {shown}; {valid}.", File, LineOf(row),
            row == _row ? PlaceOf(column) : Math.Min(LineOf(row), 1));

    public override void Dispose()
    {
        _rows.Dispose();
        _text.Dispose();
    }

    // The next row that is not an empty line, with its characters checked.
    private bool Next() => Guard(() =>
    {
        while (_rows.MoveNext())
        {
            var row = _rows.Current;
            if (row.ColCount == 1 && row.Span.IsEmpty) continue;
            if (row.Span.IndexOfAny('"', '\0') >= 0) CheckText(row);
            return true;
        }
        return false;
    });

    private string[] Header()
    {
        var row = _rows.Current;
        var names = new string[row.ColCount];
        for (var column = 0; column < names.Length; column++) names[column] = Bare(row[column].Span).Trim().ToString();
        return names;
    }

    private void CheckText(SepReader.Row row)
    {
        // The library's numbers may end in such characters.
        if (row.Span.Contains('\0'))
            throw new FtcException(Codes.CsvSyntax,
                "the line holds a NUL character, as UTF-16 without a byte order mark does; save the file as UTF-8.", File, Line, 1);
        for (var column = 0; column < row.ColCount; column++)
        {
            var cell = row[column].Span.Trim();
            if (!cell.Contains('"')) continue;
            // A quote amid a plain cell is a character, but cells and lines end only where it has another.
            if (cell[0] != '"' && cell.Count('"') % 2 == 0) continue;
            if (cell[0] != '"' || cell.Length == 1 || cell[^1] != '"' || IsBroken(cell[1..^1]))
                throw Syntax(cell[0] == '"' && cell[1..].Contains('"') ? "a quoted cell goes on behind its closing quote" : "a quote is never closed",
                    Line);
        }

        static bool IsBroken(ReadOnlySpan<char> inner)
        {
            while (inner.IndexOf('"') is >= 0 and var at)
            {
                if (at + 1 == inner.Length || inner[at + 1] != '"') return true;
                inner = inner[(at + 2)..];
            }
            return false;
        }
    }

    private FtcException Syntax(string reason, int line, Exception? inner = null) =>
        new(Codes.CsvSyntax, $"{reason}; a quoted cell is \"...\", with every quote inside it doubled.", File, line,
            Math.Min(line, 1), inner);

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException e)
        {
            throw new FtcException(Codes.CsvSyntax, "the file is not text in its encoding; UTF-8 is expected.", File, inner: e);
        }
        catch (InvalidDataException e)
        {
            throw _source.Broken("its packed bytes are broken or cut off, or something else stands behind them", e);
        }
        catch (NotSupportedException e)
        {
            throw Syntax("a row is longer than 2^24 characters, as where a quote is never closed", 0, e);
        }
    }

    // What a cell says, without quotes around it and spaces outside of them.
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        if (cell.IsEmpty || cell[0] != '"') return cell;
        cell = cell[1..^1];
        return cell.Contains('"') ? cell.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
    }

    private double SlowNumber(ReadOnlySpan<char> cell, int row, int column)
    {
        var bare = Bare(cell);
        if (bool.TryParse(bare, out var truth)) return truth ? 1 : 0;
        if (!double.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw Wrong(Codes.NotANumber, row, column, Shown(bare), NumberForm);
        return double.IsFinite(value) ? value
            : throw Wrong(Codes.NotFinite, row, column, Shown(bare), $"a cell is a finite number of at most {Text.Of(double.MaxValue)}");
    }

    private void Add(ValueColumn values, ReadOnlySpan<char> cell, int row, int column)
    {
        var bare = Bare(cell);
        switch (values.Add(bare))
        {
            case Cell.Empty:
                throw Wrong(Codes.NotANumber, row, column, "is empty", "every row has an answer, a number or a word");
            case Cell.NoNumber:
                throw Wrong(Codes.NotANumber, row, column, Shown(bare), NumberForm);
            case Cell.NotFinite:
                throw Wrong(Codes.NotFinite, row, column, Shown(bare), $"a cell is a finite number of at most {Text.Of(double.MaxValue)}");
            case Cell.Mixed:
                throw Wrong(Codes.NotANumber, row, column, Shown(bare),
                    $"line {LineOf(0)} holds {values.First}, and a column is all numbers or all words");
        }
    }

    private static string Shown(ReadOnlySpan<char> text) =>
        text.IsEmpty ? "is empty" : text.Length > LongestShown ? $"holds '{text[..LongestShown]}...'" : $"holds '{text}'";

    // The place (from 1) of a cell of the current row in its line.
    private int PlaceOf(int column)
    {
        var row = _rows.Current;
        var at = 1;
        for (var before = 0; before < Math.Min(column, row.ColCount); before++) at += row[before].Span.Length + 1;
        return at;
    }
}
