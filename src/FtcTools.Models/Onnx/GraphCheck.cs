using System.Buffers.Binary;
using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;
using Google.Protobuf.Collections;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>
/// What every model must pass before ONNX Runtime sees it, whatever its operators: a model is untrusted input. Names are given once,
/// nothing runs in a circle, every tensor has as many bytes as its shape takes, data beside the model lie in its folder, and no operator
/// asks for a library of its own.
/// </summary>
internal sealed class GraphCheck
{
    // Operators that ONNX Runtime brings itself, those of graphs that it has optimised for a processor among them; others would need a
    // library of their author.
    private static readonly HashSet<string> s_domains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc"];

    // Operators of ONNX Runtime that name files or other engines, and so are refused.
    private static readonly HashSet<string> s_refused = ["EPContext", "Snpe", "PythonOp", "ExternalCall"];

    // The largest tensor, in bytes, that a model may make out of nothing: 1 GB.
    private const long MostMade = 1L << 28;

    // The largest number of times that the nodes of a loop may run, inner loops times outer ones.
    private const long MostRuns = 1L << 20;

    private readonly string _file;
    private readonly HashSet<(string Domain, string Name)> _functions;
    private readonly Dictionary<string, Tensor> _constants = new(StringComparer.Ordinal);

    private GraphCheck(Model model, string file)
    {
        (_file, _functions) = (file, [.. model.Functions.Select(function => (function.Domain, function.Name))]);
    }

    /// <summary>Checks a whole model.</summary>
    /// <exception cref="FtcException">
    /// FTC0041: it contradicts itself, or reaches outside its folder; FTC0042: an operator that needs a library.
    /// </exception>
    public static void Check(Model model, string file)
    {
        var check = new GraphCheck(model, file);
        check.CheckGraph(model.Graph, []);
        foreach (var function in model.Functions)
        {
            check.CheckNodes(function.Node, [.. function.Input], $"the function '{Constant.Show(function.Name)}'");
        }
        check.CheckFunctions(model.Functions);
    }

    // The parameter runs is how often the graph runs for one sample.
    private void CheckGraph(Graph graph, HashSet<string> outer, double runs = 1)
    {
        var known = new HashSet<string>(outer, StringComparer.Ordinal);
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            CheckTensor(tensor);
            if (!own.Add(tensor.Name)) throw Bad($"the tensor '{Constant.Show(tensor.Name)}' is given twice");
            _constants[tensor.Name] = tensor;
        }
        foreach (var sparse in graph.SparseInitializer)
        {
            CheckSparse(sparse);
            if (!own.Add(sparse.Values?.Name ?? "")) throw Bad($"the tensor '{Constant.Show(sparse.Values?.Name ?? "")}' is given twice");
        }
        // Initializers may also be listed as inputs: they are then the defaults of these.
        own.UnionWith(graph.Input.Select(value => value.Name));
        known.UnionWith(own);
        CheckNodes(graph.Node, known, "the graph", own, runs);
        foreach (var output in graph.Output)
        {
            if (!known.Contains(output.Name)) throw Bad($"the output '{Constant.Show(output.Name)}' is given by no node");
        }
    }

    // Nodes may stand in any order, as long as nothing runs in a circle: those whose inputs are known come first.
    private void CheckNodes(RepeatedField<Node> nodes, HashSet<string> known, string where, HashSet<string>? given = null,
        double runs = 1)
    {
        given ??= [.. known];
        foreach (var node in nodes.Where(node => node is { OpType: "Constant", Output: [_, ..] }))
        {
            var values = node.Attribute.FirstOrDefault(a => a.Name is "value" or "value_ints");
            _constants[node.Output[0]] = values?.T
                ?? new Tensor { DataType = (int)ElementType.Int64, Dims = { values?.Ints.Count ?? 0 }, Int64Data = { values?.Ints ?? [] } };
        }
        foreach (var node in nodes)
        {
            CheckOperator(node);
            foreach (var name in node.Output)
            {
                if (name.Length > 0 && !given.Add(name)) throw Bad($"{Describe(node)}: the tensor '{Constant.Show(name)}' is given twice");
            }
        }
        var waiting = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var missing = new int[nodes.Count];
        var ready = new Queue<int>();
        for (var n = 0; n < nodes.Count; n++)
        {
            foreach (var name in nodes[n].Input.Where(name => name.Length > 0 && !known.Contains(name)).Distinct())
            {
                missing[n]++;
                (waiting.TryGetValue(name, out var list) ? list : waiting[name] = []).Add(n);
            }
            if (missing[n] == 0) ready.Enqueue(n);
        }
        var done = 0;
        while (ready.TryDequeue(out var n))
        {
            done++;
            foreach (var name in nodes[n].Output.Where(name => name.Length > 0))
            {
                known.Add(name);
                foreach (var next in waiting.GetValueOrDefault(name, []))
                {
                    if (--missing[next] == 0) ready.Enqueue(next);
                }
            }
        }
        if (done < nodes.Count)
        {
            var stuck = nodes[Array.FindIndex(missing, count => count > 0)];
            throw Bad($"{where} runs in a circle, or reads what nothing gives: {Describe(stuck)} reads "
                + $"'{Constant.Show(stuck.Input.First(name => name.Length > 0 && !known.Contains(name)))}'");
        }
        foreach (var node in nodes)
        {
            var often = runs * Runs(node);
            if (often > MostRuns) throw Bad($"{Describe(node)}: what is in it runs {often:R} times; at most {MostRuns} are run");
            foreach (var inner in node.Attribute.SelectMany(Graphs)) CheckGraph(inner, known, often);
        }
    }

    // The first input of a Loop is its largest number of iterations. Where that is computed by the model, or a condition starts the loop,
    // nothing can be checked here and only the user ends it: loops that run while a condition holds name the largest number there is.
    private double Runs(Node node)
    {
        if (node is not { OpType: "Loop", Input: [{ Length: > 0 } count, ..] } || !_constants.TryGetValue(count, out var tensor)
            || tensor.DataType != (int)ElementType.Int64) return 1;
        if (node.Input.Count > 1 && node.Input[1].Length > 0 && !_constants.ContainsKey(node.Input[1])) return 1;
        var times = tensor.RawData.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(tensor.RawData.Span)
            : tensor.Int64Data.FirstOrDefault(1);
        return Math.Max(1, times);
    }

    private static IEnumerable<Graph> Graphs(Messages.Attribute attribute) =>
        attribute.G is { } graph ? attribute.Graphs.Append(graph) : attribute.Graphs;

    private void CheckOperator(Node node)
    {
        var function = _functions.Contains((node.Domain, node.OpType));
        if (!function && (!s_domains.Contains(node.Domain) || s_refused.Contains(node.OpType)))
        {
            throw new FtcException(Codes.OnnxUnsupported,
                $"{Describe(node)}: the operator {Constant.Show(node.Domain)}.{Constant.Show(node.OpType)} needs a library of its own, and a model brings none; "
                + "valid are the operators of ONNX (ai.onnx, ai.onnx.ml) and of ONNX Runtime (com.microsoft).", _file);
        }
        foreach (var attribute in node.Attribute)
        {
            foreach (var tensor in attribute.T is { } one ? attribute.Tensors.Append(one) : attribute.Tensors) CheckTensor(tensor);
            foreach (var sparse in attribute.SparseTensor is { } only ? attribute.SparseTensors.Append(only) : attribute.SparseTensors)
                CheckSparse(sparse);
        }
        CheckMade(node);
    }

    // A file of a kilobyte can ask for gigabytes, by a constant shape that is filled or repeated.
    private void CheckMade(Node node)
    {
        if (node.OpType is not ("ConstantOfShape" or "Expand") || node.Input.Count == 0) return;
        if (!_constants.TryGetValue(node.Input[^1], out var tensor) || tensor.DataType != (int)ElementType.Int64) return;
        var shape = Constant.Of(tensor, _file).Values;
        var count = shape.Aggregate(1.0, (a, b) => a * Math.Max(1, b));
        if (count > MostMade) throw Bad($"{Describe(node)}: it makes a tensor of {count:R} numbers; at most {MostMade} are made");
    }

    // Functions that call each other in a circle never end.
    private void CheckFunctions(IReadOnlyList<Function> functions)
    {
        var state = new Dictionary<(string, string), int>();
        var bodies = functions.GroupBy(function => (function.Domain, function.Name))
            .ToDictionary(group => group.Key, group => group.First());
        foreach (var name in bodies.Keys) Visit(name);

        void Visit((string, string) name)
        {
            if (!bodies.TryGetValue(name, out var body) || state.GetValueOrDefault(name) == 2) return;
            if (state.GetValueOrDefault(name) == 1) throw Bad($"the function '{Constant.Show(name.Item2)}' calls itself");
            state[name] = 1;
            foreach (var node in body.Node) Visit((node.Domain, node.OpType));
            state[name] = 2;
        }
    }

    private void CheckSparse(SparseTensor sparse)
    {
        if (sparse.Values is null || sparse.Indices is null) throw Bad("a sparse tensor has no values, or no indices");
        CheckTensor(sparse.Values);
        CheckTensor(sparse.Indices);
    }

    private void CheckTensor(Tensor tensor)
    {
        var name = Constant.Show(tensor.Name.Length > 0 ? tensor.Name : "(no name)");
        var bits = Bits(tensor.DataType);
        var count = Constant.Count(tensor.Dims, 1)
            ?? throw Bad($"the tensor '{name}' has the shape [{string.Join(", ", tensor.Dims.Take(8))}]; dimensions are not negative, and their product fits an array");
        long? bytes = bits is { } width ? (count * (long)width + 7) / 8 : null;
        if (tensor.DataLocation == Tensor.Types.Location.External)
        {
            ExternalData.Find(tensor, bytes, _file);
            return;
        }
        if (tensor.RawData.Length > 0)
        {
            if (bytes is { } expected && tensor.RawData.Length != expected)
                throw Bad($"the tensor '{name}' has {tensor.RawData.Length} bytes where its shape [{string.Join(", ", tensor.Dims.Take(8))}] takes {expected}");
            return;
        }
        var given = Math.Max(Math.Max(tensor.FloatData.Count, tensor.DoubleData.Count),
            Math.Max(tensor.Int64Data.Count, tensor.Uint64Data.Count));
        given = Math.Max(given, Math.Max(tensor.Int32Data.Count, tensor.StringData.Count));
        if (bits >= 8 && tensor.DataType is not ((int)ElementType.Complex64 or (int)ElementType.Complex128) && given != count)
            throw Bad($"the tensor '{name}' has {given} numbers where its shape [{string.Join(", ", tensor.Dims.Take(8))}] takes {count}");
    }

    private static int? Bits(int type) => (ElementType)type switch
    {
        ElementType.Float or ElementType.Int32 or ElementType.Uint32 => 32,
        ElementType.Double or ElementType.Int64 or ElementType.Uint64 or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        ElementType.Float16 or ElementType.Bfloat16 or ElementType.Int16 or ElementType.Uint16 => 16,
        ElementType.Bool or ElementType.Int8 or ElementType.Uint8 => 8,
        _ => null,
    };

    private static string Describe(Node node) =>
        $"node '{Constant.Show(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "")}' ({Constant.Show(node.OpType)})";

    private FtcException Bad(string what) => new(Codes.OnnxFile, $"{what}.", _file);
}
