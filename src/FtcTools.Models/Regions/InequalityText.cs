using System.Globalization;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>Reads linear inequalities as people write them: `y1 - y0 > 0`, `2 x0 + x3 &lt;= 5`, and `y1 > y0 or y2 > y0` for one of several.</summary>
public static class InequalityText
{
    private static readonly string[] s_signs = ["<=", ">=", "<", ">"];

    /// <summary>Reads inequalities of which one must hold.</summary>
    /// <param name="letter">Of the variables: x for inputs, y for outputs.</param>
    /// <exception cref="FtcException">FTC0034: it is none.</exception>
    public static IReadOnlyList<Inequality> ReadClause(string text, char letter) => [.. text.Split(" or ", StringSplitOptions.TrimEntries).Select(part => Read(part, letter))];

    /// <summary>Reads one inequality.</summary>
    /// <exception cref="FtcException">FTC0034: it is none.</exception>
    public static Inequality Read(string text, char letter)
    {
        var sign = s_signs.FirstOrDefault(s => text.Contains(s, StringComparison.Ordinal)) ?? throw Fail(text, letter, "it has no <=, >=, < or >");
        var at = text.IndexOf(sign, StringComparison.Ordinal);
        var (left, right) = (Linear(text, text[..at], letter), Linear(text, text[(at + sign.Length)..], letter));
        // c . v >= e
        var direction = sign[0] == '>' ? 1 : -1;
        var terms = new SortedDictionary<int, double>();
        foreach (var (number, weight) in left.Terms) terms[number] = terms.GetValueOrDefault(number) + direction * weight;
        foreach (var (number, weight) in right.Terms) terms[number] = terms.GetValueOrDefault(number) - direction * weight;
        if (terms.Values.All(v => v == 0)) throw Fail(text, letter, $"it has no {letter}0, {letter}1, ... in it");
        return new([.. Enumerable.Range(0, terms.Keys.Last() + 1).Select(j => terms.GetValueOrDefault(j))], direction * (right.Constant - left.Constant), sign.Length == 1);
    }

    private static (List<(int Number, double Weight)> Terms, double Constant) Linear(string whole, string text, char letter)
    {
        var (terms, constant, at) = (new List<(int, double)>(), 0.0, 0);
        var empty = true;
        while (Skip() < text.Length)
        {
            var sign = 1.0;
            var signed = false;
            while (Skip() < text.Length && text[at] is '+' or '-')
            {
                if (text[at++] == '-') sign = -sign;
                signed = true;
            }
            if (!empty && !signed) throw Fail(whole, letter, "terms are joined by + and -");
            var weight = Number();
            if (Skip() < text.Length && text[at] == '*') at++;
            if (Skip() < text.Length && char.ToLowerInvariant(text[at]) == letter)
            {
                var start = ++at;
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                if (!int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1_000_000)
                    throw Fail(whole, letter, $"behind {letter} stands its number, from 0");
                terms.Add((number, sign * (weight ?? 1)));
            }
            else
            {
                constant += sign * (weight ?? throw Fail(whole, letter, $"'{text.Trim()}' is no sum of numbers and {letter}0, {letter}1, ..."));
            }
            empty = false;
        }
        return empty ? throw Fail(whole, letter, "a side of it is empty") : (terms, constant);

        int Skip()
        {
            while (at < text.Length && text[at] == ' ') at++;
            return at;
        }

        double? Number()
        {
            var start = Skip();
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.' || (at > start && text[at] is 'e' or 'E') || (at > start && text[at] is '+' or '-' && text[at - 1] is 'e' or 'E'))) at++;
            if (at == start) return null;
            return double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
                : throw Fail(whole, letter, $"'{text[start..at]}' is no number");
        }
    }

    private static FtcException Fail(string text, char letter, string why) =>
        new(Codes.Argument, $"'{text}' is no linear inequality: {why}; valid are ones such as '{letter}1 - {letter}0 > 0' and '2 {letter}0 + {letter}3 <= 5'.");
}
