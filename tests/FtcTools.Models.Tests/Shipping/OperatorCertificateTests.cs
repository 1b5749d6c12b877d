using System.Text.Json.Nodes;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Shipping.Certificates;
using FtcTools.Tests;
using Google.Protobuf;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

/// <summary>Certificates of the class itself for image models, residual ones and curves, proven anew by the checker.</summary>
public sealed class OperatorCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // From x [batch, 2, 5, 5] to y [batch, 3].
    private static readonly Dictionary<string, Action<Graphs, Func<long[], double[]>>> s_models = new()
    {
        ["Conv, BatchNormalization, MaxPool"] = (g, w) => g.Weights("mean", [], 0.25).Weights("half", [2, 1, 1], 0.5, 2)
            .Weights("V", [4, 1, 2, 3], w([4, 1, 2, 3])).Weights("b", [4], w([4]))
            .Weights("s", [4], w([4])).Weights("o", [4], w([4])).Weights("m", [4], w([4])).Weights("v", [4], 0.5, 1, 2, 0.1)
            .Node("Sub", "x mean", "c").Node("Div", "c half", "d")
            .Node("Conv", "d V b", "e", Graphs.Int("group", 2), Graphs.Ints("pads", 1, 1, 0, 1), Graphs.Ints("strides", 1, 2))
            .Node("BatchNormalization", "e s o m v", "n").Node("LeakyRelu", "n", "r", Graphs.Number("alpha", 0.1f))
            .Node("MaxPool", "r", "h", Graphs.Ints("kernel_shape", 2, 2)),
        ["a residual block, AveragePool"] = (g, w) => g.Weights("V", [2, 2, 3, 3], w([2, 2, 3, 3])).Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .Node("Pad", "x pads", "p").Node("Conv", "p V", "c").Node("Add", "c x", "a").Node("Relu", "a", "r")
            .Node("Concat", "r a", "k", Graphs.Int("axis", 1)).Node("Transpose", "k", "t", Graphs.Ints("perm", 0, 1, 3, 2))
            .Node("AveragePool", "t", "h", Graphs.Ints("kernel_shape", 3, 3), Graphs.Ints("strides", 2, 2),
                Graphs.Ints("pads", 1, 0, 0, 1)),
        ["curves, and one part that weighs another"] = (g, w) => g.Weights("V", [2, 2, 1, 1], w([2, 2, 1, 1]))
            .Weights("slopes", [2, 1, 1], -0.5, 0.25)
            .Node("GlobalAveragePool", "x", "q").Node("Conv", "q V", "c").Node("HardSwish", "c", "k").Node("HardSigmoid", "k", "e")
            .Node("Mul", "x e", "u").Node("PRelu", "u slopes", "z").Node("Tanh", "z", "t").Node("Softplus", "t", "p")
            .Node("Sigmoid", "p", "h"),
    };

    public static TheoryData<string> Names => [.. s_models.Keys];

    [PythonFact]
    public void Units_that_act_together_and_a_patch_of_a_patch_are_proven()
    {
        var file = new Graphs(13).Input("x", [-1, 1]).Output("y", [-1, 2]).Weights("W", [1, 2], 0.01, -0.01).Weights("b", [2], 3.1, 0)
            .Node("Gemm", "x W b", "y").Write(_folder["f.onnx"]);
        // Both units act at both edits, and f is a term of their sum.
        var together = new Network(
        [
            new Layer(Activation.Relu, 1, [[1], [1]], [-3, -4]), new Layer(Activation.Relu, 2, [[-1, 0], [0, -1]], [1, 1]),
            new Layer(Activation.Identity, 2, [[0, 0], [4, Rational.Of(7, 10)]], [0, 0]),
        ], new NetworkOrigin { Radius = 0.125 });
        Prove(file, together, x => x < 4, _folder["once.onnx"]);
        var (patched, _) = OnnxFile.Read(_folder["once.onnx"]);
        Assert.DoesNotContain(patched.Graph.Node, node => node.OpType is "Sub" or "Add");
        var alone = new Network(
        [
            new Layer(Activation.Relu, 1, [[-1]], [Rational.Of(27, 4)]), new Layer(Activation.Relu, 1, [[-4]], [1]),
            new Layer(Activation.Identity, 1, [[0], [20]], [0, 0]),
        ], new NetworkOrigin { Radius = 0.125 });
        Prove(_folder["once.onnx"], alone, x => x is < 4 or 7, _folder["twice.onnx"]);
    }

    private void Prove(string file, Network network, Func<double, bool> isSecond, string patched)
    {
        var model = FrozenModel.Read(file);
        var builder = new DatasetBuilder(1, 2);
        foreach (var x in (double[])[1, 2, 6, 7]) builder.Add([x], isSecond(x) ? 1 : 0, model.Evaluate([x]));
        var path = _folder["patched.cert.json"];
        OnnxExport.WritePatched(patched, model, network.For(builder.Build("few")), OnnxExportTests.Single,
            proven: shipment => Certificate.Write(path, shipment));
        var (code, output) = Python.Run(_folder[Certificate.Checker], path, "--model", file);
        Assert.True(code == 0 && output.Contains("with the model the right class leads", StringComparison.Ordinal), output);
    }

    [PythonTheory]
    [MemberData(nameof(Names))]
    public void The_class_itself_is_proven_with_the_model(string name)
    {
        var random = new Random(3);
        double[] Weights(long[] shape) =>
            [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (double)(float)(2 * random.NextDouble() - 1))];
        var graph = new Graphs(14).Input("x", [-1, 2, 5, 5]).Output("y", [-1, 3]);
        s_models[name](graph, Weights);
        var features = FrozenModel.Of(Cut(graph), Path.GetFullPath("cut.onnx"), "").Outputs;
        graph.Weights("W", [3, features], Weights([3, features])).Node("Flatten", "h", "f")
            .Node("Gemm", "f W", "y", Graphs.Int("transB", 1));
        var file = graph.Write(_folder["f.onnx"]);

        var model = FrozenModel.Read(file);
        var data = OnnxExportTests.Classes(model, 1, 20);
        Assert.True(data.N > 0);
        var network = Design.Build(data, new DesignOptions { Radius = 1e-3, Precision = Arithmetic.Float32, Pretrained = model }).Network;
        var path = _folder["patched.cert.json"];
        OnnxExport.WritePatched(_folder["patched.onnx"], model, network, OnnxExportTests.Single,
            proven: shipment => Certificate.Write(path, shipment));
        Assert.Equal(Rational.Of(1e-3).ToString(), (string)JsonNode.Parse(File.ReadAllText(path))!["claim"]!["argmax"]!["radius"]!);
        var (code, output) = Python.Run(_folder[Certificate.Checker], path, "--model", file);
        Assert.True(code == 0, output);
        Assert.Contains("Float32: with the model the right class leads by ", output, StringComparison.Ordinal);

        // Another weight is another model, whose answers are others.
        graph.Model.Graph.Initializer.First(tensor => tensor.Name is "V").RawData =
            ByteString.CopyFrom([.. Weights(
                new long[] { graph.Model.Graph.Initializer.First(tensor => tensor.Name is "V").RawData.Length / 4 })
                    .SelectMany(v => BitConverter.GetBytes((float)v))]);
        var other = graph.Write(_folder["other.onnx"]);
        File.WriteAllText(path, File.ReadAllText(path).Replace(model.Hash, FrozenModel.Read(other).Hash, StringComparison.Ordinal));
        (code, output) = Python.Run("-c", $"""
            import json, sys
            sys.path.insert(0, r'{_folder.Path}')
            import ftc_check
            certificate = json.load(open(r'{path}', encoding='utf-8'))
            certificate['seal'] = ftc_check.seal(certificate)
            try:
                ftc_check.check(certificate, open(r'{other}', 'rb').read())
            except ftc_check.Wrong as wrong:
                print('WRONG', wrong)
            """);
        Assert.StartsWith("WRONG", output[output.IndexOf("WRONG", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    private static FtcTools.Onnx.Messages.Model Cut(Graphs graph)
    {
        var cut = graph.Model.Clone();
        cut.Graph.Node.Add(new FtcTools.Onnx.Messages.Node { OpType = "Flatten", Input = { "h" }, Output = { "y" } });
        return cut;
    }
}
