using FtcTools.Data.Formats;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data.Stored;

/// <summary>
/// One pass over answers alone: whether a column holds numbers or words, and which different ones where these are classes. What is found is
/// in the order of the samples, whatever thread came first.
/// </summary>
/// <param name="columns">The columns of the answers, from 0, that are looked at.</param>
/// <param name="numbers">Whether different numbers are kept, too.</param>
internal sealed class AnswerKinds(StoredFiles files, int[] columns, bool numbers)
{
    // More different ones are no classes.
    private const int Most = 1 << 16;

    private readonly Dictionary<string, Place>[] _words = [.. columns.Select(_ => new Dictionary<string, Place>(StringComparer.Ordinal))];
    private readonly Dictionary<double, Place>[] _numbers = [.. columns.Select(_ => new Dictionary<double, Place>())];

    /// <summary>Where a value stands first.</summary>
    private readonly record struct Place(int Part, int Row, int Line) : IComparable<Place>
    {
        public int CompareTo(Place other) => (Part, Row).CompareTo((other.Part, other.Row));
    }

    public void Find(IProgress<double>? progress, CancellationToken cancellation) =>
        files.Each(features: false, answers: true, null, null, () => new Worker(this), progress, cancellation);

    /// <summary>The different values of a column (from 0 among those asked for), and where each stands first.</summary>
    /// <exception cref="FtcException">FTC0014: numbers and words in one column.</exception>
    public (ValueColumn Values, Func<int, (string File, int Row, int Line)> PlaceOf) Of(int column)
    {
        var answer = files.Choice.Answers[columns[column]];
        var values = new ValueColumn(answer.Name);
        var (words, found) = (_words[column].OrderBy(pair => pair.Value).ToArray(), _numbers[column].OrderBy(pair => pair.Value).ToArray());
        if (words.Length > 0 && found.Length > 0)
        {
            var ((word, first), (number, second)) = (words[0], found[0]);
            var (later, shown, other) = first.CompareTo(second) > 0 ? (first, $"'{word}'", Text.Of(number))
                : (second, Text.Of(number), $"'{word}'");
            var (file, row, line) = Named(later);
            throw new FtcException(Codes.NotANumber,
                $"column '{answer.Name}' holds {shown}{(line > 0 ? "" : $" in row {row + 1}")} and {other} before, and a column is all numbers or all words.", file, line, Math.Min(line, 1));
        }
        foreach (var (word, _) in words) values.Add(word);
        foreach (var (number, _) in found) values.Add(number);
        Place[] places = [.. words.Select(pair => pair.Value), .. found.Select(pair => pair.Value)];
        return (values, i => Named(places[i]));

        (string File, int Row, int Line) Named(Place place) =>
            (files.FileOf(place.Part), files.Parts[place.Part].Before + place.Row, place.Line);
    }

    private sealed class Worker(AnswerKinds owner) : IPartWorker
    {
        private readonly Dictionary<string, Place>[] _words =
            [.. owner._words.Select(_ => new Dictionary<string, Place>(StringComparer.Ordinal))];
        private readonly Dictionary<double, Place>[] _numbers = [.. owner._numbers.Select(_ => new Dictionary<double, Place>())];

        public void Take(PartReader read, ValueColumn[] answers, int part)
        {
            if (read.Count == 0) return;
            for (var c = 0; c < _words.Length; c++)
            {
                var values = answers[owner.Columns[c]];
                if (values.IsWords) Words(values, c, read, part);
                else if (owner.Numbers) Numbers(values.NumberSpan, c, read, part);
                else Keep(_numbers[c], values.NumberSpan[0], 0, read, part, mostly: true);
            }
        }

        private void Words(ValueColumn values, int c, PartReader read, int part)
        {
            var seen = 0;
            for (var i = 0; i < values.Indices.Count && seen < values.Words.Count; i++)
            {
                if (values.Indices[i] == seen) Keep(_words[c], values.Words[seen++], i, read, part, mostly: false);
            }
        }

        private void Numbers(ReadOnlySpan<double> values, int c, PartReader read, int part)
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (i == 0 || values[i] != values[i - 1]) Keep(_numbers[c], values[i], i, read, part, mostly: false);
            }
        }

        // Only one is kept where they are not asked for.
        private static void Keep<T>(Dictionary<T, Place> known, T value, int row, PartReader read, int part, bool mostly)
            where T : notnull
        {
            if (known.TryGetValue(value, out var before) ? before.Part <= part
                : mostly && known.Count > 0 && known.Values.Min().Part <= part) return;
            if (known.Count >= Most) return;
            known[value] = new(part, row, read.LineOf(row));
        }

        public void End()
        {
            for (var c = 0; c < _words.Length; c++)
            {
                Merge(owner._words[c], _words[c]);
                Merge(owner._numbers[c], _numbers[c]);
            }
        }

        private static void Merge<T>(Dictionary<T, Place> into, Dictionary<T, Place> from)
            where T : notnull
        {
            foreach (var (value, place) in from)
            {
                if (!into.TryGetValue(value, out var before) || place.CompareTo(before) < 0) into[value] = place;
            }
        }
    }

    private int[] Columns => columns;

    private bool Numbers => numbers;
}
