using System.Text.Json;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>What an experiment says of inputs that nobody listed.</summary>
public sealed class HeldOutReportTests : IDisposable
{
    private const string Text =
        """
        experiment: unseen
        dataset:
          gaussian: { N: 8, K: 60, dimension: 2, seed: 3 }
        network:
          method: Polytope
          reach: auto
        test:
          folds: 4
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_measured_kept_and_shown()
    {
        var experiment = Experiment.Load(_folder.Write("unseen.ftc.yaml", Text));
        var options = new RunOptions { OutputFolder = _folder["out"] };
        var result = Assert.Single(ExperimentRunner.Run(experiment, options));
        Assert.Empty(result.Diagnostics);
        var heldOut = result.HeldOut!;
        Assert.Equal((4, 60, 8, 24, 24), (heldOut.Folds, heldOut.HeldOut, heldOut.Wrong, heldOut.Edits, heldOut.EditsRight));
        Assert.Equal(5, result.ReachCurve.Count);

        var read = Assert.Single(ExperimentRunner.Run(experiment, options with { Existing = Existing.Resume }));
        Assert.Equal(result.ReachCurve, read.ReachCurve);
        Assert.Equal((heldOut.Better, heldOut.Worse, heldOut.Advice, heldOut.Reason),
            (read.HeldOut!.Better, read.HeldOut.Worse, read.HeldOut.Advice, read.HeldOut.Reason));
        Assert.Equal(heldOut.Touched, read.HeldOut.Touched);

        ReportWriter.Write(_folder["page.html"], ReportFormat.Html, ResultSet.Of([read]), new());
        var page = File.ReadAllText(_folder["page.html"]);
        Assert.Contains("What it does to inputs that nobody listed", page, StringComparison.Ordinal);
        Assert.Contains("Advice: ", page, StringComparison.Ordinal);
        Assert.Contains("Held-out answers against reach", page, StringComparison.Ordinal);
        ReportWriter.Write(_folder["page.json"], ReportFormat.Json, ResultSet.Of([read]), new());
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["page.json"]));
        Assert.Equal(heldOut.Better, json.RootElement.GetProperty("cells")[0].GetProperty("heldOut").GetProperty("better").GetInt32());
    }

    [Theory]
    [InlineData("folds: 4", "folds: 1", Codes.InvalidValue)]
    [InlineData("reach: auto", "reach: some", Codes.InvalidValue)]
    public void What_cannot_be_is_refused(string good, string bad, string code) =>
        Assert.Equal(code, Assert.Throws<FtcException>(() =>
            Experiment.Load(_folder.Write("bad.ftc.yaml", Text.Replace(good, bad, StringComparison.Ordinal)))).Code);

    [Fact]
    public void More_parts_than_samples_are_a_complaint_at_the_cell()
    {
        var experiment = Experiment.Load(_folder.Write("many.ftc.yaml", Text.Replace("folds: 4", "folds: 61", StringComparison.Ordinal)));
        var complaint = Assert.Single(
            Assert.Single(ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"] })).Diagnostics);
        Assert.Equal(Codes.Argument, complaint.Code);
    }
}
