using System.Buffers.Binary;
using FtcTools.Onnx.Messages;

namespace FtcTools.Onnx;

/// <summary>Finds what lies between two tensors of a model, and makes models that give more tensors, or others.</summary>
internal sealed class Subgraph
{
    private readonly Model _model;
    private readonly Dictionary<string, int> _producers = new(StringComparer.Ordinal);

    public Subgraph(Model model)
    {
        _model = model;
        for (var n = 0; n < model.Graph.Node.Count; n++)
        {
            foreach (var name in model.Graph.Node[n].Output.Where(name => name.Length > 0)) _producers[name] = n;
        }
    }

    /// <summary>The node that gives a tensor; null of inputs and weights.</summary>
    public Node? Producer(string tensor) => _producers.TryGetValue(tensor, out var n) ? _model.Graph.Node[n] : null;

    /// <summary>The one number that a constant holds; null of others.</summary>
    public double? Number(string tensor)
    {
        var constant = _model.Graph.Initializer.FirstOrDefault(weights => weights.Name == tensor);
        if (Producer(tensor) is { OpType: "Constant", Attribute: [var value] })
        {
            if (value.Name == "value_float") return value.F;
            constant = value.T;
        }
        if (constant is not { DataLocation: not Tensor.Types.Location.External } || !constant.Dims.All(n => n == 1)) return null;
        return (Tensor.Types.ElementType)constant.DataType switch
        {
            Tensor.Types.ElementType.Float16 => (double)BitConverter.UInt16BitsToHalf(constant.RawData.Length > 0
                ? BinaryPrimitives.ReadUInt16LittleEndian(constant.RawData.Span) : (ushort)constant.Int32Data[0]),
            Tensor.Types.ElementType.Float or Tensor.Types.ElementType.Double or Tensor.Types.ElementType.Int64
                or Tensor.Types.ElementType.Int32 => Constant.Of(constant, "").Values[0],
            _ => null,
        };
    }

    /// <summary>The tensor that others only hand on, given one of those.</summary>
    public string Origin(string tensor)
    {
        while (Producer(tensor) is { OpType: "Identity", Domain: "" or "ai.onnx", Input: [var before] }) tensor = before;
        return tensor;
    }

    /// <summary>The tensors that a node reads, those of its inner graphs included.</summary>
    public static IEnumerable<string> Reads(Node node)
    {
        foreach (var name in node.Input.Where(name => name.Length > 0)) yield return name;
        foreach (var attribute in node.Attribute)
        {
            foreach (var graph in attribute.G is { } one ? attribute.Graphs.Append(one) : attribute.Graphs)
            {
                foreach (var inner in graph.Node.SelectMany(Reads)) yield return inner;
                foreach (var output in graph.Output) yield return output.Name;
            }
        }
    }

    /// <summary>The nodes, by their places, that a tensor depends on.</summary>
    /// <param name="stop">The tensors at which the search stops.</param>
    public HashSet<int> Before(IEnumerable<string> tensors, params string[] stop)
    {
        var found = new HashSet<int>();
        var open = new Stack<string>(tensors);
        while (open.TryPop(out var tensor))
        {
            if (stop.Contains(tensor) || !_producers.TryGetValue(tensor, out var n) || !found.Add(n)) continue;
            foreach (var name in Reads(_model.Graph.Node[n])) open.Push(name);
        }
        return found;
    }

    /// <summary>Whether a tensor depends on another one.</summary>
    public bool DependsOn(string tensor, string other) =>
        tensor == other || Before([tensor]).Any(n => _model.Graph.Node[n].Output.Contains(other));

    /// <summary>The model from one tensor on to others; null where they depend on the inputs in other ways, too.</summary>
    /// <param name="from">Becomes the input.</param>
    /// <param name="type">Of that input.</param>
    /// <param name="to">Become the outputs.</param>
    public Model? Between(string from, Messages.Type type, params string[] to)
    {
        from = Origin(from);
        var kept = Before(to, from);
        var inner = kept.SelectMany(n => _model.Graph.Node[n].Output).ToHashSet(StringComparer.Ordinal);
        var weights = _model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var sparse = _model.Graph.SparseInitializer.Select(tensor => tensor.Values.Name).ToHashSet(StringComparer.Ordinal);
        var read = kept.SelectMany(n => Reads(_model.Graph.Node[n])).Concat(to).ToHashSet(StringComparer.Ordinal);
        var inputs = _model.Graph.Input.Select(value => value.Name).Where(name => !weights.Contains(name))
            .ToHashSet(StringComparer.Ordinal);
        if (read.Any(name => name != from && inputs.Contains(name))) return null;
        var part = _model.Clone();
        part.Graph.Input.Clear();
        part.Graph.Input.Add(new Value { Name = from, Type = type });
        part.Graph.Output.Clear();
        foreach (var name in to) part.Graph.Output.Add(OutputOf(name));
        part.Graph.ValueInfo.Clear();
        part.Graph.Node.Clear();
        part.Graph.Node.AddRange(kept.Order().Select(n => _model.Graph.Node[n].Clone()));
        foreach (var unused in part.Graph.Initializer.Where(tensor => !read.Contains(tensor.Name)).ToList())
            part.Graph.Initializer.Remove(unused);
        foreach (var unused in part.Graph.SparseInitializer.Where(tensor => !read.Contains(tensor.Values.Name)).ToList())
            part.Graph.SparseInitializer.Remove(unused);
        return inner.Contains(from) ? null : part;
    }

    /// <summary>A copy of the model that gives these tensors, and nothing else.</summary>
    public Model Giving(IEnumerable<string> tensors)
    {
        var copy = _model.Clone();
        copy.Graph.Output.Clear();
        foreach (var name in tensors) copy.Graph.Output.Add(OutputOf(name));
        return copy;
    }

    private Value OutputOf(string name) => (_model.Graph.Output.FirstOrDefault(value => value.Name == name)
        ?? _model.Graph.Input.FirstOrDefault(value => value.Name == name) ?? new Value { Name = name }).Clone();
}
