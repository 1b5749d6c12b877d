using System.Security.Cryptography;
using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;
using FtcTools.Onnx;
using Google.Protobuf;

namespace FtcTools.Runtime;

/// <summary>A tensor that a model computes on the way, for one sample.</summary>
/// <param name="Name">The name in the graph.</param>
/// <param name="Operator">The operator that gives it.</param>
/// <param name="Type">The type of an element.</param>
/// <param name="Shape">-1 where the model leaves a dimension open.</param>
/// <param name="Size">The number of elements of a sample; null where that is open.</param>
public sealed record ModelTensor(string Name, string Operator, string Type, string Shape, int? Size);

/// <summary>
/// A frozen model: an ONNX graph of any operators that ONNX Runtime runs. It is read and checked here, run by ONNX Runtime, and where its
/// operators are known to <see cref="FrozenModel"/> it can be bounded, too. Immutable, and safe for several threads.
/// </summary>
public sealed class OnnxModel
{
    // What one tensor of a sample may take: 1 GB of float32.
    private const int MostNumbers = 1 << 28;

    private readonly bool _isOneFile;
    private readonly byte[] _bytes;
    private readonly Lazy<Decision> _decision;
    private readonly Lazy<(
        IReadOnlyList<ModelValue> Inputs, IReadOnlyList<ModelValue> Outputs, IReadOnlyDictionary<string, ModelValue> Inner)> _values;
    private readonly Lazy<(FrozenModel? Model, string? Reason)> _bounded;

    private readonly IReadOnlyDictionary<string, long[]>? _shapes;
    private readonly string? _answer;

    private OnnxModel(Model model, byte[] bytes, string file, IReadOnlyDictionary<string, long[]>? shapes = null, string? answer = null)
    {
        (Message, File, _shapes, _answer) = (model, file, shapes, answer);
        _isOneFile = !OnnxFile.TensorsOf(model).Any(tensor => tensor.DataLocation == Tensor.Types.Location.External);
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _bytes = _isOneFile ? bytes : Serialize(OnnxFile.Whole(model, file));
        Graph = new Subgraph(model);
        _decision = new(() => Decision.Of(model, file, answer));
        _values = new(ReadValues);
        // Of a model whose dimensions are given beside it, nothing is claimed by its file alone.
        _bounded = new(() => Bounded(() => shapes is null ? FrozenModel.Of(model, file, Hash, _isOneFile)
            : FrozenModel.Of(Fixed(model, shapes), file, Hash, isOneFile: false, isShaped: true)));
    }

    private static Model Fixed(Model model, IReadOnlyDictionary<string, long[]> shapes)
    {
        var other = model.Clone();
        foreach (var input in other.Graph.Input)
        {
            if (!shapes.TryGetValue(input.Name, out var sample) || input.Type?.Tensor?.Shape is not { } own) continue;
            for (var at = 1; at <= sample.Length; at++) own.Dim[own.Dim.Count - at] = new Onnx.Messages.Dimension { Size = sample[^at] };
        }
        return other;
    }

    /// <summary>Reads a model and checks it; nothing of it is run.</summary>
    /// <exception cref="FtcException">
    /// FTC0010: the file cannot be read; FTC0041: it is no model, or contradicts itself; FTC0042: an operator that needs a library.
    /// </exception>
    public static OnnxModel Read(string path)
    {
        var (model, bytes) = OnnxFile.Read(path);
        GraphCheck.Check(model, path);
        return new(model, bytes, path);
    }

    /// <summary>The same model for samples of certain dimensions, where it leaves some of its inputs' open.</summary>
    /// <param name="shape">The shape of a sample, without the batch.</param>
    /// <exception cref="FtcException">FTC0033: the dimensions do not fit; FTC0034: no input leaves any open.</exception>
    public OnnxModel Shaped(IReadOnlyList<long> shape)
    {
        var open = Inputs.Where(input => input.IsTensor && input.Size is null).ToList();
        if (open.Count == 0)
        {
            throw new FtcException(Codes.Argument,
                $"'{Name}' takes {string.Join(", ", Inputs.Select(input => $"{input.Name} {input}"))}; a shape is for inputs that leave dimensions of a sample open.", File);
        }
        foreach (var input in open) input.Shaped([.. shape], File);
        return new(Message, _bytes, File, open.ToDictionary(input => input.Name, _ => shape.ToArray()), _answer) { Hash = Hash };
    }

    /// <summary>The same model, of several answers the one that counts.</summary>
    /// <param name="output">The name of an output.</param>
    /// <exception cref="FtcException">FTC0045: there is no such output.</exception>
    public OnnxModel Answering(string output)
    {
        string[] names = [.. Message.Graph.Output.Select(value => value.Name)];
        if (!names.Contains(output))
            throw new FtcException(Codes.NoTensor, $"'{Name}' has no output '{Constant.Show(output)}'; it has {Nearest.List(output, names)}.", File);
        return new(Message, _bytes, File, _shapes, output) { Hash = Hash };
    }

    /// <summary>The same model, whose graph computes something more.</summary>
    internal OnnxModel With(Action<Model> change)
    {
        var wider = Message.Clone();
        change(wider);
        return new(wider, wider.ToByteArray(), File, _shapes, _answer) { Hash = Hash };
    }

    /// <summary>The file it was read from.</summary>
    public string File { get; }

    /// <summary>The file's name.</summary>
    public string Name => Path.GetFileName(File);

    /// <summary>SHA-256 of the file.</summary>
    public string Hash { get; private init; }

    /// <summary>What it takes.</summary>
    public IReadOnlyList<ModelValue> Inputs => _values.Value.Inputs;

    /// <summary>What it answers.</summary>
    public IReadOnlyList<ModelValue> Outputs => _values.Value.Outputs;

    /// <summary>What it computes on the way, in its order: a side network can read each that is a vector of numbers.</summary>
    public IReadOnlyList<ModelTensor> Tensors =>
    [
        .. Message.Graph.Node.SelectMany(node => node.Output.Where(name => name.Length > 0).Select(name => (node, name))).Select(pair =>
            _values.Value.Inner.TryGetValue(pair.name, out var value)
                ? new ModelTensor(pair.name, pair.node.OpType, value.TypeName, value.ToString(), value.Size)
                : new ModelTensor(pair.name, pair.node.OpType, "?", "?", null)),
    ];

    /// <summary>What decides its answer.</summary>
    public Decision Decision => _decision.Value;

    /// <summary>Its operators, and how many there are of each.</summary>
    public IReadOnlyList<string> Operators =>
    [
        .. Message.Graph.Node.GroupBy(node => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}")
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Key} x {group.Count()}"),
    ];

    /// <summary>The versions of operators that it asks for, as in `ai.onnx 13`.</summary>
    public IReadOnlyList<string> OperatorSets =>
        [.. Message.OpsetImport.Select(set => $"{(set.Domain.Length == 0 ? "ai.onnx" : set.Domain)} {set.Version}")];

    /// <summary>Whether its outputs can be bounded around a sample, for every order of summation.</summary>
    public bool IsBounded => _bounded.Value.Model is not null;

    /// <summary>Why they cannot; null where they can.</summary>
    public string? NotBounded => _bounded.Value.Reason;

    internal Model Message { get; }

    internal Subgraph Graph { get; }

    /// <summary>The whole of it, read for bounds; null where that cannot be.</summary>
    internal FrozenModel? Frozen => _bounded.Value.Model;

    /// <summary>A session that gives some tensors; the model's own outputs where none are named.</summary>
    /// <exception cref="FtcException">FTC0041: a tensor of it is too large, or ONNX Runtime refuses the model.</exception>
    internal ModelSession Open(SessionSettings settings, IReadOnlyList<string>? tensors = null)
    {
        // An optimiser computes constants when it loads a model, and a kilobyte may ask for gigabytes: sizes are looked at first.
        _ = _values.Value;
        return Load(settings, tensors);
    }

    private ModelSession Load(SessionSettings settings, IReadOnlyList<string>? tensors = null) =>
        new(tensors is null ? _bytes : Serialize(Graph.Giving(tensors), File), File, settings, _shapes,
            Message.Graph.Input.Where(input => input.Type?.Tensor is { Shape: null }).Select(input => input.Name).ToHashSet());

    /// <summary>The element type, and dimensions, of any tensor; null where ONNX Runtime does not tell.</summary>
    internal ModelValue? ValueOf(string tensor) =>
        Inputs.FirstOrDefault(value => value.Name == tensor) ?? Outputs.FirstOrDefault(value => value.Name == tensor)
            ?? _values.Value.Inner.GetValueOrDefault(tensor);

    internal static (FrozenModel? Model, string? Reason) Bounded(Func<FrozenModel> read)
    {
        try
        {
            return (read(), null);
        }
        catch (FtcException e) when (e.Code is Codes.OnnxUnsupported or Codes.OnnxFile)
        {
            return (null, e.Message);
        }
    }

    internal static byte[] Serialize(Model model, string? external = null)
    {
        if (external is not null) model = OnnxFile.Whole(model, external);
        return model.ToByteArray();
    }

    private (IReadOnlyList<ModelValue>, IReadOnlyList<ModelValue>, IReadOnlyDictionary<string, ModelValue>) ReadValues()
    {
        var settings = new SessionSettings(Optimization.None);
        using var session = Load(settings);
        var inner = new Dictionary<string, ModelValue>(StringComparer.Ordinal);
        try
        {
            using var all = Load(settings, [.. Message.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0)]);
            foreach (var value in all.Outputs) inner[value.Name] = value;
        }
        catch (FtcException)
        {
            // ONNX Runtime cannot tell the type of some tensor: the inner ones are then known by name only.
        }
        if (session.Inputs.Concat(session.Outputs).Concat(inner.Values)
            .FirstOrDefault(value => value.IsTensor && value.Numbers > MostNumbers) is { } large)
        {
            throw new FtcException(Codes.OnnxFile,
                $"the tensor '{Constant.Show(large.Name)}' is {large}: {large.Numbers:R} numbers a sample; at most {MostNumbers} are computed.", File);
        }
        return (session.Inputs, session.Outputs, inner);
    }
}
