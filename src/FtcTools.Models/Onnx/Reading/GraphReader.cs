using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;
using FtcTools.Onnx.Steps;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx.Reading;

/// <summary>
/// Reads the graph of a feed-forward model into steps. A tensor is a constant, or the numbers of one sample: the first dimension is the
/// batch. Every name is given once and before it is used, so a graph that is read has no cycle.
/// </summary>
internal sealed class GraphReader
{
    // The largest total of the numbers of one sample's tensors: they take half a gigabyte.
    private const long MostNumbers = 1 << 26;

    // The first operator set in which Add, Gemm and MatMul mean what they mean today.
    private const long FirstOperators = 7;

    private readonly Graph _graph;
    private readonly Dictionary<string, Constant> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Flow> _flows = new(StringComparer.Ordinal);
    private readonly List<Step> _steps = [];
    private readonly List<int> _widths = [];
    private readonly Dictionary<int, int> _giving = [];
    private readonly HashSet<string> _used;
    private readonly HashSet<string> _outputs;
    private double _numbers;

    public GraphReader(Model model, string file)
    {
        (File, _graph) = (file, model.Graph);
        _outputs = [.. _graph.Output.Select(value => value.Name)];
        _used = [.. _graph.Node.SelectMany(node => node.Input), .. _outputs];
        if (model.Functions.Count > 0) throw Unsupported("the model defines functions of its own; export it with its operators inlined");
        if (_graph.SparseInitializer.Count > 0) throw Unsupported("the model has sparse tensors; export it with dense ones");
        var own = model.OpsetImport.Where(set => IsOnnx(set.Domain)).ToList();
        OperatorSet = own.Count > 0 ? own.Max(set => set.Version) : 1;
        if (OperatorSet < FirstOperators)
            throw Unsupported($"the model uses operator set {OperatorSet}; valid are {FirstOperators} and later: convert it");
    }

    public string File { get; }

    /// <summary>The version of the operator set.</summary>
    public long OperatorSet { get; }

    public IReadOnlyDictionary<string, Constant> Constants => _constants;

    public IReadOnlyDictionary<string, Flow> Flows => _flows;

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>The number of elements of each tensor that depends on the sample; the first one is the input.</summary>
    public IReadOnlyList<int> Widths => _widths;

    public Value Input { get; private set; } = null!;

    public ElementType InputType => _flows[Input.Name].Type;

    /// <summary>Whether the tensors have a dimension in front for the samples; else each is of one sample.</summary>
    public bool IsBatched { get; private set; }

    /// <summary>The size of that dimension; null where it is open.</summary>
    public long? FixedBatch { get; private set; }

    /// <summary>The graph's name of the outputs before <see cref="Ending"/>.</summary>
    public string Logits { get; private set; } = "";

    /// <summary>The number of the tensor that holds the outputs.</summary>
    public int Output { get; private set; }

    public Ending Ending { get; private set; }

    public bool IsDouble { get; private set; }

    /// <summary>Reads the whole graph.</summary>
    /// <exception cref="FtcException">FTC0041: the graph contradicts itself; FTC0042: it does what is not read.</exception>
    public void Read()
    {
        foreach (var tensor in _graph.Initializer) Define(tensor.Name, Constant.Of(tensor, File));
        ReadInput();
        for (var n = 0; n < _graph.Node.Count; n++) Operator.Read(new(this, _graph.Node[n], n + 1));
        ReadOutputs();
        IsDouble = _constants.Values.Any(c => c.Type == ElementType.Double)
            || (InputType == ElementType.Double && !_constants.Values.Any(c => c.Type == ElementType.Float));
        if (IsDouble && _constants.Values.Any(c => c.Type == ElementType.Float))
            throw Unsupported("the model computes in float32 and in float64; valid is one of them throughout");
    }

    private void ReadInput()
    {
        var inputs = _graph.Input.Where(value => !_constants.ContainsKey(value.Name)).ToList();
        if (inputs.Count != 1)
            throw Unsupported($"the model has {inputs.Count} inputs ({Names(inputs.Select(v => v.Name))}); valid is one, which holds the features");
        Input = inputs[0];
        var name = Constant.Show(Input.Name);
        var type = Input.Type?.Tensor ?? throw Bad($"the input '{name}' is no tensor");
        if ((ElementType)type.ElemType is not (ElementType.Float or ElementType.Double))
            throw Unsupported($"the input '{name}' has elements of type {(ElementType)type.ElemType}; valid are FLOAT and DOUBLE");
        if (type.Shape is null || type.Shape.Dim.Count < 1)
            throw Unsupported($"the input '{name}' has {type.Shape?.Dim.Count ?? 0} dimensions; valid are the batch and the features behind it, such as [batch, 64]");
        long?[] dimensions = [.. type.Shape.Dim.Select(d => d.ValueCase == Dimension.ValueOneofCase.Size ? d.Size : (long?)null)];
        // One dimension of a known size is a sample without a batch.
        (IsBatched, FixedBatch) = (dimensions.Length > 1, dimensions.Length > 1 ? dimensions[0] : null);
        if (dimensions is [null])
            throw Unsupported($"the input '{name}' has 1 dimension, and leaves it open; valid are the batch and the features behind it, such as [batch, 64]");
        if (dimensions.Skip(IsBatched ? 1 : 0).Any(n => n is null or < 1))
            throw Unsupported($"the input '{name}' leaves open how many features a sample has; every dimension but the first is a number");
        if (FixedBatch < 0) throw Bad($"the input '{name}' has a batch of {FixedBatch}");
        Define(Input.Name, NewTensor([.. dimensions.Skip(IsBatched ? 1 : 0).Select(n => n!.Value)], (ElementType)type.ElemType,
            $"the input '{name}'"));
    }

    // Goes back from the answers to the outputs that decide them.
    private void ReadOutputs()
    {
        if (_graph.Output.Count == 0) throw Bad("the graph has no output");
        var flows = _graph.Output.Select(value => _flows.TryGetValue(value.Name, out var flow) ? flow
            : throw Bad($"the output '{Constant.Show(value.Name)}' is given by no node, or does not depend on the input")).ToList();
        if (flows.Select(f => f.Tensor).Distinct().Count() > 1)
            throw Unsupported($"the model has several answers ({Names(_graph.Output.Select(v => v.Name))}); valid are outputs that come from one vector, such as logits and their probabilities");
        if (flows[0].Tensor == 0) throw Unsupported("the model hands its input on and computes nothing");
        (Output, Ending) = (flows[0].Tensor, flows.Max(f => f.Ending));
        // Its names, in the order of the nodes: whatever else the model answers is derived from the first, or from the first that is a
        // vector.
        var names = _graph.Node.SelectMany(node => node.Output)
            .Where(name => _flows.TryGetValue(name, out var flow) && flow.Tensor == Output).ToList();
        Logits = names.TakeWhile(name => !IsOutput(name) || IsVector(name)).FirstOrDefault(IsVector) ?? names[0];
        if (_flows[Logits].Shape is not [_, .. var behind] || behind.Any(n => n != 1))
            throw Unsupported($"the output '{Constant.Show(Logits)}' has {_flows[Logits].Shape.Length + (IsBatched ? 1 : 0)} dimensions; valid are the batch and one number for each output");

        bool IsVector(string name) => _flows[name].Shape.Length == 1;
    }

    /// <summary>A tensor that depends on the sample.</summary>
    /// <param name="what">What the tensor is called in a message.</param>
    public Flow NewTensor(long[] shape, ElementType type, string what)
    {
        var count = Constant.Count(shape, 1);
        if (count is null || !Takes(count.Value))
            throw Unsupported($"{what} has {Shapes.Show(shape)} numbers a sample; all tensors of a sample together have at most {MostNumbers}");
        _widths.Add(count.Value);
        return new(_widths.Count - 1, shape, type);
    }

    /// <summary>Whether the memory allowed has room for this many more numbers; a model of a kilobyte may ask for gigabytes.</summary>
    public bool Takes(double count) => (_numbers += count) <= MostNumbers;

    /// <summary>Adds a step, which gives the newest tensor.</summary>
    public void Add(Step step)
    {
        _steps.Add(step);
        _giving[step.Output] = _steps.Count - 1;
    }

    /// <summary>The largest number of sums that an element of a tensor goes through.</summary>
    public int RoundingsOf(int tensor) => _giving.TryGetValue(tensor, out var at) ? _steps[at].Roundings : 0;

    /// <summary>Notes that the sums behind a tensor may be computed with weights into which an optimiser has folded something.</summary>
    public void Fold(int tensor, int roundings)
    {
        if (!_giving.TryGetValue(tensor, out var at)) return;
        if (_steps[at] is Affine affine) _steps[at] = affine with { Folded = affine.Folded + roundings };
        // The bias of the sums themselves is folded, too.
        else if (_steps[at] is Shift shift) Fold(shift.Input, roundings);
    }

    public void Define(string name, Constant constant)
    {
        MustBeNew(name);
        _constants.Add(name, constant);
    }

    public void Define(string name, Flow flow)
    {
        MustBeNew(name);
        _flows.Add(name, flow);
    }

    public bool IsUsed(string name) => _used.Contains(name);

    public bool IsOutput(string? name) => name is not null && _outputs.Contains(name);

    public FtcException Fail(string code, string what) => new(code, $"{what}.", File);

    public static bool IsOnnx(string domain) => domain is "" or "ai.onnx";

    private void MustBeNew(string name)
    {
        if (name.Length == 0 || _constants.ContainsKey(name) || _flows.ContainsKey(name))
            throw Bad($"the tensor '{Constant.Show(name)}' is given twice, or without a name");
    }

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(5).Select(Constant.Show)) + (all.Count > 5 ? ", ..." : "");
    }

    private FtcException Unsupported(string what) => Fail(Codes.OnnxUnsupported, what);

    private FtcException Bad(string what) => Fail(Codes.OnnxFile, what);
}
