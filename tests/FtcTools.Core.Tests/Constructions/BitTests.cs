using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

public class BitTests
{
    // N of K samples on a line, z alternating.
    private static Dataset Edits(int n, int k)
    {
        var random = new Random(n);
        return SyntheticData.Line(Enumerable.Range(1, k).OrderBy(_ => random.Next()).Take(n), k);
    }

    private static Network Verified(string method, Dataset data, int? layers = null, int? bits = null)
    {
        var network = Design.Build(data, new DesignOptions { Method = method, Layers = layers is { } l ? [l] : null, Bits = bits }).Network;
        var report = Verifier.Verify(network, data, Arithmetic.Exact);
        Assert.True(report.Passed, $"{report}");
        return network;
    }

    private static long Longest(Network network) =>
        network.Layers.Skip(1).Max(layer => Enumerable.Range(0, layer.Neurons)
            .Max(r => Math.Max(layer.Bias(r).Bits, layer.Weights(r).ToArray().Max(w => w.Bits))));

    // Depth, and with it the number of parameters at width 12, grows as sqrt(N log N): from 64 to 1,024 samples by a factor sqrt(10 / 6)
    // beyond sqrt N.
    [Fact]
    public void Parameters_grow_as_the_root_of_the_edits()
    {
        var perRoot = new[] { 64, 256, 1024 }.Select(n => Verified("BitExtraction", Edits(n, 4 * n)).Parameters / Math.Sqrt(n)).ToArray();
        Assert.True(perRoot.Max() <= Math.Sqrt(10 / 6.0) * perRoot.Min(), string.Join(", ", perRoot));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Parameters_grow_as_the_root_of_the_edits_up_to_4096()
    {
        var perRoot = new[] { 64, 128, 256, 512, 1024, 2048, 4096 }.Select(n => Verified("BitExtraction", Edits(n, 10 * n)).Parameters
            / Math.Sqrt(n)).ToArray();
        Assert.True(perRoot.Max() <= Math.Sqrt(2) * perRoot.Min(), string.Join(", ", perRoot));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void A_thousand_edits_of_ten_thousand_take_fewer_parameters_than_two_layers()
    {
        var network = Verified("BitExtraction", Edits(1000, 10_000));
        Assert.True(network.Parameters < 3000 * 3 + 1);
    }

    [Fact]
    public void Few_values_keep_the_width_at_twelve()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, 1 + random.Next(12))
                .Select(_ => Rational.Of(1 + random.Next(1000), 1 + random.Next(7)) * (random.Next(2) == 0 ? 1 : -1)).ToArray();
            var builder = new DatasetBuilder(1, 1);
            for (var i = 0; i < 40; i++) builder.Add([i], [random.Next(3) == 0 ? values[random.Next(values.Length)] : 0]);
            var data = builder.Build($"{values.Length} values, seed {seed}");
            Assert.True(Verified("BitExtraction", data).Widths.Max() <= 12, data.Name);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(40)]
    public void Numbers_are_no_longer_than_the_bits_asked_for(int bits)
    {
        var data = Edits(200, 800);
        var network = Verified("BoundedBits", data, bits: bits);
        Assert.True(Longest(network) <= Math.Max(bits, 11) + 2, $"{Longest(network)} bits");
        Assert.True(network.Widths.Max() <= 13);
        Assert.True(network.Parameters >= Verified("BitExtraction", data).Parameters);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(10)]
    public void The_depth_is_as_asked_for_and_more_layers_take_fewer_neurons(int layers)
    {
        var data = Edits(60, 240);
        var network = Verified("BoundedDepth", data, layers);
        Assert.Equal(layers, network.Layers.Count);
        Assert.True(network.Neurons >= Verified("BoundedDepth", data, layers + 2).Neurons);
    }

    // Theorems 5.1 and 6.2, recalled and not read: N / L parameters that are not zero in about L layers, N / B parameters of B bits, up to
    // logarithms.
    [Fact]
    public void Depth_and_bits_trade_against_parameters()
    {
        const int N = 256;
        var data = Edits(N, 4 * N);
        var (shallow, deeper) = (0L, long.MaxValue);
        foreach (var layers in new[] { 8, 12, 16, 24, 32 })
        {
            shallow = Nonzero(Verified("BoundedDepth", data, layers));
            Assert.True(shallow <= deeper && shallow * layers <= 40 * N * Math.Log2(N), $"{shallow} parameters in {layers} layers");
            deeper = shallow;
        }
        var fewer = long.MaxValue;
        foreach (var bits in new[] { 10, 20, 30 })
        {
            var parameters = Verified("BoundedBits", data, bits: bits).Parameters;
            Assert.True(parameters <= fewer && parameters * bits <= 150 * N * Math.Log2(N), $"{parameters} parameters of {bits} bits");
            fewer = parameters;
        }

        static long Nonzero(Network network) =>
            network.Layers.Sum(layer => Enumerable.Range(0, layer.Neurons).Sum(r => layer.Weights(r).ToArray().LongCount(w => !w.IsZero)));
    }

    [Fact]
    public void Several_outputs_share_the_numbers()
    {
        var builder = new DatasetBuilder(2, 3);
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var z = new Rational[3];
            if (i % 2 == 0) z[random.Next(3)] = 1;
            builder.Add([random.NextDouble(), random.NextDouble()], z);
        }
        var network = Verified("BitExtraction", builder.Build("classes"));
        Assert.Equal(3, network.Widths[^1]);
    }

    [Theory]
    [InlineData("BitExtraction", null, null, Codes.Condition, "the residuals are not discrete: z takes 30 values on N = 30 samples")]
    [InlineData("BoundedBits", null, null, Codes.Condition, "the residuals are not discrete")]
    [InlineData("BitExtraction", null, 20, Codes.OptionNotTaken, "BitExtraction takes no -Bits; those that do are BoundedBits")]
    [InlineData("BitExtraction", 30, null, Codes.Condition, "BitExtraction builds its own number of layers; the layers asked for are 30")]
    public void What_they_cannot_do_is_said(string method, int? layers, int? bits, string code, string message)
    {
        var data = layers is null && bits is null ? SyntheticData.RandomLine(30, 100, 1) : Edits(30, 100);
        var e = Assert.Throws<FtcException>(() =>
            Design.Build(data, new DesignOptions { Method = method, Layers = layers is { } l ? [l] : null, Bits = bits }));
        Assert.Equal(code, e.Code);
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void Too_few_bits_or_layers_are_told_with_their_numbers()
    {
        var data = Edits(30, 100);
        Assert.Contains("B = 1 bits are fewer than c = 2",
            Assert.Throws<FtcException>(() => Verified("BoundedBits", data, bits: 1)).Message);
        Assert.Contains("take at least 7, and 5 are asked for",
            Assert.Throws<FtcException>(() => Verified("BoundedDepth", data, 5)).Message);
    }

    [Fact]
    public void Weights_of_ten_thousand_bits_are_evaluated_exactly_through_hundreds_of_layers()
    {
        // Doubling and halving by 2^10,000 in turn: any rounding would show.
        const int Bits = 10_000;
        var (up, down) = (Rational.PowerOfTwo(Bits) + Rational.Of(1, 3), 1 / (Rational.PowerOfTwo(Bits) + Rational.Of(1, 3)));
        var layers = Enumerable.Range(0, 200).Select(l => new Layer(Activation.Relu, 1, [[l % 2 == 0 ? up : down]], [Rational.Zero]));
        var network = new Network([.. layers, new Layer(Activation.Identity, 1, [[1]], [-1])]);
        var evaluator = ExactFunction.Pointwise(network)();
        Assert.Equal(Rational.Of(0.75) - 1, evaluator([0.75])[0]);
        Assert.Equal(Naive.Evaluate(network, [0.75])[0], evaluator([0.75])[0]);
    }
}
