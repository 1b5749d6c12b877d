using BenchmarkDotNet.Attributes;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks;

/// <summary>
/// Digits that stay right within a radius: seconds, and the neurons on the console, against a hat that answers at the samples alone.
/// </summary>
public class PolytopeDigits
{
    private static readonly string s_file = Path.Combine(AppContext.BaseDirectory, "../../../../../examples/quickstart/digits.csv");
    private Dataset _data = null!;

    [Params(0.0, 0.25, 0.5, 1.0, 2.0, 2.49)]
    public double Radius { get; set; }

    [GlobalSetup]
    public void Read() =>
        _data = DataFile.Read(s_file,
            new DataColumns { Features = ["x0..x63"], Label = ["label"], Prediction = ["logit0..logit9"], Classification = true });

    [Benchmark(Baseline = true)]
    public Network AtTheSamples() => Design.Build(_data, new DesignOptions { Method = "Hats" }).Network;

    [Benchmark]
    public double? WithinARadius()
    {
        var network = Design.Build(_data, new DesignOptions { Method = "Polytope", Radius = Radius }).Network;
        var report = Verifier.Verify(network, _data, Arithmetic.Float32);
        Console.WriteLine($"// r = {Radius}: {network.Widths[0]} facets + {network.Widths[1]} units = {network.Neurons} neurons, passed {report.Passed}, touched {report.Touched}, radius {report.Radius}");
        return report.Radius;
    }
}
