using System.Buffers.Binary;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx.Messages;
using Google.Protobuf;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>
/// Writes a network into a graph, for any batch: a Gemm and a Relu for each layer, the first one as <see cref="FirstLayer"/> says. The
/// weights written are the rounded ones that were verified. The last Gemm has a bias of +0 where the network has none, so that an output of
/// zero is +0 in any order of summation.
/// </summary>
internal sealed class SideGraph
{
    // The operator set in which Clip takes its bounds as inputs.
    private const long ClipByInputs = 11;

    private readonly Graph _graph;
    private readonly long _operators;
    private readonly ElementType _type;
    private readonly HashSet<string> _names;
    private readonly List<Node> _nodes = [];
    private string _units = ""; // the tensor of the last hidden layer
    private bool _hasIdleUnit; // whether a unit that means nothing stands in front of them

    /// <param name="operators">The version of the operator set that the graph uses.</param>
    public SideGraph(Graph graph, long operators, Arithmetic precision)
    {
        (_graph, _operators) = (graph, operators);
        _type = precision == Arithmetic.Float32 ? ElementType.Float : ElementType.Double;
        _names = [.. graph.Initializer.Select(t => t.Name), .. graph.Input.Select(v => v.Name),
            .. graph.Node.SelectMany(n => n.Output.Append(n.Name))];
    }

    /// <summary>The nodes written, in order; their weights are in the graph.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Adds nodes for the network.</summary>
    /// <param name="input">The tensor that it reads, of d numbers a sample.</param>
    /// <param name="isVector">Whether that is [batch, d]; it is flattened otherwise.</param>
    /// <param name="output">The name of the result; null to have one made.</param>
    /// <param name="negated">Whether the result is -g.</param>
    /// <param name="told">The name of an output that says which unit acts; null for none.</param>
    /// <param name="onto">
    /// A tensor [batch, p] from which the result is taken as a term of its last sum; null for none. Where g is 0 that leaves x to the last
    /// bit: x - (+0) is x, and x + (+0) is not where x is -0.
    /// </param>
    /// <param name="asItStands">Whether every layer must be one Gemm, as <see cref="OnnxNetwork"/> reads a network back.</param>
    /// <exception cref="FtcException">FTC0034: the graph has a tensor of that name.</exception>
    /// <returns>The tensor [batch, p] that it gives.</returns>
    public string Write(Network network, string input, bool isVector, string? output, bool negated, string? told = null,
        string? onto = null, bool asItStands = false)
    {
        var layers = WithoutEmptyLayers(network);
        // Units that are not zero at rest, such as those that cap a sum, say nothing about whether the patch acts.
        var tells = told is not null && layers.Count > 1 && layers[^2].Activation == Activation.Relu
            && Enumerable.Range(0, layers[^1].Neurons).All(o => layers[^1].Bias(o).IsZero);
        if (tells) layers = WithIdleUnit(layers);
        if (!isVector && FlatTensor.Of(_graph, input) is { } flat) (input, isVector) = (flat, true);
        var quick = asItStands || layers.Count < 2 ? null : Quick(layers[0], input, isVector);
        var name = quick ?? (isVector ? input : Reshape(input, -1, network.Inputs));
        var hidden = quick;
        for (var l = quick is null ? 0 : 1; l < layers.Count; l++)
        {
            var (layer, last) = (layers[l], l == layers.Count - 1);
            var (sign, joined) = (last && negated ? -1 : 1, last && onto is not null);
            var weights = AddTensor($"W{l + 1}", [layer.Neurons, layer.Inputs],
                Enumerable.Range(0, layer.Neurons).SelectMany(r => layer.Weights(r).ToArray()).Select(w => sign * w));
            var bias = joined ? onto!
                : AddTensor($"b{l + 1}", [layer.Neurons], Enumerable.Range(0, layer.Neurons).Select(r => sign * layer.Bias(r)));
            name = Add("Gemm", last && output is not null ? output : Unique($"t{l + 1}"), [name, weights, bias],
                [Integer("transB", 1), .. Enumerable.Repeat(Number("alpha", -1), joined ? 1 : 0)]);
            name = Activated(layer.Activation, name, $"h{l + 1}");
            if (!last) hidden = name;
        }
        if (told is not null) Tell(told, tells ? hidden! : WithIdleColumn(name, network.Outputs));
        (_units, _hasIdleUnit) = (hidden ?? input, tells);
        return name;
    }

    /// <summary>Adds a node for the weighted sum of the units of the network written last: [batch].</summary>
    public string OfUnits(string name, Rational[] weights) =>
        Add("MatMul", Unique(name), [_units, AddTensor(name, [weights.Length + (_hasIdleUnit ? 1 : 0)], WithIdle(weights))]);

    /// <summary>The same and a constant: [batch, 1].</summary>
    public string OfUnits(string name, Rational[] weights, Rational constant) => Add("Gemm", Unique(name),
        [_units, AddTensor($"{name}W", [1, weights.Length + (_hasIdleUnit ? 1 : 0)], WithIdle(weights)), AddTensor($"{name}b", [1], [constant])],
        Integer("transB", 1));

    private IEnumerable<Rational> WithIdle(Rational[] weights) => _hasIdleUnit ? weights.Prepend(Rational.Zero) : weights;

    // The first layer in the quickest form, its activation included; null where that is a plain Gemm.
    private string? Quick(Layer layer, string input, bool isVector)
    {
        var (directions, width) = (new Directions(layer, Rounded), layer.Inputs);
        var form = FirstLayer.Quickest(width, layer.Neurons, directions.Rows.Count, isVector, mayBeNarrow: _type == ElementType.Float);
        if (form.IsPlain) return null;
        var x = form.IsNarrow ? Reshape(input, -1, width, 1) : isVector ? input : Reshape(input, -1, width);
        var bias = AddTensor("b1", [layer.Neurons], Enumerable.Range(0, layer.Neurons).Select(layer.Bias));
        if (!form.ByDirection)
        {
            var rows = AddTensor("W1", [layer.Neurons, width, 1],
                Enumerable.Range(0, layer.Neurons).SelectMany(r => layer.Weights(r).ToArray()));
            return Flatten(Activated(layer.Activation, Add("Conv", Unique("t1"), [x, rows, bias]), "a1"), "h1");
        }
        var (along, count) = (directions.Rows, directions.Rows.Count);
        var t = form.IsNarrow
            ? Flatten(Add("Conv", Unique("t0"),
                [x, AddTensor("W0", [count, width, 1], along.SelectMany(row => row).Select(Rational.Of))]), "h0")
            : Add("MatMul", Unique("t0"), [x, AddTensor("W0", [width, count],
                Enumerable.Range(0, width).SelectMany(j => along.Select(row => Rational.Of(row[j]))))]);
        var signs = AddTensor("W1", [layer.Neurons, count], directions.Signs());
        return Activated(layer.Activation, Add("Gemm", Unique("t1"), [t, signs, bias], Integer("transB", 1)), "h1");
    }

    private string Activated(Activation activation, string name, string output) => activation switch
    {
        Activation.Relu => Add("Relu", Unique(output), [name]),
        Activation.HardTanh => Clip(name, Unique(output)),
        _ => name,
    };

    private string Flatten(string name, string output) => Add("Flatten", Unique(output), [name], Integer("axis", 1));

    /// <summary>Adds a node that gives a tensor in another shape.</summary>
    public string Reshape(string name, params long[] shape) => Add("Reshape", Unique("x"), [name, AddIntegers("shape", shape)]);

    // Writes an output [batch]: the number of the unit, from 1, that answers most at a sample, and 0 where none does. Column 0 belongs to a
    // unit that answers less than any other.
    private void Tell(string output, string units)
    {
        if (_names.Contains(output) || _graph.Output.Any(value => value.Name == output))
            throw new FtcException(Codes.Argument, $"the model has a tensor '{output}' already; give the further output another name.");
        Add("ArgMax", output, [units], Integer("axis", 1), Integer("keepdims", 0));
        var tensor = new TensorType { ElemType = (int)ElementType.Int64, Shape = new Messages.Shape() };
        tensor.Shape.Dim.Add(new Dimension { Symbol = "batch" });
        _graph.Output.Add(new Value { Name = output, Type = new Messages.Type { Tensor = tensor } });
    }

    // The last hidden layer with one more unit in front, whose value is always the smallest possible and which nothing reads. ArgMax over
    // the layer then needs no further node.
    private static List<Layer> WithIdleUnit(IReadOnlyList<Layer> layers)
    {
        var (hidden, last) = (layers[^2], layers[^1]);
        Rational[][] rows = [new Rational[hidden.Inputs], .. Enumerable.Range(0, hidden.Neurons).Select(r => hidden.Weights(r).ToArray())];
        Rational[] biases = [Rational.One / Rational.PowerOfTwo(120), .. Enumerable.Range(0, hidden.Neurons).Select(hidden.Bias)];
        Rational[][] columns = [.. Enumerable.Range(0, last.Neurons).Select(o => (Rational[])[Rational.Zero, .. last.Weights(o)])];
        return
        [
            .. layers.SkipLast(2),
            new(hidden.Activation, hidden.Inputs, rows, biases),
            new(last.Activation, rows.Length, columns, [.. Enumerable.Range(0, last.Neurons).Select(last.Bias)]),
        ];
    }

    // How much each output is moved, behind a column of zeros.
    private string WithIdleColumn(string result, int outputs)
    {
        var moved = Add("Abs", Unique("size"), [result]);
        var none = Add("MatMul", Unique("none"), [moved, AddTensor("zeros", [outputs, 1], new Rational[outputs])]);
        return Add("Concat", Unique("units"), [none, moved], Integer("axis", 1));
    }

    /// <summary>Adds one node.</summary>
    public string Add(string type, string output, string[] inputs, params Attribute[] attributes)
    {
        var node = new Node { OpType = type, Name = Unique($"{type}_{_nodes.Count + 1}") };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        _nodes.Add(node);
        return output;
    }

    /// <summary>Makes a name that the graph does not have yet.</summary>
    public string Unique(string name)
    {
        var unique = $"ftc/{name}";
        while (!_names.Add(unique)) unique += "_";
        return unique;
    }

    private string Clip(string input, string output) => _operators >= ClipByInputs
        ? Add("Clip", output, [input, AddTensor("low", [], [-1]), AddTensor("high", [], [1])])
        : Add("Clip", output, [input], Number("min", -1), Number("max", 1));

    /// <summary>An integer that a node says about itself.</summary>
    public static Attribute Integer(string name, long value) => new() { Name = name, I = value, Type = Attribute.Types.Kind.Int };

    private static Attribute Number(string name, float value) => new() { Name = name, F = value, Type = Attribute.Types.Kind.Float };

    private double Rounded(Rational value) => _type == ElementType.Float ? value.ToSingle() : value.ToDouble();

    private string AddTensor(string name, long[] shape, IEnumerable<Rational> values)
    {
        var tensor = Tensor(Unique(name), shape, [.. values.Select(Rounded)], _type);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a vector of integers.</summary>
    public string AddIntegers(string name, params long[] values)
    {
        var tensor = new Tensor { Name = Unique(name), DataType = (int)ElementType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A tensor of floats, with +0 for every zero.</summary>
    public static Tensor Tensor(string name, IEnumerable<long> shape, double[] values, ElementType type)
    {
        var bytes = new byte[values.Length * (type == ElementType.Float ? sizeof(float) : sizeof(double))];
        for (var i = 0; i < values.Length; i++)
        {
            if (type == ElementType.Float) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), (float)values[i]);
            else BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        }
        var tensor = new Tensor { Name = name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    public static Value Value(string name, int width, ElementType type)
    {
        var tensor = new TensorType { ElemType = (int)type, Shape = new Messages.Shape() };
        tensor.Shape.Dim.Add(new Dimension { Symbol = "batch" });
        tensor.Shape.Dim.Add(new Dimension { Size = width });
        return new Value { Name = name, Type = new Messages.Type { Tensor = tensor } };
    }

    // Not every runtime knows tensors without numbers, so a layer without neurons is left out: it makes what is behind it constant.
    private static IReadOnlyList<Layer> WithoutEmptyLayers(Network network)
    {
        var empty = Enumerable.Range(0, network.Layers.Count).LastOrDefault(l => network.Layers[l].Neurons == 0, -1);
        if (empty < 0) return network.Layers;
        var next = network.Layers[empty + 1];
        var constant = new Layer(next.Activation, network.Inputs,
            [.. Enumerable.Range(0, next.Neurons).Select(_ => new Rational[network.Inputs])],
            [.. Enumerable.Range(0, next.Neurons).Select(next.Bias)]);
        return [constant, .. network.Layers.Skip(empty + 2)];
    }
}
