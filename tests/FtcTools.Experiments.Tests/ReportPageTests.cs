using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Reports.Details;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;
using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>The page of one experiment: what it says of single samples, and how it stands on a phone, a screen and paper.</summary>
public sealed partial class ReportPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Images of 8 x 8 grey levels of three classes, of which a model gets one in ten wrong.
    private string Images(int count)
    {
        var random = new Random(5);
        var csv = new StringBuilder(string.Join(',', Enumerable.Range(0, 64).Select(j => $"x{j}")) + ",label,f0,f1,f2\n");
        for (var i = 0; i < count; i++)
        {
            var label = random.Next(3);
            var answer = i % 10 == 0 ? (label + 1) % 3 : label;
            csv.AppendJoin(',', Enumerable.Range(0, 64).Select(_ => random.Next(17)));
            csv.Append(CultureInfo.InvariantCulture, $",{label},{(answer == 0 ? 2 : 0)},{(answer == 1 ? 2 : 0)},{(answer == 2 ? 2 : 0)}\n");
        }
        return _folder.Write("images.csv", csv.ToString());
    }

    private CellResult Run(string name, string more, int count = 120)
    {
        Images(count);
        var experiment = Experiment.Load(_folder.Write($"{name}.ftc.yaml", $"""
            experiment: {name}
            dataset: {"{"} csv: images.csv, features: x0..x63, label: label, prediction: f0..f2, classification: true {"}"}
            network: {"{"} layers: 3, precision: float32, untouched: exact {"}"}
            test: {"{"} arithmetic: [exact, float32] {"}"}
            {more}
            """));
        return Assert.Single(ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"] }));
    }

    private XElement Page(string name) =>
        XDocument.Parse(Void().Replace(File.ReadAllText(_folder[$"out/{name}/report.html"])
            .Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "")).Root!;

    private static XElement Table(XElement page, string caption) =>
        page.Descendants("table").First(table => table.Element("caption")!.Value.Contains(caption, StringComparison.Ordinal));

    [Fact]
    public void Every_edit_stands_on_the_page_with_its_answers_lead_and_image()
    {
        var result = Run("images", "");
        var details = CellDetails.Read(result.DetailsFile!);
        var page = Page("images");
        var edits = Table(page, "Every edit");
        Assert.Equal("sortable", (string?)edits.Attribute("class"));
        Assert.Equal(["Sample", "Image", "Old answer", "New answer", "Lead"],
            edits.Descendants("th").Where(th => (string?)th.Attribute("scope") == "col").Select(th => th.Value).Take(5));
        var rows = edits.Element("tbody")!.Elements("tr").ToArray();
        Assert.Equal(12, rows.Length);
        Assert.Equal(details.Samples.Edits.Select(edit => $"{edit.Sample} {edit.Before[0]} {edit.After[0]}"),
            rows.Select(row => $"{row.Element("th")!.Value} {Cell(row, 1).Value} {Cell(row, 2).Value}"));
        Assert.All(rows.Zip(details.Samples.Edits),
            pair => Assert.Equal(pair.Second.Lead, (double)Cell(pair.First, 3).Attribute("data-value")!));
        Assert.All(rows, row => Assert.StartsWith("data:image/png;base64,", (string)Cell(row, 0).Element("img")!.Attribute("src")!,
            StringComparison.Ordinal));
        Assert.Contains("12 → 0", page.Value, StringComparison.Ordinal);
        Assert.Contains(details.DataHash, page.Value, StringComparison.Ordinal);
        Assert.Contains(details.NetworkHash, page.Value, StringComparison.Ordinal);
        Assert.Equal(details.NetworkHash,
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(result.NetworkFile!))));
        Assert.Equal(details.Samples.Nearest.Select(sample => sample.Sample.ToString(CultureInfo.InvariantCulture)),
            Table(page, "nearest to being touched").Element("tbody")!.Elements("tr").Select(row => row.Element("th")!.Value));

        static XElement Cell(XElement row, int column) => row.Elements("td").ElementAt(column);
    }

    [Fact]
    public void A_report_that_is_written_again_from_its_folder_is_the_same()
    {
        Run("again", "report: { formats: [html, markdown] }");
        var first = File.ReadAllText(_folder["out/again/report.html"]);
        ReportWriter.Write(_folder["again.html"], ReportFormat.Html, ResultSet.Read(_folder["out/again"]), new());
        Assert.Equal(first, File.ReadAllText(_folder["again.html"]));
        Assert.DoesNotContain("Image", File.ReadAllText(_folder["out/again/report.md"]), StringComparison.Ordinal);
        // Without the file of details, what it held is left out.
        File.Delete(_folder["out/again/details/cell.json"]);
        ReportWriter.Write(_folder["again.html"], ReportFormat.Html, ResultSet.Read(_folder["out/again"]), new());
        Assert.DoesNotContain("Every edit", File.ReadAllText(_folder["again.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", 0, null)]
    [InlineData("4x16", 12, "4x16")]
    [InlineData("28x28", 0, null)]
    public void An_experiment_says_how_its_features_are_an_image(string size, int images, string? shape)
    {
        var result = Run("sized", $"report: {{ image: {size} }}");
        var details = CellDetails.Read(result.DetailsFile!);
        Assert.Equal((images > 0, shape), (details.Images.Count >= images && details.Images.Count > 0, details.Image));
    }

    [Fact]
    public void Details_of_another_kind_are_refused()
    {
        var file = _folder.Write("details.json", "{ \"format\": \"ftc-details/9\" }");
        Assert.Equal(FtcTools.Diagnostics.Codes.ResultsFile,
            Assert.Throws<FtcTools.Diagnostics.FtcException>(() => CellDetails.Read(file)).Code);
    }

    [Fact]
    public void Tables_for_programs_have_no_files_of_details()
    {
        Assert.Null(Run("plain", "report: { formats: [csv, json] }").DetailsFile);
        Assert.False(Directory.Exists(_folder["out/plain/details"]));
    }

    [Fact]
    public void Text_stands_out_from_a_light_and_a_dark_page()
    {
        var pages = Palette.Variables.Split("@media");
        foreach (var page in pages)
        {
            var colours = Colour().Matches(page).ToDictionary(match => match.Groups[1].Value, match => Luminance(match.Groups[2].Value));
            foreach (var name in (string[])["ink", "faint", "good", "bad", "focus"])
                foreach (var behind in (string[])["paper", "band"])
                    Assert.True(Contrast(colours[name], colours[behind]) >= 4.5,
                        $"{name} on {behind}: {Contrast(colours[name], colours[behind])}");
            for (var series = 0; series < Palette.SeriesColours; series++)
                Assert.True(Contrast(colours[$"c{series}"], colours["paper"]) >= 3, $"c{series}");
        }

        // WCAG 2, relative luminance.
        static double Luminance(string hexadecimal)
        {
            var parts = Enumerable.Range(0, 3)
                .Select(i => int.Parse(hexadecimal.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        }

        static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    // Measures itself in a frame of each width and tells the page around it.
    private const string Measure = """
        <script>
        window.addEventListener('load', () => {
          document.querySelectorAll('details').forEach(details => details.open = true);
          const wide = [...document.querySelectorAll('body *')].filter(e => !e.closest('svg') || e.matches('svg'))
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 || (getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1));
          parent.postMessage([innerWidth, document.documentElement.scrollWidth > document.documentElement.clientWidth ? 'scrolls' : 'stands', wide.slice(0, 3).map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40)).join('; ') || 'fits'].join(' | '), '*');
        });
        </script>
        """;

    [Fact]
    public async Task Nothing_is_scrolled_sideways_on_a_phone_a_tablet_or_a_screen_and_it_prints_on_A4()
    {
        Assert.SkipUnless(Browser.IsInstalled, Browser.Missing);
        Run("images", "");
        var many = new Document("Many columns", [new Table("Numbers", [.. Enumerable.Range(0, 24).Select(c => new Column($"Column {c}"))],
            [.. Enumerable.Range(0, 3)
                .Select(_ => (IReadOnlyList<Entry>)[.. Enumerable.Range(0, 24).Select(_ => new Entry("1234.5678"))])])], "Footer");
        using (var file = File.Create(_folder["many.html"])) HtmlPage.Write(file, many);
        foreach (var page in (string[])["out/images/report.html", "many.html"])
        {
            var measured = _folder.Write("measured.html",
                File.ReadAllText(_folder[page]).Replace("</body>", Measure + "</body>", StringComparison.Ordinal));
            var frames = _folder.Write("frames.html", $$"""
                <!DOCTYPE html><body><pre id="measured"></pre><script>
                addEventListener('message', message => document.getElementById('measured').append(message.data + '\n'));
                for (const width of [400, 800, 1200]) { const frame = document.createElement('iframe'); frame.style.width = width + 'px'; frame.style.height = '900px'; frame.style.border = 0; frame.src = '{{Path.GetFileName(measured)}}'; document.body.append(frame); }
                </script></body>
                """);
            var lines = Measured().Match(await Browser.Dom(frames, _folder[$"profile-{Path.GetFileName(page)}"])).Groups[1].Value.Split(
                '\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(["1200 | stands | fits", "400 | stands | fits", "800 | stands | fits"], lines);
        }
        await Browser.Print(_folder["out/images/report.html"], _folder["profile"], _folder["page.pdf"]);
        Assert.Matches(@"/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", Encoding.Latin1.GetString(File.ReadAllBytes(_folder["page.pdf"])));
    }

    [Fact]
    public async Task A_reader_orders_a_table_of_thousands_of_rows_by_a_click()
    {
        Assert.SkipUnless(Browser.IsInstalled, Browser.Missing);
        var random = new Random(3);
        var values = Enumerable.Range(0, 5000).Select(_ => random.NextDouble() - 0.5).ToArray();
        var table = new Table("Every edit", [new("Sample"), new("Lead")],
            [.. values.Select((value, i) =>
                (IReadOnlyList<Entry>)[new($"{i + 1}", Value: i + 1),
                    new(value.ToString("G2", CultureInfo.InvariantCulture), Value: value)])], Sortable: true);
        using (var file = File.Create(_folder["page.html"])) HtmlPage.Write(file, new Document("t", [table], "f"));
        var clicks = """
            <script>
            const out = [], button = () => document.querySelectorAll('th button')[1], first = () => [...document.querySelectorAll('tbody tr')].map(row => row.cells[0].textContent);
            out.push(first().slice(0, 3).join(' '));
            button().click(); out.push(first().join(' '), document.querySelectorAll('th')[1].getAttribute('aria-sort'));
            button().click(); out.push(first().join(' '));
            document.body.innerHTML = '<pre id="measured">' + out.join('\n') + '</pre>';
            </script>
            """;
        var path = _folder.Write("clicked.html",
            File.ReadAllText(_folder["page.html"]).Replace("</body>", clicks + "</body>", StringComparison.Ordinal));
        var lines = Measured().Match(await Browser.Dom(path, _folder["profile"])).Groups[1].Value.Split('\n');
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).Select(i => i + 1).ToArray();
        Assert.Equal("1 2 3", lines[0]);
        Assert.Equal(string.Join(' ', order), lines[1]);
        Assert.Equal("ascending", lines[2]);
        Assert.Equal(string.Join(' ', order.Reverse()), lines[3]);
    }

    [Fact]
    public void It_asks_the_network_for_nothing()
    {
        Run("images", "");
        var text = File.ReadAllText(_folder["out/images/report.html"]);
        Assert.All(Page("images").DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "src" or "href" or "srcset"),
            a => Assert.StartsWith("data:", a.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
    }

    [GeneratedRegex("<meta [^>]*>")]
    private static partial Regex Void();

    [GeneratedRegex("<pre id=\"measured\">([^<]*)</pre>")]
    private static partial Regex Measured();

    [GeneratedRegex("--([a-z0-9]+): #([0-9a-f]{6});")]
    private static partial Regex Colour();
}
