using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Core.Tests;

public sealed class NetworkFileTests : IDisposable
{
    private const string Valid = """
        { "format": "ftc-network/1", "inputs": 2, "outputs": 1,
          "layers": [
            { "activation": "relu", "weights": [["1/3", "0"]], "bias": ["-2"] },
            { "activation": "identity", "weights": [["1e-3"]], "bias": ["0"] } ],
          "metadata": { "method": "Sawtooth", "K": 1797, "note": { "deep": [1, 2] } } }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Write(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Network Read(string text) => NetworkFile.Read(Encoding.UTF8.GetBytes(text), "n.json");

    [Fact]
    public void The_contract()
    {
        var network = Read(Valid);
        Assert.Equal((2, 1, 1), (network.Inputs, network.Outputs, network.Neurons));
        Assert.Equal(Rational.Of(1, 3), network.Layers[0].Weights(0)[0]);
        Assert.Equal(Rational.Of(1, 1000), network.Layers[1].Weights(0)[0]);
        Assert.Equal(("Sawtooth", 1797, null), (network.Origin.Method, network.Origin.K, network.Origin.N));
        Assert.Equal("""
            {
              "format": "ftc-network/1",
              "inputs": 2,
              "outputs": 1,
              "layers": [
                { "activation": "relu",
                  "weights": [
                    ["1/3", "0"]],
                  "bias": ["-2"] },
                { "activation": "identity",
                  "weights": [
                    ["1/1000"]],
                  "bias": ["0"] }
              ],
              "metadata": { "method": "Sawtooth", "K": 1797 }
            }

            """.ReplaceLineEndings("\n"), Write(network));
    }

    [Fact]
    public void Every_network_comes_back() => Prop.ForAll<int, int[]>((inputs, widths) =>
    {
        var random = new Random(inputs);
        var (layers, width) = (new List<Layer>(), Math.Abs(inputs % 4) + 1);
        foreach (var neurons in widths.Take(4).Select(w => Math.Abs(w % 4)).Append(Math.Abs(inputs % 3) + 1))
        {
            var activation = layers.Count == Math.Min(widths.Length, 4) ? Activation.Identity : (Activation)random.Next(3);
            layers.Add(new Layer(activation, width, [.. Enumerable.Range(0, neurons).Select(_ => Numbers(width))], Numbers(neurons)));
            width = neurons;
        }
        var network = new Network(layers,
            new NetworkOrigin { Method = "M \"é\u0001\"", Source = "Theorem 4.4", N = 1, Seed = -3, Maker = "x" });
        var text = Write(network);
        var back = Read(text);
        return Write(back) == text && back.Origin == network.Origin && back.Parameters == network.Parameters;

        Rational[] Numbers(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => Rational.Of(random.NextInt64() - (1L << 62), random.Next(1, 100)))];
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Files_are_whole_or_absent()
    {
        var path = _folder["a/b/n.json"];
        NetworkFile.Write(path, Read(Valid));
        NetworkFile.Write(path, Read(Valid));
        Assert.Equal("Sawtooth", NetworkFile.Read(path).Origin.Method);
        Assert.Equal(Codes.NotWritable,
            Assert.Throws<FtcException>(() => NetworkFile.Write(Path.Combine(path, "n.json"), Read(Valid))).Code);
        Assert.Equal(Codes.NotWritable, Assert.Throws<FtcException>(() => NetworkFile.Write(_folder["a"], Read(Valid))).Code);
        Assert.Equal([path], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(Codes.FileNotReadable, Assert.Throws<FtcException>(() => NetworkFile.Read(_folder["absent.json"])).Code);
    }

    [Theory]
    [InlineData("\"ftc-network/1\"", "\"ftc-network/2\"", 1, "ftc-network/1")]
    [InlineData("\"format\": \"ftc-network/1\", ", "", 5, "format")]
    [InlineData("\"inputs\": 2", "\"inputs\": 2000000000", 3, "2000000000, one for each input")]
    [InlineData("\"inputs\": 2", "\"inputs\": 99999999999999999999", 1, "2147483647")]
    [InlineData("\"inputs\": 2", "\"inputs\": -2", 1, "-2")]
    [InlineData("\"inputs\": 2", "\"inputs\": 2.5", 1, "2.5")]
    [InlineData("\"outputs\": 1", "\"outputs\": 3", 4, "3 output")]
    [InlineData("\"1/3\", ", "", 3, "1 weight")]
    [InlineData("\"1/3\"", "0.333", 3, "0.333 is a JSON number")]
    [InlineData("\"1/3\"", "null", 3, "null is no number")]
    [InlineData("\"1/3\"", "[[[[]]]]", 3, "an array is no number")]
    [InlineData("\"1/3\"", "\"1/0\"", 3, "1/0")]
    [InlineData("\"1/3\"", "\"1e99999\"", 3, "exponents")]
    [InlineData("\"-2\"", "\"-2\", \"1\"", 3, "2 bias(es) and 1 row")]
    [InlineData("\"activation\": \"relu\"", "\"activation\": \"gelu\"", 3, "hardtanh")]
    [InlineData("\"activation\": \"relu\"", "\"activation\": \"relu\", \"kind\": \"residual\"", 3, "residual")]
    [InlineData("\"activation\": \"relu\", ", "", 3, "activation")]
    [InlineData("\"activation\": \"identity\"", "\"activation\": \"relu\"", 4, "identity")]
    [InlineData("\"bias\"", "\"bais\"", 3, "valid is bias")]
    [InlineData("\"outputs\": 1", "\"outputs\": 1, \"outputs\": 1", 1, "twice")]
    [InlineData("[[\"1/3\", \"0\"]]", "{}", 3, "an array of rows")]
    [InlineData("1797", "\"many\"", 5, "many")]
    [InlineData("{ \"deep\": [1, 2] }", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 5, "JSON")]
    [InlineData("{ \"deep\": [1, 2] } } }", "0 } } {}", 5, "JSON")]
    public void Hostile_files(string part, string replacement, int line, string names)
    {
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        var e = Assert.Throws<FtcException>(() => Read(Valid.Replace(part, replacement, StringComparison.Ordinal)));
        Assert.Equal((Codes.NetworkFile, "n.json", line), (e.Code, e.File, e.Line));
        Assert.True(e.Column > 0);
        Assert.Contains(names, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (var length = 0; length < Valid.TrimEnd().Length; length++)
            Assert.Equal(Codes.NetworkFile, Assert.Throws<FtcException>(() => Read(Valid[..length])).Code);
    }

    [Fact]
    public void Bytes_that_are_not_text()
    {
        Assert.Equal(Codes.NetworkFile, Assert.Throws<FtcException>(() => NetworkFile.Read([0xFF, 0xFE, 0, 0])).Code);
        var bytes = Encoding.UTF8.GetBytes(Valid);
        bytes[Valid.IndexOf("Saw", StringComparison.Ordinal)] = 0xFF;
        Assert.Equal(Codes.NetworkFile, Assert.Throws<FtcException>(() => NetworkFile.Read(bytes)).Code);
    }
}
