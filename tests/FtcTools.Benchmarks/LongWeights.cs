using System.Numerics;
using BenchmarkDotNet.Attributes;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks;

/// <summary>
/// Exact evaluation of a network of 100 hidden layers of 12 neurons: one whose weights have 10,000 bits against one whose weights have 64.
/// </summary>
public class LongWeights
{
    private readonly Evaluator _short = new(Deep(64), Arithmetic.Exact);
    private readonly Evaluator _long = new(Deep(10_000), Arithmetic.Exact);

    // As where bits are read: a long weight times the 1 of a neuron goes to the values, and comes off them again in the next layer.
    private static Network Deep(int bits)
    {
        const int Depth = 100, Width = 12;
        var bytes = new byte[bits / 8];
        new Random(1).NextBytes(bytes);
        Rational number = new BigInteger(bytes, isUnsigned: true);
        var layers = new List<Layer>();
        for (var l = 0; l < Depth; l++)
        {
            var inputs = l == 0 ? 1 : Width;
            var rows = Enumerable.Range(0, Width).Select(_ => new Rational[inputs]).ToArray();
            var bias = new Rational[Width];
            bias[0] = 1;
            for (var r = 1; r < Width; r++)
            {
                rows[r][l == 0 ? 0 : r] = 1;
                if (l == 0) bias[r] = number;
                else rows[r][0] = l % 2 == 0 ? number : -number;
            }
            layers.Add(new Layer(Activation.Relu, inputs, rows, bias));
        }
        layers.Add(new Layer(Activation.Identity, Width, [[.. Enumerable.Repeat(Rational.One, Width)]], [0]));
        return new Network(layers);
    }

    [Benchmark(Baseline = true)]
    public string? Bits64() => _short.At(1, [0.75])[0].Exact;

    [Benchmark]
    public string? Bits10000() => _long.At(1, [0.75])[0].Exact;
}
