using System.Globalization;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Runtime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Dimension = FtcTools.Onnx.Messages.Dimension;

namespace FtcTools.Patching;

/// <summary>
/// Where a side network meets a frozen model: the tensor that it reads, whose values are then the features, and the one that it adds to,
/// which decides.
/// </summary>
public sealed class PatchPoint
{
    // Layers that have weights: what comes in front of the last one is what the model knows of a sample.
    private static readonly HashSet<string> s_layers =
    [
        "Gemm", "MatMul", "Conv", "TreeEnsembleClassifier", "TreeEnsembleRegressor", "LinearClassifier", "LinearRegressor", "SVMClassifier",
        "SVMRegressor",
        "TreeEnsemble", "QGemm", "QLinearMatMul", "MatMulInteger", "LSTM", "GRU",
    ];

    private readonly Lazy<(FrozenModel? Model, string? Reason)> _frozen;
    private readonly Lazy<IReadOnlyList<string>?> _words;

    private PatchPoint(OnnxModel model, string tensor, bool isInput, string reason)
    {
        (Model, Tensor, IsInput, Reason) = (model, tensor, isInput, reason);
        _frozen = new(ReadFrozen);
        _words = new(ReadWords);
    }

    public OnnxModel Model { get; }

    /// <summary>The tensor that is read.</summary>
    public string Tensor { get; }

    /// <summary>Whether it is the model's own input: its values are then those of the data, the same on every machine.</summary>
    public bool IsInput { get; }

    /// <summary>Why it is this one.</summary>
    public string Reason { get; }

    /// <summary>The tensor that is added to.</summary>
    public string Score => Model.Decision.Score;

    /// <summary>The model from <see cref="Tensor"/> to <see cref="Score"/>, for bounds; null where it cannot be bounded.</summary>
    internal FrozenModel? Frozen => _frozen.Value.Model;

    /// <summary>The same, for a classification of so many classes: one score between two classes is not bounded as two.</summary>
    public FrozenModel? FrozenFor(int outputs) => Frozen is { } frozen && frozen.Outputs == outputs ? frozen : null;

    /// <summary>
    /// The whole model, from its one input on, where that is what is read and it can be bounded, a thousand samples in a minute or two;
    /// else null.
    /// </summary>
    public FrozenModel? FromInput =>
        IsInput && !Model.Decision.IsSmallest && Model.Frozen is { IsPlain: true } whole && whole.Encloses(1000) && IsWhole(whole)
            ? whole : null;

    // A Sigmoid at the end is a part of the model, and behind what decides.
    internal bool IsWhole(FrozenModel model) =>
        IsInput && model.InputName == Tensor && model.Gives(Score) && ReferenceEquals(model, Model.Frozen);

    /// <summary>The same, if it is evaluated here about as fast as by a runtime, which is then not loaded; else null.</summary>
    internal FrozenModel? Small => FromInput is { IsSmall: true } whole ? whole : null;

    /// <summary>What bounds the model around samples that were read here; null where nothing does.</summary>
    public FrozenModel? Bounding(Dataset dataset) => dataset.FeatureTensor is null ? FromInput : FrozenFor(dataset.Outputs);

    /// <summary>Why it cannot be bounded; null where it can.</summary>
    public string? NotBounded => _frozen.Value.Reason;

    /// <summary>
    /// The words, or numbers, by which the model names its classes, in the order of its scores; null where it names none.
    /// </summary>
    internal IReadOnlyList<string>? Words => _words.Value;

    /// <summary>A place in a model.</summary>
    /// <param name="at">
    /// The tensor to read; null for the input where it is one numeric vector or image, and else for the last vector before the deciding
    /// layer, or where there is none for all inputs side by side (<see cref="JoinedInputs"/>).
    /// </param>
    /// <exception cref="FtcException">
    /// FTC0045: there is no such tensor, or none that can be read there; FTC0042: an input is no tensor.
    /// </exception>
    public static PatchPoint Of(OnnxModel model, string? at = null)
    {
        MustTakeTensors(model);
        var weights = model.Message.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = model.Message.Graph.Input.Select(value => value.Name).Where(name => !weights.Contains(name)).ToList();
        if (at == JoinedInputs.Tensor && model.Graph.Producer(at) is null)
            return new(JoinedInputs.In(model), at, false, "it was asked for");
        if (at is not null)
        {
            if (inputs.Contains(at))
            {
                if (model.Inputs.First(value => value.Name == at) is { IsBatchWithin: true } within)
                    throw new FtcException(Codes.NoTensor,
                        $"the input '{at}' of '{model.Name}' is {within}, whose batch is not the first dimension; valid are tensors [batch, ...], such as the last vector before the deciding layer, which is read where none is named.", model.File);
                return new(model, at, true, "it was asked for");
            }
            if (model.Graph.Producer(at) is null)
            {
                var names = model.Message.Graph.Node.SelectMany(node => node.Output).Concat(inputs).Where(name => name.Length > 0);
                throw new FtcException(Codes.NoTensor,
                    $"'{model.Name}' has no tensor '{Constant.Show(at)}'; it has {Nearest.List(at, [.. names])}.", model.File);
            }
            if (model.Graph.DependsOn(at, model.Decision.Score))
                throw new FtcException(Codes.NoTensor,
                    $"the tensor '{at}' of '{model.Name}' is computed from '{model.Decision.Score}', which decides; valid are tensors before it.", model.File);
            return new(model, at, false, "it was asked for");
        }
        var used = inputs.Where(input => model.Graph.DependsOn(model.Decision.Score, input) || Reads(model, input)).ToList();
        // Whoever can bound it knows its input: ONNX Runtime need not be asked.
        if (used is [var known] && model.Frozen?.InputName == known) return new(model, known, true, "it is the model's one input");
        if (used is [var only] && model.Inputs.First(value => value.Name == only) is { IsNumeric: true, IsBatchWithin: false })
            return new(model, only, true, "it is the model's one input");
        if (LastVector(model) is { } vector)
        {
            return new(model, vector, false,
                used.Count == 1 ? "it is the last vector before the deciding layer, and the input is not of numbers"
                : $"it is the last vector before the deciding layer, and the model has {used.Count} inputs");
        }
        const string none = "no one vector of numbers before the deciding layer holds all that it needs";
        return used is [var integers] && model.Inputs.First(value => value.Name == integers) is { TypeName: not "string", Size: not null }
            ? new(model, integers, true, $"it is the model's one input, and {none}")
            : new(JoinedInputs.In(model), JoinedInputs.Tensor, false, $"it holds all inputs, and {none}");
    }

    // Of a model that takes tensors ONNX Runtime is not asked.
    private static void MustTakeTensors(OnnxModel model)
    {
        if (model.Message.Graph.Input.Any(value => value.Type is { Tensor: null })
            && model.Inputs.FirstOrDefault(value => !value.IsTensor) is { } other)
            throw new FtcException(Codes.OnnxUnsupported,
                $"the input '{Constant.Show(other.Name)}' of '{model.Name}' is {other.TypeName}; a sample gives a tensor to each input, so valid are inputs such as tensor(float), tensor(string) or tensor(int64). Export the model with tensors for inputs.", model.File);
    }

    private static bool Reads(OnnxModel model, string input) =>
        model.Graph.Before([model.Decision.Score]).Any(n => Subgraph.Reads(model.Message.Graph.Node[n]).Contains(input));

    private static string? LastVector(OnnxModel model)
    {
        var nodes = model.Message.Graph.Node;
        foreach (var n in model.Graph.Before([model.Decision.Score]).OrderDescending())
        {
            if (!s_layers.Contains(nodes[n].OpType) || nodes[n].Input[0] is not { Length: > 0 } tensor
                || model.Graph.Producer(tensor) is null) continue;
            if (model.ValueOf(tensor) is { IsNumeric: true, Dimensions.Count: <= 2 }
                && model.Graph.Between(tensor, new(), model.Decision.Score) is not null) return tensor;
        }
        return null;
    }

    // What follows the tensor, as a model of its own.
    private (FrozenModel? Model, string? Reason) ReadFrozen()
    {
        if (Model.Decision.IsSmallest) return (null, "the smallest of its scores decides.");
        if (Model.Frozen is { } whole && IsWhole(whole)) return (whole, null);
        if (IsInput && Model.NotBounded is { } reason && Model.Graph.Producer(Score) is null) return (null, reason);
        var value = Model.ValueOf(Tensor);
        if (value is not { IsNumeric: true, Size: { } size })
            return (null, $"the tensor '{Tensor}' is no vector of numbers whose size the model tells.");
        var type = new TensorType { ElemType =
            (int)(value.Type == TensorElementType.Double ? Onnx.Messages.Tensor.Types.ElementType.Double
                : Onnx.Messages.Tensor.Types.ElementType.Float), Shape = new() };
        type.Shape.Dim.Add(new Dimension { Symbol = "batch" });
        foreach (var n in value.HasBatch ? value.Dimensions.Skip(1) : [size]) type.Shape.Dim.Add(new Dimension { Size = n });
        return Model.Graph.Between(Tensor, new() { Tensor = type }, Score) is { } part
            ? OnnxModel.Bounded(() => FrozenModel.Of(part, Model.File, Model.Hash))
            : (null, $"what decides depends on more than '{Tensor}'.");
    }

    // One score above all others, once for each class: what is the label?
    private string[]? ReadWords()
    {
        var decision = Model.Decision;
        if (decision.Label is null) return Mapped();
        if (decision.Classifier is { } own) return Renamed(own, decision.Label);
        if (Model.ValueOf(Score) is not { Size: { } count } score) return null;
        if (decision.Kind == DecisionKind.Threshold) return count == 1 ? Compared(score, decision) : null;
        if (count == 1) return null;
        var scores = new double[count * count];
        for (var c = 0; c < count; c++) scores[c * count + c] = decision.IsSmallest ? -1 : 1;
        return Behind(Score, score, new SampleValues(Score, count, scores, null), decision.Label);
    }

    // Without a label, a map of the scores, or the classifier that gives them, may name the classes.
    private string[]? Mapped() => Model.Message.Graph.Node.Where(node => node.OpType == "ZipMap" && Model.Graph.DependsOn(node.Input[0], Score))
        .Append(Model.Graph.Producer(Score)).Select(node => node is null ? null : WordsOf(node)).FirstOrDefault(words => words is not null);

    private static string[]? WordsOf(Node node)
    {
        var words = node.Attribute.FirstOrDefault(a => a.Name == "classlabels_strings")?.Strings.Select(word => word.ToStringUtf8());
        var numbers = node.Attribute.FirstOrDefault(a => a.Name is "classlabels_ints" or "classlabels_int64s")?.Ints
            .Select(n => Numerics.Text.Of((double)n));
        return words?.Any() == true ? [.. words] : numbers?.Any() == true ? [.. numbers] : null;
    }

    // What is the label on either side of the threshold?
    private string[]? Compared(ModelValue score, Decision decision)
    {
        var (t, far) = (decision.Threshold, 1 + Math.Abs(decision.Threshold));
        double[] scores = decision.IsBelow ? [t + far, t - far] : [t - far, t + far];
        return Behind(Score, score, new SampleValues(Score, 2, scores, null), decision.Label!);
    }

    private string[]? Renamed(string own, string label)
    {
        var words = WordsOf(Model.Graph.Producer(own)!);
        if (own == label || words is null) return words;
        if (Model.ValueOf(own) is not { } value) return null;
        var given = value.TypeName == "string" ? new SampleValues(own, words.Length, null, words)
            : new(own, words.Length, [.. words.Select(word => double.Parse(word, CultureInfo.InvariantCulture))], null);
        return Behind(own, value, given, label);
    }

    private string[]? Behind(string tensor, ModelValue value, SampleValues given, string label)
    {
        var type = new TensorType { ElemType = (int)value.Type, Shape = new() };
        foreach (var n in value.Dimensions) type.Shape.Dim.Add(n < 0 ? new Dimension { Symbol = "batch" } : new Dimension { Size = n });
        if (Model.Graph.Between(tensor, new() { Tensor = type }, label) is not { } part) return null;
        var origin = part.Graph.Input[0].Name;
        using var session = new ModelSession(OnnxModel.Serialize(part, Model.File), Model.File, new SessionSettings(Optimization.None));
        var answers = session.Run([given with { Name = origin }], [label])[0];
        return answers.Width == 1 ? answers.Words ?? [.. answers.Numbers!.Select(Numerics.Text.Of)] : null;
    }
}
