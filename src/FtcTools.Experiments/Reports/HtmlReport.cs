using System.Globalization;
using System.Net;
using FtcTools.Networks;

namespace FtcTools.Experiments.Reports;

/// <summary>One page for people: no script, nothing from the network, light or dark as the reader's system is.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b1f24; --faint: #59636e; --paper: #ffffff; --line: #d1d9e0; --band: #f6f8fa; --good: #116329; --bad: #a40e26; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9198a1; --paper: #0d1117; --line: #3d444d; --band: #151b23; --good: #56d364; --bad: #ff9492; } }
        body { margin: 2rem auto; padding: 0 1rem; max-width: 80rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; padding: .5rem 0; color: var(--faint); }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
        th[scope=row], th.text, td.text { text-align: left; }
        tbody tr:nth-child(even) { background: var(--band); }
        .good { color: var(--good); } .bad { color: var(--bad); } .faint { color: var(--faint); }
        """;

    public static void Write(Stream stream, Experiment experiment, IReadOnlyList<CellResult> results)
    {
        using var html = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        html.WriteLine("<!DOCTYPE html>");
        html.WriteLine("<html lang=\"en\">");
        html.WriteLine("<head>");
        html.WriteLine("<meta charset=\"utf-8\">");
        html.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.WriteLine($"<title>{Escape(experiment.Name)}</title>");
        html.WriteLine($"<style>\n{Style.ReplaceLineEndings("\n")}\n</style>");
        html.WriteLine("</head>");
        html.WriteLine("<body>");
        html.WriteLine("<main>");
        html.WriteLine($"<h1>{Escape(experiment.Name)}</h1>");
        html.WriteLine($"<p>{Summary(results)}</p>");
        Table(html, experiment, results);
        Diagnostics(html, experiment, results);
        Attempts(html, results);
        html.WriteLine($"<p class=\"faint\">{Escape(Path.GetFileName(experiment.File))}. {Escape(NetworkOrigin.ThisMaker)}.</p>");
        html.WriteLine("</main>");
        html.WriteLine("</body>");
        html.WriteLine("</html>");
    }

    private static string Summary(IReadOnlyList<CellResult> results)
    {
        var broken = results.Sum(result => result.Diagnostics.Count);
        var verdict = broken == 0
            ? "<strong class=\"good\">Every expectation holds.</strong>"
            : $"<strong class=\"bad\">{Show(broken)} {(broken == 1 ? "diagnostic" : "diagnostics")}, see below.</strong>";
        var sizes = results.SelectMany(result => result.Reports.Take(1)).Select(report => $"N = {Show(report.N)} wrong answers of K = {Show(report.K)}").Distinct().ToArray();
        return sizes.Length == 1 ? $"{sizes[0]}. {verdict}" : verdict;
    }

    private static void Table(StreamWriter html, Experiment experiment, IReadOnlyList<CellResult> results)
    {
        html.WriteLine("<div class=\"wide\">");
        html.WriteLine("<table>");
        html.WriteLine(
            "<caption>Networks, the neurons they take beside the paper's bound and the lower bound, and how they verify. A mismatch is a sample that is not equal (exact) or not proven "
            + "to be within the tolerance in every order of summation (float64, float32); the error is the largest of a plain evaluation.</caption>");
        html.WriteLine("<thead>");
        html.Write("<tr><th scope=\"col\" rowspan=\"2\" class=\"text\">Cell</th>");
        foreach (var head in new[] { "Layers", "Method", "Neurons", "Paper bound", "Lower bound" })
            html.Write($"<th scope=\"col\" rowspan=\"2\"{(head == "Method" ? " class=\"text\"" : "")}>{head}</th>");
        foreach (var arithmetic in experiment.Arithmetics) html.Write($"<th scope=\"colgroup\" colspan=\"3\">{arithmetic}</th>");
        html.WriteLine("<th scope=\"col\" rowspan=\"2\">Seconds</th></tr>");
        html.WriteLine($"<tr>{string.Concat(experiment.Arithmetics.Select(_ => "<th scope=\"col\">Verdict</th><th scope=\"col\">Mismatches</th><th scope=\"col\">Error</th>"))}</tr>");
        html.WriteLine("</thead>");
        html.WriteLine("<tbody>");
        foreach (var result in results) Row(html, experiment, result);
        html.WriteLine("</tbody>");
        html.WriteLine("</table>");
        html.WriteLine("</div>");
    }

    private static void Row(StreamWriter html, Experiment experiment, CellResult result)
    {
        html.Write($"<tr><th scope=\"row\">{Escape(result.Name)}</th>");
        if (result.Reports is not [var first, ..])
        {
            html.WriteLine($"<td colspan=\"{6 + 3 * experiment.Arithmetics.Count}\" class=\"text bad\">no network</td></tr>");
            return;
        }
        html.Write($"<td>{Show(first.Layers)}</td><td class=\"text\">{Escape(first.Method ?? "")}</td><td>{Show(first.Neurons)}</td>");
        html.Write($"<td>{Show(first.PaperBound)}</td><td>{Show(first.LowerBound)}</td>");
        foreach (var report in result.Reports)
        {
            html.Write(report.Passed ? "<td class=\"good\">passed</td>" : "<td class=\"bad\">failed</td>");
            html.Write($"<td>{Show(report.Mismatches)}</td><td>{Show(report.MaxError)}</td>");
        }
        html.WriteLine($"<td>{(result.BuildSeconds + result.Reports.Sum(report => report.Seconds)).ToString("0.00", CultureInfo.InvariantCulture)}</td></tr>");
    }

    private static void Diagnostics(StreamWriter html, Experiment experiment, IReadOnlyList<CellResult> results)
    {
        var all = results.SelectMany(result => result.Diagnostics).ToArray();
        if (all.Length == 0) return;
        html.WriteLine("<h2>Diagnostics</h2>");
        html.WriteLine("<ul>");
        foreach (var e in all)
            html.WriteLine($"<li class=\"bad\">{Escape(Path.GetFileName(e.File ?? experiment.File))}({Show(e.Line)},{Show(e.Column)}): {e.Code}: {Escape(e.Message)}</li>");
        html.WriteLine("</ul>");
    }

    private static void Attempts(StreamWriter html, IReadOnlyList<CellResult> results)
    {
        foreach (var result in results.Where(result => result.Attempts.Count > 0))
        {
            html.WriteLine("<details>");
            html.WriteLine($"<summary>Constructions considered for {Escape(result.Name)}</summary>");
            html.WriteLine("<div class=\"wide\"><table>");
            html.WriteLine("<thead><tr><th scope=\"col\" class=\"text\">Construction</th><th scope=\"col\">Layers</th><th scope=\"col\">Neurons</th><th scope=\"col\" class=\"text\">Outcome</th></tr></thead>");
            html.WriteLine("<tbody>");
            foreach (var attempt in result.Attempts)
            {
                html.WriteLine($"<tr><th scope=\"row\">{Escape(attempt.Method)}</th><td>{Show(attempt.Layers)}</td><td>{(attempt.Neurons is { } neurons ? Show(neurons) : "")}</td>"
                    + $"<td class=\"text\">{Escape(attempt.Outcome)}</td></tr>");
            }
            html.WriteLine("</tbody></table></div>");
            html.WriteLine("</details>");
        }
    }

    private static string Show(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Show(double value) => value == Math.Round(value) && Math.Abs(value) < 1e9
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
