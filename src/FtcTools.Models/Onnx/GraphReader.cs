using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>What a model does with its outputs in the end.</summary>
public enum Ending
{
    /// <summary>They are its answer.</summary>
    None,

    /// <summary>They become probabilities; the largest stays the largest.</summary>
    Softmax,

    /// <summary>Its answer is the number (from 0) of the largest.</summary>
    ArgMax,
}

/// <summary>
/// Reads the graph of a feed-forward model into steps. A tensor is a constant, or one vector a sample: the first dimension is the batch. Every name is
/// given once and before it is used, so a graph that is read has no cycle.
/// </summary>
internal sealed class GraphReader
{
    // Tensors of one sample, together: half a gigabyte.
    private const long MostNumbers = 1 << 26;

    // The first operator set in which Add, Gemm and MatMul mean what they mean today.
    private const long FirstOperators = 7;

    private readonly string _file;
    private readonly Graph _graph;
    private readonly long _operators;
    private readonly Dictionary<string, Constant> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Flow> _flows = new(StringComparer.Ordinal);
    private readonly List<Step> _steps = [];
    private readonly List<int> _widths = [];
    private readonly HashSet<string> _used;
    private long _numbers;
    private int _node;

    // A tensor that depends on the sample.
    private sealed record Flow(int Tensor, long[] Shape, ElementType Type, Ending Ending = Ending.None)
    {
        public int Width => (int)Shape.Aggregate(1L, (a, b) => a * b);
    }

    public GraphReader(Model model, string file)
    {
        (_file, _graph) = (file, model.Graph);
        _used = [.. _graph.Node.SelectMany(node => node.Input), .. _graph.Output.Select(value => value.Name)];
        if (model.Functions.Count > 0) throw Unsupported("the model defines functions of its own; export it with its operators inlined");
        if (_graph.SparseInitializer.Count > 0) throw Unsupported("the model has sparse tensors; export it with dense ones");
        var own = model.OpsetImport.Where(set => IsOnnx(set.Domain)).ToList();
        _operators = own.Count > 0 ? own.Max(set => set.Version) : 1;
        if (_operators < FirstOperators) throw Unsupported($"the model uses operator set {_operators}; valid are {FirstOperators} and later: convert it");
    }

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Numbers of each tensor that depends on the sample; the first one is the input.</summary>
    public IReadOnlyList<int> Widths => _widths;

    public Value Input { get; private set; } = null!;

    /// <summary>The graph's name of the outputs before <see cref="Ending"/>.</summary>
    public string Logits { get; private set; } = "";

    /// <summary>Where they are kept.</summary>
    public int Output { get; private set; }

    public Ending Ending { get; private set; }

    public bool IsDouble { get; private set; }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="FtcException">FTC0041: the graph contradicts itself; FTC0042: it does what is not read.</exception>
    public void Read()
    {
        foreach (var tensor in _graph.Initializer) Define(tensor.Name, Constant.Of(tensor, _file));
        ReadInput();
        var origin = new Dictionary<int, string> { [0] = Input.Name };
        foreach (var node in _graph.Node)
        {
            _node++;
            var before = _widths.Count;
            Read(node);
            if (_widths.Count > before) origin[before] = node.Output[0];
        }
        ReadOutputs(origin);
        IsDouble = _constants.Values.Any(c => c.Type == ElementType.Double) || (_flows[Input.Name].Type == ElementType.Double && !_constants.Values.Any(c => c.Type == ElementType.Float));
        if (IsDouble && _constants.Values.Any(c => c.Type == ElementType.Float)) throw Unsupported("the model computes in float32 and in float64; valid is one of them throughout");
    }

    private void ReadInput()
    {
        var inputs = _graph.Input.Where(value => !_constants.ContainsKey(value.Name)).ToList();
        if (inputs.Count != 1) throw Unsupported($"the model has {inputs.Count} inputs ({Names(inputs.Select(v => v.Name))}); valid is one, which holds the features");
        Input = inputs[0];
        var type = Input.Type?.Tensor ?? throw Bad($"the input '{Show(Input.Name)}' is no tensor");
        if ((ElementType)type.ElemType is not (ElementType.Float or ElementType.Double))
            throw Unsupported($"the input '{Show(Input.Name)}' has elements of type {(ElementType)type.ElemType}; valid are FLOAT and DOUBLE");
        if (type.Shape is null || type.Shape.Dim.Count < 2)
            throw Unsupported($"the input '{Show(Input.Name)}' has {type.Shape?.Dim.Count ?? 0} dimensions; valid are the batch and the features behind it, such as [batch, 64]");
        var shape = type.Shape.Dim.Skip(1).Select(d => d.ValueCase == Dimension.ValueOneofCase.Size ? d.Size : 0).ToArray();
        if (shape.Any(n => n < 1)) throw Unsupported($"the input '{Show(Input.Name)}' leaves open how many features a sample has; every dimension but the first is a number");
        if (type.Shape.Dim[0] is { ValueCase: Dimension.ValueOneofCase.Size, Size: < 0 }) throw Bad($"the input '{Show(Input.Name)}' has a batch of {type.Shape.Dim[0].Size}");
        Define(Input.Name, NewTensor(shape, (ElementType)type.ElemType, $"the input '{Show(Input.Name)}'"));
    }

    // Back from the answers to the outputs that decide them.
    private void ReadOutputs(Dictionary<int, string> origin)
    {
        if (_graph.Output.Count == 0) throw Bad("the graph has no output");
        var flows = _graph.Output.Select(value => _flows.TryGetValue(value.Name, out var flow) ? flow
            : throw Bad($"the output '{Show(value.Name)}' is given by no node, or does not depend on the input")).ToList();
        if (flows.Select(f => f.Tensor).Distinct().Count() > 1)
            throw Unsupported($"the model has several answers ({Names(_graph.Output.Select(v => v.Name))}); valid are outputs that come from one vector, such as logits and their probabilities");
        if (flows[0].Tensor == 0) throw Unsupported("the model hands its input on and computes nothing");
        (Output, Ending) = (flows[0].Tensor, flows.Max(f => f.Ending));
        // The first name of it: whatever else the model answers is derived from there.
        Logits = origin[Output];
        if (_flows[Logits].Shape.Length != 1)
            throw Unsupported($"the output '{Show(Logits)}' has {_flows[Logits].Shape.Length + 1} dimensions; valid are the batch and one number for each output");
    }

    private void Read(Node node)
    {
        if (!IsOnnx(node.Domain)) throw Unsupported(node, $"the operator {Show(node.Domain)}.{Show(node.OpType)} is not one of ONNX's own");
        switch (node.OpType)
        {
            case "Constant": Define(One(node), ReadConstant(node)); break;
            case "Gemm": ReadGemm(node); break;
            case "MatMul": ReadMatMul(node); break;
            case "Add": ReadSum(node, 1); break;
            case "Sub": ReadSum(node, -1); break;
            case "Relu": ReadClamp(node, 0, double.PositiveInfinity); break;
            case "Clip": ReadClip(node); break;
            case "Identity": Alias(node, (shape, _) => shape); break;
            case "Dropout": Alias(node, (shape, _) => shape, outputs: 2); break;
            case "Flatten": Alias(node, (shape, _) => Integer(node, "axis", 1) == 1 ? [Product(shape)] : throw Unsupported(node, $"it has axis {Integer(node, "axis", 1)}; valid is 1, which keeps the batch")); break;
            case "Reshape": ReadReshape(node); break;
            case "Cast": ReadCast(node); break;
            case "Softmax" or "LogSoftmax": ReadEnding(node, Ending.Softmax); break;
            case "ArgMax": ReadEnding(node, Ending.ArgMax); break;
            default:
                throw Unsupported(node, $"the operator {Show(node.OpType)} is not read; valid are Add, ArgMax, Cast, Clip, Constant, Dropout, Flatten, Gemm, Identity, LogSoftmax, MatMul, Relu, Reshape, Softmax and Sub");
        }
    }

    private void ReadGemm(Node node)
    {
        var x = Vector(node, 0);
        var (trans, transB) = (Integer(node, "transA", 0), Integer(node, "transB", 0));
        if (trans != 0) throw Unsupported(node, "it transposes its first input; valid is one sample a row");
        var (weights, rows) = Matrix(node, 1, x.Width, transB != 0);
        var bias = node.Input.Count > 2 && node.Input[2].Length > 0 ? Broadcast(node, ConstantOf(node, 2), rows) : null;
        var output = NewTensor([rows], x.Type, Describe(node));
        _steps.Add(new Affine(x.Tensor, output.Tensor, rows, weights, bias, Number(node, "alpha", 1), bias is null ? 1 : Number(node, "beta", 1)));
        Define(One(node), output);
    }

    private void ReadMatMul(Node node)
    {
        var x = Vector(node, 0);
        var (weights, rows) = Matrix(node, 1, x.Width, transposed: false);
        var output = NewTensor([rows], x.Type, Describe(node));
        _steps.Add(new Affine(x.Tensor, output.Tensor, rows, weights, null, 1, 1));
        Define(One(node), output);
    }

    private void ReadSum(Node node, int sign)
    {
        Expect(node, 2);
        if (IsConstant(node, 0) && IsConstant(node, 1)) throw Unsupported(node, "it adds two constants; fold them before");
        if (!IsConstant(node, 0) && !IsConstant(node, 1))
        {
            var (a, b) = (FlowOf(node, 0), FlowOf(node, 1));
            if (!a.Shape.SequenceEqual(b.Shape)) throw Unsupported(node, $"it adds {Show(a.Shape)} and {Show(b.Shape)}; valid are equal shapes");
            var sum = NewTensor(a.Shape, a.Type, Describe(node));
            _steps.Add(new Sum(a.Tensor, b.Tensor, sum.Tensor, sum.Width, sign));
            Define(One(node), sum);
            return;
        }
        var at = IsConstant(node, 0) ? 1 : 0;
        var x = FlowOf(node, at);
        var amount = Broadcast(node, ConstantOf(node, 1 - at), x.Shape);
        if (sign < 0 && at == 0) amount = Array.ConvertAll(amount, v => -v);
        var output = NewTensor(x.Shape, x.Type, Describe(node));
        _steps.Add(new Shift(x.Tensor, output.Tensor, x.Width, amount, at == 1 ? sign : 1));
        Define(One(node), output);
    }

    private void ReadClip(Node node)
    {
        var (low, high) = _operators < 11
            ? (Number(node, "min", double.NegativeInfinity), Number(node, "max", double.PositiveInfinity))
            : (Bound(1, double.NegativeInfinity), Bound(2, double.PositiveInfinity));
        if (!(low <= high)) throw Bad(node, $"it clips to [{Numerics.Text.Of(low)}, {Numerics.Text.Of(high)}]; the lower bound is not above the upper one");
        ReadClamp(node, low, high);

        double Bound(int at, double otherwise) => node.Input.Count <= at || node.Input[at].Length == 0 ? otherwise
            : ConstantOf(node, at) is { Values: [var bound] } ? bound
            : throw Bad(node, $"the bound '{Show(node.Input[at])}' is not one number");
    }

    private void ReadClamp(Node node, double low, double high)
    {
        var x = FlowOf(node, 0);
        var output = NewTensor(x.Shape, x.Type, Describe(node));
        _steps.Add(new Clamp(x.Tensor, output.Tensor, x.Width, low, high));
        Define(One(node), output);
    }

    private void ReadReshape(Node node)
    {
        Expect(node, 2);
        if (Integer(node, "allowzero", 0) != 0) throw Unsupported(node, "it has allowzero; valid is 0 for a dimension that stays");
        var wanted = Array.ConvertAll(ConstantOf(node, 1).Values, v => (long)v);
        Alias(node, (shape, width) =>
        {
            if (wanted.Length < 2 || wanted.Any(n => n < -1)) throw Unsupported(node, $"it reshapes to {Show(wanted)}; valid are the batch, as 0 or -1, and the features behind it");
            var behind = wanted.Skip(1).Select((n, i) => n == 0 ? (i < shape.Length ? shape[i] : -2) : n).ToArray();
            var known = Constant.Count(behind.Where(n => n >= 0), 1) ?? 0;
            if (behind.Contains(-1) && known > 0) behind[Array.IndexOf(behind, -1)] = width / known;
            // A number for the batch would hold for batches of that size only.
            return wanted[0] <= 0 && behind.All(n => n > 0) && Constant.Count(behind, 1) == width && wanted.Count(n => n == -1) <= 1 ? behind
                : throw Unsupported(node, $"it reshapes {Show(shape)} to {Show(wanted)}; valid are the batch, as 0 or -1, and the features behind it");
        }, inputs: 2);
    }

    private void ReadCast(Node node)
    {
        var to = (ElementType)Integer(node, "to", 0);
        if (IsConstant(node, 0))
        {
            var constant = ConstantOf(node, 0);
            if (to is not (ElementType.Float or ElementType.Double)) throw Unsupported(node, $"it casts a constant to {to}; valid are FLOAT and DOUBLE");
            Define(One(node), constant with { Values = to == ElementType.Float ? Array.ConvertAll(constant.Values, v => (double)(float)v) : constant.Values, Type = to });
            return;
        }
        var flow = FlowOf(node, 0, endings: true);
        var last = flow.Ending == Ending.ArgMax;
        if (!last && to is not (ElementType.Float or ElementType.Double)) throw Unsupported(node, $"it casts to {to}; valid are FLOAT and DOUBLE, and integers for an answer of ArgMax");
        if (flow is { Tensor: 0, Type: ElementType.Float } && to == ElementType.Double && _flows[Input.Name].Type == ElementType.Double)
            throw Unsupported(node, "it casts the features from DOUBLE to FLOAT and back: they are rounded, and what comes behind is not");
        if (!last && flow.Tensor != 0 && to != flow.Type && _graph.Output.All(v => v.Name != node.Output.FirstOrDefault()))
            throw Unsupported(node, $"it casts from {flow.Type} to {to} in the middle of the model; valid is one type throughout");
        Define(One(node), flow with { Type = to });
    }

    private void ReadEnding(Node node, Ending ending)
    {
        var x = FlowOf(node, 0, endings: ending == Ending.ArgMax);
        if (x.Shape.Length != 1) throw Unsupported(node, $"its input has {x.Shape.Length + 1} dimensions; valid are the batch and one number for each class");
        var axis = Integer(node, "axis", ending == Ending.ArgMax ? 0 : _operators < 13 ? 1 : -1);
        if (axis is not (1 or -1)) throw Unsupported(node, $"it works along axis {axis}; valid are 1 and -1, the classes");
        if (Integer(node, "select_last_index", 0) != 0) throw Unsupported(node, "it takes the last of several equal ones; valid is the first");
        Define(One(node), x with { Ending = ending });
    }

    private Constant ReadConstant(Node node)
    {
        if (node.Attribute.Count != 1) throw Bad(node, $"it has {node.Attribute.Count} attributes; a constant has one");
        var a = node.Attribute[0];
        var name = One(node);
        return a.Name switch
        {
            "value" when a.T is not null => Constant.Of(a.T, _file),
            "value_float" => Finite(new(name, [], [a.F], ElementType.Float)),
            "value_floats" => Finite(new(name, [a.Floats.Count], [.. a.Floats], ElementType.Float)),
            "value_int" => new(name, [], [a.I], ElementType.Int64),
            "value_ints" => new(name, [a.Ints.Count], [.. a.Ints.Select(v => (double)v)], ElementType.Int64),
            _ => throw Unsupported(node, $"its attribute '{Show(a.Name)}' is not read; valid are value, value_float, value_floats, value_int and value_ints"),
        };

        Constant Finite(Constant constant) => constant.Values.All(double.IsFinite) ? constant : throw Bad(node, "it holds a number that is not finite");
    }

    // The result is the input under another name, or in another shape.
    private void Alias(Node node, Func<long[], int, long[]> reshape, int inputs = 1, int outputs = 1)
    {
        if (node.Input.Count < inputs) Expect(node, inputs);
        if (IsConstant(node, 0))
        {
            if (node.OpType != "Identity") throw Unsupported(node, "its input is a constant; fold it before");
            Define(One(node), ConstantOf(node, 0));
            return;
        }
        var x = FlowOf(node, 0, endings: true);
        if (x.Ending != Ending.None && node.OpType != "Identity") throw Unsupported(node, "it stands behind the model's Softmax or ArgMax");
        Define(One(node, outputs), x with { Shape = reshape(x.Shape, x.Width) });
    }

    private Flow NewTensor(long[] shape, ElementType type, string what)
    {
        var count = Constant.Count(shape, 1);
        if (count is null || (_numbers += count.Value) > MostNumbers)
            throw Unsupported($"{what} has {Show(shape)} numbers a sample; all tensors of a sample together have at most {MostNumbers}");
        _widths.Add(count.Value);
        return new(_widths.Count - 1, shape, type);
    }

    private void Define(string name, Constant constant)
    {
        if (name.Length == 0 || _constants.ContainsKey(name) || _flows.ContainsKey(name)) throw Bad($"the tensor '{Show(name)}' is given twice, or without a name");
        _constants.Add(name, constant);
    }

    private void Define(string name, Flow flow)
    {
        if (name.Length == 0 || _constants.ContainsKey(name) || _flows.ContainsKey(name)) throw Bad($"the tensor '{Show(name)}' is given twice, or without a name");
        _flows.Add(name, flow);
    }

    private bool IsConstant(Node node, int at) => node.Input.Count > at && _constants.ContainsKey(node.Input[at]);

    private Constant ConstantOf(Node node, int at)
    {
        if (node.Input.Count <= at) throw Bad(node, $"it has {node.Input.Count} inputs; {at + 1} are needed");
        return _constants.TryGetValue(node.Input[at], out var constant) ? constant
            : _flows.ContainsKey(node.Input[at]) ? throw Unsupported(node, $"'{Show(node.Input[at])}' depends on the input; valid is a constant")
            : throw Undefined(node, node.Input[at]);
    }

    private Flow FlowOf(Node node, int at, bool endings = false)
    {
        if (node.Input.Count <= at) throw Bad(node, $"it has {node.Input.Count} inputs; {at + 1} are needed");
        if (!_flows.TryGetValue(node.Input[at], out var flow))
        {
            throw _constants.ContainsKey(node.Input[at])
                ? Unsupported(node, $"'{Show(node.Input[at])}' is a constant; valid is what depends on the input")
                : Undefined(node, node.Input[at]);
        }
        return endings || flow.Ending == Ending.None ? flow : throw Unsupported(node, $"it stands behind the model's {flow.Ending}; valid is {flow.Ending} at the end");
    }

    private Flow Vector(Node node, int at)
    {
        var flow = FlowOf(node, at);
        return flow.Shape.Length == 1 ? flow : throw Unsupported(node, $"'{Show(node.Input[at])}' has {flow.Shape.Length + 1} dimensions; valid are the batch and one vector: flatten it before");
    }

    // Rows of weights, one an output.
    private (double[] Weights, int Rows) Matrix(Node node, int at, int inputs, bool transposed)
    {
        var constant = ConstantOf(node, at);
        if (!constant.IsFloat || constant.Shape.Length != 2 || constant.Shape[transposed ? 1 : 0] != inputs)
            throw Bad(node, $"'{Show(constant.Name)}' is {constant.Type} {Show(constant.Shape)}; {inputs} numbers come in, so valid are {(transposed ? $"[outputs, {inputs}]" : $"[{inputs}, outputs]")} of FLOAT or DOUBLE");
        var rows = (int)constant.Shape[transposed ? 0 : 1];
        if (rows == 0) throw Bad(node, $"'{Show(constant.Name)}' is {Show(constant.Shape)}: nothing comes out");
        if (transposed) return (constant.Values, rows);
        var weights = new double[constant.Values.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < inputs; c++) weights[r * inputs + c] = constant.Values[c * rows + r];
        }
        return (weights, rows);
    }

    // To the shape of one sample: dimensions of 1 are repeated, missing ones stand in front.
    private double[] Broadcast(Node node, Constant constant, long[] shape)
    {
        var given = constant.Shape.SkipWhile((n, i) => n == 1 && constant.Shape.Length - i > shape.Length).ToArray();
        var fits = constant.IsFloat && given.Length <= shape.Length && given.Zip(shape[^given.Length..]).All(pair => pair.First == 1 || pair.First == pair.Second);
        if (!fits) throw Unsupported(node, $"'{Show(constant.Name)}' is {constant.Type} {Show(constant.Shape)}; valid is FLOAT or DOUBLE of {Show(shape)}, or one that is repeated to that");
        var values = new double[Product(shape)];
        var index = new long[shape.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var at = 0L;
            for (var d = 0; d < given.Length; d++) at = at * given[d] + (given[d] == 1 ? 0 : index[shape.Length - given.Length + d]);
            values[i] = constant.Values[at];
            for (var d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
        return values;
    }

    private double[] Broadcast(Node node, Constant constant, int width)
    {
        var shape = constant.Shape;
        var fits = constant.IsFloat && shape.SkipLast(1).All(n => n == 1) && shape.Length <= 2 && (shape.Length == 0 || shape[^1] == width || shape[^1] == 1);
        if (!fits) throw Unsupported(node, $"'{Show(constant.Name)}' is {constant.Type} {Show(shape)}; valid is FLOAT or DOUBLE [{width}], or one number");
        if (constant.Values.Length == width) return constant.Values;
        var values = new double[width];
        Array.Fill(values, constant.Values[0]);
        return values;
    }

    private long Integer(Node node, string name, long otherwise) => Find(node, name) is not { } a ? otherwise
        : a.HasI || a.Type is Messages.Attribute.Types.Kind.Int ? a.I
        : throw Bad(node, $"its attribute '{name}' is no integer");

    private double Number(Node node, string name, double otherwise)
    {
        if (Find(node, name) is not { } a) return otherwise;
        if (!a.HasF && a.Type is not Messages.Attribute.Types.Kind.Float) throw Bad(node, $"its attribute '{name}' is no number");
        return float.IsFinite(a.F) || (name is "min" or "max" && float.IsInfinity(a.F)) ? a.F : throw Bad(node, $"its attribute '{name}' is {Numerics.Text.Of(a.F)}; valid is a finite number");
    }

    private static Messages.Attribute? Find(Node node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    private string One(Node node, int most = 1) => node.Output.Count >= 1 && node.Output.Count <= most && node.Output.Skip(1).All(name => name.Length == 0 || !_used.Contains(name)) ? node.Output[0]
        : throw Bad(node, $"it gives {node.Output.Count} results; valid is one");

    private void Expect(Node node, int count)
    {
        if (node.Input.Count != count) throw Bad(node, $"it has {node.Input.Count} inputs; {count} are needed");
    }

    private static bool IsOnnx(string domain) => domain is "" or "ai.onnx";

    private static long Product(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    private static string Show(string text) => Constant.Show(text);

    private static string Show(long[] shape) => $"[{string.Join(", ", shape.Take(8))}{(shape.Length > 8 ? ", ..." : "")}]";

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(5).Select(Show)) + (all.Count > 5 ? ", ..." : "");
    }

    private string Describe(Node node) => $"node {_node} '{Show(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "")}' ({Show(node.OpType)})";

    private FtcException Undefined(Node node, string name) =>
        Bad(node, $"it reads '{Show(name)}', which nothing before it gives: the nodes are out of order, or run in a circle");

    private FtcException Unsupported(Node node, string what) => new(Codes.OnnxUnsupported, $"{Describe(node)}: {what}.", _file);

    private FtcException Unsupported(string what) => new(Codes.OnnxUnsupported, $"{what}.", _file);

    private FtcException Bad(Node node, string what) => new(Codes.OnnxFile, $"{Describe(node)}: {what}.", _file);

    private FtcException Bad(string what) => new(Codes.OnnxFile, $"{what}.", _file);
}
