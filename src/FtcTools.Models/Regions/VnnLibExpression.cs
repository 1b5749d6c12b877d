using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>An S-expression with its place: a word, or a list.</summary>
/// <param name="Word">Null for a list.</param>
internal sealed record VnnLibExpression(string? Word, IReadOnlyList<VnnLibExpression> Items, int Line, int Column)
{
    private const int Deepest = 200;

    public bool Is(string word) => Word == word;

    /// <summary>The first word of a list; empty where there is none.</summary>
    public string Head => Items.Count > 0 ? Items[0].Word ?? "" : "";

    /// <summary>All expressions of a file.</summary>
    /// <exception cref="FtcException">FTC0081: parentheses that do not match, or lists that are too deep.</exception>
    public static List<VnnLibExpression> ReadAll(string text, string file)
    {
        var stack = new Stack<(List<VnnLibExpression> Items, int Line, int Column)>();
        var top = new List<VnnLibExpression>();
        var (line, start) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var column = i - start + 1;
            switch (text[i])
            {
                case '\n': (line, start) = (line + 1, i + 1); break;
                case ' ' or '\t' or '\r' or '\uFEFF': break;
                case ';':
                    while (i + 1 < text.Length && text[i + 1] != '\n') i++;
                    break;
                case '(':
                    if (stack.Count == Deepest) throw Fail($"more than {Deepest} lists stand in each other");
                    stack.Push((top, line, column));
                    top = [];
                    break;
                case ')':
                    if (stack.Count == 0) throw Fail("a ')' closes nothing");
                    var (outer, fromLine, fromColumn) = stack.Pop();
                    outer.Add(new(null, top, fromLine, fromColumn));
                    top = outer;
                    break;
                default:
                    var end = i;
                    while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('(' or ')' or ';')) end++;
                    top.Add(new(text[i..end], [], line, column));
                    i = end - 1;
                    break;
            }

            FtcException Fail(string what) => new(Codes.RegionFile, $"{what}.", file, line, column);
        }
        return stack.Count == 0 ? top
            : throw new FtcException(Codes.RegionFile, "a '(' is never closed.", file, stack.Peek().Line, stack.Peek().Column);
    }
}
