using BenchmarkDotNet.Attributes;
using FtcTools.Constructions;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks;

/// <summary>
/// K = 10^6 samples, d = 10, N = 1000: the exact verdict on all of them against a plain float64 evaluation, on one thread each and on all.
/// </summary>
public class ExactCheckAtScale
{
    private readonly Dataset _data = SyntheticData.Gaussian(1000, 1_000_000, 10, 1);
    private Network _network = null!;
    private RoundedNetwork<double> _rounded = null!;

    [GlobalSetup]
    public void Build()
    {
        _network = new BlockEndpoints().Build(new Problem(_data));
        _rounded = new RoundedNetwork<double>(_network);
    }

    /// <summary>A tenth of the samples: the table's ratio is ten times too large.</summary>
    [Benchmark(Baseline = true)]
    public double EvaluateTenthInFloat64()
    {
        var largest = 0.0;
        for (var i = 0; i < _data.K / 10; i++) largest = Math.Max(largest, _rounded.Evaluate(_data.Row(i))[0]);
        return largest;
    }

    [Benchmark]
    public bool VerifyAllExactly() => Verifier.Verify(_network, _data, Arithmetic.Exact).Passed;
}
