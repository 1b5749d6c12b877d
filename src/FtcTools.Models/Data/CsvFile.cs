using System.Globalization;
using System.Text;
using CsvHelper;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.Data;

/// <summary>Which columns of a CSV file are what. Every entry is a name or a range such as `x0..x63`; several outputs are lists of equal length.</summary>
public sealed record CsvColumns
{
    /// <summary>The d features, in this order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The p labels; with <see cref="Prediction"/>.</summary>
    public IReadOnlyList<string> Label { get; init; } = [];

    /// <summary>The frozen model's p answers.</summary>
    public IReadOnlyList<string> Prediction { get; init; } = [];

    /// <summary>The frozen model itself, instead of its answers. Where it has several outputs and there is one label, its answer is the number (from 0) of the largest.</summary>
    public FrozenModel? Pretrained { get; init; }

    /// <summary>The p residuals, instead of labels and predictions.</summary>
    public IReadOnlyList<string> Residual { get; init; } = [];

    /// <summary>Whether the one label is the number (from 0) of the output that must be the largest.</summary>
    public bool Classification { get; init; }

    /// <summary>Of a classification: see <see cref="Data.Classification.Margin"/>; null for its default.</summary>
    public double? Margin { get; init; }
}

/// <summary>Samples from a CSV file with a header. A cell is the nearest float64, whatever the culture; the separator is one of `,` `;` `|` and tab.</summary>
public static class CsvFile
{
    private const int RowsBetweenChecks = 4096;

    /// <summary>Reads all rows, one after the other.</summary>
    /// <param name="progress">Gets the number of rows read.</param>
    /// <exception cref="FtcException">
    /// With file and line: FTC0010 unreadable, FTC0011 no header or no row, FTC0012 missing column, FTC0013 ragged row, FTC0014 text for a
    /// number, FTC0015 NaN or infinite, FTC0016 contradicting rows, FTC0017 K &lt; 3, FTC0019 a column that occurs twice, FTC0022 broken
    /// quoting, FTC0033 features that the model does not take, FTC0034 columns that do not go together, FTC0040 a label that is no class.
    /// </exception>
    public static Dataset Read(string path, CsvColumns columns, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        Check(columns);
        return InputFile.Read(path, _ =>
        {
            try
            {
                using var csv = Open(path);
                return Read(csv, path, columns, progress, cancellation);
            }
            catch (CsvFormatException e)
            {
                throw new FtcException(Codes.CsvSyntax, $"{Reason(e)}; a quoted cell is \"...\", with every quote inside it doubled.", path, (int)e.LineNumber, 1, e);
            }
            catch (DecoderFallbackException e)
            {
                throw new FtcException(Codes.CsvSyntax, "the file is not text in its encoding; UTF-8 is expected.", path, inner: e);
            }
        });
    }

    /// <summary>The names of the columns.</summary>
    /// <exception cref="FtcException">FTC0010 unreadable, FTC0022 broken quoting.</exception>
    public static IReadOnlyList<string> ReadHeader(string path) => InputFile.Read(path, _ =>
    {
        try
        {
            using var csv = Open(path);
            return (IReadOnlyList<string>)[.. csv.Headers.Select(name => name.Trim())];
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw new FtcException(Codes.CsvSyntax, "the header cannot be read.", path, 1, 1, e);
        }
    });

    private static CsvReader Open(string path) => CsvReader.FromFile(path, new CsvReaderOptions
    {
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 1 << 26,
        FormatProvider = CultureInfo.InvariantCulture,
    }, FileOptions.SequentialScan);

    private static Dataset Read(CsvReader csv, string path, CsvColumns columns, IProgress<long>? progress, CancellationToken cancellation)
    {
        var header = new Header(path, csv.Headers);
        var features = header.Find(columns.Features);
        var labels = header.Find(columns.Label);
        var predictions = header.Find(columns.Prediction);
        var residuals = header.Find(columns.Residual);
        var answers = columns.Pretrained is { } model ? new ModelAnswers(model, columns, features.Length, labels.Length, path) : null;
        var outputs = answers?.Outputs ?? Math.Max(predictions.Length, residuals.Length);
        if (columns.Classification) CheckClasses(labels.Length, outputs);
        else if (labels.Length != (answers is null ? predictions.Length : outputs))
            throw new FtcException(Codes.Argument, $"{labels.Length} label column(s) and {(answers is null ? predictions.Length : outputs)} {(answers is null ? "prediction column(s)" : "output(s) of the model")} are given; each output has one of either.", path, 1, 1);

        if (answers is null && PlainCsv.Read(path, csv.Separator, csv.Headers, [features, labels, predictions, residuals], progress, cancellation) is [var xs, var ys, var fs, var zs]
            && !(columns.Classification && Array.Exists(ys, label => !IsClass(label))))
        {
            var name = Path.GetFileName(path);
            return columns.Classification ? Dataset.Classify(name, features.Length, outputs, xs, fs, null, Array.ConvertAll(ys, label => (int)label), columns.Margin, Place)
                : residuals.Length > 0 ? Dataset.Of(name, features.Length, outputs, xs, null, zs, Place)
                : Dataset.Of(name, features.Length, outputs, xs, fs, ys, Place);
        }

        var builder = new DatasetBuilder(features.Length, outputs);
        var (x, y, f, z) = (new double[features.Length], new double[labels.Length], new double[predictions.Length], new double[residuals.Length]);
        var count = 0L;
        while (csv.Read())
        {
            if (csv.FieldCount != header.Count)
                throw new FtcException(Codes.RaggedRow, $"the row has {csv.FieldCount} cell(s) where the header has {header.Count}; every row has as many as the header.", path, (int)csv.LineNumber, 1);
            Cells(features, x);
            if (residuals.Length > 0)
            {
                Cells(residuals, z);
                builder.Add(x, Array.ConvertAll(z, Rational.Of));
            }
            else
            {
                Cells(labels, y);
                Cells(predictions, f);
                if (columns.Classification) Class();
                if (answers is not null) answers.Add(x, y);
                else if (columns.Classification) builder.Add(x, (int)y[0], f);
                else builder.Add(x, y, f);
            }
            if (++count % RowsBetweenChecks != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            answers?.MoveTo(builder, cancellation);
            progress?.Report(count);
        }
        answers?.MoveTo(builder, cancellation);
        if (builder.Count == 0) throw new FtcException(Codes.EmptyFile, "the file has a header and no row; at least 3 rows are needed.", path, 1, 1);
        progress?.Report(builder.Count);
        return builder.Build(Path.GetFileName(path), Place, columns.Margin);

        (string? File, int Line) Place(int sample) => (path, LineOf(path, sample));

        bool IsClass(double label) => label >= 0 && label < outputs && double.IsInteger(label);

        void Class()
        {
            if (!IsClass(y[0]))
                throw Cell(Codes.Classes, labels[0], $"a class is an integer from 0 to {outputs - 1}, the place of its prediction column");
        }

        void CheckClasses(int label, int logits)
        {
            if (label != 1) throw new FtcException(Codes.Argument, $"{label} label columns are given; a classification has one, which holds the class.", path, 1, 1);
            if (logits < 2) throw new FtcException(Codes.Classes, $"there is {logits} output; a classification needs one for each of at least two classes. Where the column holds the number of the class itself, leave the classification out.", path, 1, 1);
        }

        void Cells(int[] from, double[] to)
        {
            for (var j = 0; j < from.Length; j++)
            {
                var cell = csv.GetSpan(from[j]);
                if (ShortDecimal.TryParse(cell, out to[j])) continue;
                // CsvHelper would read a thousands separator: 1,5 is not 15.
                if (!csv.TryParse(from[j], out double value) || cell.Contains((byte)','))
                    throw Cell(Codes.NotANumber, from[j], "write a number such as -1.25 or 3e-4, with a decimal point and no thousands separators" + (from == labels || from == predictions ? "; of a class, its number from 0" : ""));
                if (!double.IsFinite(value)) throw Cell(Codes.NotFinite, from[j], $"a cell is a finite number of at most {Text.Of(double.MaxValue)}");
                to[j] = value;
            }
        }

        FtcException Cell(string code, int column, string valid)
        {
            var text = csv.GetString(column);
            var shown = text.Length == 0 ? "is empty" : $"holds '{(text.Length > 40 ? string.Concat(text.AsSpan(0, 40), "...") : text)}'";
            var at = 1;
            for (var before = 0; before < column; before++) at += Encoding.UTF8.GetCharCount(csv.GetRawSpan(before)) + 1;
            return new FtcException(code, $"column '{header.Name(column)}' {shown}; {valid}.", path, (int)csv.LineNumber, at);
        }
    }

    // Lines are looked up again only for an error message: a cell may hold line breaks.
    private static int LineOf(string path, int sample)
    {
        using var csv = Open(path);
        for (var i = 0; i <= sample; i++)
        {
            if (!csv.Read()) return 0;
        }
        return (int)csv.LineNumber;
    }

    private static void Check(CsvColumns columns)
    {
        if (columns.Features.Count == 0) throw new FtcException(Codes.Argument, "no feature column is given; name at least one, such as x0..x63.");
        var (labels, predictions, residuals) = (columns.Label.Count > 0, columns.Prediction.Count > 0, columns.Residual.Count > 0);
        var model = columns.Pretrained is not null;
        if (residuals ? labels || predictions || model : !labels || predictions == model)
            throw new FtcException(Codes.Argument, "give label columns, and prediction columns or a pretrained model, or residual columns instead of all of them.");
        if (columns.Classification && residuals) throw new FtcException(Codes.Argument, "a classification has a label column and prediction columns; residual columns say nothing of classes.");
        if (columns.Margin is { } margin)
        {
            if (!columns.Classification) throw new FtcException(Codes.Argument, "a margin belongs to a classification; without one leave it away.");
            if (!(margin > 0 && double.IsFinite(margin))) throw new FtcException(Codes.Argument, $"the margin is {Text.Of(margin)}; a margin is a number above 0.");
        }
    }

    private static string Reason(CsvFormatException e)
    {
        // "Malformed CSV in record 2 (line 2): reason (byte offset 13)."
        var reason = e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
        var offset = reason.IndexOf(" (byte offset", StringComparison.Ordinal);
        return offset > 0 ? reason[..offset] : reason.TrimEnd('.');
    }

    private sealed class Header
    {
        private readonly string _path;
        private readonly string[] _names;

        public Header(string path, IReadOnlyList<string> names)
        {
            _path = path;
            _names = [.. names.Select(name => name.Trim())];
            if (_names.All(name => name.Length == 0))
                throw new FtcException(Codes.EmptyFile, "the file has no header; its first line names the columns, such as x0,x1,label,predicted.", path);
        }

        public int Count => _names.Length;

        public string Name(int column) => _names[column];

        public int[] Find(IReadOnlyList<string> wanted) => [.. wanted.SelectMany(text => _names.Contains(text) ? [text] : ColumnRange.Expand(text)).Select(Find)];

        private int Find(string name)
        {
            var at = Array.IndexOf(_names, name);
            if (at < 0)
                throw new FtcException(Codes.MissingColumn, $"there is no column '{name}'; the header has {Nearest.List(name, _names)}.{(name.Contains("..", StringComparison.Ordinal) ? " A range is of numbered columns, such as x0..x63." : "")}", _path, 1, 1);
            if (Array.IndexOf(_names, name, at + 1) is var second and >= 0)
                throw new FtcException(Codes.DuplicateColumn, $"the header has '{name}' twice, as columns {at + 1} and {second + 1}; rename one.", _path, 1, 1);
            return at;
        }
    }
}
