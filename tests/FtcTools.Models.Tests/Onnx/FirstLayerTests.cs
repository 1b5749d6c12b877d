using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Runtime;
using FtcTools.Shipping;
using FtcTools.Tests;
using Xunit;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Onnx;

/// <summary>The forms in which the first layer of a patch is written: the same answers, in less time.</summary>
public sealed class FirstLayerTests : IDisposable
{
    private const int Count = 30;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(3);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2700, 6, 3, false, true, false, true)]
    [InlineData(3072, 18, 9, false, true, true, true)]
    [InlineData(3072, 18, 9, false, false, true, false)]
    [InlineData(784, 20, 10, true, true, true, false)]
    [InlineData(784, 9, 2, true, true, false, false)]
    [InlineData(5, 8, 4, false, true, false, false)]
    [InlineData(3072, 600, 300, false, true, true, false)]
    public void The_form_that_multiplies_least_is_taken_unless_its_nodes_cost_more(int features, int rows, int directions, bool isVector,
        bool mayBeNarrow, bool byDirection, bool isNarrow) => Assert.Equal(new FirstLayer(byDirection, isNarrow),
            FirstLayer.Quickest(features, rows, directions, isVector, mayBeNarrow));

    [Fact]
    public void Rows_that_differ_in_their_sign_alone_are_one_direction()
    {
        Rational[] third = [Rational.Of(1, 3), 2];
        Rational[][] rows = [third, [-third[0], -2], [0, 0], [Rational.Of((float)third[0].ToDouble()), 2], [1, 2]];
        var directions = new Directions(new Layer(Activation.Relu, 2, rows, new Rational[5]), value => value.ToSingle());
        // The fourth row is the first one in the precision that ships.
        Assert.Equal([[(float)third[0].ToDouble(), 2], [1, 2]], directions.Rows);
        Assert.Equal([1, 0, -1, 0, 0, 0, 1, 0, 0, 1], directions.Signs());
    }

    [Theory]
    [InlineData("ValueSlabs", 6, new long[] { -1, 6, 24, 24 }, "Reshape Conv Flatten Gemm Relu Gemm Relu Gemm")]
    [InlineData("ValueSlabs", 6, new long[] { 1, 6, 24, 24 }, "Reshape Conv Flatten Gemm Relu Gemm Relu Gemm")]
    [InlineData("Slabs", 3, new long[] { -1, 3, 30, 30 }, "Reshape Conv Relu Flatten Gemm Relu Gemm")]
    [InlineData("Slabs", 10, new long[] { -1, 10, 9, 9 }, "Reshape MatMul Gemm Relu Gemm Relu Gemm")]
    [InlineData("Slabs", 3, new long[] { -1, 3, 4, 4 }, "Reshape Gemm Relu Gemm Relu Gemm")]
    public void A_patch_answers_the_same_in_every_form_and_is_read_back(string method, int classes, long[] shape, string operators)
    {
        var graph = new Graphs(11).Input("x", shape).Node("GlobalAveragePool", "x", "a").Node("Flatten", "a", "v")
            .Weights("W", [shape[1], classes], [.. Enumerable.Range(0, (int)shape[1] * classes).Select(_ => 20 * _random.NextDouble() - 10)])
            .Node("MatMul", "v W", "y").Output("y", [shape[0], classes]);
        var (point, inputs, labels, data) = Task(graph, classes);
        var network = Design.Build(data,
            new DesignOptions { Method = method, Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        var terms = new ShippingTerms { Precision = Arithmetic.Float32, TouchedOutput = "touched" };
        PatchedModel.Write(_folder["patched.onnx"], point, network, terms with { TouchedOutput = null });
        Assert.Equal(operators, Written("patched.onnx"));
        var patched = OnnxModel.Read(_folder["patched.onnx"]);
        Assert.All(Rehearsal.Run(point, patched, inputs, labels, data.Edited),
            result => Assert.Equal((0, 0), (result.Wrong, result.Moved)));

        var read = FrozenModel.Read(_folder["patched.onnx"]);
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(labels[i], Classification.Argmax(read.Evaluate(data.Row(i)))));

        PatchedModel.Write(_folder["telling.onnx"], point, network, terms);
        using var session = OnnxModel.Read(_folder["telling.onnx"]).Open(new());
        var touched = session.Run(inputs, ["touched"])[0].Numbers!;
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(data.Residual(i) is not null, touched[i] > 0));

        // Alone, the network is read back as it is.
        OnnxExport.Write(_folder["g.onnx"], Shipment.Of(network, terms with { TouchedOutput = null }));
        Assert.Equal(network.Widths, OnnxNetwork.Read(_folder["g.onnx"]).Widths);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_model_flattens_is_not_flattened_again(bool isZero)
    {
        var graph = new Graphs(9).Input("x", [1, 1, 1, 5]).Weights("mean", [1, 1, 1, 5], 0, isZero ? -0.0 : 0.25, 0, 0, 0)
            .Node("Sub", "x mean", "s").Node("Flatten", "s", "v")
            .Weights("W", [5, 3], [.. Enumerable.Range(0, 15).Select(_ => 2 * _random.NextDouble() - 1)])
            .Node("MatMul", "v W", "y").Output("y", [1, 3]);
        var (point, inputs, labels, data) = Task(graph, 3);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float32 });
        Assert.Equal($"{(isZero ? "" : "Reshape ")}Gemm Relu Gemm Relu Gemm", Written("patched.onnx"));
        Assert.All(Rehearsal.Run(point, OnnxModel.Read(_folder["patched.onnx"]), inputs, labels, data.Edited),
            result => Assert.Equal((0, 0), (result.Wrong, result.Moved)));
    }

    [Fact]
    public void A_tensor_on_the_way_that_the_model_flattens_is_not_flattened_again_either()
    {
        var graph = new Graphs(13).Input("x", [-1, 1, 2, 3]).Node("Relu", "x", "r").Node("Flatten", "r", "v")
            .Weights("W", [6, 3], [.. Enumerable.Range(0, 18).Select(_ => 2 * _random.NextDouble() - 1)])
            .Node("MatMul", "v W", "y").Output("y", [-1, 3]);
        var (point, inputs, labels, data) = Task(graph, 3, "r");
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float32 });
        Assert.Equal("Gemm Relu Gemm Relu Gemm", Written("patched.onnx"));
        Assert.All(Rehearsal.Run(point, OnnxModel.Read(_folder["patched.onnx"]), inputs, labels, data.Edited),
            result => Assert.Equal((0, 0), (result.Wrong, result.Moved)));
    }

    [Fact]
    public void Runtimes_have_no_convolutions_of_float64()
    {
        var graph = new Graphs(13).Input("x", [-1, 3, 32, 32], ElementType.Double).Node("ReduceMean", "x", "v", Graphs.Ints("axes", 2, 3),
            Graphs.Int("keepdims", 0)).Weights("W", [3, 3], 9, -5, 1, 2, 8, -3, -4, 1, 7).Node("MatMul", "v W", "y")
            .Output("y", [-1, 3], ElementType.Double);
        graph.Widen();
        var (point, inputs, labels, data) = Task(graph, 3);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float64 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float64 });
        Assert.DoesNotContain("Conv", Written("patched.onnx"), StringComparison.Ordinal);
        Assert.All(Rehearsal.Run(point, OnnxModel.Read(_folder["patched.onnx"]), inputs, labels, data.Edited),
            result => Assert.Equal((0, 0), (result.Wrong, result.Moved)));
    }

    // Random samples of which every third has another label than the model's.
    private (PatchPoint Point, SampleValues[] Inputs, int[] Labels, Dataset Data) Task(Graphs graph, int classes, string? at = null)
    {
        var model = OnnxModel.Read(graph.Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model, at);
        var width = model.Inputs[0].Size!.Value;
        SampleValues[] inputs = [new("x", Count, [.. Enumerable.Range(0, Count * width).Select(_ => (double)_random.NextSingle())], null)];
        var reading = PointReading.Of(point, inputs);
        int[] labels = [.. PointData.Answers(reading).Select((answer, i) =>
            i % 3 == 0 ? (answer + 1 + i / 3 % (classes - 1)) % classes : answer)];
        return (point, inputs, labels, PointData.Classes("data", point, reading, labels));
    }

    // The operators of what is added.
    private string Written(string file) => string.Join(' ', OnnxFile.Read(_folder[file]).Model.Graph.Node
        .Where(node => node.Name.StartsWith("ftc/", StringComparison.Ordinal)).Select(node => node.OpType));
}
