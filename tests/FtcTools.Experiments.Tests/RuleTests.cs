using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Sweeps;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>Experiments about regions: rules that a model must keep.</summary>
public sealed class RuleTests : IDisposable
{
    private const string Rule = """
        inputs: [age, income, debt, late, salaried]
        classes: [denied, approved]
        domain: { low: [18, 0, 0, 0, 0], high: [100, 200, 200, 10, 1] }
        regions:
          - name: low income
            inside: income <= 12
            class: denied

        """;

    private readonly TemporaryFolder _folder = new();

    public RuleTests() => File.Copy(Repository.File("examples", "rules", "loans.onnx"), _folder["loans.onnx"]);

    public void Dispose() => _folder.Dispose();

    private Experiment Load(string text) => Experiment.Load(_folder.Write("rules.ftc.yaml", "experiment: rules\n" + text));

    [Fact]
    public void A_rule_is_built_proven_exported_and_told_of()
    {
        var experiment = Load("pretrained: loans.onnx\n" + Rule + """
            network: { form: whole }
            test: { arithmetic: [exact, float32] }
            expect: { passed: true, verdict: holds, neurons: "<= 11", margin: "<= 0.001", exact: { lift: "> 0" } }
            export: ruled.onnx
            report: { formats: [html, csv, json] }
            """);
        var options = new RunOptions { OutputFolder = _folder["out"] };
        var result = Assert.Single(ExperimentRunner.Run(experiment, options));
        Assert.Empty(result.Diagnostics);
        Assert.Equal([Arithmetic.Exact, Arithmetic.Float32], result.Regions.Select(report => report.Arithmetic));
        Assert.All(result.Regions, report => Assert.Equal(RegionVerdict.Holds, report.Verdict));
        var words = Assert.Single(result.Rules).Words;
        Assert.Equal("Where income is at most 12, the answer is denied (class 0), whatever the model says. Proven where age is from 18 to 100 and income is from 0 to 12 and debt is from 0 to 200 and late is from 0 to 10 and salaried is from 0 to 1.", words);
        var trial = result.Patched!.Regions!;
        Assert.True(trial is { WrongBefore: > 0, WrongAfter: 0, Beyond: > 1000, Moved: 0 }, trial.ToString());
        Assert.Contains(words, File.ReadAllText(_folder["out/rules/report.html"]), StringComparison.Ordinal);
        Assert.Contains("\"verdict\": \"Holds\"", File.ReadAllText(_folder["out/rules/report.json"]), StringComparison.Ordinal);
        Assert.Equal(3, File.ReadLines(_folder["out/rules/report.csv"]).Count());
        Assert.Contains(SummaryTable.Lines(experiment, [result]), line => line == $"low income     {words}");

        var again = Assert.Single(ExperimentRunner.Run(experiment, options with { Existing = Existing.Resume }));
        Assert.Equal(result.Regions, again.Regions);
        Assert.Equal(result.Patched, again.Patched);
    }

    [Fact]
    public void A_band_of_an_output_is_kept_from_both_ends()
    {
        // y0 = x0 - x1, y1 = x0 + x1.
        var model = new Network(
        [
            new Layer(Activation.Relu, 2, [[1, 0], [0, 1]], [0, 0]), new Layer(Activation.Identity, 2, [[1, -1], [1, 1]], [0, 0]),
        ]);
        OnnxExport.Write(_folder["difference.onnx"],
            Shipment.Of(model, new ShippingTerms { Precision = Arithmetic.Float32, Unproven = true }));
        var result = Assert.Single(ExperimentRunner.Run(Load("""
            pretrained: difference.onnx
            regions: [{ name: band, low: [0, 0], high: [1, 1], require: [y0 >= -0.5, y0 <= 0.5] }]
            test: { arithmetic: [exact, float32] }
            expect: { passed: true }
            export: banded.onnx
            """), new RunOptions { OutputFolder = _folder["out"] }));
        Assert.Empty(result.Diagnostics);
        Assert.All(result.Regions, report => Assert.Equal(RegionVerdict.Holds, report.Verdict));
        Assert.True(result.Patched!.Regions is { WrongBefore: > 0, WrongAfter: 0, Moved: 0 }, result.Patched.Regions?.ToString());
    }

    [Fact]
    public void Samples_keep_their_labels_beside_a_rule_whose_open_ends_they_close()
    {
        _folder.Write("loans.csv", string.Join('\n', Samples().Prepend("age,income,debt,late,salaried,decision")));
        var result = Assert.Single(ExperimentRunner.Run(Load("""
            dataset: { csv: loans.csv, label: decision, classes: [denied, approved], pretrained: loans.onnx, classification: true }
            regions: [{ inside: income <= 12, class: denied }]
            network: { keep: 0.5 }
            test: { arithmetic: [exact, float32] }
            expect: { passed: true, untouched: "> 0.2" }
            export: ruled.onnx
            """), new RunOptions { OutputFolder = _folder["out"] }));
        Assert.Empty(result.Diagnostics);
        Assert.True(result.Patched is { Trial.WrongAfter: 0, Regions: { WrongBefore: > 0, WrongAfter: 0 } });
        Assert.True(result.Reports[0] is { K: 60, N: > 0 and < 20 });
        Assert.StartsWith("Where income is at most 12, the answer is denied (class 0), whatever the model says. Proven where age is from",
            result.Rules[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_that_breaks_a_rule_is_named_with_it()
    {
        _folder.Write("loans.csv",
            string.Join('\n', Samples().Append("50,5,1,0,1,approved").Prepend("age,income,debt,late,salaried,decision")));
        var result = Assert.Single(ExperimentRunner.Run(Load("""
            dataset: { csv: loans.csv, label: decision, classes: [denied, approved], pretrained: loans.onnx, classification: true }
            regions: [{ name: low income, inside: income <= 12, class: denied }]
            """)));
        var complaint = Assert.Single(result.Diagnostics);
        Assert.Equal((Codes.RegionConflict, 3), (complaint.Code, complaint.Line));
        Assert.Contains("sample 61 of loans.csv lies in low income", complaint.Message, StringComparison.Ordinal);
    }

    // What the model answers, but for one in ten; what the rule asks for where it is about them.
    private IEnumerable<string> Samples()
    {
        var (model, random) = (FrozenModel.Read(_folder["loans.onnx"]), new Random(5));
        for (var i = 0; i < 60; i++)
        {
            double[] x = [random.Next(18, 70), random.Next(0, 80), random.Next(0, 60), random.Next(0, 5), random.Next(2)];
            var approved = x[1] > 12 && (Classification.Argmax(model.Evaluate(x)) == 1) != (i % 10 == 0);
            yield return $"{string.Join(',', x)},{(approved ? "approved" : "denied")}";
        }
    }

    [Theory]
    [InlineData(Codes.MissingKey, 1, "regions are about the answers of a model", "regions: [{ low: [0], class: 0 }]")]
    [InlineData(Codes.MissingKey, 4, "neither 'class' nor 'require'", "pretrained: loans.onnx\nregions:\n  - { low: [0] }")]
    [InlineData(Codes.MissingKey, 3, "where it is", "pretrained: loans.onnx\nregions: [{ class: 0 }]")]
    [InlineData(Codes.InvalidValue, 3, "both 'class' and 'require'",
        "pretrained: loans.onnx\nregions: [{ low: [0], class: 0, require: y0 > 1 }]")]
    [InlineData(Codes.InvalidValue, 3, "which says it all", "pretrained: loans.onnx\nregions: [{ file: a.csv, class: 0 }]")]
    [InlineData(Codes.InvalidValue, 3, "is a list", "pretrained: loans.onnx\nregions: { class: 0 }")]
    [InlineData(Codes.InvalidValue, 3, "is a list", "pretrained: loans.onnx\nregions: []")]
    [InlineData(Codes.InvalidValue, 3, "an item of 'regions' takes name, low", "pretrained: loans.onnx\nregions: [a.csv]")]
    [InlineData(Codes.UnknownKey, 3, "is 'class' meant?", "pretrained: loans.onnx\nregions: [{ low: [0], clas: 0 }]")]
    [InlineData(Codes.InvalidValue, 3, "a number, or -inf", "pretrained: loans.onnx\nregions: [{ low: [zero], class: 0 }]")]
    [InlineData(Codes.InvalidValue, 3, "a number, or -inf", "pretrained: loans.onnx\nregions: [{ low: [.nan], class: 0 }]")]
    [InlineData(Codes.InvalidValue, 4, "there are none", "dataset: { line: { T: [2] } }\nregions: []\nexpect: { lift: 3 }", true)]
    [InlineData(Codes.InvalidValue, 3, "there are none", "dataset: { line: { T: [2] } }\nnetwork: { form: whole }")]
    [InlineData(Codes.InvalidValue, 4, "there is no 'dataset'",
        "pretrained: loans.onnx\nregions: [{ low: [0], class: 0 }]\nnetwork: { layers: 3 }")]
    [InlineData(Codes.InvalidValue, 4, "there is no 'dataset'",
        "pretrained: loans.onnx\nregions: [{ low: [0], class: 0 }]\nexpect: { mismatches: 0 }")]
    [InlineData(Codes.InvalidValue, 4, "the model's own arithmetic",
        "pretrained: loans.onnx\nregions: [{ low: [0], class: 0 }]\nnetwork: { precision: float32 }")]
    [InlineData(Codes.InvalidValue, 3, "'dataset.pretrained'",
        "dataset: { csv: a.csv, label: y, pretrained: m.onnx }\npretrained: loans.onnx\nregions: [{ low: [0], class: 0 }]")]
    [InlineData(Codes.MissingKey, 2, "'dataset.pretrained' is missing", "dataset: { line: { T: [2] } }\nregions: [{ low: [0], class: 0 }]")]
    public void What_does_not_go_together_is_refused_where_it_stands(string code, int line, string message, string text,
        bool noRegions = false)
    {
        var complaint = Assert.Throws<FtcException>(() =>
            Load(noRegions ? text.Replace("regions: []", "# none", StringComparison.Ordinal) : text));
        Assert.Contains(message, complaint.Message, StringComparison.Ordinal);
        Assert.Equal((code, line), (complaint.Code, complaint.Line));
    }

    [Theory]
    [InlineData(Codes.ShapeMismatch, 4, "has 2 ends; the model has 5 inputs", "  - { low: [0, 0], class: 0 }")]
    [InlineData(Codes.Argument, 4, "no linear inequality", "  - { inside: \"income = 3\", class: 0 }")]
    [InlineData(Codes.Argument, 4, "'income' is no variable", "  - { inside: income <= 3, class: 0 }")]
    [InlineData(Codes.InvalidValue, 4, "'denied' is no class; valid are numbers from 0", "  - { inside: x1 <= 3, class: denied }")]
    [InlineData(Codes.Region, 4, "without a lower end", "  - { inside: x1 <= 3, class: 0 }")]
    [InlineData(Codes.Region, 4, "region 1 is empty", "  - { low: [9, 0, 0, 0, 0], high: [1, 1, 1, 1, 1], class: 0 }")]
    [InlineData(Codes.ShapeMismatch, 4, "the class 7", "  - { low: [0, 0, 0, 0, 0], high: [1, 1, 1, 1, 1], class: 7 }")]
    [InlineData(Codes.FileNotReadable, 4, "rules.csv", "  - { file: rules.csv }")]
    [InlineData(Codes.Argument, 4, "neither .vnnlib nor .csv", "  - { file: rules.txt }")]
    [InlineData(Codes.RegionConflict, 5, "region 2 requires - y0 + y1 > 0 where region 1 (rules.ftc.yaml, line 4) requires",
        "  - { low: [0, 0, 0, 0, 0], high: [1, 1, 1, 1, 1], class: 0 }\n  - { low: [0, 0, 0, 0, 0], high: [1, 1, 1, 1, 1], class: 1 }")]
    public void What_the_model_cannot_keep_is_refused_where_it_stands(string code, int line, string message, string regions)
    {
        FtcException complaint;
        try
        {
            complaint = Assert.Single(ExperimentRunner.Run(Load("pretrained: loans.onnx\nregions:\n" + regions)).Single().Diagnostics);
        }
        catch (FtcException e)
        {
            complaint = e;
        }
        Assert.Contains(message, complaint.Message, StringComparison.Ordinal);
        Assert.Equal((code, line), (complaint.Code, complaint.Line));
        Assert.EndsWith("rules.ftc.yaml", complaint.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_regions_count_as_what_is_read()
    {
        _folder.Write("rules.csv",
            "region,a.low,a.high,b.low,b.high,c.low,c.high,d.low,d.high,e.low,e.high,class\nfirst,18,100,0,12,0,200,0,10,0,1,0\n");
        var experiment = Load("pretrained: loans.onnx\nregions: [{ file: rules.csv }]\nnetwork: { form: [whole, surgical] }");
        Assert.Equal([_folder["rules.csv"], _folder["loans.onnx"]], experiment.DataFiles);
        var results = ExperimentRunner.Run(experiment).ToList();
        Assert.Equal(["form-whole", "form-surgical"], results.Select(result => result.Name));
        Assert.All(results, result => Assert.Equal("first", Assert.Single(result.Regions).Region));
        Assert.NotNull(ReportDocument.Of(ResultSet.Of(results), new ReportOptions()));
    }
}
