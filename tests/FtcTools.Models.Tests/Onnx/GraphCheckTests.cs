using FtcTools.Runtime;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Tests;
using Google.Protobuf;
using Xunit;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Onnx;

/// <summary>Models that ONNX Runtime is never handed.</summary>
public sealed class GraphCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly Dictionary<string, (string Code, Func<Graphs> Make)> s_bad = new()
    {
        ["a circle"] = (Codes.OnnxFile, () => Valid().Node("Add", "x z", "w").Node("Neg", "w", "z")),
        ["a tensor twice"] = (Codes.OnnxFile, () => Valid().Node("Neg", "x", "y")),
        ["a name that nothing gives"] = (Codes.OnnxFile, () => Valid().Node("Add", "x nothing", "z")),
        ["an output that nothing gives"] = (Codes.OnnxFile, () => Valid().Output("nothing", [1])),
        ["a domain of its own"] = (Codes.OnnxUnsupported, () => Valid().Node("my.company.Secret", "x", "z")),
        ["an operator that names a file"] = (Codes.OnnxUnsupported, () => Valid().Node("com.microsoft.EPContext", "x", "z")),
        ["gigabytes out of nothing"] =
            (Codes.OnnxFile, () => Valid().Integers("huge", 1 << 20, 1 << 20).Node("ConstantOfShape", "huge", "z")),
        ["gigabytes of copies"] = (Codes.OnnxFile, () => Valid().Integers("huge", 1 << 20, 1 << 20).Node("Expand", "x huge", "z")),
        ["a loop without an end"] = (Codes.OnnxFile, () => Looping(long.MaxValue)),
        ["loops in a loop"] = (Codes.OnnxFile, () => Looping(1 << 12, 1 << 12)),
        ["a shape that lies"] = (Codes.OnnxFile, () =>
            Changed(m => m.Graph.Initializer.Add(
                new Tensor { Name = "t", DataType = 1, Dims = { 5 }, RawData = ByteString.CopyFrom(new byte[4]) }))),
        ["a shape beyond all arrays"] =
            (Codes.OnnxFile, () => Changed(m =>
                m.Graph.Initializer.Add(new Tensor { Name = "t", DataType = 1, Dims = { long.MaxValue, 8 } }))),
        ["a file outside"] = (Codes.OnnxFile, () => Outside("../secret")),
        ["a file by its whole path"] = (Codes.OnnxFile, () => Outside("/etc/passwd")),
        ["a file outside, in an inner graph"] =
            (Codes.OnnxFile, () => Changed(m => m.Graph.Node.Add(Inner(new Graph { Initializer = { External("../secret") } })))),
        ["a file outside, in a function"] = (Codes.OnnxFile, () => Changed(m =>
        {
            var node = new Node { OpType = "Constant", Output = { "c" } };
            node.Attribute.Add(new FtcTools.Onnx.Messages.Attribute { Name = "value", T = External("../secret") });
            m.Functions.Add(new Function { Name = "f", Domain = "local", Node = { node } });
        })),
        ["functions that call each other"] = (Codes.OnnxFile, () => Changed(m =>
        {
            m.Functions.Add(new Function { Name = "f", Domain = "local", Input = { "a" },
                Node = { new Node { OpType = "g", Domain = "local", Input = { "a" }, Output = { "b" } } } });
            m.Functions.Add(new Function { Name = "g", Domain = "local", Input = { "a" },
                Node = { new Node { OpType = "f", Domain = "local", Input = { "a" }, Output = { "b" } } } });
        })),
        ["graphs a hundred and fifty deep"] = (Codes.OnnxFile, () => Changed(m =>
        {
            var inner = new Graph();
            for (var depth = 0; depth < 150; depth++) inner = new Graph { Node = { Inner(inner) } };
            m.Graph.Node.Add(Inner(inner));
        })),
    };

    public static TheoryData<string> Bad => [.. s_bad.Keys];

    // Loops one in the other, each so many times.
    private static Graphs Looping(params long[] times)
    {
        var graph = Valid();
        graph.Model.Graph.Initializer.AddRange(times.Select((count, depth) => TinyModel.Integers($"times{depth}", count)));
        var inner = new Graph();
        for (var depth = times.Length - 1; depth >= 0; depth--)
        {
            var loop = Inner(inner);
            (loop.OpType, loop.Name) = ("Loop", $"loop{depth}");
            loop.Input.Clear();
            loop.Input.Add($"times{depth}");
            inner = new Graph { Node = { loop } };
        }
        graph.Model.Graph.Node.AddRange(inner.Node);
        return graph;
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_model_that_contradicts_itself_or_reaches_outside_is_refused(string what)
    {
        _folder.Write("secret", "1234");
        var e = Assert.Throws<FtcException>(() => OnnxModel.Read(s_bad[what].Make().Write(_folder["folder/model.onnx"])));
        Assert.Equal(s_bad[what].Code, e.Code);
        Assert.DoesNotContain('\n', e.Message);
    }

    // What no node says by itself, and the sizes of all tensors do: they are known before anything is computed, constants included.
    [Theory]
    [InlineData("Expand")]
    [InlineData("Tile")]
    [InlineData("ConstantOfShape")]
    [InlineData("doubled again and again")]
    public void A_model_that_asks_for_gigabytes_is_refused_before_it_runs(string how)
    {
        var graph = new Graphs().Input("x", [1, 4]).Output("y", [1, 4]).Node("Neg", "x", "y");
        graph.Model.Graph.Node.Add(
            new Node { OpType = "Constant", Output = { "huge" },
                Attribute = { Graphs.Ints("value_ints", how == "Tile" ? [1 << 20, 1 << 20] : [1L << 36, 4]) } });
        if (how == "ConstantOfShape") graph.Node(how, "huge", "z");
        else if (how != "doubled again and again") graph.Node(how, "x huge", "z");
        else
        {
            graph.Node("Identity", "x", "d0");
            for (var i = 0; i < 40; i++) graph.Node("Concat", $"d{i} d{i}", $"d{i + 1}", Graphs.Int("axis", 1));
        }
        var before = GC.GetTotalAllocatedBytes();
        var refused = Assert.Throws<FtcException>(() => OnnxModel.Read(graph.Write(_folder["model.onnx"])).Inputs.Count);
        Assert.Equal(Codes.OnnxFile, refused.Code);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1 << 28);
    }

    [Fact]
    public void Nodes_in_any_order_functions_and_weights_beside_the_model_are_read()
    {
        var graph = new Graphs(13).Input("x", [-1, 2]).Node("Add", "h b", "y").Node("Neg", "x", "h").Output("y", [-1, 2]);
        var folder = _folder["folder"];
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "weights"), [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
        var tensor = External("weights");
        (tensor.Name, tensor.DataType) = ("b", (int)ElementType.Float);
        tensor.Dims.Add(2);
        graph.Model.Graph.Initializer.Add(tensor);
        var model = OnnxModel.Read(graph.Write(_folder["folder/model.onnx"]));
        using var session = model.Open(new());
        Assert.Equal([0.0, 0, -2, -2], session.Run([new("x", 2, [1, 2, 3, 4], null)], ["y"])[0].Numbers!);
        Assert.Equal("y", model.Decision.Score);
    }

    private static Graphs Valid() => new Graphs().Input("x", [-1, 2]).Node("Neg", "x", "y").Output("y", [-1, 2]);

    private static Graphs Changed(Action<Model> change)
    {
        var graph = Valid();
        change(graph.Model);
        return graph;
    }

    private static Graphs Outside(string location) => Changed(m => m.Graph.Initializer.Add(External(location)));

    private static Tensor External(string location) =>
        new() { Name = "t", DataType = 1, DataLocation = Tensor.Types.Location.External,
            ExternalData = { new Property { Key = "location", Value = location } } };

    private static Node Inner(Graph graph)
    {
        var node = new Node { OpType = "If", Input = { "x" }, Output = { $"o{graph.Node.Count}" } };
        node.Attribute.Add(new FtcTools.Onnx.Messages.Attribute { Name = "then_branch", G = graph,
            Type = FtcTools.Onnx.Messages.Attribute.Types.Kind.Graph });
        return node;
    }
}
