using FtcTools.Diagnostics;
using FtcTools.Experiments.Sweeps;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>`dataset.memoryLimit`: samples of an experiment that stay on disk.</summary>
public sealed class OnDiskTests : IDisposable
{
    // Held twice in float64, with their residuals, they take more than half of what the least limit leaves.
    private const int K = 280_000, D = 12;

    private const string Text = """
        experiment: large
        dataset: { npy: x.npy, residual: z.npy, memoryLimit: 256MB }
        network: { precision: float32, untouched: exact }
        test: { arithmetic: [exact, float32] }
        expect: { passed: true, touched: 0, N: 20, K: 280000 }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Experiment Load(string text) => Experiment.Load(_folder.Write("e.ftc.yaml", text));

    private void Write()
    {
        var (random, x, z) = (new Random(1), new float[K * D], new float[K]);
        for (var i = 0; i < x.Length; i++) x[i] = random.NextSingle() + random.NextSingle() - 1;
        for (var n = 0; n < 20; n++) z[n * 13_999 + 5] = 1;
        NpyFiles.Write(_folder["x.npy"], x, K, D);
        NpyFiles.Write(_folder["z.npy"], z, K);
    }

    [Fact]
    public void A_run_of_them_ends_with_a_verdict_a_report_and_its_networks()
    {
        Write();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var options = new RunOptions { OutputFolder = _folder["out"] };
        var result = Assert.Single(ExperimentRunner.Run(Load(Text), options, null, stop.Token));
        Assert.True(result.Succeeded, string.Join("; ", result.Diagnostics.Select(e => e.Message)));
        Assert.True(result.Network!.Dataset!.OnDisk);
    }
}
