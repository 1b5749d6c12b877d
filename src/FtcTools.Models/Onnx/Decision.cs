using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>How a model comes from numbers to its answer.</summary>
public enum DecisionKind
{
    /// <summary>The numbers are its answer: a regression, or scores that somebody else compares.</summary>
    Values,

    /// <summary>Softmax or Sigmoid turn the numbers into probabilities; the largest stays the largest.</summary>
    Probabilities,

    /// <summary>The answer is the place of the largest number, or the label that stands for that place.</summary>
    Largest,

    /// <summary>A classifier of ai.onnx.ml, which gives label and scores at once.</summary>
    Classifier,

    /// <summary>The answer is whether a number is on one side of another, its threshold.</summary>
    Threshold,
}

/// <summary>The tensor that decides a model's answer: the last vector in front of whatever only orders, names or scales it.</summary>
/// <param name="Score">The name of the tensor. A side network adds there, and all that comes behind it is computed from the sum.</param>
/// <param name="Kind">What comes behind it.</param>
/// <param name="Label">The output that names the class; null where there is none.</param>
/// <param name="Classifier">The tensor of the label that a classifier of ai.onnx.ml gives beside its scores; null of other kinds.</param>
public sealed record Decision(string Score, DecisionKind Kind, string? Label = null, string? Classifier = null)
{
    /// <summary>Above which number a single score means the second class: 0 where a Sigmoid follows and nothing else is said.</summary>
    public double Threshold { get; init; }

    /// <summary>Whether the second class is below the threshold.</summary>
    public bool IsBelow { get; init; }

    /// <summary>Whether the smallest number names the class, as a distance does.</summary>
    public bool IsSmallest { get; init; }

    /// <summary>
    /// How near to <see cref="Threshold"/> a score may lie on the wrong side: a runtime computes a Sigmoid approximately, and equal
    /// numbers belong to either class.
    /// </summary>
    internal double Unsure { get; init; }

    // Operators that keep the order and number of elements, one by one: the answers behind them are decided in front of them.
    private static readonly HashSet<string> s_orderly =
        ["Softmax", "LogSoftmax", "Sigmoid", "Identity", "Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "ZipMap", "Max", "Sum",
            "Dropout"];

    // A half is not met exactly by a Sigmoid that is computed in floats: the class of such scores is taken to be open.
    private const double Sigmoids = 1.0 / (1 << 18);

    private static readonly HashSet<string> s_probabilities = ["Softmax", "LogSoftmax", "Sigmoid"];

    // Operators that give a class its name once its number is known.
    private static readonly HashSet<string> s_naming =
    [
        "Cast", "Add", "Sub", "Identity", "LabelEncoder", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "ArrayFeatureExtractor", "Gather",
        "CategoryMapper", "Where", "Mul", "Neg", "Not",
    ];

    private static readonly HashSet<string> s_classifiers = ["TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier"];

    /// <summary>The decision in words, for messages.</summary>
    public override string ToString() => Kind switch
    {
        DecisionKind.Values => $"'{Score}', the values themselves",
        DecisionKind.Probabilities => $"'{Score}', behind which probabilities follow",
        DecisionKind.Largest =>
            $"the {(IsSmallest ? "smallest" : "largest")} of '{Score}'" + (Label is null ? "" : $", named by '{Label}'"),
        DecisionKind.Threshold => $"whether '{Score}' is {(IsBelow ? "below" : "above")} {Numerics.Text.Of(Threshold)}, named by '{Label}'",
        _ => $"the largest of '{Score}', which a classifier gives with its label" + (Label is null ? "" : $", named by '{Label}'"),
    };

    /// <summary>Finds the tensor that decides the answer of a model.</summary>
    /// <param name="output">The output that gives the answer; null for the one that looks most like it.</param>
    /// <exception cref="FtcException">FTC0042: no output depends on an input, or none is made of numbers.</exception>
    internal static Decision Of(Model model, string file, string? output = null)
    {
        var graph = new Subgraph(model);
        var outputs = model.Graph.Output.Where(value => output is null || value.Name == output).ToList();
        var named = outputs.Select(value => Named(graph, value.Name)).OfType<Decision>().ToList();
        if ((named.Find(decision => decision.Kind != DecisionKind.Threshold) ?? named.FirstOrDefault()) is { } found) return found;
        // Among several outputs, the one that most of the model works for is the main one; integers only where nothing else is given.
        var main = outputs.Where(value => Worked(graph, value.Name) is { } worked && (worked.Score != value.Name || IsTensor(value)))
            .OrderBy(value => IsInteger(value) && Worked(graph, value.Name)!.Value.Score == value.Name)
            .ThenByDescending(value => graph.Before([value.Name]).Count).FirstOrDefault()
            ?? throw new FtcException(Codes.OnnxUnsupported,
                "no output of the model is a tensor that is computed from an input; a side network adds to one of numbers.", file);
        var (score, kind) = Worked(graph, main.Name)!.Value;
        if (graph.Producer(score) is { } node && s_classifiers.Contains(node.OpType) && node.Output[0] is { Length: > 0 } own
            && own != score) return new(score, DecisionKind.Classifier, null, own);
        return new(score, kind) { Unsure = kind == DecisionKind.Probabilities ? 4 * Sigmoids : 0 };
    }

    // A type that is no tensor is a sequence, a map or an optional value.
    private static bool IsTensor(Value value) => value.Type is null or { Tensor: not null };

    private static bool IsInteger(Value value) => value.Type?.Tensor is { ElemType: not 0 and var type } && !IsFloat(type);

    private static bool IsFloat(long type) =>
        (ElementType)type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.Bfloat16;

    // Goes back from a label to the numbers of which it is the largest, or to the one that is compared.
    private static Decision? Named(Subgraph graph, string output)
    {
        var tensor = output;
        while (graph.Producer(tensor) is { Input.Count: > 0 } node)
        {
            switch (node.OpType)
            {
                case "ArgMax" or "ArgMin":
                    return new(Orderly(graph, node.Input[0]).Tensor, DecisionKind.Largest, output) { IsSmallest = node.OpType == "ArgMin" };
                case "TopK" when node.Output.Count > 1 && node.Output[1] == tensor:
                    return new(Orderly(graph, node.Input[0]).Tensor, DecisionKind.Largest, output)
                        { IsSmallest = node.Attribute.Any(a => a.Name == "largest" && a.I == 0) };
                case "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" when node.Input.Count == 2:
                case "Binarizer":
                    return Compared(graph, node, output);
            }
            if (s_classifiers.Contains(node.OpType) && node.Output.Count > 1 && node.Output[0] == tensor && node.Output[1].Length > 0)
                return new(node.Output[1], DecisionKind.Classifier, output, tensor);
            // Nodes that only give the class its name are passed: all that they read besides is constant.
            if (!s_naming.Contains(node.OpType) || node.Input
                .Where(name => graph.Producer(name) is not (null or { OpType: "Constant" })).ToList() is not [var only]) return null;
            tensor = only;
        }
        return null;
    }

    // A number and its threshold, in front of a Sigmoid where there is one.
    private static Decision? Compared(Subgraph graph, Node node, string label)
    {
        var below = node.OpType is "Less" or "LessOrEqual";
        var threshold = node.OpType == "Binarizer" ? node.Attribute.FirstOrDefault(a => a.Name == "threshold")?.F ?? 0
            : graph.Number(node.Input[1]);
        var compared = node.Input[0];
        if (threshold is null) (threshold, compared, below) = (graph.Number(compared), node.Input[1], !below);
        if (threshold is not { } t || graph.Producer(compared) is null or { OpType: "Constant" }) return null;
        var (score, probability) = Orderly(graph, compared);
        var decision = new Decision(score, DecisionKind.Threshold, label) { IsBelow = below };
        if (!probability) return decision with { Threshold = t, Unsure = Math.Abs(t) / (1 << 22) };
        return t is > 0 and < 1 && IsSigmoid(graph, compared, score)
            ? decision with { Threshold = Math.Log(t / (1 - t)), Unsure = Sigmoids / (t * (1 - t)) } : null;
    }

    private static bool IsSigmoid(Subgraph graph, string tensor, string score)
    {
        for (; tensor != score; tensor = graph.Producer(tensor)!.Input[0])
        {
            if (graph.Producer(tensor)!.OpType is "Softmax" or "LogSoftmax") return false;
        }
        return true;
    }

    private static (string Score, DecisionKind Kind)? Worked(Subgraph graph, string output)
    {
        if (graph.Producer(output) is null) return null;
        var (score, probabilities) = Orderly(graph, output);
        return graph.Producer(score) is { } node && node.OpType != "Constant"
            ? (score, probabilities ? DecisionKind.Probabilities : DecisionKind.Values) : null;
    }

    private static (string Tensor, bool Probabilities) Orderly(Subgraph graph, string tensor)
    {
        var probabilities = false;
        string? widened = null;
        while (graph.Producer(tensor) is { Input.Count: > 0 } node && s_orderly.Contains(node.OpType)
            && graph.Producer(node.Input[0]) is not null && (node.OpType is not ("Max" or "Sum") || node.Input.Count == 1) && !IsInteger(node))
        {
            var probability = s_probabilities.Contains(node.OpType);
            probabilities |= probability;
            widened = probability ? null : IsWidening(node) ? widened ?? tensor : widened;
            tensor = node.Input[0];
        }
        return (widened ?? tensor, probabilities);
    }

    // Numbers that become integers are cut off there: the sum is one of integers.
    private static bool IsInteger(Node node) => node.OpType == "Cast" && node.Attribute.Any(a => a.Name == "to" && !IsFloat(a.I));

    // Where numbers of a narrow type become float32, the sum is of float32: a runtime may leave out both their rounding and this Cast, and
    // does not where something stands between the two.
    private static bool IsWidening(Node node) =>
        node.OpType == "Cast" && node.Attribute.Any(a => a.Name == "to" && a.I == (long)ElementType.Float);
}
