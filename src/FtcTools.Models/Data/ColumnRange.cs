using System.Globalization;
using System.Text.RegularExpressions;

namespace FtcTools.Data;

/// <summary>Column names as people write them: `x0..x63` stands for x0, x1, ..., x63; anything else is one name.</summary>
public static partial class ColumnRange
{
    /// <summary>
    /// The names that <paramref name="text"/> stands for, one after the other: a range may be longer than any file has columns, so it is
    /// never held as a whole. `x00..x12` keeps its leading zeros; `x..y`, `x3..x1` and `x0..y3` are plain names.
    /// </summary>
    public static IEnumerable<string> Expand(string text)
    {
        var match = Pattern().Match(text);
        if (match.Success
            && match.Groups["prefix"].Value == match.Groups["again"].Value
            && int.TryParse(match.Groups["first"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(match.Groups["last"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last)
        {
            var digits = match.Groups["first"].Value.StartsWith('0') ? match.Groups["first"].Length : 1;
            return Names(match.Groups["prefix"].Value, first, last, digits);
        }
        return [text];
    }

    /// <summary>Columns that follow each other and that a range stands for, as ranges.</summary>
    public static IEnumerable<string> Runs(IReadOnlyList<string> names)
    {
        for (var start = 0; start < names.Count;)
        {
            var end = start;
            while (end + 1 < names.Count
                && Expand($"{names[end]}..{names[end + 1]}").Take(3).SequenceEqual([names[end], names[end + 1]])) end++;
            if (end > start) yield return $"{names[start]}..{names[end]}";
            start = end + 1;
        }
    }

    private static IEnumerable<string> Names(string prefix, int first, int last, int digits)
    {
        for (long i = first; i <= last; i++) yield return prefix + i.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    [GeneratedRegex(@"^(?<prefix>.*?)(?<first>[0-9]+)\.\.(?<again>.*?)(?<last>[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
