using FtcTools.Runtime;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Shipping;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = FtcTools.Onnx.Messages.Tensor;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Patching;

/// <summary>
/// A model and the side network that mends it, in one graph. The model's nodes stay as they are, but for one name: what decides is given
/// under another one, and under its own name stands its difference with -g, so that all that comes behind, labels and probabilities,
/// follows from the sum. x - (+0) is x to the last bit, so where g is zero every output is the model's own. Where the proof allows it, what
/// decides is a term of g's last sum instead (<see cref="Networks.JoinedSum"/>).
/// </summary>
public static class PatchedModel
{
    /// <summary>
    /// Proves model + g and writes it as one graph. A model that is read from its input on, and that can be bounded, is proven with the
    /// network.
    /// </summary>
    /// <param name="dataset">The samples, with the model's answers at this point; null for those that the network was built for.</param>
    /// <param name="proven">Gets what was proven, before anything is written.</param>
    /// <returns>What was proven.</returns>
    /// <exception cref="FtcException">
    /// FTC0043: model and network do not go together; FTC0055, FTC0056: model + g is not proven (see <see cref="Shipment"/>); FTC0020.
    /// </exception>
    public static Shipment Write(
        string path, PatchPoint point, Network network, ShippingTerms terms, Dataset? dataset = null, Action<Shipment>? proven = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (point.FromInput is { } whole)
            return OnnxExport.WritePatched(path, whole, network, terms, dataset, proven, progress, cancellation);
        if (point.Model.ValueOf(point.Tensor)?.Size is { } size && size != network.Inputs)
        {
            throw new FtcException(Codes.Pretrained,
                $"'{point.Tensor}' of '{point.Model.Name}' has {size} numbers, and the network reads {network.Inputs}; a network that is added reads the tensor for which it was built (Import-FtcDataset -Pretrained, with -At for another).");
        }
        // The class itself is certified where that takes no hours.
        var frozen = point.FrozenFor(network.Outputs) is { } known && known.Encloses((dataset ?? network.Dataset)?.N ?? 0) ? known : null;
        var shipment = Shipment.Of(network, terms, dataset, frozen, progress, cancellation);
        var patched = Merge(point, shipment);
        // A certificate reads the model's file from its input on: of a network that reads another tensor it speaks alone.
        proven?.Invoke(frozen is not null && point.IsWhole(frozen) ? shipment : shipment.WithoutModel());
        MustRun(patched, path);
        OnnxFile.Write(path, patched);
        return shipment;
    }

    /// <summary>The arithmetic in which a side network runs beside the model there: that of its scores.</summary>
    public static Arithmetic PrecisionOf(PatchPoint point) => point.FromInput?.Arithmetic
        ?? (point.Model.ValueOf(point.Score)?.Type == TensorElementType.Double ? Arithmetic.Float64 : Arithmetic.Float32);

    // What is written loads: an older operator set, for one, may lack an operator that the patch needs.
    private static void MustRun(Model patched, string path)
    {
        using var session = new ModelSession(patched.ToByteArray(), path, new(Optimization.None));
    }

    internal static Model Merge(PatchPoint point, Shipment shipment)
    {
        var source = point.Model;
        var model = OnnxFile.Whole(source.Message, source.File);
        var precision = shipment.Terms.Precision;
        var merge = new Merging(model.Graph, new SideGraph(model.Graph, Operators(model), precision), precision);
        var normalized = source.Decision.Classifier is not null && PointReading.AreProbabilities(shipment.Dataset);
        merge.Add(point, shipment, normalized);
        ListedWeights.Complete(model);
        PatchMetadata.Write(model, shipment, source.Hash, merge.Probabilities);
        return model;
    }

    private const int OwnOperators = 13;

    /// <summary>
    /// The version of ONNX's operators in a model. One of ai.onnx.ml alone needs none; a side network does, and then they are asked for.
    /// </summary>
    internal static long Operators(Model model)
    {
        if (!model.OpsetImport.Any(set => set.Domain is "" or "ai.onnx")) model.OpsetImport.Add(new OperatorSet { Version = OwnOperators });
        return model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Max(set => set.Version);
    }

    private sealed class Merging(Graph graph, SideGraph side, Arithmetic precision)
    {
        private readonly ElementType _type = precision == Arithmetic.Float32 ? ElementType.Float : ElementType.Double;

        /// <summary>What became of probabilities that are edited; null where nothing did.</summary>
        public string? Probabilities { get; private set; }

        /// <param name="normalized">Whether what is added to are probabilities, which are to be some again.</param>
        public void Add(PatchPoint point, Shipment shipment, bool normalized)
        {
            var (model, score, network, touched) = (point.Model, point.Score, shipment.Network, shipment.Terms.TouchedOutput);
            var value = model.ValueOf(score);
            var type = value?.Type ?? TensorElementType.Float;
            var joins = shipment.Joins && (int)type == (int)_type && value is { HasBatch: true, Dimensions: [_, var p] }
                && p == network.Outputs;
            // Nothing asks for g beside the sum, or its units answer.
            if (joins && (model.Decision.Classifier is null || OnlyAdds(network)))
            {
                if (model.Decision.Classifier is { } name) Classify(point, network, name, touched, normalized || IsBounded(name));
                else Negated(point, network, score, touched, Rename(score));
                graph.Node.AddRange(side.Nodes);
                Sort();
                return;
            }
            var negated = Negated(point, network, null, touched);
            if (value?.Size is { } outputs && outputs != network.Outputs) negated = Difference(negated, outputs, network, model);

            var own = Rename(score);
            var shaped = value is { HasBatch: true, Dimensions.Count: 2 } ? negated
                : side.Add("Reshape", side.Unique("g"), [negated, side.Add("Shape", side.Unique("shape"), [own])]);
            if (type is TensorElementType.Int32 or TensorElementType.Int64)
            {
                // Integers stay exact, however large: what is added to them is rounded to an integer first.
                var rounded = side.Add("Round", side.Unique("rounded"), [shaped]);
                side.Add("Sub", score, [own, side.Add("Cast", side.Unique("step"), [rounded], SideGraph.Integer("to", (long)type))]);
                graph.Node.AddRange(side.Nodes);
                Sort();
                return;
            }
            var wide = (int)type == (int)_type ? own
                : side.Add("Cast", side.Unique("own"), [own], SideGraph.Integer("to", (long)_type));
            normalized &= wide == own && shaped == negated;
            var sum = wide == own && !normalized ? score : side.Unique("sum");
            side.Add("Sub", sum, [wide, shaped]);
            if (wide != own) side.Add("Cast", score, [sum], SideGraph.Integer("to", (long)type));
            if (model.Decision.Classifier is { } label)
            {
                var moved = Moved(negated, network.Outputs);
                Relabel(label, wide == own ? sum : score, side.Reshape(moved, -1));
                if (normalized) Normalize(score, own, sum, moved, network.Outputs);
            }
            graph.Node.AddRange(side.Nodes);
            Sort();
        }

        // A classifier whose scores are only added to: it is moved where any unit answers. Probabilities are then divided by 1 and all that
        // is added, which leaves them in their order and between 0 and 1, and where g is zero that is a division by 1.
        private void Classify(PatchPoint point, Network network, string label, string? touched, bool divided)
        {
            var last = network.Layers[^1];
            var sum = Negated(point, network, divided ? null : point.Score, touched, Rename(point.Score));
            var units = Enumerable.Range(0, last.Inputs);
            if (divided)
            {
                Probabilities = "divided by 1 and what is added to them where they are edited";
                side.Add("Div", point.Score, [sum, side.OfUnits("total", [.. units.Select(unit =>
                    Enumerable.Range(0, last.Neurons).Select(o => last.Weights(o)[unit]).Aggregate(Rational.Zero, (a, b) => a + b))], 1)]);
            }
            Relabel(label, sum, side.Add("Cast", side.Unique("isMoved"),
                [side.OfUnits("moved", [.. units.Select(_ => Rational.One)])], SideGraph.Integer("to", (long)ElementType.Bool)));
        }

        private static bool OnlyAdds(Network network) => Enumerable.Range(0, network.Outputs)
            .All(o => network.Layers[^1].Weights(o).ToArray().All(w => w.Sign >= 0));

        // Whether the scores of a classifier are between 0 and 1 whatever the sample.
        private bool IsBounded(string label) => graph.Node.First(node => node.Output.Contains(label)).Attribute
            .Any(a => a is { Name: "prob_a", Floats.Count: > 0 }
                || (a.Name == "post_transform" && a.S.ToStringUtf8() is "LOGISTIC" or "SOFTMAX"));

        // Writes -g for the features, in the precision that ships.
        private string Negated(PatchPoint point, Network network, string? output, string? touched, string? onto = null)
        {
            var value = point.Model.ValueOf(point.Tensor);
            var features = value is not null && (int)value.Type == (int)_type ? point.Tensor
                : side.Add("Cast", side.Unique("cast"), [point.Tensor], SideGraph.Integer("to", (long)_type));
            // Of scores whose smallest decides, what is known is their negative.
            return side.Write(network, features, value is { HasBatch: true, Dimensions.Count: 2 }, output,
                negated: !point.Model.Decision.IsSmallest, touched, onto);
        }

        // Two classes and one score between them: a lift of the first lowers it, one of the second raises it, unless the second class is
        // below the threshold.
        private string Difference(string negated, int outputs, Network network, OnnxModel model)
        {
            if (outputs != 1 || network.Outputs != 2)
            {
                throw new FtcException(Codes.Pretrained,
                    $"'{model.Name}' has {outputs} number(s) in '{model.Decision.Score}', which decides, and the network has {network.Outputs} output(s); a network that is added has as many "
                    + "(for a model that answers with classes: -Classification).");
            }
            var weights = SideGraph.Tensor(side.Unique("difference"), [2, 1], model.Decision.IsBelow ? [1, -1] : [-1, 1], _type);
            graph.Initializer.Add(weights);
            return side.Add("MatMul", side.Unique("d"), [negated, weights.Name]);
        }

        // Whether g is not zero: [batch, 1].
        private string Moved(string negated, int outputs)
        {
            var size = side.Add("MatMul", side.Unique("moved"), [side.Add("Abs", side.Unique("size"), [negated]), Ones(outputs)]);
            return side.Add("Cast", side.Unique("isMoved"), [size], SideGraph.Integer("to", (long)ElementType.Bool));
        }

        private string Ones(int outputs)
        {
            var ones = SideGraph.Tensor(side.Unique("ones"), [outputs, 1], [.. Enumerable.Repeat(1.0, outputs)], _type);
            graph.Initializer.Add(ones);
            return ones.Name;
        }

        // Probabilities to which g was added are divided by their sum; the others are the model's own.
        private void Normalize(string score, string own, string sum, string moved, int outputs)
        {
            Probabilities = "divided by their sum where they are edited";
            var positive = side.Add("Relu", side.Unique("positive"), [sum]);
            var total = side.Add("MatMul", side.Unique("total"), [positive, Ones(outputs)]);
            side.Add("Where", score, [moved, side.Add("Div", side.Unique("normalized"), [positive, total]), own]);
        }

        // A classifier gives its label itself: where g is not zero, it is the label of the largest sum.
        private void Relabel(string label, string score, string moved)
        {
            var classifier = graph.Node.First(node => node.Output.Contains(label));
            var own = Rename(label);
            var largest = side.Add("ArgMax", side.Unique("largest"), [score], SideGraph.Integer("axis", 1), SideGraph.Integer("keepdims", 0));
            var words = classifier.Attribute.FirstOrDefault(a => a.Name == "classlabels_strings")?.Strings;
            var right = words is { Count: > 0 } ? Named(words)
                : Numbered(classifier.Attribute.First(a => a.Name is "classlabels_ints" or "classlabels_int64s").Ints);
            side.Add("Where", label, [moved, right, own]);

            // Labels that are places are those already.
            string Numbered(IReadOnlyCollection<long> numbers) => numbers.Select((n, i) => n == i).All(same => same) ? largest
                : side.Add("Gather", side.Unique("right"), [side.AddIntegers("labels", [.. numbers]), largest]);

            string Named(IEnumerable<ByteString> names)
            {
                var labels = new Tensor { Name = side.Unique("labels"), DataType = (int)ElementType.String, StringData = { names } };
                labels.Dims.Add(labels.StringData.Count);
                graph.Initializer.Add(labels);
                return side.Add("Gather", side.Unique("right"), [labels.Name, largest]);
            }
        }

        // The node that gives a tensor gives it under another name; whoever reads it reads what will stand under its own.
        private string Rename(string tensor)
        {
            var own = side.Unique($"{tensor}/frozen");
            var node = graph.Node.First(node => node.Output.Contains(tensor));
            node.Output[node.Output.IndexOf(tensor)] = own;
            return own;
        }

        // Every node behind those that it reads; else as they stood.
        private void Sort()
        {
            var nodes = graph.Node.ToList();
            var producers = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var n = 0; n < nodes.Count; n++)
            {
                foreach (var name in nodes[n].Output.Where(name => name.Length > 0)) producers[name] = n;
            }
            var (placed, open) = (new bool[nodes.Count], new Stack<int>());
            graph.Node.Clear();
            for (var first = 0; first < nodes.Count; first++)
            {
                open.Push(first);
                while (open.TryPeek(out var n))
                {
                    var before = placed[n] ? []
                        : Subgraph.Reads(nodes[n]).Where(producers.ContainsKey).Select(name => producers[name])
                            .Where(p => !placed[p] && p != n).ToList();
                    foreach (var p in before) open.Push(p);
                    if (before.Count > 0) continue;
                    open.Pop();
                    if (placed[n]) continue;
                    placed[n] = true;
                    graph.Node.Add(nodes[n]);
                }
            }
        }
    }
}
