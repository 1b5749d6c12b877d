using System.Globalization;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>
/// Reads linear inequalities as people write them: `y1 - y0 > 0`, `2 x0 + x3 &lt;= 5`, `income &lt;= 12000`, and `y1 > y0 or y2 > y0` for
/// one of several.
/// </summary>
public static class InequalityText
{
    private const int LargestNumber = 1_000_000;

    private static readonly string[] s_signs = ["<=", ">=", "<", ">"];

    /// <summary>Reads inequalities of which one must hold.</summary>
    /// <param name="letter">The letter of the variables: x for inputs, y for outputs.</param>
    /// <exception cref="FtcException">FTC0034: it is none.</exception>
    public static IReadOnlyList<Inequality> ReadClause(string text, char letter, IReadOnlyList<string>? names = null) =>
        [.. text.Split(" or ", StringSplitOptions.TrimEntries).Select(part => Read(part, letter, names))];

    /// <summary>Reads one inequality.</summary>
    /// <param name="names">
    /// The names of the variables, by number, which are then valid beside the letter and the number; null for none.
    /// </param>
    /// <exception cref="FtcException">FTC0034: it is none.</exception>
    public static Inequality Read(string text, char letter, IReadOnlyList<string>? names = null)
    {
        var sign = s_signs.FirstOrDefault(s => text.Contains(s, StringComparison.Ordinal))
            ?? throw Fail(text, letter, "it has no <=, >=, < or >");
        var at = text.IndexOf(sign, StringComparison.Ordinal);
        var (left, right) = (new Side(text, text[..at], letter, names), new Side(text, text[(at + sign.Length)..], letter, names));
        // c . v >= e
        var direction = sign[0] == '>' ? 1 : -1;
        var terms = new SortedDictionary<int, double>();
        foreach (var (number, weight) in left.Terms) terms[number] = terms.GetValueOrDefault(number) + direction * weight;
        foreach (var (number, weight) in right.Terms) terms[number] = terms.GetValueOrDefault(number) - direction * weight;
        if (terms.Values.All(v => v == 0)) throw Fail(text, letter, $"it has no {letter}0, {letter}1, ... in it");
        return new([.. Enumerable.Range(0, terms.Keys.Last() + 1).Select(j => terms.GetValueOrDefault(j))], direction
            * (right.Constant - left.Constant), sign.Length == 1);
    }

    private static FtcException Fail(string text, char letter, string why) =>
        new(Codes.Argument, $"'{text}' is no linear inequality: {why}; valid are ones such as '{letter}1 - {letter}0 > 0' and '2 {letter}0 + {letter}3 <= 5'.");

    // One side of an inequality: a sum of numbers, and of variables with a number in front.
    private sealed class Side
    {
        private readonly string _whole;
        private readonly string _text;
        private readonly char _letter;
        private readonly IReadOnlyList<string>? _names;
        private int _at;

        public Side(string whole, string text, char letter, IReadOnlyList<string>? names)
        {
            (_whole, _text, _letter, _names) = (whole, text, letter, names);
            for (var first = true; Skip() < text.Length; first = false) Term(first);
            if (string.IsNullOrWhiteSpace(text)) throw Wrong("a side of it is empty");
        }

        public List<(int Number, double Weight)> Terms { get; } = [];

        public double Constant { get; private set; }

        private void Term(bool first)
        {
            var (sign, signed) = (1.0, false);
            while (Skip() < _text.Length && _text[_at] is '+' or '-')
            {
                if (_text[_at++] == '-') sign = -sign;
                signed = true;
            }
            if (!first && !signed) throw Wrong("terms are joined by + and -");
            var weight = Number();
            if (Skip() < _text.Length && _text[_at] == '*') _at++;
            if (Variable() is { } variable) Terms.Add((variable, sign * (weight ?? 1)));
            else Constant += sign * (weight ?? throw Wrong($"'{_text.Trim()}' is no sum of numbers and {_letter}0, {_letter}1, ..."));
        }

        private int Skip()
        {
            while (_at < _text.Length && _text[_at] == ' ') _at++;
            return _at;
        }

        private double? Number()
        {
            var start = Skip();
            while (_at < _text.Length && IsOfNumber(start)) _at++;
            if (_at == start) return null;
            return double.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value) ? value
                : throw Wrong($"'{_text[start.._at]}' is no number");
        }

        private bool IsOfNumber(int start) => char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'
            || (_at > start && _text[_at] is 'e' or 'E' && _at + 1 < _text.Length
                && (char.IsAsciiDigit(_text[_at + 1]) || _text[_at + 1] is '+' or '-'))
            || (_at > start && _text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E');

        // A name, or the letter with a number behind it.
        private int? Variable()
        {
            var start = Skip();
            if (_at == _text.Length || !(char.IsLetter(_text[_at]) || _text[_at] == '_')) return null;
            while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.')) _at++;
            var word = _text[start.._at];
            for (var j = 0; j < _names?.Count; j++)
            {
                if (_names[j] == word) return j;
            }
            if (char.ToLowerInvariant(word[0]) == _letter
                && int.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= LargestNumber)
                return number;
            throw Wrong(_names is null ? $"'{word}' is no variable; {_letter}0 is the first"
                : $"'{word}' is none of {Nearest.List(word, [.. _names])}");
        }

        private FtcException Wrong(string why) => Fail(_whole, _letter, why);
    }
}
