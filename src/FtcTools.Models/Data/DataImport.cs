using FtcTools.Data.Formats;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Runtime;

namespace FtcTools.Data;

/// <summary>Makes a dataset of a table and what its columns are.</summary>
internal sealed class DataImport : IDisposable
{
    private readonly Table _table;
    private readonly DataColumns _columns;
    private readonly int[] _features;
    private readonly int _image;
    private readonly ModelInputs? _inputs;
    private readonly Source[] _labels;
    private readonly Source[] _predictions;
    private readonly Source[] _residuals;

    /// <exception cref="FtcException">
    /// FTC0012, FTC0019: a column that is not there, or twice; or a file of answers as <see cref="DataFile.Read"/>.
    /// </exception>
    public DataImport(Table table, DataColumns columns)
    {
        (_table, _columns) = (table, columns);
        _inputs = columns.Point is { Small: null } point ? new ModelInputs(table, point, columns) : null;
        _labels = [.. columns.Label.SelectMany(text => Find(text, numbersOnly: false))];
        _predictions = [.. columns.Prediction.SelectMany(text => Find(text, columns.Classification))];
        _residuals = [.. columns.Residual.SelectMany(text => Find(text, numbersOnly: true))];
        _image = columns.Image is { } image ? ColumnOf(image.Column) : -1;
        _features = _image >= 0 || _inputs is { TakesFeatures: false } ? []
            : columns.Features.Count > 0 ? [.. columns.Features.SelectMany(Names).Select(ColumnOf)] : Others();
        if (_features.Length == 0 && _image < 0 && _inputs is not { TakesFeatures: false })
            throw Fail(Codes.Argument, "no column is left for features; every one is named as an answer, or has no name.");
    }

    private FrozenModel? Small => _columns.Point?.Small;

    private IEnumerable<Source> Answers => _labels.Concat(_predictions).Concat(_residuals);

    /// <exception cref="FtcException">FTC0034: columns that do not go together, whatever the file.</exception>
    public static void Check(DataColumns columns)
    {
        var (labels, predictions, residuals) = (columns.Label.Count > 0, columns.Prediction.Count > 0, columns.Residual.Count > 0);
        var model = columns.Point is not null;
        if (residuals ? labels || predictions || model : !labels || predictions == model)
            throw new FtcException(Codes.Argument,
                "give label columns, and prediction columns or a pretrained model, or residual columns instead of all of them.");
        if (columns.Classification && residuals)
            throw new FtcException(Codes.Argument,
                "a classification has a label column and prediction columns; residual columns say nothing of classes.");
        if (columns.Image is not null && columns.Features.Count > 0)
            throw new FtcException(Codes.Argument, "pictures are the features; no other columns are named beside them.");
        if (columns.Classes.Count == 1 || columns.Classes.Distinct(StringComparer.Ordinal).Count() < columns.Classes.Count)
            throw new FtcException(Codes.Argument,
                $"the classes are {string.Join(", ", columns.Classes)}; they are at least two, each once.");
        columns.Image?.Check();
        if (columns.Margin is not { } margin) return;
        if (!columns.Classification)
            throw new FtcException(Codes.Argument, "a margin belongs to a classification; without one leave it away.");
        if (!(margin > 0 && double.IsFinite(margin)))
            throw new FtcException(Codes.Argument, $"the margin is {Text.Of(margin)}; a margin is a number above 0.");
    }

    /// <summary>Which columns are what, for whoever reads them without this.</summary>
    public ColumnChoice Choose()
    {
        CheckOutputs(false, Math.Max(WidthOf(_predictions), WidthOf(_residuals)));
        return new(_features, Of(_labels), Of(_predictions), Of(_residuals));

        static AnswerColumn[] Of(Source[] sources) =>
            [.. sources.Select(source =>
                new AnswerColumn(source.Values.Name, source.Values.Width, source.Column, source.File, source.Values.NumbersOnly))];
    }

    /// <summary>The samples, and what the model is given at each: one for each of its inputs, none without a model.</summary>
    public (Dataset Dataset, IReadOnlyList<SampleValues> Inputs) Read(IProgress<long>? progress, CancellationToken cancellation)
    {
        var width = _features.Sum(column => _table.Columns[column].Width);
        var model = Small is { } small ? new ModelAnswers(small, _columns, _image < 0 ? width : null, WidthOf(_labels), _table.File) : null;
        var outputs = model?.Outputs ?? Math.Max(WidthOf(_predictions), WidthOf(_residuals));
        if (_inputs is null) CheckOutputs(model is not null, outputs);

        var numbers = new NumberRows(width);
        var own = Answers.Where(source => source.File is null).Select(source => (Column: source.Column, Values: source.Values))
            .Concat(_inputs is null ? [] : _inputs.Columns.Zip(_inputs.Values, (column, values) => (Column: column, Values: values)))
            .Concat(_image < 0 ? [] : [(Column: _image, Values: new ValueColumn(_table.Columns[_image].Name))]).ToArray();
        _table.Read(_features, numbers, [.. own.Select(source => source.Column)], [.. own.Select(source => source.Values)], progress,
            cancellation);
        var count = numbers.Count;
        if (count == 0) throw Fail(Codes.EmptyFile, "the file has a header and no row; at least 3 rows are needed.");
        progress?.Report(count);
        foreach (var other in Answers.Where(source => source.File is not null)) ReadOther(other, count, cancellation);

        var x = numbers.ToArray();
        long[]? shape = null;
        if (_image >= 0)
        {
            var pictures = new Pictures(_table, own[^1].Values, _columns.Image!);
            model?.CheckInputs(width = pictures.Width);
            x = pictures.Read(progress, cancellation);
            (width, shape) = (pictures.Width, pictures.Shape);
        }
        if (_inputs is null)
        {
            var data = Build(x, width, outputs, model, cancellation).Naming([.. _features.Select(column => _table.Columns[column].Name)]);
            return (data, Small is { } whole ? [new(whole.InputName, data.K, data.FeatureRows.ToArray(), null)] : []);
        }
        var inputs = _inputs.Of(x, count, shape);
        var read = Build(inputs, progress, cancellation);
        return (read, read.Kept is { } kept ? [.. inputs.Select(values => values.Rows(kept))] : inputs);
    }

    /// <summary>Closes the other files.</summary>
    public void Dispose()
    {
        foreach (var source in Answers) source.Table?.Dispose();
    }

    private Dataset Build(double[] x, int width, int outputs, ModelAnswers? model, CancellationToken cancellation)
    {
        var name = _table.Name;
        var conflict = _columns.Conflict;
        if (_residuals.Length > 0) return Dataset.Of(name, width, outputs, x, null, Numbers(_residuals), conflict: conflict, place: Place);
        var answers = new AnswerWords(_table.File, _columns, row => (_table.FileOf(row), _table.RowOf(row), _table.LineOf(row)));
        if (_columns.Classification)
        {
            var (labels, names) = answers.Classes(_labels[0].Values, outputs, [.. _predictions.Select(source => source.Values.Name)]);
            var (f, errors) = model?.Predict(x, cancellation) ?? (Numbers(_predictions), null);
            return Told(Dataset.Classify(name, width, outputs, x, f, errors, labels, _columns.Margin, names, conflict, Place));
        }
        if (model is not null)
        {
            var (labels, names) = _labels[0].Values.IsWords ? answers.Numbers(_labels[0].Values, model.Classes)
                : (Numbers(_labels), Named());
            return Told(Dataset.Of(name, width, outputs, x, model.Predict(x, cancellation).Predictions, labels, names, conflict, Place));
        }
        if (_labels.Concat(_predictions).Any(source => source.Values.IsWords))
        {
            var (labels, predictions, names) =
                answers.Numbers([.. _labels.Select(source => source.Values)], [.. _predictions.Select(source => source.Values)]);
            return Dataset.Of(name, width, outputs, x, predictions, labels, names, conflict, Place);
        }
        return Dataset.Of(name, width, outputs, x, Numbers(_predictions), Numbers(_labels), Named(), conflict, Place);
    }

    private Dataset Told(Dataset data) => Small is { } model ? data.Answered(model.Arithmetic) : data;

    // A model of any operators: it is run first, and what it computes says what the labels are compared with.
    private Dataset Build(SampleValues[] inputs, IProgress<long>? progress, CancellationToken cancellation)
    {
        var (name, point) = (_table.Name, _columns.Point!);
        var reading = PointReading.Of(point, inputs, progress, cancellation);
        var one = _labels is [{ Values.Width: 1 }];
        if (_columns.Classification
            || (one && (_labels[0].Values.IsWords || reading.Outputs > 1 || point.Model.Decision.Label is not null)))
        {
            PointData.MustTell(point, reading.Outputs);
            CheckClasses(WidthOf(_labels), Math.Max(2, reading.Outputs));
            var answers = new AnswerWords(_table.File, _columns, row => (_table.FileOf(row), _table.RowOf(row), _table.LineOf(row)));
            var (labels, names) = answers.Classes(_labels[0].Values, Math.Max(2, reading.Outputs), point.Words ?? []);
            return PointData.Classes(name, point, reading, labels, _columns.Margin, names, _columns.Conflict, Place);
        }
        if (point.Model.Decision.Kind == DecisionKind.Probabilities)
            throw Fail(Codes.Argument,
                $"'{point.Model.Name}' answers with probabilities, and what is added is added in front of them, to '{point.Score}': give the right class (-Classification), or what is to be added there (-Residual).");
        if (WidthOf(_labels) != reading.Outputs)
            throw Fail(Codes.Argument,
                $"{WidthOf(_labels)} label column(s) are given, and '{point.Model.Name}' has {reading.Outputs} output(s) in '{point.Score}'; each has one.");
        return PointData.Values(name, point, reading, Numbers(_labels), _columns.Conflict, Place);
    }

    private IReadOnlyList<string>? Named() => _columns.Classes.Count > 0 ? _columns.Classes : null;

    private (string? File, int Line) Place(int sample) => (_table.FileOf(sample), _table.LineOf(sample));

    private void CheckOutputs(bool model, int outputs)
    {
        var (labels, predictions) = (WidthOf(_labels), WidthOf(_predictions));
        if (_columns.Classification)
        {
            CheckClasses(labels, outputs);
        }
        else if (_residuals.Length == 0 && labels != (model ? outputs : predictions))
        {
            throw Fail(Codes.Argument,
                $"{labels} label column(s) and {(model ? outputs : predictions)} {(model ? "output(s) of the model" : "prediction column(s)")} are given; each output has one of either.");
        }
    }

    private void CheckClasses(int labels, int outputs)
    {
        if (labels != 1) throw Fail(Codes.Argument, $"{labels} label columns are given; a classification has one, which holds the class.");
        if (outputs < 2)
            throw Fail(Codes.Classes,
                $"there is {outputs} output; a classification needs one for each of at least two classes. A score that is compared with a threshold elsewhere is mended by what is to be added (-Residual). Where the column holds the number of the class itself, leave the classification out.");
        if (_columns.Classes.Count > 0 && _columns.Classes.Count != outputs)
            throw Fail(Codes.Classes, $"{_columns.Classes.Count} classes are named, and there are {outputs} outputs; each output has one.");
    }

    // Several columns side by side; none of them words.
    private double[] Numbers(Source[] sources)
    {
        foreach (var (values, file) in sources.Select(source => (source.Values, source.File)))
        {
            if (values.IsWords)
                throw file is null ? new FtcException(Codes.NotANumber,
                    $"column '{values.Name}' holds {values.First}; write numbers such as -1.25 or 3e-4.", _table.File, _table.LineOf(0),
                    Math.Min(_table.LineOf(0), 1))
                    : new FtcException(Codes.NotANumber,
                        $"'{values.Name}' holds {values.First}; write numbers such as -1.25 or 3e-4.", file);
        }
        if (sources.Length == 1) return sources[0].Values.Numbers();
        var (width, count) = (WidthOf(sources), sources[0].Values.Count);
        var all = new double[count * width];
        var place = 0;
        foreach (var values in sources.Select(source => source.Values))
        {
            var from = values.Numbers();
            for (var i = 0; i < count; i++) from.AsSpan(i * values.Width, values.Width).CopyTo(all.AsSpan(i * width + place));
            place += values.Width;
        }
        return all;
    }

    private static int WidthOf(Source[] sources) => sources.Sum(source => source.Values.Width);

    private static void ReadOther(Source source, int count, CancellationToken cancellation)
    {
        var other = source.Table!;
        other.Read([], new NumberRows(0), [0], [source.Values], null, cancellation);
        if (source.Values.Count != count)
            throw new FtcException(Codes.ShapeMismatch,
                $"'{Path.GetFileName(other.File)}' has {source.Values.Count} rows, and the features have {count}; both have one for each sample.", other.File);
    }

    private int[] Others()
    {
        var named = Answers.Where(source => source.File is null).Select(source => source.Column).ToHashSet();
        return [.. Enumerable.Range(0, _table.Columns.Count)
            .Where(column => !named.Contains(column) && !IsIndex(_table.Columns[column].Name))];
    }

    // What has no name is the number of a row, as pandas and R write it to CSV, or nothing at all; pandas' Parquet files call it so.
    private static bool IsIndex(string name) => name.Length == 0 || name.StartsWith("__index_level_", StringComparison.Ordinal);

    private IEnumerable<string> Names(string text) => _table.Columns.Any(column => column.Name == text) ? [text] : ColumnRange.Expand(text);

    // A column's name or range, or else a file.
    private IEnumerable<Source> Find(string text, bool numbersOnly)
    {
        if (!_table.Columns.Any(column => column.Name == text) && File.Exists(Path.Combine(_columns.Folder ?? "", text)))
            return [Other(Path.Combine(_columns.Folder ?? "", text), numbersOnly)];
        return Names(text).Select(ColumnOf)
            .Select(column => new Source(column, null, null,
                new ValueColumn(_table.Columns[column].Name, _table.Columns[column].Width, numbersOnly)));
    }

    private static Source Other(string file, bool numbersOnly) => InputFile.Read(file, _ =>
    {
        var table = Tables.Open(file);
        if (table.Columns is [var only]) return new Source(0, file, table, new ValueColumn(only.Name, only.Width, numbersOnly));
        table.Dispose();
        throw new FtcException(Codes.Argument,
            $"'{Path.GetFileName(file)}' has {table.Columns.Count} columns; a file of answers beside the features has one.", file);
    });

    private int ColumnOf(string name)
    {
        string[] names = [.. _table.Columns.Select(column => column.Name)];
        var at = Array.IndexOf(names, name);
        if (at < 0)
            throw Fail(Codes.MissingColumn,
                $"there is no column '{name}'; the header has {Nearest.List(name, names)}.{(name.Contains("..", StringComparison.Ordinal) ? " A range is of numbered columns, such as x0..x63." : name.AsSpan().ContainsAny('/', '\\') ? " Nor is there a file of that name." : "")}");
        if (Array.IndexOf(names, name, at + 1) is var second and >= 0)
            throw Fail(Codes.DuplicateColumn, $"the header has '{name}' twice, as columns {at + 1} and {second + 1}; rename one.");
        return at;
    }

    private FtcException Fail(string code, string message) => new(code, message, _table.File, _table.HeaderLine, _table.HeaderLine);

    /// <summary>Where answers come from.</summary>
    /// <param name="Column">The column of the table of features, or of the other one.</param>
    /// <param name="File">The file of another table; null for that of the features.</param>
    /// <param name="Table">The other one.</param>
    /// <param name="Values">Get what is read.</param>
    private sealed record Source(int Column, string? File, Table? Table, ValueColumn Values);
}

/// <summary>Columns of a table, from 0, and what they are.</summary>
internal sealed record ColumnChoice(int[] Features, AnswerColumn[] Labels, AnswerColumn[] Predictions, AnswerColumn[] Residuals)
{
    /// <summary>All answers, in this order.</summary>
    public IReadOnlyList<AnswerColumn> Answers { get; } = [.. Labels, .. Predictions, .. Residuals];
}

/// <summary>A column of answers.</summary>
/// <param name="Column">The column of the table of features, or of the other one.</param>
/// <param name="File">The file of another table; null for that of the features.</param>
/// <param name="NumbersOnly">Whether words are refused.</param>
internal sealed record AnswerColumn(string Name, int Width, int Column, string? File, bool NumbersOnly);
