using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Patching;
using FtcTools.Runtime;
using FtcTools.Shipping;
using FtcTools.Tests;
using Google.Protobuf;
using Xunit;
using Attribute = FtcTools.Onnx.Messages.Attribute;
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
        ["probabilities beside scores"] = t => t.Layers(new Graphs(7).Input("x", [-1, 4]), "y").Node("Softmax", "y", "p")
            .Output("p", [-1, 3]).Output("y", [-1, 3]),
        ["the place of the largest"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "y")
            .Node("ArgMax", "y", "k", Graphs.Int("axis", 1), Graphs.Int("keepdims", 0)).Output("k", [-1], ElementType.Int64),
        ["one score behind a Sigmoid"] = t => new Graphs(17).Input("x", [-1, 4]).Weights("W", [4, 1], t.Numbers(4))
            .Node("MatMul", "x W", "s").Node("Sigmoid", "s", "p").Output("p", [-1, 1]),
        ["two inputs"] = t => t.Layers(new Graphs(21).Input("a", [-1, 2]).Input("b", [-1, 2])
            .Node("Concat", "a b", "x", Graphs.Int("axis", 1)), "y").Output("y", [-1, 3]),
        ["integers"] = t => t.Layers(new Graphs(13).Input("i", [-1, 4], ElementType.Int64).Node("Cast", "i", "x", Graphs.Int("to", 1)), "y")
            .Output("y", [-1, 3]),
        ["float16 within"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "h").Node("Cast", "h", "y", Graphs.Int("to", 10))
            .Output("y", [-1, 3], ElementType.Float16),
        ["a classifier with words"] = t => new Graphs(12, 2).Input("x", [-1, 4]).Node("ai.onnx.ml.LinearClassifier", "x", "label p",
            Graphs.Floats("coefficients", [.. t.Numbers(12).Select(v => (float)v)]), Graphs.Floats("intercepts", 0, 0, 0),
            Graphs.Texts("classlabels_strings", "low", "middle", "high"), Graphs.Text("post_transform", "SOFTMAX"),
            Graphs.Int("multi_class", 1))
            .Output("label", [-1], ElementType.String).Output("p", [-1, 3]),
        ["each class against the rest"] = t => new Graphs(12, 2).Input("x", [-1, 4]).Node("ai.onnx.ml.LinearClassifier", "x", "label q",
            Graphs.Floats("coefficients", [.. t.Numbers(12).Select(v => (float)v)]), Graphs.Floats("intercepts", 0, 0, 0),
            Graphs.Ints("classlabels_ints", 0, 1, 2), Graphs.Text("post_transform", "LOGISTIC"), Graphs.Int("multi_class", 1))
            .Output("label", [-1], ElementType.Int64).Output("q", [-1, 3]),
        ["trees of ai.onnx.ml alone, labels that are no places"] = _ => Forest(new Graphs(0, 3).Input("x", [-1, 4]))
            .Output("label", [-1], ElementType.Int64).Output("p", [-1, 3]),
        ["float64"] = t => Wide(t.Layers(new Graphs(18).Input("x", [-1, 4], ElementType.Double), "y")
            .Output("y", [-1, 3], ElementType.Double)),
        ["float16 in and out"] = t =>
            t.Layers(new Graphs(15).Input("i", [-1, 4], ElementType.Float16).Node("Cast", "i", "x", Graphs.Int("to", 1)), "h")
                .Node("Cast", "h", "y", Graphs.Int("to", 10)).Output("y", [-1, 3], ElementType.Float16),
        ["operator set 10"] = t => t.Convolutional(new Graphs(10).Input("x", [-1, 1, 6, 6])).Output("y", [-1, 3]),
        ["operator set 19"] = t => t.Layers(new Graphs(19).Input("x", [-1, 4]), "h").Node("Softmax", "h", "p").Output("p", [-1, 3]),
        ["operator set 20"] = t => t.Layers(new Graphs(20).Input("x", [-1, 4]), "y")
            .Node("ArgMax", "y", "k", Graphs.Int("axis", 1), Graphs.Int("keepdims", 0)).Output("k", [-1], ElementType.Int64),
        ["operator set 22"] = t => t.Convolutional(new Graphs(22).Input("x", [-1, 1, 6, 6])).Output("y", [-1, 3]),
        ["operator set 23"] = t => t.Layers(new Graphs(23).Input("x", [-1, 4]), "h").Node("Softmax", "h", "p").Output("p", [-1, 3]),
        ["weights listed as inputs"] = t => t.Layers(new Graphs(8).Input("x", [-1, 4]).Input("W1", [4, 8]), "y").Output("y", [-1, 3]),
        ["weights beside the model"] = t => t.Beside(t.Layers(new Graphs(13).Input("x", [-1, 4]), "y").Output("y", [-1, 3]), "W1"),
        ["an If inside"] = t => Branching(t.Layers(new Graphs(16).Input("x", [-1, 4]), "h")).Output("y", [-1, 3]),
        ["a Loop inside"] = t => Looping(t.Layers(new Graphs(16).Input("x", [-1, 4]), "h")).Output("y", [-1, 3]),
        ["a map of probabilities"] = t => Map(Forest(new Graphs(13, 3).Input("x", [-1, 4])).Output("label", [-1], ElementType.Int64)),
        ["several heads"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "y").Weights("Wc", [3, 1], 1, -1, 0.5)
            .Node("MatMul", "y Wc", "s").Node("Sigmoid", "s", "c").Output("c", [-1, 1]).Output("y", [-1, 3]),
        ["a fixed batch of several"] = t => t.Layers(new Graphs(13).Input("x", [2, 4]), "y").Output("y", [2, 3]),
        ["words behind the largest"] = t => t.Layers(new Graphs(12, 2).Input("x", [-1, 4]), "y")
            .Node("ArgMax", "y", "k", Graphs.Int("axis", 1), Graphs.Int("keepdims", 0))
            .Node("ai.onnx.ml.LabelEncoder", "k", "label", Graphs.Ints("keys_int64s", 0, 1, 2),
                Graphs.Texts("values_strings", "low", "middle", "high")).Output("label", [-1], ElementType.String),
        ["the place of the smallest"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "d")
            .Node("ArgMin", "d", "k", Graphs.Int("axis", 1), Graphs.Int("keepdims", 0)).Output("k", [-1], ElementType.Int64)
            .Output("d", [-1, 3]),
        ["the best two"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "y").Integers("two", 2)
            .Node("TopK", "y two", "best places").Output("best", [-1, 2]).Output("places", [-1, 2], ElementType.Int64).Output("y", [-1, 3]),
        ["a probability above a threshold"] = t => t.One(new Graphs(13).Input("x", [-1, 4])).Weights("t", [], 0.6)
            .Node("Sigmoid", "s", "c").Node("Greater", "c t", "above").Node("Cast", "above", "k", Graphs.Int("to", 7))
            .Output("k", [-1, 1], ElementType.Int64).Output("c", [-1, 1]),
        ["a score below a threshold"] = t => t.One(new Graphs(13).Input("x", [-1, 4])).Weights("t", [1], -0.1)
            .Node("LessOrEqual", "s t", "below").Output("below", [-1, 1], ElementType.Bool).Output("s", [-1, 1]),
        ["a score that is made binary"] = t => t.One(new Graphs(13, 1).Input("x", [-1, 4]))
            .Node("ai.onnx.ml.Binarizer", "s", "b").Node("Cast", "b", "k", Graphs.Int("to", 9)).Output("k", [-1, 1], ElementType.Bool),
        ["one of two words"] = t => Words(t.One(new Graphs(13).Input("x", [-1, 4])).Weights("t", [1], 0.05).Node("Greater", "s t", "above"))
            .Node("Where", "above yes no", "label").Output("label", [-1, 1], ElementType.String),
        ["float16 that becomes float32"] = t => t.Layers(new Graphs(13).Input("x", [-1, 4]), "h")
            .Node("Cast", "h", "n", Graphs.Int("to", 10)).Node("Relu", "n", "r").Node("Cast", "r", "y", Graphs.Int("to", 1)).Output("y", [-1, 3]),
        ["votes beside scores"] = _ => Machine(new Graphs(13, 3).Input("x", [-1, 2]))
            .Output("label", [-1], ElementType.String).Output("scores", [-1, 2]),
        ["two inputs that meet at the end"] = t => new Graphs(13).Input("a", [-1, 3]).Input("b", [-1, 2, 2], ElementType.Int64)
            .Node("Cast", "b", "w", Graphs.Int("to", 1)).Node("Flatten", "w", "v").Weights("A", [3, 3], t.Numbers(9))
            .Weights("B", [4, 3], t.Numbers(12))
            .Node("MatMul", "a A", "u").Node("MatMul", "v B", "n").Node("Mul", "u n", "y").Output("y", [-1, 3]),
        ["a sign that is computed"] = t => t.One(new Graphs(13).Input("x", [-1, 4])).Weights("t", [1], 0.05).Weights("two", [], -2)
            .Weights("one", [], 1).Node("Less", "s t", "b").Node("Cast", "b", "f", Graphs.Int("to", 1)).Node("Mul", "f two", "m")
            .Node("Add", "m one", "sign").Output("sign", [-1, 1]),
        ["a sequence beside scores"] = t => Sequence(t.Layers(new Graphs(13).Input("x", [-1, 4]), "y").Node("Neg", "h2", "n"))
            .Output("y", [-1, 3]),
    };

    [Fact]
    public void Samples_side_by_side_in_the_second_dimension_are_read_behind_it()
    {
        var model = OnnxModel.Read(new Graphs(13).Input("x", [5, -1, 2]).Weights("W", [1, 4, 2], Numbers(8))
            .Weights("R", [1, 4, 4], Numbers(16))
            .Node("RNN", "x W R", "all last", Graphs.Int("hidden_size", 4)).Integers("first", 0).Node("Squeeze", "last first", "v")
            .Weights("O", [4, 3], Numbers(12)).Node("MatMul", "v O", "y").Output("y", [-1, 3]).Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model);
        Assert.Equal("v", point.Tensor);
        Assert.Equal(4, PointReading.Of(point, [new("x", Count, Numbers(Count * 10), null)]).Width);
        Assert.Equal(Codes.NoTensor, Assert.Throws<FtcException>(() => PatchPoint.Of(model, "x")).Code);
    }

    // Types as ONNX writes them: Type.sequence_type (4), map_type (5) and optional_type (9) of a tensor of floats.
    [Theory]
    [InlineData("seq(tensor(float))", "ConcatFromSequence", "22060A040A020801")]
    [InlineData("map(string, tensor(float))", "ai.onnx.ml.DictVectorizer", "2A08080812040A020801")]
    [InlineData("optional(tensor(float))", "OptionalGetElement", "4A060A040A020801")]
    public void An_input_that_is_no_tensor_is_refused_by_its_name_and_type(string type, string reader, string bytes)
    {
        var graph = new Graphs(18, 2).Input("x", [-1, 4]).Input("s", [-1, 4]).Weights("W", [4, 3], Numbers(12));
        graph.Model.Graph.Input[1].Type = FtcTools.Onnx.Messages.Type.Parser.ParseFrom(Convert.FromHexString(bytes));
        graph.Node("MatMul", "x W", "y").Output("y", [-1, 3]);
        Attribute[] told = reader switch
        {
            "ConcatFromSequence" => [Graphs.Int("axis", 1)],
            "ai.onnx.ml.DictVectorizer" => [Graphs.Texts("string_vocabulary", "a", "b")],
            _ => [],
        };
        graph.Node(reader, "s", "t", told);
        var model = OnnxModel.Read(graph.Write(_folder["model.onnx"]));
        Assert.Equal(type, model.Inputs[1].TypeName);
        // The runtime asks for all inputs, whether the answer depends on them or not.
        foreach (var at in new[] { null, "x", "s" })
        {
            var e = Assert.Throws<FtcException>(() => PatchPoint.Of(model, at));
            Assert.Equal(Codes.OnnxUnsupported, e.Code);
            Assert.Contains($"the input 's' of 'model.onnx' is {type};", e.Message, StringComparison.Ordinal);
            Assert.Contains("valid are inputs such as tensor(float)", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_output_may_be_the_one_that_counts()
    {
        var model = OnnxModel.Read(Layers(new Graphs(13).Input("x", [-1, 4]), "y").Weights("Wc", [8, 5], Numbers(40))
            .Node("MatMul", "h2 Wc", "z").Output("y", [-1, 3]).Output("z", [-1, 5]).Write(_folder["model.onnx"]));
        Assert.Equal("y", model.Decision.Score);
        var point = PatchPoint.Of(model.Answering("z"));
        SampleValues[] inputs = [new("x", Count, Numbers(Count * 4), null)];
        var reading = PointReading.Of(point, inputs);
        int[] labels = [.. PointData.Answers(reading).Select((answer, i) => i % 6 == 0 ? (answer + 1) % 5 : answer)];
        var data = PointData.Classes("data", point, reading, labels);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float32 });
        Assert.All(Rehearsal.Run(point, OnnxModel.Read(_folder["patched.onnx"]), inputs, labels, data.Edited),
            result => Assert.Equal((0, 0), (result.Wrong, result.Moved)));
        Assert.Equal(Codes.NoTensor, Assert.Throws<FtcException>(() => model.Answering("h2")).Code);
    }

    [Fact]
    public void A_map_names_the_classes_where_no_label_does()
    {
        var model = OnnxModel.Read(Map(Forest(new Graphs(13, 3).Input("x", [-1, 4]))).Write(_folder["model.onnx"]));
        Assert.Equal((DecisionKind.Classifier, "p"), (model.Decision.Kind, model.Decision.Score));
        Assert.Equal(["7", "3", "5"], PatchPoint.Of(model).Words!);
    }

    [Fact]
    public void An_input_without_dimensions_takes_vectors_or_what_is_given()
    {
        var graph = Layers(new Graphs(13).Input("x", [-1, 4]), "y").Output("y", [-1, 3]);
        graph.Model.Graph.Input[0].Type.Tensor.Shape = null;
        var model = OnnxModel.Read(graph.Write(_folder["model.onnx"]));
        Assert.Equal(4, PointReading.Of(PatchPoint.Of(model), [new("x", Count, Numbers(Count * 4), null)]).Width);
        Assert.Equal("[batch, 1, 4]", model.Shaped([1, 4]).Inputs[0].ToString());
    }

    // The format's version 3, whose checker wants every weight among the inputs.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Weights_are_listed_where_the_format_wants_it(bool behindLabel)
    {
        var graph = Layers(new Graphs(9).Input("x", [-1, 4]).Input("W1", [4, 8]).Input("W2", [8, 3]), "y").Output("y", [-1, 3]);
        if (behindLabel) graph.Node("ArgMax", "y", "k", Graphs.Int("axis", 1)).Output("k", [-1, 1], ElementType.Int64);
        graph.Model.IrVersion = 3;
        var model = OnnxModel.Read(graph.Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model);
        SampleValues[] inputs = [new("x", Count, Numbers(Count * 4), null)];
        var reading = PointReading.Of(point, inputs);
        var data = PointData.Classes("data", point, reading,
            [.. PointData.Answers(reading).Select((answer, i) => i % 6 == 0 ? (answer + 1) % 3 : answer)]);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float32 });
        var patched = OnnxModel.Read(_folder["patched.onnx"]);
        Assert.Equal(["x"], patched.Inputs.Select(input => input.Name));
        Assert.Empty(patched.Message.Graph.Initializer.Select(tensor => tensor.Name)
            .Except(patched.Message.Graph.Input.Select(value => value.Name)));
    }

    // Integers of 2^40 and more, of which float32 would keep a few bits.
    [Fact]
    public void Integers_are_mended_exactly_and_others_stay()
    {
        var model = OnnxModel.Read(Large(new Graphs(13).Input("x", [-1, 4]).Weights("W", [4, 1], Numbers(4)).Node("MatMul", "x W", "s")
            .Node("Floor", "s", "f").Node("Cast", "f", "i", Graphs.Int("to", 7))).Node("Add", "i large", "y")
            .Output("y", [-1, 1], ElementType.Int64).Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model);
        SampleValues[] inputs = [new("x", Count, Numbers(Count * 4), null)];
        var reading = PointReading.Of(point, inputs);
        double[] values = [.. reading.Scores.Select((score, i) => i % 6 == 0 ? score - 3 : score)];
        var data = PointData.Values("data", point, reading, values);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float32 });
        Assert.All(Rehearsal.Run(point, OnnxModel.Read(_folder["patched.onnx"]), inputs, values, 0, data.Edited),
            result => Assert.Equal((0, 0), (result.Wrong, result.Moved)));
    }

    [Theory]
    [InlineData("RandomNormalLike", "draws random numbers")]
    [InlineData("uint8", "of uint8")]
    [InlineData("sequence", "no output of the model is a tensor")]
    [InlineData("thresholds", "any number of classes")]
    [InlineData("one number", "the threshold that tells classes")]
    public void What_cannot_be_mended_is_told(string what, string told)
    {
        var graph = Layers(new Graphs(13).Input("x", [-1, 4]), "y");
        switch (what)
        {
            case "uint8":
                graph.Weights("scale", [], 0.01).Node("QuantizeLinear", "y scale", "q").Output("q", [-1, 3], ElementType.Uint8);
                break;
            case "sequence":
                Sequence(graph.Node("Neg", "y", "n"));
                break;
            case "thresholds":
                graph.Weights("zero", [], 0).Node("Greater", "y zero", "above").Output("above", [-1, 3], ElementType.Bool);
                break;
            case "one number":
                graph.Weights("w", [3, 1], 1, 2, 3).Node("MatMul", "y w", "s").Output("s", [-1, 1]);
                break;
            default:
                graph.Node(what, "y", "noise").Node("Add", "y noise", "z").Output("z", [-1, 3]);
                break;
        }
        var model = OnnxModel.Read(graph.Write(_folder["model.onnx"]));
        var error = Assert.Throws<FtcException>(() =>
        {
            var point = PatchPoint.Of(model);
            var reading = PointReading.Of(point, [new("x", Count, Numbers(Count * 4), null)]);
            PointData.Classes("data", point, reading, new int[Count]);
        });
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wrong_answers_become_right_and_all_others_stay_as_they_are_in_every_session(string kind)
    {
        var model = OnnxModel.Read(s_graphs[kind](this).Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model);
        SampleValues[] inputs = [.. model.Inputs.Select(input => new SampleValues(
            input.Name, Count, [.. Enumerable.Range(0, Count * input.Size!.Value)
                .Select(_ => input.TypeName == "int64" ? _random.Next(9) : _random.NextSingle() * 4 - 2)], null))];
        var reading = PointReading.Of(point, inputs);
        var classes = Math.Max(2, reading.Outputs);
        int[] labels = [.. PointData.Answers(reading, model.Decision).Select((answer, i) => i % 6 == 0 ? (answer + 1) % classes : answer)];
        var data = PointData.Classes("data", point, reading, labels);
        Assert.InRange(data.N, Count / 6, Count / 2);
        var precision = PatchedModel.PrecisionOf(point);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = precision }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = precision });
        var patched = OnnxModel.Read(_folder["patched.onnx"]);

        Assert.Equal(model.Inputs.Select(Described), patched.Inputs.Select(Described));
        Assert.Equal(model.Outputs.Select(Described), patched.Outputs.Select(Described));
        Assert.All(Rehearsal.Run(point, patched, inputs, labels, [.. data.T.Select(i => i - 1)]), result =>
        {
            Assert.Equal(Count / 6, result.WrongBefore);
            Assert.Equal((0, 0), (result.Wrong, result.Moved));
        });
        // The same with an output that says which unit acts.
        PatchedModel.Write(_folder["telling.onnx"], point, network, new ShippingTerms { Precision = precision, TouchedOutput = "touched" });
        var telling = OnnxModel.Read(_folder["telling.onnx"]);
        Assert.All(Rehearsal.Run(point, telling, inputs, labels, data.Edited),
            result => Assert.Equal((0, 0), (result.Wrong, result.Moved)));
        using (var told = telling.Open(new()))
        {
            var units = told.Run(inputs, ["touched"])[0].Numbers!;
            Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(data.Residual(i) is not null, units[i] > 0));
        }
        if (model.Outputs.FirstOrDefault(output => output.Name is "p" or "q") is not { Size: > 1 } numbers) return;
        using var session = patched.Open(new());
        var probabilities = session.Run(inputs, [numbers.Name])[0];
        for (var i = 0; i < Count; i++)
        {
            var row = probabilities.Numbers.AsSpan(i * probabilities.Width, probabilities.Width);
            if (numbers.Name == "p") Assert.InRange(row.ToArray().Sum(), 1 - 1e-5, 1 + 1e-5);
            Assert.All(row.ToArray(), p => Assert.InRange(p, 0, 1));
            Assert.Equal(labels[i], Classification.Argmax(row));
        }

        static string Described(ModelValue value) => $"{value.Name} {value.TypeName} {value}";
    }

    [Fact]
    public void A_model_is_bounded_where_its_open_dimensions_are_given()
    {
        var model = OnnxModel.Read(new Graphs(13).Input("x", [-1, 1, -1, -1]).Weights("K", [2, 1, 3, 3], Numbers(18))
            .Weights("W", [2, 3], Numbers(6)).Node("Conv", "x K", "c").Node("Relu", "c", "r").Node("GlobalAveragePool", "r", "a").Node("Flatten", "a", "v")
            .Node("MatMul", "v W", "y").Output("y", [-1, 3]).Write(_folder["model.onnx"]));
        Assert.False(model.IsBounded);
        var shaped = model.Shaped([1, 6, 6]);
        Assert.True(shaped.IsBounded, shaped.NotBounded);
        var point = PatchPoint.Of(shaped);
        SampleValues[] inputs = [new("x", Count, Numbers(Count * 36), null)];
        var reading = PointReading.Of(point, inputs);
        Assert.True(reading.Proven);
        int[] labels = [.. PointData.Answers(reading).Select((answer, i) => i % 6 == 0 ? (answer + 1) % 3 : answer)];
        var data = PointData.Classes("data", point, reading, labels);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        PatchedModel.Write(_folder["patched.onnx"], point, network, new ShippingTerms { Precision = Arithmetic.Float32 });
        // Other sizes are still taken.
        Assert.Equal(model.Inputs[0].ToString(), OnnxModel.Read(_folder["patched.onnx"]).Inputs[0].ToString());
    }

    [Fact]
    public void A_tensor_on_the_way_is_read_where_it_is_named_and_its_noise_is_covered()
    {
        var model = OnnxModel.Read(Convolutional(new Graphs(9).Input("x", [-1, 1, 6, 6])).Output("y", [-1, 3])
            .Write(_folder["model.onnx"]));
        var point = PatchPoint.Of(model, "v");
        Assert.False(point.IsInput);
        Assert.Equal(36, PatchPoint.Of(model).Frozen?.Inputs ?? 36);
        SampleValues[] inputs = [new("x", Count, Numbers(Count * 36), null)];
        var reading = PointReading.Of(point, inputs);
        Assert.Equal(16, reading.Width);
        Assert.True(reading.Proven);
        // Whatever this machine's noise is, that of another one counts.
        reading = reading with { Noise = 1e-3 };
        var data = PointData.Classes("data", point, reading,
            [.. PointData.Answers(reading).Select((answer, i) => i % 6 == 0 ? (answer + 1) % 3 : answer)]);
        Assert.Equal("v", data.FeatureTensor!.Name);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        Assert.Equal("v", network.Origin.At);
        Assert.Equal(1e-3, data.FeatureTensor.Noise);
        Assert.True(network.Origin.Radius >= data.FeatureTensor.Noise);
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() => Design.Build(data, new DesignOptions { Radius = data.FeatureTensor.Noise / 2 })).Code);
    }

    // 10^12 rounds, or as many as the sample says: neither is seen before the model runs, and a session cannot be waited for.
    [Theory]
    [InlineData("Mul", "million million")]
    [InlineData("Cast", "large")]
    public void A_loop_of_as_many_rounds_as_the_model_computes_ends_when_it_is_cancelled(string type, string counts)
    {
        var graph = Layers(new Graphs(16).Input("x", [-1, 4]), "h").Weights("large", [], 1e12);
        graph.Model.Graph.Initializer.Add(new Tensor { Name = "million", DataType = (int)ElementType.Int64, Int64Data = { 1_000_000 } });
        graph.Node(type, counts, "count", type == "Cast" ? [Graphs.Int("to", (long)ElementType.Int64)] : []);
        var point = PatchPoint.Of(OnnxModel.Read(Looping(graph, "count").Output("y", [-1, 3]).Write(_folder["model.onnx"])));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            PointReading.Of(point, [new("x", Count, Numbers(Count * 4), null)], null, stop.Token));
    }

    // In between Conv and what it is fused with; which of the two is read changes the last bits of what comes out.
    [Fact]
    public void A_tensor_that_is_fused_is_read_only_where_no_answer_changes()
    {
        var refused = 0;
        for (var seed = 0; seed < 6; seed++)
        {
            var graph = new Graphs(13).Input("x", [-1, 3, 8, 8]).Output("y", [-1, 3]).Weights("K", [16, 3, 3, 3], Numbers(432))
                .Weights("s", [16], Numbers(16)).Weights("o", [16], Numbers(16))
                .Weights("m", [16], Numbers(16)).Weights("v", [16], [.. Numbers(16).Select(v => v * v + 0.1)]).Node("Conv", "x K", "c")
                .Node("BatchNormalization", "c s o m v", "n").Node("Relu", "n", "r")
                .Node("GlobalAveragePool", "r", "g").Node("Flatten", "g", "f").Weights("W", [16, 3], Numbers(48))
                .Node("MatMul", "f W", "y");
            var model = OnnxModel.Read(graph.Write(_folder[$"{seed}.onnx"]));
            SampleValues[] inputs = [new("x", Count, Numbers(Count * 192), null)];
            Assert.Equal(16, PointReading.Of(PatchPoint.Of(model, "f"), inputs).Width);
            try
            {
                PointReading.Of(PatchPoint.Of(model, "c"), inputs);
            }
            catch (FtcException e)
            {
                Assert.Equal(Codes.NoTensor, e.Code);
                Assert.Contains("fuses it", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.True(refused > 0);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("p")]
    public void A_tensor_that_cannot_be_read_is_refused(string tensor)
    {
        var model = OnnxModel.Read(Layers(new Graphs().Input("x", [-1, 4]), "y").Node("Softmax", "y", "p").Output("p", [-1, 3])
            .Write(_folder["model.onnx"]));
        Assert.Equal(Codes.NoTensor, Assert.Throws<FtcException>(() => PatchPoint.Of(model, tensor)).Code);
    }

    private static Graphs Wide(Graphs graph)
    {
        graph.Widen();
        return graph;
    }

    private Graphs Beside(Graphs graph, string name)
    {
        var tensor = graph.Model.Graph.Initializer.First(tensor => tensor.Name == name);
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllBytes(_folder["weights.bin"], tensor.RawData.ToByteArray());
        (tensor.RawData, tensor.DataLocation) = (ByteString.Empty, Tensor.Types.Location.External);
        tensor.ExternalData.Add(new Property { Key = "location", Value = "weights.bin" });
        return graph;
    }

    // y = Identity(h), or -h where the condition does not hold; it does.
    private static Graphs Branching(Graphs graph)
    {
        graph.Model.Graph.Initializer.Add(new Tensor { Name = "yes", DataType = (int)ElementType.Bool, Int32Data = { 1 } });
        return graph.Node("If", "yes", "y", Inner("then_branch", new Graphs().Node("Identity", "h", "same").Output("same", [-1, 3])),
            Inner("else_branch", new Graphs().Node("Neg", "h", "minus").Output("minus", [-1, 3])));
    }

    // y = h + 3 h, or so many times h.
    private static Graphs Looping(Graphs graph, string times = "three")
    {
        graph.Model.Graph.Initializer.Add(new Tensor { Name = "yes", DataType = (int)ElementType.Bool, Int32Data = { 1 } });
        graph.Model.Graph.Initializer.Add(new Tensor { Name = "three", DataType = (int)ElementType.Int64, Int64Data = { 3 } });
        var body = new Graphs().Input("round", [], ElementType.Int64).Input("go", [], ElementType.Bool).Input("before", [-1, 3])
            .Node("Identity", "go", "on").Node("Add", "before h", "after").Output("on", [], ElementType.Bool).Output("after", [-1, 3]);
        return graph.Node("Loop", $"{times} yes h", "y", Inner("body", body));
    }

    private static Attribute Inner(string name, Graphs graph) =>
        new() { Name = name, Type = Attribute.Types.Kind.Graph, G = graph.Model.Graph };

    private static Graphs Map(Graphs graph)
    {
        graph.Node("ai.onnx.ml.ZipMap", "p", "z",
            Graphs.Ints("classlabels_int64s", 7, 3, 5)).Model.Graph.Output.Add(new Value { Name = "z" });
        return graph;
    }

    // One tree a feature: a leaf gives a share of the whole to one of the classes 7, 3 and 5.
    private static Graphs Forest(Graphs graph)
    {
        int[] trees = [0, 1, 2, 3];
        return graph.Node("ai.onnx.ml.TreeEnsembleClassifier", "x", "label p",
            Graphs.Ints("nodes_treeids", [.. trees.SelectMany(t => (long[])[t, t, t])]),
            Graphs.Ints("nodes_nodeids", [.. trees.SelectMany(_ => (long[])[0, 1, 2])]),
            Graphs.Ints("nodes_featureids", [.. trees.SelectMany(t => (long[])[t, 0, 0])]),
            Graphs.Texts("nodes_modes", [.. trees.SelectMany(_ => (string[])["BRANCH_LEQ", "LEAF", "LEAF"])]),
            Graphs.Floats("nodes_values", [.. trees.SelectMany(t => (float[])[t * 0.2f, 0, 0])]),
            Graphs.Ints("nodes_truenodeids", [.. trees.SelectMany(_ => (long[])[1, 0, 0])]),
            Graphs.Ints("nodes_falsenodeids", [.. trees.SelectMany(_ => (long[])[2, 0, 0])]),
            Graphs.Ints("class_treeids", [.. trees.SelectMany(t => (long[])[t, t])]),
            Graphs.Ints("class_nodeids", [.. trees.SelectMany(_ => (long[])[1, 2])]),
            Graphs.Ints("class_ids", [.. trees.SelectMany(t => (long[])[t % 3, (t + 1) % 3])]),
            Graphs.Floats("class_weights", [.. trees.SelectMany(t => (float[])[0.125f * (t < 2 ? 3 : 1), 0.125f * (t < 2 ? 3 : 1)])]),
            Graphs.Ints("classlabels_int64s", 7, 3, 5), Graphs.Text("post_transform", "NONE"));
    }

    // ONNX Runtime gives a machine of two classes the scores (-s, s), and the first label where s is positive.
    private static Graphs Machine(Graphs graph) => graph.Node("ai.onnx.ml.SVMClassifier", "x", "label scores",
        Graphs.Texts("classlabels_strings", "no", "yes"), Graphs.Floats("coefficients", 0.5f, 0.3f, -0.5f, -0.3f),
        Graphs.Floats("kernel_params", 0.5f, 0, 3), Graphs.Text("kernel_type", "RBF"), Graphs.Ints("vectors_per_class", 2, 2),
        Graphs.Floats("rho", 0.1f), Graphs.Floats("support_vectors", 0.1f, 0.2f, 0.9f, 0.3f, 0.4f, 0.8f, 0.7f, 0.6f));

    private static Graphs Words(Graphs graph)
    {
        foreach (var word in (string[])["yes", "no"])
            graph.Model.Graph.Initializer.Add(new Tensor { Name = word, DataType = (int)ElementType.String, Dims = { 1 },
                StringData = { ByteString.CopyFromUtf8(word) } });
        return graph;
    }

    private static Graphs Large(Graphs graph) => graph.Integers("large", (1L << 40) + 1);

    // An output that holds a sequence of one tensor.
    private static Graphs Sequence(Graphs graph)
    {
        graph.Node("SequenceConstruct", "n", "all").Model.Graph.Output.Add(new Value { Name = "all", Type = new() });
        return graph;
    }

    private Graphs One(Graphs graph) => graph.Weights("W", [4, 1], Numbers(4)).Node("MatMul", "x W", "s");

    private double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round(_random.NextDouble() * 2 - 1, 3))];

    private Graphs Layers(Graphs graph, string output) => graph
        .Weights("W1", [4, 8], Numbers(32)).Node("MatMul", "x W1", "h1").Node("Relu", "h1", "h2").Weights("W2", [8, 3], Numbers(24))
        .Node("MatMul", "h2 W2", output);

    private Graphs Convolutional(Graphs graph) => graph
        .Weights("K", [4, 1, 3, 3], Numbers(36)).Node("Conv", "x K", "c").Node("Relu", "c", "r")
        .Node("MaxPool", "r", "m", Graphs.Ints("kernel_shape", 2, 2), Graphs.Ints("strides", 2, 2))
        .Node("Flatten", "m", "v").Weights("W", [16, 3], Numbers(48)).Node("MatMul", "v W", "y");
}
