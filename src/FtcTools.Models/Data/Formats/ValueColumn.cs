using System.Globalization;
using FtcTools.Numerics;

namespace FtcTools.Data.Formats;

/// <summary>
/// The values of a column of answers: all of them numbers, or all of them words (true and false are words). Which of the two is known when
/// the last one was read; the first of the other kind is remembered for an error message.
/// </summary>
/// <param name="width">Values a row.</param>
/// <param name="numbersOnly">Whether words are refused, and where.</param>
internal sealed class ValueColumn(string name, int width = 1, bool numbersOnly = false)
{
    private readonly NumberRows _numbers = new(width);
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<int> _indices = [];

    public string Name => name;

    /// <summary>Whether the values go into a model: an empty cell is then NaN, or no word, and true and false are numbers.</summary>
    public bool IsInput { get; init; }

    /// <summary>Whether all values are words, whatever they look like.</summary>
    public bool WordsOnly { get; init; }

    /// <summary>Values a row.</summary>
    public int Width => width;

    /// <summary>Whether words are refused.</summary>
    public bool NumbersOnly => numbersOnly;

    public int Count => IsWords ? _indices.Count : _numbers.Count;

    /// <summary>Whether the values are words.</summary>
    public bool IsWords => _indices.Count > 0;

    /// <summary>The different words, in the order in which they came.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>For each row, which of <see cref="Words"/> it holds.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <summary>The numbers, row by row.</summary>
    public double[] Numbers() => _numbers.ToArray();

    /// <summary>The numbers so far, row by row; valid until more come.</summary>
    public ReadOnlySpan<double> NumberSpan => _numbers.Span;

    /// <summary>Forgets the values, and keeps their room.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _known.Clear();
        _words.Clear();
        _indices.Clear();
    }

    /// <summary>Room for rows of numbers; null where the column holds words.</summary>
    public Span<double> NextNumbers(int rows) => _numbers.Next(rows);

    /// <summary>Adds a cell of text; false where the column held the other kind so far, or where it is empty or no finite number.</summary>
    public Cell Add(ReadOnlySpan<char> text)
    {
        if (WordsOnly)
        {
            Add(text.ToString());
            return Cell.Taken;
        }
        if (text.IsEmpty)
        {
            if (!IsInput) return Cell.Empty;
            _numbers.Next(1)[0] = double.NaN;
            return Cell.Taken;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return Add(number);
        if (IsInput && bool.TryParse(text, out var truth)) return Add(truth ? 1 : 0);
        if (numbersOnly) return Cell.NoNumber;
        if (_numbers.Count > 0) return Cell.Mixed;
        Add(text.ToString());
        return Cell.Taken;
    }

    public Cell Add(double number)
    {
        if (WordsOnly)
        {
            Add(Text.Of(number));
            return Cell.Taken;
        }
        if (IsWords) return Cell.Mixed;
        if (!IsInput && !double.IsFinite(number)) return Cell.NotFinite;
        _numbers.Next(1)[0] = number;
        return Cell.Taken;
    }

    /// <summary>Adds a word, whatever it looks like.</summary>
    public void Add(string word)
    {
        if (!_known.TryGetValue(word, out var index))
        {
            _known.Add(word, index = _words.Count);
            _words.Add(word);
        }
        _indices.Add(index);
    }

    /// <summary>The first value, for an error message about one of the other kind.</summary>
    public string First => IsWords ? $"'{_words[_indices[0]]}'" : Text.Of(_numbers.Span[0]);

    /// <summary>The word, or the number, of a row, for an error message.</summary>
    public string Show(int row) => IsWords ? $"'{_words[_indices[row]]}'" : Text.Of(_numbers.Span[row * width]);
}

/// <summary>What became of a cell.</summary>
internal enum Cell
{
    Taken,
    Empty,
    NotFinite,
    NoNumber,
    Mixed,
}
