using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using Google.Protobuf;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Support;

/// <summary>Small ONNX models, node by node.</summary>
internal sealed class TinyModel
{
    public TinyModel(long[] shape, int operators = 13, ElementType type = ElementType.Float)
    {
        Model = new Model { IrVersion = 8, Graph = new Graph { Name = "test" } };
        Model.OpsetImport.Add(new OperatorSet { Version = operators });
        Model.Graph.Input.Add(Value("x", shape, type));
    }

    public Model Model { get; }

    public TinyModel Constant(string name, long[] shape, params double[] values)
    {
        Model.Graph.Initializer.Add(Tensor(name, shape, values));
        return this;
    }

    public TinyModel Node(string type, string inputs, string output, params Attribute[] attributes)
    {
        var node = new Node { OpType = type, Name = $"n_{output}" };
        node.Input.AddRange(inputs.Split(' '));
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        Model.Graph.Node.Add(node);
        return this;
    }

    public TinyModel Output(params string[] names)
    {
        foreach (var name in names) Model.Graph.Output.Add(Value(name, [0, 1], ElementType.Float));
        return this;
    }

    public FrozenModel Read() => FrozenModel.Of(Model, Path.GetFullPath("test.onnx"), "");

    public static Attribute Int(string name, long value) => new() { Name = name, I = value, Type = Attribute.Types.Kind.Int };

    public static Attribute Float(string name, float value) => new() { Name = name, F = value, Type = Attribute.Types.Kind.Float };

    public static Tensor Tensor(string name, long[] shape, params double[] values)
    {
        var tensor = new Tensor { Name = name, DataType = (int)ElementType.Float };
        tensor.Dims.AddRange(shape);
        tensor.FloatData.AddRange(values.Select(v => (float)v));
        return tensor;
    }

    public static Tensor Integers(string name, params long[] values)
    {
        var tensor = new Tensor { Name = name, DataType = (int)ElementType.Int64,
            RawData = ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]) };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    public static Value Value(string name, long[] shape, ElementType type)
    {
        var tensor = new TensorType { ElemType = (int)type, Shape = new Shape() };
        foreach (var size in shape) tensor.Shape.Dim.Add(size == 0 ? new Dimension { Symbol = "batch" } : new Dimension { Size = size });
        return new Value { Name = name, Type = new FtcTools.Onnx.Messages.Type { Tensor = tensor } };
    }

    /// <summary>
    /// A multilayer perceptron with random weights and every way to write one: Gemm with all its attributes, MatMul and Add, Clip, a
    /// detour.
    /// </summary>
    public static TinyModel Random(int seed)
    {
        var random = new Random(seed);
        var (d, h, p) = (1 + random.Next(6), 1 + random.Next(8), 1 + random.Next(4));
        var models = new TinyModel([0, d])
            .Constant("W1", [d, h], Numbers(d * h)).Constant("b1", [h], Numbers(h))
            .Constant("W2", [h, h], Numbers(h * h)).Constant("b2", [1, h], Numbers(h))
            .Constant("W3", [p, h], Numbers(p * h)).Constant("c", [], 0.5).Constant("low", [], -0.25).Constant("high", [], 1.5);
        return models
            .Node("Gemm", "x W1 b1", "h1", Float("alpha", 0.75f), Float("beta", 1.5f)).Node("Relu", "h1", "r1")
            .Node("MatMul", "r1 W2", "m2").Node("Add", random.Next(2) == 0 ? "m2 b2" : "b2 m2", "a2").Node("Clip", "a2 low high", "r2")
            .Node("Sub", random.Next(2) == 0 ? "r2 r1" : "r1 r2", "s").Node("Sub", "c s", "t").Node("Sub", "t c", "t2")
            .Node("Gemm", "t2 W3", "y", Int("transB", 1)).Output("y");

        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)(float)(2 * random.NextDouble() - 1))];
    }
}
