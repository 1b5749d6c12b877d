using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using Google.Protobuf;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Support;

/// <summary>ONNX graphs of any operators, node by node, as files.</summary>
internal sealed class Graphs
{
    /// <param name="operators">Version of ONNX's own operators; 0 for none.</param>
    public Graphs(int operators = 13, int? learning = null)
    {
        Model = new Model { IrVersion = 8, Graph = new Graph { Name = "test" } };
        if (operators > 0) Model.OpsetImport.Add(new OperatorSet { Version = operators });
        if (learning is { } version) Model.OpsetImport.Add(new OperatorSet { Domain = "ai.onnx.ml", Version = version });
    }

    public Model Model { get; }

    /// <param name="shape">-1 for the batch, or another open dimension.</param>
    public Graphs Input(string name, long[] shape, ElementType type = ElementType.Float)
    {
        Model.Graph.Input.Add(ValueOf(name, shape, type));
        return this;
    }

    public Graphs Output(string name, long[] shape, ElementType type = ElementType.Float)
    {
        Model.Graph.Output.Add(ValueOf(name, shape, type));
        return this;
    }

    public Graphs Weights(string name, long[] shape, params double[] values)
    {
        Model.Graph.Initializer.Add(SideGraph.Tensor(name, shape, values, ElementType.Float));
        return this;
    }

    public Graphs Integers(string name, params long[] values)
    {
        var tensor = new Tensor { Name = name, DataType = (int)ElementType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        Model.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <param name="type">`ai.onnx.ml.Scaler`, or an operator of ONNX.</param>
    public Graphs Node(string type, string inputs, string outputs, params Attribute[] attributes)
    {
        var dot = type.LastIndexOf('.');
        var node = new Node { OpType = type[(dot + 1)..], Domain = dot < 0 ? "" : type[..dot], Name = $"n_{outputs}" };
        node.Input.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Output.AddRange(outputs.Split(' '));
        node.Attribute.AddRange(attributes);
        Model.Graph.Node.Add(node);
        return this;
    }

    /// <summary>Every weight in float64, as the input is to be.</summary>
    public void Widen()
    {
        var tensors = Model.Graph.Initializer;
        for (var t = 0; t < tensors.Count; t++)
        {
            if (tensors[t].DataType == (int)ElementType.Float)
                tensors[t] = SideGraph.Tensor(tensors[t].Name, tensors[t].Dims, Constant.Of(tensors[t], "").Values, ElementType.Double);
        }
    }

    public string Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Model.ToByteArray());
        return file;
    }

    public static Attribute Int(string name, long value) => new() { Name = name, I = value, Type = Attribute.Types.Kind.Int };

    public static Attribute Number(string name, float value) => new() { Name = name, F = value, Type = Attribute.Types.Kind.Float };

    public static Attribute Ints(string name, params long[] values) =>
        new() { Name = name, Type = Attribute.Types.Kind.Ints, Ints = { values } };

    public static Attribute Floats(string name, params float[] values) =>
        new() { Name = name, Type = Attribute.Types.Kind.Floats, Floats = { values } };

    public static Attribute Text(string name, string value) =>
        new() { Name = name, Type = Attribute.Types.Kind.String, S = ByteString.CopyFromUtf8(value) };

    public static Attribute Texts(string name, params string[] values) =>
        new() { Name = name, Type = Attribute.Types.Kind.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } };

    private static Value ValueOf(string name, long[] shape, ElementType type)
    {
        var tensor = new TensorType { ElemType = (int)type, Shape = new Shape() };
        foreach (var n in shape) tensor.Shape.Dim.Add(n < 0 ? new Dimension { Symbol = "batch" } : new Dimension { Size = n });
        return new Value { Name = name, Type = new FtcTools.Onnx.Messages.Type { Tensor = tensor } };
    }
}
