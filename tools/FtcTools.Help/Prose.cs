using System.Text.RegularExpressions;

namespace FtcTools.Help;

/// <summary>Markdown as plain paragraphs and code.</summary>
public static partial class Prose
{
    /// <summary>Paragraphs without code blocks; lists keep their lines.</summary>
    public static IReadOnlyList<string> Paragraphs(IEnumerable<string> text)
    {
        var paragraphs = new List<string>();
        var open = false;
        var code = false;
        foreach (var line in text)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                code = !code;
                open = false;
                continue;
            }
            if (code) continue;
            if (line.Length == 0)
            {
                open = false;
                continue;
            }
            var plain = Plain(line);
            if (!open || line.StartsWith("- ", StringComparison.Ordinal)) paragraphs.Add(plain);
            else paragraphs[^1] += " " + plain.Trim();
            open = true;
        }
        return paragraphs;
    }

    /// <summary>The lines of all code blocks.</summary>
    public static IReadOnlyList<string> Code(IEnumerable<string> text)
    {
        var lines = new List<string>();
        var code = false;
        foreach (var line in text)
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) code = !code;
            else if (code) lines.Add(line);
        }
        return lines;
    }

    private static string Plain(string line) =>
        Link().Replace(line, "$1").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
