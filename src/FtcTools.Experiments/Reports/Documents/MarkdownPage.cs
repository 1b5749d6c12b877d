namespace FtcTools.Experiments.Reports.Documents;

/// <summary>A document as Markdown (GitHub's), with figures in files beside it.</summary>
internal static class MarkdownPage
{
    /// <param name="figures">The folder of the figures, relative to the page, with / between its parts.</param>
    public static void Write(Stream stream, Document document, string figures)
    {
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine($"# {Escape(document.Title)}");
        foreach (var block in document.Blocks)
        {
            text.WriteLine();
            switch (block)
            {
                case Heading heading:
                    text.WriteLine($"## {Escape(heading.Text)}");
                    break;
                case Paragraph paragraph:
                    text.WriteLine(Escape(paragraph.Text));
                    break;
                case Bullets bullets:
                    foreach (var item in bullets.Items) text.WriteLine($"* {Escape(item)}");
                    break;
                case Headline headline:
                    foreach (var figure in headline.Figures) text.WriteLine($"* **{Escape(figure.Value)}** {Escape(figure.Meaning)}");
                    break;
                case Facts facts:
                    foreach (var (name, fact) in facts.Items) text.WriteLine($"* {Escape(name)}: {Escape(fact)}");
                    break;
                case Figure figure:
                    text.WriteLine($"![{Escape(figure.Title)}]({Uri.EscapeDataString(figures).Replace("%2F", "/", StringComparison.Ordinal)}/{figure.Name}.svg)");
                    text.WriteLine();
                    text.WriteLine($"{Escape(figure.Title)}. {Escape(figure.Description)}");
                    break;
                case Table table:
                    Write(text, table);
                    break;
            }
        }
        text.WriteLine();
        text.WriteLine(Escape(document.Footer));
    }

    // Images of samples are for the page that holds them.
    private static void Write(StreamWriter text, Table table)
    {
        int[] shown = [.. Enumerable.Range(0, table.Columns.Count)
            .Where(c => !table.Rows.Any(row => c < row.Count && row[c].Image is not null))];
        text.WriteLine(Escape(table.Caption));
        text.WriteLine();
        text.WriteLine($"| {string.Join(" | ", shown.Select(c => table.Columns[c]).Select(column => Escape(column.Group is null ? column.Name : $"{column.Group}: {column.Name}")))} |");
        text.WriteLine($"|{string.Concat(shown.Select(c => table.Columns[c].Words ? " --- |" : " ---: |"))}");
        foreach (var row in table.Rows)
            text.WriteLine($"| {string.Join(" | ", shown.Select(c => c < row.Count ? Escape(row[c].Text) : ""))} |");
    }

    private static string Escape(string text) =>
        string.Concat(text.ReplaceLineEndings(" ")
            .Select(c => c is '\\' or '`' or '*' or '_' or '<' or '>' or '[' or ']' or '|' or '#' ? $"\\{c}" : c.ToString()));
}
