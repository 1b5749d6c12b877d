using BenchmarkDotNet.Attributes;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks;

/// <summary>98 wrong answers of 1,797: reading the file, and building and proving the patch, in a warm process.</summary>
public class DigitsPatch
{
    private static readonly string s_file = Path.Combine(AppContext.BaseDirectory, "../../../../../examples/quickstart/digits.csv");
    private Dataset _data = null!;

    internal static Dataset Data() =>
        DataFile.Read(s_file, new DataColumns { Features = ["x0..x63"], Label = ["label"], Prediction = ["predicted"] });

    [GlobalSetup]
    [Benchmark(Baseline = true)]
    public void Read() => _data = Data();

    [Benchmark]
    public bool BuildAndProveExactly() =>
        Verifier.Verify(Design.Build(_data, new DesignOptions { Precision = Arithmetic.Exact }).Network, _data, Arithmetic.Exact).Passed;

    [Benchmark]
    public int BuildForFloat64() => Design.Build(_data, new DesignOptions()).Network.Neurons;
}
