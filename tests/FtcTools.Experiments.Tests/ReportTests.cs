using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Reports.Plots;
using FtcTools.Experiments.Sweeps;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Training;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Experiments.Tests;

public sealed partial class ReportTests : IDisposable
{
    private static readonly int[] s_ns = [1, 51, 101, 151, 201, 251, 301, 351, 401, 451];
    private static readonly int[] s_ms = [6, 12, 24, 48];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A law that tests can count on: with m neurons the loss at N is that of g = 0 times max(0, 1 - m / (2 sqrt N)).
    private static double Loss(int n, int m) => 2.0 / 3 * n / 1000 * Math.Max(0.01, 1 - m / (2.5 * Math.Sqrt(n)));

    private static IEnumerable<CellResult> Trained() =>
        from n in s_ns
        from m in s_ms
        from seed in (int[])[1, 2]
        select new CellResult
        {
            Experiment = "trained", Name = $"N-{n}_m-{m}_seed-{seed}", Index = 0,
            Parameters = new Dictionary<string, object> { ["dataset.relabelled.N"] = n, ["train.neurons"] = m },
            Training = new TrainingReport
            {
                K = 1000, N = n, Dimension = 10, Neurons = m, Layers = 3, Widths = $"{m / 2}-{m / 2}", Parameters = 1, Seed = seed,
                Loss = Loss(n, m) * (seed == 1 ? 0.9 : 1.1), LossOfZero = 2.0 / 3 * n / 1000,
                PretrainLoss = 1e-9, Steps = 100, Stop = StopReason.Steps, Restart = 1, Seconds = 1, RestartLosses = [Loss(n, m)],
                Curve = [new(0, 1), new(50, 0.1), new(100, Loss(n, m))],
            },
        };

    private static IEnumerable<CellResult> Built() =>
        from n in s_ns
        from layers in (int[])[2, 3]
        select new CellResult
        {
            Experiment = "built", Name = $"N-{n}_layers-{layers}", Index = 0,
            Parameters = new Dictionary<string, object> { ["dataset.relabelled.N"] = n, ["network.layers"] = layers },
            Reports =
            [
                new Report
                {
                    Passed = true, K = 1000, N = n, Layers = layers, Neurons = layers == 2 ? 3 * n : (int)(4 * Math.Sqrt(n)),
                    Parameters = 1, LowerBound = n / 2.0, PaperBound = 3 * n + 1, Arithmetic = Arithmetic.Exact,
                    Mismatches = 0, MaxError = 0, MaxErrorOffT = 0, ErrorBound = 0, Touched = 0, Method = "M", Seconds = 1,
                },
            ],
        };

    private ReportOptions WithReference() => new()
    {
        Reference = ReferenceLosses.Read(
            _folder.Write("paper.json",
                JsonSerializer.Serialize(s_ns.SelectMany(n => s_ms.Select(m => (n, m)))
                    .ToDictionary(key => $"{key.n},{key.m}", key => Loss(key.n, key.m) * (key.m == 6 ? 0.5 : 1))))),
    };

    private XElement Page(IEnumerable<CellResult> results, ReportOptions? options = null)
    {
        ReportWriter.Write(_folder["page.html"], ReportFormat.Html, ResultSet.Of([.. results]), options ?? new());
        return XDocument.Parse(Void()
            .Replace(File.ReadAllText(_folder["page.html"]).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "")).Root!;
    }

    private static XElement Figure(XElement page, string name) =>
        page.Descendants("figure").Single(figure => (string?)figure.Attribute("id") == name);

    [Fact]
    public void Every_figure_has_its_marks_a_title_a_description_and_a_table()
    {
        var page = Page([.. Trained(), .. Built()], WithReference());
        Assert.Equal(["loss-heat-map", "neurons-against-n", "convergence"],
            page.Descendants("figure").Select(figure => (string)figure.Attribute("id")!));
        Assert.All(page.Descendants("figure"), figure =>
        {
            var svg = figure.Element("svg")!;
            Assert.Equal("img", (string?)svg.Attribute("role"));
            var ids = ((string)svg.Attribute("aria-labelledby")!).Split(' ');
            Assert.Equal([svg.Element("title")!.Attribute("id")!.Value, svg.Element("desc")!.Attribute("id")!.Value], ids);
            Assert.NotEmpty(svg.Element("title")!.Value);
            Assert.NotEmpty(svg.Element("desc")!.Value);
            Assert.NotEmpty(figure.Descendants("tbody").Elements("tr"));
        });
        Assert.Equal(2 * s_ns.Length * s_ms.Length,
            Figure(page, "loss-heat-map").Descendants("rect").Count(rect => rect.Element("title") is not null));
        Assert.Equal(2, Figure(page, "loss-heat-map").Descendants("path")
            .Count(path => (string?)path.Attribute("class") == "line-stair"
                && ((string)path.Attribute("d")!).Contains('L', StringComparison.Ordinal)) - 1);
        Assert.Equal(7, Figure(page, "neurons-against-n").Descendants("text")
            .Count(text => text.Value.Contains("trained", StringComparison.Ordinal) || text.Value.Contains("fit,", StringComparison.Ordinal)
                || text.Value.Contains("exact", StringComparison.Ordinal) || text.Value.Contains("paper", StringComparison.Ordinal)));
        Assert.Equal(12, Figure(page, "convergence").Descendants("path")
            .Count(path => ((string?)path.Attribute("class") ?? "").StartsWith("line-c", StringComparison.Ordinal)));
        Assert.All(page.Descendants("th"), th => Assert.NotNull(th.Attribute("scope")));
        Assert.All(page.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        Assert.Equal(page.DescendantsAndSelf().Attributes("id").Count(),
            page.DescendantsAndSelf().Attributes("id").Select(id => id.Value).Distinct().Count());
    }

    [Fact]
    public void The_line_of_a_finer_reference_runs_through_the_rows_that_are_shown()
    {
        // The reference reaches the threshold at m = 10 already, which is no row here: the next one is 12.
        var losses = s_ns.SelectMany(n => (int[])[6, 10, 12, 24, 48], (n, m) => (n, m))
            .ToDictionary(key => $"{key.n},{key.m}", key => key.m >= 10 ? 0.01 : 0.1);
        var reference = ReferenceLosses.Read(_folder.Write("finer.json", JsonSerializer.Serialize(losses)));
        var stairs = Figure(Page(Trained(), new() { Reference = reference }), "loss-heat-map").Descendants("path")
            .Where(path => (string?)path.Attribute("class") == "line-stair").Select(path => (string)path.Attribute("d")!);
        Assert.Contains(stairs, path => path.Count(c => c is 'M' or 'L') == s_ns.Length + 1
            && path.Split('M', 'L').Skip(1).Select(point => point.Split(' ')[1]).Distinct().Count() == 1);
    }

    [Fact]
    public void It_says_what_the_numbers_mean()
    {
        var text = Page([.. Trained(), .. Built()], WithReference()).Value;
        Assert.Contains("g = 0, no network at all, has it up to N = 51", text, StringComparison.Ordinal);
        Assert.Contains("31 of 40 cells (77.5 %) have at most the loss of 'paper.json' + 10 % + 0.0006.", text, StringComparison.Ordinal);
        Assert.Contains("Networks of 3 layers that are built fit every sample exactly, a loss of 0: 84 neurons at N = 451.", text,
            StringComparison.Ordinal);
        Assert.Contains("Each field is the mean of 2 cells.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exponent_is_that_of_the_law_and_its_interval_that_of_statistics()
    {
        var exact = PowerLaw.Fit([.. s_ns.Select(n => ((double)n, 3 * Math.Sqrt(n)))])!;
        Assert.Equal(0.5, exact.Exponent, 12);
        Assert.Equal(3, exact.Factor, 10);
        Assert.True(exact.High - exact.Low < 1e-9);
        // Slope, standard error and t = 12.706 (1 degree of freedom) by hand for (1, 1), (e, 1), (e^2, e): 0.5 +- 12.706 * sqrt(1/6 / 2).
        var rough = PowerLaw.Fit([(1, 1), (Math.E, 1), (Math.E * Math.E, Math.E)])!;
        Assert.Equal(0.5, rough.Exponent, 12);
        Assert.Equal(12.7062047 * Math.Sqrt(1.0 / 12), rough.High - rough.Exponent, 6);
        Assert.Null(PowerLaw.Fit([(1, 1), (2, 2)]));
        Assert.Null(PowerLaw.Fit([(1, 1), (1, 2), (2, 2)]));
    }

    // The labels of the ticks of a plot's two axes: below it, each in the middle of its tick, and beside it.
    private static (XElement[] Below, XElement[] Beside) Ticks(IReadOnlyList<(double, double)> points, bool logarithmic)
    {
        var plot = new XyPlot("p", "t", "d", new("x", logarithmic), new("y", logarithmic), [new("s", Look.Marks, points)]).Draw();
        var texts = plot.Descendants("text").Where(text => text.Value is not ("x" or "y" or "s")).ToArray();
        return ([.. texts.Where(text => (string?)text.Attribute("text-anchor") == "middle")],
            [.. texts.Where(text => (string?)text.Attribute("text-anchor") == "end")]);
    }

    [Theory]
    [InlineData(0, 0.31)]
    [InlineData(0, 1)]
    [InlineData(0, 7e-5)]
    [InlineData(0, 123456789)]
    public void Ticks_are_round_and_within_the_scale(double least, double most)
    {
        var (below, beside) = Ticks([(least, least), (most, most)], logarithmic: false);
        foreach (var ticks in (XElement[][])[below, beside])
        {
            Assert.InRange(ticks.Length, 3, 12);
            Assert.Equal(ticks.Length, ticks.Select(tick => tick.Value).Distinct().Count());
            var values = ticks.Select(tick => double.Parse(tick.Value, CultureInfo.InvariantCulture)).ToArray();
            Assert.All(values, value => Assert.InRange(value, least, 1.03 * most));
            Assert.All(values.Zip(values.Skip(1)), pair => Assert.Equal(values[1] - values[0], pair.Second - pair.First, 1e-9 * most));
        }
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(20, 30)]
    [InlineData(1e-12, 1)]
    [InlineData(5, 5)]
    public void Ticks_of_logarithms_are_within_the_scale(double least, double most)
    {
        var (below, beside) = Ticks([(least, least), (most, most), (0, 0), (-1, -1), (double.NaN, double.NaN)], logarithmic: true);
        foreach (var ticks in (XElement[][])[below, beside])
        {
            Assert.InRange(ticks.Length, 1, 14);
            Assert.All(ticks, tick =>
                Assert.InRange(double.Parse(tick.Value, CultureInfo.InvariantCulture), least / 1.16, Math.Max(1, most) * 1.16));
        }
    }

    [Fact]
    public void Labels_along_an_axis_do_not_meet()
    {
        var labels = Ticks([(0, 1), (1_234_567, 2)], logarithmic: false).Below.Select(text =>
            (Middle: (double)text.Attribute("x")!, Width: 8.3 * text.Value.Length)).OrderBy(label => label.Middle).ToArray();
        Assert.True(labels.Length > 2);
        Assert.All(labels.Zip(labels.Skip(1)),
            pair => Assert.True(pair.Second.Middle - pair.First.Middle > (pair.First.Width + pair.Second.Width) / 2));
    }

    [Fact]
    public void A_plot_is_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var here = Draw();
            CultureInfo.CurrentCulture = new("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(here, Draw());
            Assert.Equal(here, Enumerable.Range(0, 8).AsParallel().Select(_ => Draw()).Distinct().Single());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        static string Draw() =>
            new XyPlot("p", "t", "d", new("x"), new("y", Logarithmic: true), [new("s", Look.LineAndMarks, [(0.5, 0.25), (1.5, 1e-7)])])
                .Draw().ToString();
    }

    [Fact]
    public void Results_that_are_no_numbers_are_left_out_of_figures_and_named()
    {
        var results = Trained().Select((result, i) => i > 3 ? result
            : result with { Training = result.Training! with { Loss = double.NaN },
                Diagnostics = [new FtcException(Codes.Diverged, "the loss is NaN", "e.ftc.yaml", 3, 1)] });
        var text = Page(results).Value;
        Assert.Contains("4 diagnostics, see below.", text, StringComparison.Ordinal);
        Assert.Contains("e.ftc.yaml(3,1): FTC0061: the loss is NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", string.Concat(XElement.Load(SvgOf(results)).Descendants().Attributes().Select(a => a.Value)),
            StringComparison.Ordinal);
    }

    private string SvgOf(IEnumerable<CellResult> results) =>
        ReportWriter.Write(_folder["figures"], ReportFormat.Svg, ResultSet.Of([.. results]), new())[0];

    [Fact]
    public void Figures_are_files_too_and_markdown_shows_them()
    {
        var files = ReportWriter.Write(_folder["report.md"], ReportFormat.Markdown, ResultSet.Of([.. Trained(), .. Built()]),
            WithReference());
        Assert.Equal(["report.md", "loss-heat-map.svg", "neurons-against-n.svg", "convergence.svg"], files.Select(Path.GetFileName));
        Assert.All(files.Skip(1), file => Assert.Equal("http://www.w3.org/2000/svg", XElement.Load(file).Name.NamespaceName));
        Assert.All(files.Skip(1), file => Assert.Contains("prefers-color-scheme: dark", File.ReadAllText(file), StringComparison.Ordinal));
        var text = File.ReadAllText(files[0]);
        Assert.Contains("(figures/loss-heat-map.svg)", text, StringComparison.Ordinal);
        var table = text.Split('\n').SkipWhile(line => !line.StartsWith("| Cell | N |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).ToArray();
        Assert.Equal(2 + 2 * s_ns.Length * s_ms.Length, table.Length);
        Assert.Single(table.Select(line => line.Count(c => c == '|')).Distinct());
    }

    [Fact]
    public void Rows_of_both_kinds_share_a_table()
    {
        ReportWriter.Write(_folder["all.csv"], ReportFormat.Csv, ResultSet.Of([.. Trained(), .. Built()]), new());
        var rows = File.ReadAllLines(_folder["all.csv"]).Select(line => line.Split(',')).ToArray();
        Assert.Equal(1 + 80 + 20, rows.Length);
        Assert.Single(rows.Select(row => row.Length).Distinct());
        Assert.Equal(rows[0].Length, rows[0].Distinct().Count());
        Assert.Equal("451", rows[^1][Array.IndexOf(rows[0], "N")]);
        Assert.Equal("", rows[^1][Array.IndexOf(rows[0], "Loss")]);
    }

    [Fact]
    public void Results_of_a_run_are_read_from_its_folder_also_where_it_was_stopped()
    {
        var experiment = Experiment.Load(
            _folder.Write("e.ftc.yaml", "experiment: grid\ndataset: { line: { N: [1, 2, 3], K: 40 } }\nnetwork: { layers: [2, 3] }\n"));
        var results = ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"], Parallelism = 2 }).ToList();
        var read = ResultSet.Read(_folder["out/grid"]);
        Assert.Equal(("grid", 6), (read.Title, read.Results.Count));
        Assert.Equal(results.Select(result => result.Name), read.Results.Select(result => result.Name));
        ReportWriter.Write(_folder["again.csv"], ReportFormat.Csv, read, new());
        Assert.Equal(File.ReadAllText(_folder["out/grid/report.csv"]), File.ReadAllText(_folder["again.csv"]));
        File.WriteAllLines(_folder["out/grid/results.jsonl"], File.ReadAllLines(_folder["out/grid/results.jsonl"]).Take(3));
        Assert.Equal(2, ResultSet.Read(_folder["out/grid/results.jsonl"]).Results.Count);
        Assert.Equal(Codes.FileNotReadable, Assert.Throws<FtcException>(() => ResultSet.Read(_folder["nowhere"])).Code);
    }

    [Fact]
    public void An_experiment_says_what_its_report_shows()
    {
        _folder.Write("paper.json", "{\"2,6\": 0.1, \"3,6\": 0.1, \"2,8\": 0.1, \"3,8\": 0.1}");
        const string data = "dataset: { relabelled: { N: [2, 3, 4], K: 30, dimension: 2 } }\n";
        var trained = Experiment.Load(
            _folder.Write("t.ftc.yaml",
                "experiment: t\n" + data
                    + "train: { neurons: [6, 8], steps: 5 }\nreport: { formats: [html, markdown, svg], threshold: 0.01, reference: paper.json, beside: b }\n"));
        var built = Experiment.Load(_folder.Write("b.ftc.yaml", "experiment: b\n" + data + "network: { layers: 3 }\n"));
        var options = new RunOptions { OutputFolder = _folder["out"] };
        _ = ExperimentRunner.Run(trained, options).ToList();
        Assert.Contains("'b' has no results in this folder yet", File.ReadAllText(_folder["out/t/report.md"]), StringComparison.Ordinal);
        _ = ExperimentRunner.Run(built, options).ToList();
        _ = ExperimentRunner.Run(trained, options with { Existing = Existing.Resume }).ToList();
        var text = File.ReadAllText(_folder["out/t/report.html"]);
        Assert.Contains("built, 3 layers, exact", text, StringComparison.Ordinal);
        Assert.Contains("a loss of at most 0.01", text, StringComparison.Ordinal);
        Assert.Contains("'paper.json'", text, StringComparison.Ordinal);
        Assert.All(ExperimentRunner.ReportFiles(trained, _folder["out"]), file => Assert.True(File.Exists(file), file));
        Assert.Contains(ExperimentRunner.ReportFiles(trained, _folder["out"]),
            file => file.EndsWith("loss-heat-map.svg", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"1\": 2}")]
    [InlineData("{\"a,b\": 2}")]
    [InlineData("nothing")]
    public void A_reference_of_another_kind_is_refused_where_it_is_named(string json)
    {
        _folder.Write("paper.json", json);
        var experiment = Experiment.Load(
            _folder.Write("t.ftc.yaml", "experiment: t\ndataset: { line: { T: 2 } }\nreport: { reference: paper.json }\n"));
        var e = Assert.Throws<FtcException>(() => ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"] })
            .Count());
        Assert.Equal((Codes.ResultsFile, 3), (e.Code, e.Line));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_browser_shows_every_mark_light_and_dark()
    {
        Page([.. Trained(), .. Built()], WithReference());
        Assert.SkipUnless(Browser.IsInstalled, Browser.Missing);
        // This copy of the page measures itself: boxes of every mark and text, and texts that meet in one figure.
        var script = """
            <script>
            const out = [];
            for (const svg of document.querySelectorAll('svg.plot')) {
              const marks = [...svg.querySelectorAll('rect, path, circle, line')].filter(e => { const b = e.getBBox(); return b.width + b.height > 0; });
              const texts = [...svg.querySelectorAll('text')].map(e => e.getBoundingClientRect());
              const frame = svg.getBoundingClientRect();
              let met = 0, cut = 0;
              texts.forEach((a, i) => {
                if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) cut++;
                texts.slice(i + 1).forEach(b => { if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3) met++; });
              });
              out.push([svg.closest('figure').id, marks.length, met, cut].join(' '));
            }
            out.push('page ' + getComputedStyle(document.body).backgroundColor.replaceAll(' ', '') + ' 0 0');
            document.body.innerHTML = '<pre id="measured">' + out.join('\n') + '</pre>';
            </script>
            """;
        var path = _folder.Write("measured.html",
            File.ReadAllText(_folder["page.html"]).Replace("</main>", "</main>" + script, StringComparison.Ordinal));
        foreach (var dark in (bool[])[true, false])
        {
            var shown = await Browser.Dom(path, _folder["profile"], dark);
            var measured = Measured().Match(shown).Groups[1].Value.Split('\n').Select(line => line.Split(' ')).ToArray();
            Assert.Equal(["loss-heat-map", "neurons-against-n", "convergence", "page"], measured.Select(line => line[0]));
            Assert.True(int.Parse(measured[0][1], null) > 2 * s_ns.Length * s_ms.Length);
            Assert.True(int.Parse(measured[1][1], null) > 4 * s_ns.Length);
            Assert.True(int.Parse(measured[2][1], null) >= 12);
            Assert.All(measured, line => Assert.Equal("0 0", $"{line[2]} {line[3]}"));
            Assert.Equal(dark ? "rgb(13,17,23)" : "rgb(255,255,255)", measured[3][1]);
        }
    }

    [GeneratedRegex("<meta [^>]*>")]
    private static partial Regex Void();

    [GeneratedRegex("<pre id=\"measured\">([^<]*)</pre>")]
    private static partial Regex Measured();
}
