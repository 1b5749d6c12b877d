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

    private static void Write(StreamWriter text, Table table)
    {
        text.WriteLine(Escape(table.Caption));
        text.WriteLine();
        text.WriteLine($"| {string.Join(" | ", table.Columns.Select(column => Escape(column.Group is null ? column.Name : $"{column.Group}: {column.Name}")))} |");
        text.WriteLine($"|{string.Concat(table.Columns.Select(column => column.Words ? " --- |" : " ---: |"))}");
        foreach (var row in table.Rows) text.WriteLine($"| {string.Join(" | ", row.Select(entry => Escape(entry.Text)).Concat(Enumerable.Repeat("", table.Columns.Count - row.Count)))} |");
    }

    private static string Escape(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(c => c is '\\' or '`' or '*' or '_' or '<' or '>' or '[' or ']' or '|' or '#' ? $"\\{c}" : c.ToString()));
}
