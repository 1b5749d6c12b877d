using BenchmarkDotNet.Attributes;
using FtcTools.Constructions;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Networks;

namespace FtcTools.Benchmarks;

/// <summary>
/// K = 10^6 samples, d = 10, N = 1000: a 2-layer network along a line, search for its direction included, against projecting and sorting
/// the same samples, which any method that orders them has to do.
/// </summary>
public class ConstructionAtScale
{
    private readonly Dataset _data = SyntheticData.Gaussian(1000, 1_000_000, 10, 1);
    private double[] _direction = [];

    [GlobalSetup]
    public void Direction() => _direction = [.. new Problem(_data).Support.Direction];

    [Benchmark(Baseline = true)]
    public double ProjectAndSort()
    {
        var keys = new double[_data.K];
        for (var i = 0; i < keys.Length; i++)
        {
            var row = _data.Row(i);
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++) sum += _direction[j] * row[j];
            keys[i] = sum;
        }
        Array.Sort(keys);
        return keys[0];
    }

    [Benchmark]
    public Network BlockEndpoints() => new BlockEndpoints().Build(new Problem(_data));

    [Benchmark]
    public Network FewestKnots() => new FewestKnots().Build(new Problem(_data));
}
