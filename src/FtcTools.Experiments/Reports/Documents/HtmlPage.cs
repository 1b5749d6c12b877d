using System.Globalization;
using System.Net;
using System.Xml.Linq;
using FtcTools.Experiments.Reports.Plots;

namespace FtcTools.Experiments.Reports.Documents;

/// <summary>A document as one page for people: no script, nothing from the network, light or dark as the reader's system is.</summary>
internal static class HtmlPage
{
    private const string Style = """
        body { margin: 2rem auto; padding: 0 1rem; max-width: 80rem; font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper); }
        h1 { line-height: 1.2; } h2 { margin-top: 2.2rem; line-height: 1.25; }
        p, li { max-width: 50rem; }
        figure { margin: 1.6rem 0; } figcaption { max-width: 50rem; color: var(--faint); padding: .4rem 0; }
        svg.plot { max-width: 100%; height: auto; display: block; }
        .wide { overflow-x: auto; }
        .wide:focus-visible, summary:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
        summary { cursor: pointer; padding: .25rem 0; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; padding: .5rem 0; color: var(--faint); max-width: 50rem; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
        th[scope=row], th.text, td.text { text-align: left; } th[scope=row] { font-weight: normal; } th[scope=colgroup] { text-align: center; }
        tbody tr:nth-child(even) { background: var(--band); }
        .good { color: var(--good); } .bad { color: var(--bad); } .faint { color: var(--faint); }
        @media print { details:not([open]) { display: none; } }
        """;

    public static void Write(Stream stream, Document document)
    {
        using var html = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        html.WriteLine("<!DOCTYPE html>");
        html.WriteLine("<html lang=\"en\">");
        html.WriteLine("<head>");
        html.WriteLine("<meta charset=\"utf-8\">");
        html.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.WriteLine($"<title>{Escape(document.Title)}</title>");
        html.WriteLine($"<style>\n{string.Join('\n', Palette.Variables, Style, Palette.Marks).ReplaceLineEndings("\n")}\n</style>");
        html.WriteLine("</head>");
        html.WriteLine("<body>");
        html.WriteLine("<main>");
        html.WriteLine($"<h1>{Escape(document.Title)}</h1>");
        foreach (var block in document.Blocks) Write(html, block);
        html.WriteLine($"<p class=\"faint\">{Escape(document.Footer)}</p>");
        html.WriteLine("</main>");
        html.WriteLine("</body>");
        html.WriteLine("</html>");
    }

    private static void Write(StreamWriter html, Block block)
    {
        switch (block)
        {
            case Heading heading:
                html.WriteLine($"<h2>{Escape(heading.Text)}</h2>");
                break;
            case Paragraph paragraph:
                html.WriteLine($"<p{Class(paragraph.Tone)}>{Escape(paragraph.Text)}</p>");
                break;
            case Bullets bullets:
                html.WriteLine("<ul>");
                foreach (var item in bullets.Items) html.WriteLine($"<li{Class(bullets.Tone)}>{Escape(item)}</li>");
                html.WriteLine("</ul>");
                break;
            case Figure figure:
                html.WriteLine($"<figure id=\"{figure.Name}\">");
                html.WriteLine(figure.Svg.ToString(SaveOptions.DisableFormatting));
                html.WriteLine($"<figcaption>{Escape(figure.Title)}. {Escape(figure.Description)}</figcaption>");
                Write(html, figure.Data with { Folded = true });
                html.WriteLine("</figure>");
                break;
            case Table { Folded: true } table:
                html.WriteLine("<details>");
                html.WriteLine($"<summary>{Escape(table.Caption)}</summary>");
                WriteTable(html, table);
                html.WriteLine("</details>");
                break;
            case Table table:
                WriteTable(html, table);
                break;
        }
    }

    private static void WriteTable(StreamWriter html, Table table)
    {
        // A table that is wider than the page is scrolled with the keyboard, too.
        html.WriteLine($"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{Escape(table.Caption.Split('.')[0])}\">");
        html.WriteLine("<table>");
        html.WriteLine($"<caption>{Escape(table.Caption)}</caption>");
        html.WriteLine("<thead>");
        Head(html, table.Columns);
        html.WriteLine("</thead>");
        html.WriteLine("<tbody>");
        foreach (var row in table.Rows)
        {
            html.Write("<tr>");
            for (var c = 0; c < row.Count; c++)
            {
                var (open, close) = c == 0 ? ("th scope=\"row\"", "th") : ("td", "td");
                // A row that ends early says in its last entry why.
                var span = c == row.Count - 1 && row.Count < table.Columns.Count ? string.Create(CultureInfo.InvariantCulture, $" colspan=\"{table.Columns.Count - c}\"") : "";
                html.Write($"<{open}{span}{Class(row[c].Tone, table.Columns[c].Words || span.Length > 0)}>{Escape(row[c].Text)}</{close}>");
            }
            html.WriteLine("</tr>");
        }
        html.WriteLine("</tbody>");
        html.WriteLine("</table>");
        html.WriteLine("</div>");
    }

    private static void Head(StreamWriter html, IReadOnlyList<Column> columns)
    {
        var grouped = columns.Any(column => column.Group is not null);
        html.Write("<tr>");
        for (var c = 0; c < columns.Count;)
        {
            var group = columns[c].Group;
            if (group is null)
            {
                html.Write($"<th scope=\"col\"{(grouped ? " rowspan=\"2\"" : "")}{Class(Tone.Plain, columns[c].Words)}>{Escape(columns[c].Name)}</th>");
                c++;
                continue;
            }
            var count = columns.Skip(c).TakeWhile(column => column.Group == group).Count();
            html.Write(string.Create(CultureInfo.InvariantCulture, $"<th scope=\"colgroup\" colspan=\"{count}\">{Escape(group)}</th>"));
            c += count;
        }
        html.WriteLine("</tr>");
        if (!grouped) return;
        html.WriteLine($"<tr>{string.Concat(columns.Where(column => column.Group is not null).Select(column => $"<th scope=\"col\"{Class(Tone.Plain, column.Words)}>{Escape(column.Name)}</th>"))}</tr>");
    }

    private static string Class(Tone tone, bool words = false)
    {
        var names = string.Join(' ', new[] { words ? "text" : "", tone == Tone.Plain ? "" : tone.ToString().ToLowerInvariant() }.Where(name => name.Length > 0));
        return names.Length == 0 ? "" : $" class=\"{names}\"";
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
