using System.Globalization;
using System.Net;
using System.Xml.Linq;
using FtcTools.Experiments.Reports.Plots;

namespace FtcTools.Experiments.Reports.Documents;

/// <summary>
/// A document as one page for people: one file, nothing from the network, light or dark as the reader's system is, on a phone, a screen or
/// paper. Its only script lets readers order tables.
/// </summary>
internal static class HtmlPage
{
    public static void Write(Stream stream, Document document)
    {
        using var html = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        html.WriteLine("<!DOCTYPE html>");
        html.WriteLine("<html lang=\"en\">");
        html.WriteLine("<head>");
        html.WriteLine("<meta charset=\"utf-8\">");
        html.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.WriteLine($"<title>{Escape(document.Title)}</title>");
        html.WriteLine($"<style>\n{string.Join('\n', Palette.Variables, PageStyle.Css, Palette.Marks).ReplaceLineEndings("\n")}\n</style>");
        html.WriteLine("</head>");
        html.WriteLine("<body>");
        html.WriteLine("<main>");
        html.WriteLine($"<h1>{Escape(document.Title)}</h1>");
        foreach (var block in document.Blocks) Write(html, block);
        html.WriteLine($"<p class=\"faint\">{Escape(document.Footer)}</p>");
        html.WriteLine("</main>");
        if (document.Blocks.Any(block => block is Table { Sortable: true }))
            html.WriteLine($"<script>\n{PageStyle.Script.ReplaceLineEndings("\n")}\n</script>");
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
            case Headline headline:
                html.WriteLine("<ul class=\"headline\">");
                foreach (var figure in headline.Figures)
                    html.WriteLine($"<li><b{Class(figure.Tone)}>{Escape(figure.Value)}</b><span>{Escape(figure.Meaning)}</span></li>");
                html.WriteLine("</ul>");
                break;
            case Facts facts:
                html.WriteLine("<dl>");
                foreach (var (name, text) in facts.Items) html.WriteLine($"<dt>{Escape(name)}</dt><dd>{Escape(text)}</dd>");
                html.WriteLine("</dl>");
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
        var layout = PageStyle.Layout(table.Columns.Count);
        var isLong = layout.Length == 0 && table.Rows.Count > PageStyle.LongRows;
        // A box that is scrolled is reached with the keyboard, too.
        if (isLong)
            html.WriteLine($"<div class=\"long\" role=\"region\" tabindex=\"0\" aria-label=\"{Escape(table.Caption.Split('.')[0])}\">");
        html.WriteLine($"<table{Classes(layout, table.Sortable ? "sortable" : "")}>");
        html.WriteLine($"<caption>{Escape(table.Caption)}</caption>");
        html.WriteLine("<thead>");
        Head(html, table.Columns);
        html.WriteLine("</thead>");
        html.WriteLine("<tbody>");
        foreach (var row in table.Rows)
        {
            html.Write("<tr>");
            for (var c = 0; c < row.Count; c++) Write(html, table, row, c, layout.Length > 0);
            html.WriteLine("</tr>");
        }
        html.WriteLine("</tbody>");
        html.WriteLine("</table>");
        if (isLong) html.WriteLine("</div>");
    }

    private static void Write(StreamWriter html, Table table, IReadOnlyList<Entry> row, int c, bool labelled)
    {
        var (open, close) = c == 0 ? ("th scope=\"row\"", "th") : ("td", "td");
        var (entry, column) = (row[c], table.Columns[c]);
        // A row that ends early says in its last entry why.
        var span = c == row.Count - 1 && row.Count < table.Columns.Count
            ? string.Create(CultureInfo.InvariantCulture, $" colspan=\"{table.Columns.Count - c}\"") : "";
        var label = labelled ? $" data-label=\"{Escape(column.Group is null ? column.Name : $"{column.Group}: {column.Name}")}\"" : "";
        var value = entry.Value is { } number ? string.Create(CultureInfo.InvariantCulture, $" data-value=\"{number}\"") : "";
        var content = entry.Image is { } image
            ? $"<img alt=\"{Escape(entry.Text)}\" src=\"data:image/png;base64,{Convert.ToBase64String(image)}\"/>" : Escape(entry.Text);
        html.Write($"<{open}{span}{label}{value}{Class(entry.Tone, column.Words || span.Length > 0)}>{content}</{close}>");
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

    private static string Class(Tone tone, bool words = false) =>
        Classes(words ? "text" : "", tone == Tone.Plain ? "" : tone.ToString().ToLowerInvariant());

    private static string Classes(params string[] names) =>
        string.Join(' ', names.Where(name => name.Length > 0)) is { Length: > 0 } all ? $" class=\"{all}\"" : "";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
