using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;
using FtcTools.Onnx.Steps;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx.Reading;

/// <summary>The inputs, attributes and outputs of one node of a graph.</summary>
/// <param name="number">The place of the node in the graph, from 1, for messages.</param>
internal sealed class NodeReader(GraphReader graph, Node node, int number)
{
    public GraphReader Graph => graph;

    /// <summary>The version of the operator set.</summary>
    public long OperatorSet => graph.OperatorSet;

    public Node Node => node;

    public bool Has(int at) => node.Input.Count > at && node.Input[at].Length > 0;

    public bool IsConstant(int at) => node.Input.Count > at && graph.Constants.ContainsKey(node.Input[at]);

    /// <summary>The number of dimensions in front of those of a sample: one for the batch, or none.</summary>
    public int Front => graph.IsBatched ? 1 : 0;

    public Constant ConstantOf(int at)
    {
        Need(at);
        return graph.Constants.TryGetValue(node.Input[at], out var constant) ? constant
            : graph.Flows.ContainsKey(node.Input[at])
            ? throw Unsupported($"'{Show(node.Input[at])}' depends on the input; valid is a constant")
            : throw Undefined(node.Input[at]);
    }

    /// <param name="endings">Whether it may stand behind the model's Softmax or ArgMax.</param>
    public Flow FlowOf(int at, bool endings = false)
    {
        Need(at);
        if (!graph.Flows.TryGetValue(node.Input[at], out var flow))
        {
            throw graph.Constants.ContainsKey(node.Input[at])
                ? Unsupported($"'{Show(node.Input[at])}' is a constant; valid is what depends on the input")
                : Undefined(node.Input[at]);
        }
        return endings || flow.Ending == Ending.None ? flow
            : throw Unsupported($"it stands behind the model's {flow.Ending}; valid is {flow.Ending} at the end");
    }

    public Flow Vector(int at)
    {
        var flow = FlowOf(at);
        return flow.Shape.Length == 1 ? flow
            : throw Unsupported($"'{Show(node.Input[at])}' has {flow.Shape.Length + Front} dimensions; valid are the batch and one vector: flatten it before");
    }

    /// <summary>An image: channels, and one dimension or more behind them.</summary>
    public Flow Image(int at)
    {
        var flow = FlowOf(at);
        return graph.IsBatched && flow.Shape.Length >= 2 ? flow
            : throw Unsupported($"'{Show(node.Input[at])}' has {flow.Shape.Length + Front} dimensions; valid are the batch, channels and one or more behind them");
    }

    public void Expect(int count)
    {
        if (node.Input.Count != count) throw Bad($"it has {node.Input.Count} inputs; {count} are needed");
    }

    public long Integer(string name, long otherwise) => Find(name) is not { } a ? otherwise
        : a.HasI || a.Type is Attribute.Types.Kind.Int ? a.I
        : throw Bad($"its attribute '{name}' is no integer");

    public long[]? Integers(string name) => Find(name) is { } a ? [.. a.Ints] : null;

    public string Word(string name, string otherwise) => Find(name) is { } a ? a.S.ToStringUtf8() : otherwise;

    public double Number(string name, double otherwise)
    {
        if (Find(name) is not { } a) return otherwise;
        if (!a.HasF && a.Type is not Attribute.Types.Kind.Float) throw Bad($"its attribute '{name}' is no number");
        return float.IsFinite(a.F) || (name is "min" or "max" && float.IsInfinity(a.F)) ? a.F
            : throw Bad($"its attribute '{name}' is {Numerics.Text.Of(a.F)}; valid is a finite number");
    }

    /// <summary>
    /// The integers that an attribute gave in early operator sets, and an input gives in later ones; null where neither does.
    /// </summary>
    public long[]? IntegersOf(string name, int at, long since) =>
        OperatorSet < since ? Integers(name) : Has(at) ? Array.ConvertAll(ConstantOf(at).Values, v => (long)v) : null;

    /// <summary>The one integer that an attribute gave in early operator sets, and an input gives in later ones.</summary>
    public double NumberOf(string name, int at, long since, double otherwise) =>
        OperatorSet < since ? Number(name, otherwise) : !Has(at) ? otherwise
        : ConstantOf(at) is { Values: [var number] } ? number
        : throw Bad($"the bound '{Show(node.Input[at])}' is not one number");

    /// <summary>The dimension of a sample that an axis means, which counts the batch.</summary>
    public int Axis(long axis, int rank)
    {
        var at = (axis < 0 ? axis + rank + Front : axis) - Front;
        return at >= 0 && at < rank ? (int)at
            : throw Unsupported($"it works along axis {axis} of {rank + Front}; valid are those behind the batch");
    }

    /// <summary>A constant in the shape of one sample: dimensions of 1 are repeated, missing ones stand in front.</summary>
    public double[] Broadcast(int at, long[] shape)
    {
        var constant = ConstantOf(at);
        var given = constant.Shape.SkipWhile((n, i) => n == 1 && constant.Shape.Length - i > shape.Length).ToArray();
        if (!constant.IsFloat || !Shapes.Fits(given, shape))
            throw Unsupported($"'{Show(constant.Name)}' is {constant.Type} {Show(constant.Shape)}; valid is FLOAT or DOUBLE of {Show(shape)}, or one that is repeated to that");
        return [.. Shapes.Repeated(given, shape).Select(place => constant.Values[place])];
    }

    /// <summary>A constant vector, or a single number in its place.</summary>
    public double[] Broadcast(int at, int width)
    {
        var constant = ConstantOf(at);
        var shape = constant.Shape;
        var fits = constant.IsFloat && shape.SkipLast(1).All(n => n == 1) && shape.Length <= 2
            && (shape.Length == 0 || shape[^1] == width || shape[^1] == 1);
        if (!fits)
            throw Unsupported($"'{Show(constant.Name)}' is {constant.Type} {Show(shape)}; valid is FLOAT or DOUBLE [{width}], or one number");
        if (constant.Values.Length == width) return constant.Values;
        var values = new double[width];
        Array.Fill(values, constant.Values[0]);
        return values;
    }

    /// <summary>Adds a step and makes its result the output of the node.</summary>
    /// <param name="step">Makes the step from the number and the width of the tensor that it gives.</param>
    public void Give(long[] shape, ElementType type, Func<int, int, Step> step) => graph.Define(One(), Make(shape, type, step));

    /// <summary>Adds a step whose result has no name in the graph.</summary>
    public Flow Make(long[] shape, ElementType type, Func<int, int, Step> step)
    {
        var output = graph.NewTensor(shape, type, Describe());
        graph.Add(step(output.Tensor, output.Width));
        return output;
    }

    /// <summary>Makes the input, in another shape, the output of the node.</summary>
    public void Alias(Func<Flow, long[]> reshape, int outputs = 1)
    {
        if (IsConstant(0))
        {
            if (node.OpType != "Identity") throw Unsupported("its input is a constant; fold it before");
            graph.Define(One(), ConstantOf(0));
            return;
        }
        var x = FlowOf(0, endings: true);
        if (x.Ending != Ending.None && node.OpType != "Identity") throw Unsupported("it stands behind the model's Softmax or ArgMax");
        graph.Define(One(outputs), x with { Shape = reshape(x) });
    }

    public string One(int most = 1) => node.Output.Count >= 1 && node.Output.Count <= most
        && node.Output.Skip(1).All(name => name.Length == 0 || !graph.IsUsed(name)) ? node.Output[0]
        : throw Bad($"it gives {node.Output.Count} results; valid is one");

    public Attribute? Find(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    public FtcException Unsupported(string what) => graph.Fail(Codes.OnnxUnsupported, $"{Describe()}: {what}");

    public FtcException Bad(string what) => graph.Fail(Codes.OnnxFile, $"{Describe()}: {what}");

    public static string Show(string text) => Constant.Show(text);

    public static string Show(long[] shape) => Shapes.Show(shape);

    private string Describe() =>
        $"node {number} '{Show(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "")}' ({Show(node.OpType)})";

    private void Need(int at)
    {
        if (node.Input.Count <= at) throw Bad($"it has {node.Input.Count} inputs; {at + 1} are needed");
    }

    private FtcException Undefined(string name) =>
        Bad($"it reads '{Show(name)}', which nothing before it gives: the nodes are out of order, or run in a circle");
}
