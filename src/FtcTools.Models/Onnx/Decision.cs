using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;

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
}

/// <summary>The tensor that decides a model's answer: the last vector in front of whatever only orders, names or scales it.</summary>
/// <param name="Score">The name of the tensor. A side network adds there, and all that comes behind it is computed from the sum.</param>
/// <param name="Kind">What comes behind it.</param>
/// <param name="Label">The output that names the class; null where there is none.</param>
/// <param name="Classifier">The tensor of the label that a classifier of ai.onnx.ml gives beside its scores; null of other kinds.</param>
public sealed record Decision(string Score, DecisionKind Kind, string? Label = null, string? Classifier = null)
{
    // Operators that keep the order and number of elements, one by one: the answers behind them are decided in front of them.
    private static readonly HashSet<string> s_orderly =
        ["Softmax", "LogSoftmax", "Sigmoid", "Identity", "Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "ZipMap", "Max", "Sum",
            "Dropout"];

    private static readonly HashSet<string> s_probabilities = ["Softmax", "LogSoftmax", "Sigmoid"];

    // Operators that give a class its name once its number is known.
    private static readonly HashSet<string> s_naming =
    [
        "Cast", "Add", "Sub", "Identity", "LabelEncoder", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "ArrayFeatureExtractor", "Gather",
        "CategoryMapper",
    ];

    private static readonly HashSet<string> s_classifiers = ["TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier"];

    /// <summary>The decision in words, for messages.</summary>
    public override string ToString() => Kind switch
    {
        DecisionKind.Values => $"'{Score}', the values themselves",
        DecisionKind.Probabilities => $"'{Score}', behind which probabilities follow",
        DecisionKind.Largest => $"the largest of '{Score}'" + (Label is null ? "" : $", named by '{Label}'"),
        _ => $"the largest of '{Score}', which a classifier gives with its label" + (Label is null ? "" : $", named by '{Label}'"),
    };

    /// <summary>Finds the tensor that decides the answer of a model.</summary>
    /// <exception cref="FtcException">FTC0042: no output depends on an input.</exception>
    internal static Decision Of(Model model, string file)
    {
        var graph = new Subgraph(model);
        var outputs = model.Graph.Output.Select(value => value.Name).ToList();
        foreach (var output in outputs)
        {
            if (Named(graph, output) is { } decision) return decision;
        }
        // Among several outputs, the one that most of the model works for is the main one.
        var main = outputs.Where(output => Worked(graph, output) is not null).OrderByDescending(output => graph.Before([output]).Count)
            .FirstOrDefault()
            ?? throw new FtcException(Codes.OnnxUnsupported, "no output of the model is computed from an input.", file);
        var (score, kind) = Worked(graph, main)!.Value;
        return new(score, kind);
    }

    // Goes back from a label to the numbers of which it is the largest.
    private static Decision? Named(Subgraph graph, string output)
    {
        var tensor = output;
        while (graph.Producer(tensor) is { } node)
        {
            if (node.OpType == "ArgMax")
            {
                var (score, _) = Orderly(graph, node.Input[0]);
                return new(score, DecisionKind.Largest, output);
            }
            if (s_classifiers.Contains(node.OpType) && node.Output.Count > 1 && node.Output[0] == tensor && node.Output[1].Length > 0)
                return new(node.Output[1], DecisionKind.Classifier, output, tensor);
            if (!s_naming.Contains(node.OpType)) return null;
            // Nodes that only give the class its name are passed.
            tensor = node.Input.FirstOrDefault(name => graph.Producer(name) is not null) ?? "";
        }
        return null;
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
        while (graph.Producer(tensor) is { } node && s_orderly.Contains(node.OpType) && graph.Producer(node.Input[0]) is not null
            && (node.OpType is not ("Max" or "Sum") || node.Input.Count == 1))
        {
            probabilities |= s_probabilities.Contains(node.OpType);
            tensor = node.Input[0];
        }
        return (tensor, probabilities);
    }
}
