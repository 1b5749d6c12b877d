using FtcTools.Diagnostics;
using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests.Shards;

/// <summary>`run: { engine, shards }` of an experiment file.</summary>
public sealed class RunSectionTests : IDisposable
{
    private const string Text = """
        experiment: parts
        dataset: { gaussian: { N: 8, K: 600, dimension: 8 } }
        network: { layers: 3, precision: float32, untouched: exact }
        test: { arithmetic: [float64, float32] }
        expect: { passed: true }
        run: { shards: 1 }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Experiment Load(string text) => Experiment.Load(_folder.Write("e.ftc.yaml", text));

    private string Network(string text, string folder, Existing existing = Existing.Refuse)
    {
        var result = Assert.Single(
            ExperimentRunner.Run(Load(text), new RunOptions { OutputFolder = _folder[folder], Existing = existing }));
        Assert.True(result.Succeeded, string.Join("; ", result.Diagnostics.Select(e => e.Message)));
        return File.ReadAllText(result.NetworkFile!);
    }

    [Fact]
    public void Results_do_not_depend_on_shards()
    {
        var one = Network(Text, "a");
        Assert.Equal(one, Network(Text.Replace("shards: 1", "shards: 5", StringComparison.Ordinal), "b"));
        // A run that is finished is taken as it is, whatever its shards were.
        Assert.Equal(one, Network(Text.Replace("shards: 1", "shards: 3", StringComparison.Ordinal), "b", Existing.Resume));
    }

    [Theory]
    [InlineData("run: { shards: 1 }", "run: { engine: slurm }", Codes.MissingKey, "run.shards")]
    [InlineData("run: { shards: 1 }", "run: { shards: 2, slurm: --mem=1G }", Codes.InvalidValue, "engine: slurm")]
    [InlineData("test: {", "test: { folds: 2,", Codes.InvalidValue, "test.folds")]
    [InlineData("network: {", "train: { neurons: 3 }\nnetwork: {", Codes.InvalidValue, "train")]
    [InlineData("shards: 1", "shards: 0", Codes.InvalidValue, "0")]
    public void What_does_not_fit_is_told_at_its_line(string text, string other, string code, string words)
    {
        var e = Assert.Throws<FtcException>(() => Load(Text.Replace(text, other, StringComparison.Ordinal)));
        Assert.Equal(code, e.Code);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.True(e.Line > 0);
    }

    [Fact]
    public void Slurm_needs_a_folder_and_a_build_runs_alone()
    {
        var experiment = Load(Text.Replace("shards: 1", "shards: 2, engine: slurm", StringComparison.Ordinal));
        Assert.Contains("need a folder", Assert.Single(ExperimentRunner.Run(experiment)).Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("-Engine Local",
            Assert.Throws<FtcException>(() => SlurmRunner.Submit(experiment, new() { OutputFolder = _folder["c"] }, new())).Message,
            StringComparison.Ordinal);
        Assert.Equal(6, Assert.Throws<FtcException>(() => Patch.Build(experiment)).Line);
    }
}
