using FtcTools.Diagnostics;
using FtcTools.Experiments.Sweeps;
using FtcTools.Numerics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>Experiments that write the patched model.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The first digits: the model is wrong on some of them.
    private Experiment Digits(string more, int count = 300)
    {
        File.Copy(Repository.File("examples", "onnx-patch", "digits-mlp.onnx"), _folder["digits-mlp.onnx"], overwrite: true);
        _folder.Write("digits.csv",
            string.Join('\n', File.ReadLines(Repository.File("examples", "quickstart", "digits.csv")).Take(count + 1)));
        return Experiment.Load(_folder.Write("digits.ftc.yaml", $$"""
            experiment: digits
            dataset: { csv: digits.csv, features: x0..x63, label: label, pretrained: digits-mlp.onnx, classification: true }
            {{more}}
            """));
    }

    [Fact]
    public void The_patched_model_is_written_tried_and_told_of()
    {
        var experiment = Digits("network: { precision: float32 }\ntest: { arithmetic: [exact, float32] }\nexport: patched.onnx");
        var options = new RunOptions { OutputFolder = _folder["out"] };
        var result = Assert.Single(ExperimentRunner.Run(experiment, options));
        Assert.Empty(result.Diagnostics);
        var (report, patched) = (result.Reports[0], result.Patched!);
        Assert.InRange(report.N, 1, 50);
        Assert.Equal((report.N, 0, 0), (patched.Trial!.WrongBefore, patched.Trial!.WrongAfter, patched.Trial.Moved));
        Assert.Equal(_folder["out/digits/patched.onnx"], patched.File);
        Assert.Equal((new FileInfo(_folder["digits-mlp.onnx"]).Length, new FileInfo(patched.File).Length),
            (patched.ModelBytes, patched.Bytes));

        var lines = SummaryTable.Lines(experiment, [result], ["report.html"]);
        Assert.Equal($"digits: all {report.N} wrong answers are right now, and none of the other {300 - report.N} has moved.", lines[0]);
        Assert.Contains(lines, line => line.StartsWith($"wrong answers  {report.N} of 300 before, 0 after", StringComparison.Ordinal));
        Assert.Equal(["patched model  " + patched.File, "report         report.html"], lines.TakeLast(2));

        // What is kept of a run is the same.
        var again = Assert.Single(ExperimentRunner.Run(experiment, options with { Existing = Existing.Resume }));
        Assert.Equal(patched, again.Patched);
    }

    // Columns by the names of inputs, words as labels, trees that decide, and a tensor on the way that is read.
    [Fact]
    public void A_model_of_words_is_patched_at_a_tensor()
    {
        File.Copy(Repository.File("examples", "loans", "loans-lightgbm.onnx"), _folder["model.onnx"]);
        _folder.Write("loans.csv", string.Join('\n', File.ReadLines(Repository.File("examples", "loans", "loans.csv")).Take(401)));
        var experiment = Experiment.Load(_folder.Write("loans.ftc.yaml", """
            experiment: loans
            dataset: { csv: loans.csv, label: outcome, pretrained: model.onnx, at: Features.output }
            expect: { passed: true, touched: 0 }
            export: patched.onnx
            """));
        var result = Assert.Single(ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"] }));
        Assert.Empty(result.Diagnostics);
        var report = result.Reports[0];
        Assert.Equal((400, "Features.output", Arithmetic.Float32), (report.K, result.Origin!.At, result.Origin.Precision));
        Assert.InRange(report.N, 10, 60);
        Assert.Equal((report.N, 0, 0), (result.Patched!.Trial!.WrongBefore, result.Patched.Trial!.WrongAfter, result.Patched.Trial.Moved));
    }

    [Fact]
    public void What_is_not_mended_is_not_called_so()
    {
        var experiment = Digits("network: { precision: float32 }\ntest: { arithmetic: float32 }\nexport: patched.onnx");
        var result = ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"] }).Single();
        var worse = result with { Patched = result.Patched! with { Trial = result.Patched.Trial! with { Moved = 1 } } };
        Assert.Equal("digits: not everything is mended.", SummaryTable.Lines(experiment, [worse])[0]);
    }

    [Fact]
    public void What_cannot_be_written_ends_the_run_with_a_complaint_at_the_key()
    {
        var experiment = Digits("export: patched.onnx");
        Directory.CreateDirectory(_folder["out/digits/patched.onnx"]);
        var complaint = Assert.Throws<FtcException>(() => ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = _folder["out"] })
            .ToList());
        Assert.Equal((Codes.NotWritable, 3, 9), (complaint.Code, complaint.Line, complaint.Column));
    }
}
