using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Runtime;
using FtcTools.Shipping;
using FtcTools.Tests;
using Xunit;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Patching;

/// <summary>Models of every kind, mended and run in ONNX Runtime beside themselves, in five sessions.</summary>
public sealed class PatchedModelTests : IDisposable
{
    private const int Count = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(5);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds => [.. s_graphs.Keys];

    private static readonly Dictionary<string, Func<PatchedModelTests, Graphs>> s_graphs = new()
    {
        ["an image, its channels first"] = t => t.Convolutional(new Graphs(9).Input("x", [-1, 1, 6, 6])).Output("y", [-1, 3]),
        ["a batch of one"] = t => t.Convolutional(new Graphs(11).Input("x", [1, 1, 6, 6])).Output("y", [1, 3]),
        ["no batch"] = t => new Graphs(14).Input("x", [4]).Weights("W", [3, 4], t.Numbers(12)).Node("MatMul", "W x", "y").Output("y", [3]),
        ["probabilities beside scores"] = t => t.Layers(new Graphs(7).Input("x", [-1, 4]), "y").Node("Softmax", "y", "p").Output("p", [-1, 3]).Output("y", [-1, 3]),
        ["the place of the largest"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "y").Node("ArgMax", "y", "k", Graphs.Int("axis", 1), Graphs.Int("keepdims", 0)).Output("k", [-1], ElementType.Int64),
        ["one score behind a Sigmoid"] = t => new Graphs(17).Input("x", [-1, 4]).Weights("W", [4, 1], t.Numbers(4)).Node("MatMul", "x W", "s").Node("Sigmoid", "s", "p").Output("p", [-1, 1]),
        ["two inputs"] = t => t.Layers(new Graphs(21).Input("a", [-1, 2]).Input("b", [-1, 2]).Node("Concat", "a b", "x", Graphs.Int("axis", 1)), "y").Output("y", [-1, 3]),
        ["integers"] = t => t.Layers(new Graphs(13).Input("i", [-1, 4], ElementType.Int64).Node("Cast", "i", "x", Graphs.Int("to", 1)), "y").Output("y", [-1, 3]),
        ["float16 within"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "h").Node("Cast", "h", "y", Graphs.Int("to", 10)).Output("y", [-1, 3], ElementType.Float16),
        ["a classifier with words"] = t => new Graphs(12, 2).Input("x", [-1, 4]).Node(
                "ai.onnx.ml.LinearClassifier", "x", "label p", Graphs.Floats("coefficients", [.. t.Numbers(12).Select(v => (float)v)]), Graphs.Floats("intercepts", 0, 0, 0),
                Graphs.Texts("classlabels_strings", "low", "middle", "high"), Graphs.Text("post_transform", "SOFTMAX"), Graphs.Int("multi_class", 1))
            .Output("label", [-1], ElementType.String).Output("p", [-1, 3]),
        ["words behind the largest"] = t => t.Layers(new Graphs(12, 2).Input("x", [-1, 4]), "y").Node("ArgMax", "y", "k", Graphs.Int("axis", 1), Graphs.Int("keepdims", 0))
            .Node("ai.onnx.ml.LabelEncoder", "k", "label", Graphs.Ints("keys_int64s", 0, 1, 2), Graphs.Texts("values_strings", "low", "middle", "high")).Output("label", [-1], ElementType.String),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wrong_answers_become_right_and_all_others_stay_as_they_are_in_every_session(string kind)
    {
        var model = OnnxModel.Read(s_graphs[kind](this).Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model);
        SampleValues[] inputs = [.. model.Inputs.Select(input => new SampleValues(
            input.Name, Count, [.. Enumerable.Range(0, Count * input.Size!.Value).Select(_ => input.TypeName == "int64" ? _random.Next(9) : _random.NextSingle() * 4 - 2)], null))];
        var reading = PointReading.Of(point, inputs);
        var classes = Math.Max(2, reading.Outputs);
        int[] labels = [.. PointData.Answers(reading).Select((answer, i) => i % 6 == 0 ? (answer + 1) % classes : answer)];
        var data = PointData.Classes("data", point, reading, labels);
        Assert.InRange(data.N, Count / 6, Count / 2);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float32 });
        var patched = OnnxModel.Read(_folder["patched.onnx"]);

        Assert.Equal(model.Inputs.Select(Described), patched.Inputs.Select(Described));
        Assert.Equal(model.Outputs.Select(Described), patched.Outputs.Select(Described));
        Assert.All(Rehearsal.Run(point, patched, inputs, labels, [.. data.T.Select(i => i - 1)]), result =>
        {
            Assert.Equal(Count / 6, result.WrongBefore);
            Assert.Equal((0, 0), (result.Wrong, result.Moved));
        });

        static string Described(ModelValue value) => $"{value.Name} {value.TypeName} {value}";
    }

    [Fact]
    public void A_tensor_on_the_way_is_read_where_it_is_named_and_its_noise_is_covered()
    {
        var model = OnnxModel.Read(Convolutional(new Graphs(9).Input("x", [-1, 1, 6, 6])).Output("y", [-1, 3]).Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model, "v");
        Assert.False(point.IsInput);
        Assert.Equal(36, PatchPoint.Of(model).Frozen?.Inputs ?? 36);
        SampleValues[] inputs = [new("x", Count, Numbers(Count * 36), null)];
        var reading = PointReading.Of(point, inputs);
        Assert.Equal(16, reading.Width);
        Assert.True(reading.Proven);
        var data = PointData.Classes("data", point, reading, [.. PointData.Answers(reading).Select((answer, i) => i % 6 == 0 ? (answer + 1) % 3 : answer)]);
        Assert.Equal("v", data.Source!.Tensor);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        Assert.Equal("v", network.Origin.At);
        if (data.Source.Noise == 0) return;
        Assert.True(network.Origin.Radius >= data.Source.Noise);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Design.Build(data, new DesignOptions { Radius = data.Source.Noise / 2 })).Code);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("p")]
    public void A_tensor_that_cannot_be_read_is_refused(string tensor)
    {
        var model = OnnxModel.Read(Layers(new Graphs().Input("x", [-1, 4]), "y").Node("Softmax", "y", "p").Output("p", [-1, 3]).Write(_folder["model.onnx"]));
        Assert.Equal(Codes.NoTensor, Assert.Throws<FtcException>(() => PatchPoint.Of(model, tensor)).Code);
    }

    private double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round(_random.NextDouble() * 2 - 1, 3))];

    private Graphs Layers(Graphs graph, string output) => graph
        .Weights("W1", [4, 8], Numbers(32)).Node("MatMul", "x W1", "h1").Node("Relu", "h1", "h2").Weights("W2", [8, 3], Numbers(24)).Node("MatMul", "h2 W2", output);

    private Graphs Convolutional(Graphs graph) => graph
        .Weights("K", [4, 1, 3, 3], Numbers(36)).Node("Conv", "x K", "c").Node("Relu", "c", "r").Node("MaxPool", "r", "m", Graphs.Ints("kernel_shape", 2, 2), Graphs.Ints("strides", 2, 2))
        .Node("Flatten", "m", "v").Weights("W", [16, 3], Numbers(48)).Node("MatMul", "v W", "y");
}
