namespace FtcTools.Theory;

/// <summary>docs/theory: what of it is made here, and where it stands.</summary>
internal static class Pages
{
    public static IReadOnlyList<Figure> Figures { get; } =
        [.. TwoLayers.Figures, .. Foldings.Figures, .. Strips.Figures, .. Plateaus.Figures, .. RegionPlane.Figures, .. Deep.Figures,
            .. OtherPapers.Figures];

    public static IReadOnlyList<Passage> Passages { get; } = [.. Tables.Passages, .. Corrections.Passages];

    /// <summary>A picture's file.</summary>
    public static string File(Figure figure) => Path.Join("img", figure.Name + ".svg");

    /// <summary>What a page says about a picture.</summary>
    public static string Text(Figure figure, string caption) => $"![{figure.Shows}](img/{figure.Name}.svg)\n\n{caption}";

    /// <summary>What stands between the marks of a part; null where the page has no such marks.</summary>
    public static string? Find(string page, string name)
    {
        var (start, end) = Marks(name);
        var (from, to) = (page.IndexOf(start, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        return from < 0 || to < from ? null : page[(from + start.Length)..to].Trim('\n');
    }

    /// <summary>The page with another text between the marks of a part.</summary>
    /// <exception cref="InvalidDataException">It has no such marks.</exception>
    public static string Replace(string page, string name, string text)
    {
        var (start, end) = Marks(name);
        _ = Find(page, name) ?? throw new InvalidDataException($"no page part '{name}': it begins with {start} and ends with {end}");
        return page[..(page.IndexOf(start, StringComparison.Ordinal) + start.Length)] + $"\n{text}\n"
            + page[page.IndexOf(end, StringComparison.Ordinal)..];
    }

    private static (string Start, string End) Marks(string name) => ($"<!-- {name} -->", $"<!-- end {name} -->");
}
