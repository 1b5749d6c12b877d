using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Support;

/// <summary>
/// ReLU networks with random weights, written as ONNX graphs in the shape of the public controllers: a mean is subtracted, the input
/// flattened, then MatMul and Add.
/// </summary>
internal static class SeededModel
{
    public static Model Message(int seed, params int[] widths)
    {
        var random = new Random(seed);
        var model = new Model { IrVersion = 8, Graph = new Graph { Name = "seeded" } };
        model.OpsetImport.Add(new OperatorSet { Version = 13 });
        var graph = model.Graph;
        graph.Input.Add(Value("input", [0, 1, 1, widths[0]]));
        Add("mean", [1, 1, widths[0]], 0.1);
        Node("Sub", "input mean", "centred");
        Node("Flatten", "centred", "h0", new Attribute { Name = "axis", I = 1, Type = Attribute.Types.Kind.Int });
        for (var l = 1; l < widths.Length; l++)
        {
            var last = l == widths.Length - 1;
            Add($"W{l}", [widths[l - 1], widths[l]], Math.Sqrt(2.0 / widths[l - 1]));
            Add($"b{l}", [widths[l]], 0.2);
            Node("MatMul", $"h{l - 1} W{l}", $"m{l}");
            Node("Add", $"m{l} b{l}", last ? "output" : $"a{l}");
            if (!last) Node("Relu", $"a{l}", $"h{l}");
        }
        graph.Output.Add(Value("output", [0, widths[^1]]));
        return model;

        void Node(string type, string inputs, string output, params Attribute[] attributes)
        {
            var node = new Node { OpType = type, Name = $"n_{output}" };
            node.Input.AddRange(inputs.Split(' '));
            node.Output.Add(output);
            node.Attribute.AddRange(attributes);
            graph.Node.Add(node);
        }

        void Add(string name, long[] shape, double scale)
        {
            var tensor = new Tensor { Name = name, DataType = (int)ElementType.Float };
            tensor.Dims.AddRange(shape);
            for (var i = shape.Aggregate(1L, (a, b) => a * b); i > 0; i--) tensor.FloatData.Add((float)(scale * Gaussian()));
            graph.Initializer.Add(tensor);
        }

        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    public static FrozenModel Read(int seed, params int[] widths) =>
        FrozenModel.Of(Message(seed, widths), Path.GetFullPath($"seeded-{seed}.onnx"), $"hash-{seed}");

    private static Value Value(string name, long[] shape)
    {
        var tensor = new TensorType { ElemType = (int)ElementType.Float, Shape = new Shape() };
        foreach (var size in shape) tensor.Shape.Dim.Add(size == 0 ? new Dimension { Symbol = "batch" } : new Dimension { Size = size });
        return new Value { Name = name, Type = new FtcTools.Onnx.Messages.Type { Tensor = tensor } };
    }
}
