using System.Globalization;
using System.Text.Json;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx.Messages;
using FtcTools.Shipping;
using FtcTools.Verification;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>ONNX files of side networks, alone and merged into the model that they patch.</summary>
public static class OnnxExport
{
    private const int IrVersion = 8;
    private const int Operators = 13;

    /// <summary>Writes g: input `x` [batch, d], output `g` [batch, p].</summary>
    /// <exception cref="FtcException">FTC0020.</exception>
    public static void Write(string path, Shipment shipment) => OnnxFile.Write(path, Of(shipment));

    internal static Model Of(Shipment shipment)
    {
        var (network, precision) = (shipment.Network, shipment.Terms.Precision);
        var type = precision == Arithmetic.Float32 ? ElementType.Float : ElementType.Double;
        var model = new Model { IrVersion = IrVersion, ProducerName = "FtcTools", Graph = new Graph { Name = "side_network" } };
        model.OpsetImport.Add(new OperatorSet { Version = Operators });
        model.Graph.Input.Add(SideGraph.Value("x", network.Inputs, type));
        model.Graph.Output.Add(SideGraph.Value("g", network.Outputs, type));
        var graph = new SideGraph(model.Graph, Operators, precision);
        graph.Write(network, "x", "g", negated: false);
        model.Graph.Node.AddRange(graph.Nodes);
        Describe(model, shipment, null);
        return model;
    }

    /// <summary>
    /// Proves model + g and writes it as one graph: the model's nodes, those of -g beside them, and a Sub where the model's outputs arise, before
    /// any Softmax or ArgMax. x - (+0) is x to the last bit, -0 included, so where g is zero the outputs are the model's own. Inputs and outputs keep
    /// their names. In Float64 a float32 model is widened: its weights are the same numbers.
    /// </summary>
    /// <param name="dataset">The samples; null for those the network was built for.</param>
    /// <param name="proven">Gets what was proven, before anything is written.</param>
    /// <returns>What was proven.</returns>
    /// <exception cref="FtcException">
    /// FTC0043: model and network, or model and samples, do not go together; FTC0055, FTC0056: model + g is not proven (see <see cref="Shipment"/>); FTC0020.
    /// </exception>
    public static Shipment WritePatched(
        string path, FrozenModel model, Network network, ShippingTerms terms, Dataset? dataset = null, Action<Shipment>? proven = null, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var (patched, shipment) = Patch(model, network, terms, dataset, progress, cancellation);
        proven?.Invoke(shipment);
        OnnxFile.Write(path, patched);
        return shipment;
    }

    internal static (Model Patched, Shipment Shipment) Patch(
        FrozenModel model, Network network, ShippingTerms terms, Dataset? dataset = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var name = Path.GetFileName(model.File);
        if (model.Inputs != network.Inputs || model.Outputs != network.Outputs)
        {
            throw new FtcException(Codes.Pretrained,
                $"'{name}' maps {model.Inputs} features to {model.Outputs} outputs, the network {network.Inputs} to {network.Outputs}; a network that is added to a model maps as it does (for one that answers with classes: -Classification).");
        }
        if (terms.Precision == Arithmetic.Float32 && model.Arithmetic == Arithmetic.Float64)
            throw new FtcException(Codes.Pretrained, $"'{name}' computes in float64; in float32 it would be another model: export with -Precision Float64.");
        var frozen = terms.Precision == Arithmetic.Float64 && model.Arithmetic == Arithmetic.Float32 ? FrozenModel.Of(Widened(Whole(model)), model.File, model.Hash, model.IsOneFile) : model;
        dataset = Predicted(frozen, dataset ?? network.Dataset, terms, cancellation);
        var shipment = Shipment.Of(network, terms, dataset, frozen, progress, cancellation);
        return (Merge(frozen, shipment), shipment);
    }

    // What the samples ask for is seen from the model itself.
    private static Dataset? Predicted(FrozenModel model, Dataset? dataset, ShippingTerms terms, CancellationToken cancellation)
    {
        if (dataset is null || dataset.Inputs != model.Inputs || dataset.Outputs != model.Outputs) return dataset;
        if (dataset.Classes is not null) return dataset.PredictedBy(model, terms.Precision, cancellation);
        if (!dataset.HasPredictions || terms.Unproven) return dataset;
        var allowed = (terms.Tolerance ?? Verifier.DefaultTolerance(terms.Precision)) * (dataset.MaxResidual.IsZero ? 1 : dataset.MaxResidual.ToDouble());
        var (outputs, errors) = model.Predict(dataset.FeatureRows, terms.Precision, cancellation);
        for (var i = 0; i < dataset.K; i++)
        {
            for (var o = 0; o < dataset.Outputs; o++)
            {
                var (given, answered) = (dataset.Predictions(i)[o], outputs[i * dataset.Outputs + o]);
                if (Math.Abs(given - answered) + errors[i * dataset.Outputs + o] <= allowed) continue;
                throw new FtcException(Codes.Pretrained,
                    $"sample {i + 1} of {dataset.Name} has the prediction {Text.Of(given)}, where '{Path.GetFileName(model.File)}' answers {Text.Of(answered)}: the predictions are of another model; read the samples with -Pretrained.");
            }
        }
        return dataset;
    }

    private static Model Merge(FrozenModel frozen, Shipment shipment)
    {
        var model = Whole(frozen);
        var graph = model.Graph;
        var precision = shipment.Terms.Precision;
        var type = precision == Arithmetic.Float32 ? ElementType.Float : ElementType.Double;
        var operators = model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Max(set => set.Version);
        var side = new SideGraph(graph, operators, precision);
        var input = graph.Input.First(value => value.Name == frozen.InputName).Type.Tensor;
        var features = frozen.InputName;
        if (input.Shape.Dim.Count > 2) features = side.Add("Flatten", side.Unique("x"), [features], new Attribute { Name = "axis", I = 1, Type = Attribute.Types.Kind.Int });
        if (input.ElemType != (int)type) features = side.Add("Cast", side.Unique("cast"), [features], new Attribute { Name = "to", I = (int)type, Type = Attribute.Types.Kind.Int });

        var at = Enumerable.Range(0, graph.Node.Count).First(n => graph.Node[n].Output.Contains(frozen.OutputName));
        var own = side.Unique($"{frozen.OutputName}/frozen");
        graph.Node[at].Output[graph.Node[at].Output.IndexOf(frozen.OutputName)] = own;
        side.Add("Sub", frozen.OutputName, [own, side.Write(shipment.Network, features, null, negated: true)]);
        for (var n = 0; n < side.Nodes.Count; n++) graph.Node.Insert(at + 1 + n, side.Nodes[n]);
        Describe(model, shipment, frozen.Hash);
        return model;
    }

    // With the weights that lie in files beside it: the new file may lie in another folder.
    private static Model Whole(FrozenModel frozen)
    {
        var model = frozen.Model.Clone();
        var tensors = model.Graph.Initializer;
        for (var t = 0; t < tensors.Count; t++) tensors[t] = Inside(tensors[t]);
        foreach (var attribute in model.Graph.Node.SelectMany(node => node.Attribute).Where(a => a.T is not null)) attribute.T = Inside(attribute.T);
        return model;

        Tensor Inside(Tensor tensor)
        {
            if (tensor.DataLocation != Tensor.Types.Location.External) return tensor;
            var constant = Constant.Of(tensor, frozen.File);
            return SideGraph.Tensor(tensor.Name, constant.Shape, constant.Values, constant.Type);
        }
    }

    /// <summary>The same model in float64: every weight is the same number.</summary>
    internal static Model Widened(Model model)
    {
        var wide = model.Clone();
        var graph = wide.Graph;
        for (var t = 0; t < graph.Initializer.Count; t++)
        {
            if (graph.Initializer[t].DataType == (int)ElementType.Float) graph.Initializer[t] = Wide(graph.Initializer[t]);
        }
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            if (value.Type?.Tensor is { ElemType: (int)ElementType.Float } tensor) tensor.ElemType = (int)ElementType.Double;
        }
        foreach (var node in graph.Node)
        {
            foreach (var attribute in node.Attribute.ToList())
            {
                if (node.OpType == "Cast" && attribute is { Name: "to", I: (int)ElementType.Float }) attribute.I = (int)ElementType.Double;
                if (node.OpType != "Constant") continue;
                double[]? floats = attribute.Name switch { "value_float" => [attribute.F], "value_floats" => [.. attribute.Floats.Select(v => (double)v)], _ => null };
                if (attribute.T is { DataType: (int)ElementType.Float } inner) attribute.T = Wide(inner);
                if (floats is null) continue;
                node.Attribute.Remove(attribute);
                long[] shape = attribute.Name == "value_float" ? [] : [floats.Length];
                node.Attribute.Add(new Attribute { Name = "value", Type = Attribute.Types.Kind.Tensor, T = SideGraph.Tensor("", shape, floats, ElementType.Double) });
            }
        }
        return wide;

        static Tensor Wide(Tensor tensor)
        {
            var constant = Constant.Of(tensor, "");
            return SideGraph.Tensor(tensor.Name, constant.Shape, constant.Values, ElementType.Double);
        }
    }

    internal static void Describe(Model model, Shipment shipment, string? modelHash)
    {
        var (network, dataset) = (shipment.Network, shipment.Dataset);
        var entries = new (string Key, string? Value)[]
        {
            ("ftc.method", network.Origin.Method),
            ("ftc.source", network.Origin.Source),
            ("ftc.N", Number(dataset?.N ?? network.Origin.N)),
            ("ftc.K", Number(dataset?.K ?? network.Origin.K)),
            ("ftc.neurons", Number(network.Neurons)),
            ("ftc.precision", shipment.Terms.Precision.ToString()),
            ("ftc.proof", shipment.IsProven ? "every order of summation" : "none"),
            ("ftc.regions", shipment.Regions.Count == 0 ? null : string.Join("; ", shipment.Regions.Select(report => $"{report.Region}: {report.Requirement}"))),
            ("ftc.radius", shipment.Report?.Radius?.ToString("R", CultureInfo.InvariantCulture)),
            ("ftc.reach", shipment.Report?.Radii is null ? null : network.Origin.Reach?.ToString("R", CultureInfo.InvariantCulture)),
            ("ftc.radii", shipment.Report?.Radii is { } radii ? string.Join(',', dataset!.T.Select(sample => radii[sample - 1].ToString("R", CultureInfo.InvariantCulture))) : null),
            ("ftc.radius.class", shipment.Report?.ArgmaxRadius?.ToString("R", CultureInfo.InvariantCulture)),
            ("ftc.norm", shipment.Report?.Norm?.ToString()),
            ("ftc.classes", dataset?.ClassNames is { } names ? JsonSerializer.Serialize(names) : null),
            ("ftc.data.sha256", shipment.DataHash),
            ("ftc.model.sha256", modelHash),
            ("ftc.maker", network.Origin.Maker),
        };
        foreach (var (key, value) in entries)
        {
            foreach (var old in model.MetadataProps.Where(property => property.Key == key).ToList()) model.MetadataProps.Remove(old);
            if (value is not null) model.MetadataProps.Add(new Property { Key = key, Value = value });
        }

        static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);
    }
}
