using System.Text;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Networks;

public class ResidualNetworkTests
{
    private static readonly Dataset Classes = OneHot(60, 5, 3);

    private static Dataset OneHot(int count, int dimension, int classes)
    {
        var random = new Random(count);
        var builder = new DatasetBuilder(dimension, classes);
        for (var i = 0; i < count; i++)
        {
            var z = new Rational[classes];
            z[random.Next(classes)] = 1;
            builder.Add([.. Enumerable.Range(0, dimension).Select(_ => random.NextDouble())], z);
        }
        return builder.Build("one-hot");
    }

    private static Network Built(int layers) =>
        Design.Build(Classes, new DesignOptions { Method = "ResidualHats", Layers = [layers] }).Network;

    // h + V s(U h + b) + c, word by word.
    private static Rational[] Evaluate(ResidualNetwork network, Rational[] h)
    {
        foreach (var (inner, outer) in network.Blocks)
        {
            var change = Naive.Evaluate(new Network([inner, outer]), h);
            h = [.. h.Zip(change, (a, b) => a + b)];
        }
        return Naive.Evaluate(new Network(network.Layers), h);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void The_dense_network_is_equal_everywhere(int layers)
    {
        var network = Built(layers);
        Assert.Equal(layers - 2, network.Residual!.Blocks.Count);
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            double[] x = [.. Enumerable.Range(0, Classes.Inputs).Select(_ => 4 * random.NextDouble() - 2)];
            Assert.Equal(Evaluate(network.Residual, Array.ConvertAll(x, Rational.Of)), Naive.Evaluate(network, x));
        }
    }

    [Fact]
    public void It_has_no_more_ReLUs_than_the_theorem_says()
    {
        foreach (var (count, dimension, classes) in new[] { (60, 5, 3), (100, 10, 4), (40, 3, 2) })
        {
            var data = OneHot(count, dimension, classes);
            var network = Design.Build(data, new DesignOptions { Method = "ResidualHats" }).Network;
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
            var printed = 4.0 * count / dimension + 6 * classes;
            Assert.True(network.Residual!.Neurons <= printed, $"{network.Residual.Neurons} of {printed}");
        }
    }

    // Corollary 4.2 there, recalled and not read: 4N/d + 4C ReLUs of one layer do as well.
    [Fact]
    public void One_hidden_layer_has_no_more_ReLUs_than_the_corollary_says()
    {
        foreach (var (count, dimension, classes) in new[] { (60, 5, 3), (100, 10, 4), (40, 3, 2) })
        {
            var data = OneHot(count, dimension, classes);
            var network = Design.Build(data, new DesignOptions { Method = "Strips" }).Network;
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
            Assert.True(network.Neurons <= 4.0 * count / dimension + 4 * classes, $"{network.Neurons}");
        }
    }

    [Fact]
    public void Files_keep_the_blocks()
    {
        var network = Built(4);
        using var first = new MemoryStream();
        NetworkFile.Write(first, network);
        Assert.Contains("\"kind\": \"residual\"", Encoding.UTF8.GetString(first.ToArray()));
        var read = NetworkFile.Read(first.ToArray());
        Assert.Equal(network.Residual!.Neurons, read.Residual!.Neurons);
        Assert.True(Verifier.Verify(read, Classes, Arithmetic.Exact).Passed);
        using var second = new MemoryStream();
        NetworkFile.Write(second, read);
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Theory]
    [InlineData("\"kind\": \"residual\", \"activation\": \"relu\", \"weights\": [[\"1\"]], \"bias\": [\"0\"], \"shift\": [\"0\"]",
        "\"outer\" is missing")]
    [InlineData("\"kind\": \"residual\", \"activation\": \"relu\", \"weights\": [[\"1\"]], \"bias\": [\"0\"], \"outer\": [[\"1\"]]",
        "\"shift\" is missing")]
    [InlineData("\"kind\": \"residual\", \"activation\": \"hardtanh\", \"weights\": [[\"1\"]], \"bias\": [\"0\"], \"outer\": [[\"1\"]], \"shift\": [\"0\"]", "the block's activation is \"hardtanh\"")]
    [InlineData("\"kind\": \"residual\", \"activation\": \"relu\", \"weights\": [[\"1\"]], \"bias\": [\"0\"], \"outer\": [[\"1\"], [\"1\"]], \"shift\": [\"0\", \"0\"]", "gives 2 number(s) back; valid is 1")]
    [InlineData("\"kind\": \"residual\", \"activation\": \"relu\", \"weights\": [[\"1\"]], \"bias\": [\"0\"], \"outer\": [[\"1\", \"2\"]], \"shift\": [\"0\"]", "the row has 2 weight(s); valid is 1")]
    [InlineData("\"activation\": \"relu\", \"weights\": [[\"1\"]], \"bias\": [\"0\"], \"outer\": [[\"1\"]]",
        "a dense layer has the key \"outer\"")]
    [InlineData("\"kind\": \"convolution\", \"activation\": \"relu\", \"weights\": [[\"1\"]], \"bias\": [\"0\"]",
        "of kind \"convolution\", which this version does not know")]
    public void What_is_no_block_is_refused(string layer, string message)
    {
        var json = $$"""{ "format": "ftc-network/1", "inputs": 1, "outputs": 1, "layers": [ { {{layer}} }, { "activation": "identity", "weights": [["1"]], "bias": ["0"] } ] }""";
        var e = Assert.Throws<FtcException>(() => NetworkFile.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(Codes.NetworkFile, e.Code);
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void Blocks_that_do_not_fit_are_refused()
    {
        var inner = new Layer(Activation.Relu, 2, [[1, 1]], [0]);
        var narrow = new Layer(Activation.Identity, 1, [[1]], [0]);
        Assert.Equal(Codes.ShapeMismatch,
            Assert.Throws<FtcException>(() =>
                new ResidualNetwork([new(inner, narrow)], [new(Activation.Identity, 2, [[1, 1]], [0])])).Code);
    }
}
