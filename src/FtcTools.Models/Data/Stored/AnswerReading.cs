using System.Globalization;
using FtcTools.Data.Formats;
using FtcTools.Diagnostics;

namespace FtcTools.Data.Stored;

/// <summary>The answers of some samples that stand together, as numbers; of one thread.</summary>
internal sealed class AnswerRows
{
    /// <summary>The right classes; of a classification.</summary>
    public int[] Labels { get; set; } = [];

    /// <summary>The right answers, rows of p; where there are no classes.</summary>
    public double[] Right { get; set; } = [];

    /// <summary>The model's answers, rows of p; empty where residuals are given.</summary>
    public double[] Given { get; set; } = [];
}

/// <summary>What answers mean, as a pass over them has found it.</summary>
/// <param name="Words">The words that stand for numbers, or for classes.</param>
/// <param name="Numbers">The numbers that stand for classes.</param>
/// <param name="AsTheyAre">Whether numbers are the classes themselves.</param>
internal sealed record AnswerMeaning(Dictionary<string, double> Words, bool HasWords, KeyValuePair<double, double>[] Numbers,
    bool AsTheyAre, string[]? Names);

/// <summary>From columns of answers to numbers: the same as <see cref="DataImport"/> makes of all of them at once.</summary>
internal sealed class AnswerReading
{
    private readonly StoredFiles _files;
    private readonly Dictionary<string, double> _words;
    private readonly Dictionary<double, double> _numbers;
    private readonly bool _hasWords;
    private readonly bool _asTheyAre = true;

    /// <summary>Looks at answers, in a pass over them, where it is to be known what they mean.</summary>
    /// <exception cref="FtcException">FTC0014: words for numbers; FTC0040: a label that is no class.</exception>
    public AnswerReading(StoredFiles files, DataColumns columns, IProgress<double>? progress, CancellationToken cancellation)
        : this(files, columns.Classification, new(StringComparer.Ordinal), [])
    {
        var choice = files.Choice;
        if (IsClasses)
        {
            var kinds = new AnswerKinds(files, [0], numbers: true);
            kinds.Find(progress, cancellation);
            var (values, placeOf) = kinds.Of(0);
            var (labels, names) = new AnswerWords(files.FirstFile, columns, placeOf)
                .Classes(values, Outputs, [.. choice.Predictions.Select(column => column.Name)]);
            Names = names;
            _asTheyAre = !values.IsWords && values.Numbers().Zip(labels).All(pair => pair.First == pair.Second);
            _hasWords = values.IsWords;
            for (var i = 0; i < labels.Length; i++) Know(values, i, labels[i]);
        }
        else if (HasPredictions)
        {
            Names = columns.Classes.Count > 0 ? columns.Classes : null;
            var kinds = new AnswerKinds(files, [.. Enumerable.Range(0, choice.Answers.Count)], numbers: false);
            kinds.Find(progress, cancellation);
            var all = Enumerable.Range(0, choice.Answers.Count).Select(kinds.Of).ToArray();
            if (!all.Any(found => found.Values.IsWords)) return;
            _hasWords = true;
            var count = choice.Labels.Length;
            var words = new AnswerWords(files.FirstFile, columns, all[0].PlaceOf);
            var (right, given, names) =
                words.Numbers([.. all[..count].Select(found => found.Values)], [.. all[count..].Select(found => found.Values)]);
            Names = names;
            for (var i = 0; i < right.Length; i++) Know(all[0].Values, i, right[i]);
            for (var i = 0; i < given.Length; i++) Know(all[1].Values, i, given[i]);
        }
    }

    /// <summary>The same, where what they mean is known.</summary>
    public AnswerReading(StoredFiles files, bool classification, AnswerMeaning meaning)
        : this(files, classification, new(meaning.Words, StringComparer.Ordinal), new(meaning.Numbers)) =>
        (_hasWords, _asTheyAre, Names) = (meaning.HasWords, meaning.AsTheyAre, meaning.Names);

    private AnswerReading(StoredFiles files, bool classification, Dictionary<string, double> words, Dictionary<double, double> numbers)
    {
        (_files, _words, _numbers, IsClasses) = (files, words, numbers, classification);
        var choice = files.Choice;
        HasPredictions = choice.Residuals.Length == 0;
        Outputs = (HasPredictions ? choice.Predictions : choice.Residuals).Sum(column => column.Width);
    }

    public AnswerMeaning Meaning => new(_words, _hasWords, [.. _numbers], _asTheyAre, Names?.ToArray());

    /// <summary>Whether the answer is the largest output.</summary>
    public bool IsClasses { get; }

    /// <summary>Whether the model's answers are known.</summary>
    public bool HasPredictions { get; }

    /// <summary>The number of outputs, p.</summary>
    public int Outputs { get; }

    /// <summary>The words for classes.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Reads the answers of a part.</summary>
    /// <param name="answers">As of <see cref="IPartWorker.Take"/>.</param>
    /// <param name="part">For error messages.</param>
    public void Fill(ValueColumn[] answers, int count, int part, AnswerRows rows)
    {
        FillRight(answers, count, part, rows);
        if (HasPredictions)
            rows.Given = Side(answers.AsSpan(_files.Choice.Labels.Length, _files.Choice.Predictions.Length), count, part, rows.Given);
    }

    /// <summary>A copy without the model's answers, which are many.</summary>
    public void FillRight(ValueColumn[] answers, int count, int part, AnswerRows rows)
    {
        var labels = _files.Choice.Labels.Length;
        if (IsClasses)
        {
            if (rows.Labels.Length < count) rows.Labels = new int[count];
            Classes(answers[0], rows.Labels, part);
        }
        else
        {
            rows.Right = Side(HasPredictions ? answers.AsSpan(0, labels) : answers.AsSpan(), count, part, rows.Right);
        }
    }

    /// <summary>The model's answers at one row of a part, which are numbers.</summary>
    public void Given(ValueColumn[] answers, int row, Span<double> given)
    {
        var place = 0;
        foreach (var values in answers.AsSpan(_files.Choice.Labels.Length, _files.Choice.Predictions.Length))
        {
            values.NumberSpan.Slice(row * values.Width, values.Width).CopyTo(given[place..]);
            place += values.Width;
        }
    }

    /// <summary>Whether a sample of the rows is to be edited.</summary>
    public bool IsEdited(AnswerRows rows, int i)
    {
        if (IsClasses) return !Classification.IsRight(rows.Given.AsSpan(i * Outputs, Outputs), [], rows.Labels[i]);
        var right = rows.Right.AsSpan(i * Outputs, Outputs);
        return HasPredictions ? !right.SequenceEqual(rows.Given.AsSpan(i * Outputs, Outputs)) : right.ContainsAnyExcept(0);
    }

    private void Know(ValueColumn values, int i, double number)
    {
        if (values.IsWords) _words[values.Words[i]] = number;
        else _numbers[values.Numbers()[i]] = number;
    }

    private void Classes(ValueColumn values, int[] labels, int part)
    {
        if (values.IsWords)
        {
            int[] known = [.. values.Words.Select(word => (int)OfWord(values, word, part))];
            for (var i = 0; i < values.Count; i++) labels[i] = known[values.Indices[i]];
            return;
        }
        var numbers = values.NumberSpan;
        for (var i = 0; i < numbers.Length; i++)
        {
            labels[i] = _asTheyAre && numbers[i] >= 0 && numbers[i] < Outputs ? (int)numbers[i]
                : _numbers.TryGetValue(numbers[i], out var label) ? (int)label : throw Changed(values, part);
        }
    }

    // Several columns side by side.
    private double[] Side(ReadOnlySpan<ValueColumn> columns, int count, int part, double[] room)
    {
        if (room.Length < count * Outputs) room = new double[count * Outputs];
        var place = 0;
        foreach (var values in columns)
        {
            if (values.IsWords) Words(values, part, room);
            else if (_hasWords && !IsClasses) throw Changed(values, part);
            else Numbers(values, place, room);
            place += values.Width;
        }
        return room;
    }

    private void Numbers(ValueColumn values, int place, double[] room)
    {
        var numbers = values.NumberSpan;
        var width = values.Width;
        if (width == 1)
        {
            for (var i = 0; i < numbers.Length; i++) room[i * Outputs + place] = numbers[i];
            return;
        }
        for (var i = 0; i < numbers.Length / width; i++) numbers.Slice(i * width, width).CopyTo(room.AsSpan(i * Outputs + place));
    }

    private void Words(ValueColumn values, int part, double[] room)
    {
        double[] known = [.. values.Words.Select(word => OfWord(values, word, part))];
        for (var i = 0; i < values.Count; i++) room[i * Outputs] = known[values.Indices[i]];
    }

    private double OfWord(ValueColumn values, string word, int part) => _words.TryGetValue(word, out var number) ? number
        : _hasWords ? throw Changed(values, part)
        : throw new FtcException(Codes.NotANumber, $"column '{values.Name}' holds {values.First}; write numbers such as -1.25 or 3e-4.",
            _files.FileOf(part));

    private FtcException Changed(ValueColumn values, int part) =>
        new(Codes.DataFile, string.Create(CultureInfo.InvariantCulture,
            $"column '{values.Name}' holds other values than in the first pass: the file was changed meanwhile."), _files.FileOf(part));
}
