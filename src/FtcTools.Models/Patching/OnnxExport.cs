using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Shipping;
using FtcTools.Verification;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Patching;

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
        graph.Write(network, "x", isVector: true, "g", negated: false, asItStands: true);
        model.Graph.Node.AddRange(graph.Nodes);
        PatchMetadata.Write(model, shipment, null);
        return model;
    }

    /// <summary>
    /// Proves model + g and writes it as one graph (see <see cref="MergedGraph"/>). In Float64 a float32 model is widened: its weights are
    /// the same numbers.
    /// </summary>
    /// <param name="dataset">The samples; null for those the network was built for.</param>
    /// <param name="proven">Gets what was proven, before anything is written.</param>
    /// <returns>What was proven.</returns>
    /// <exception cref="FtcException">
    /// FTC0043: model and network, or model and samples, do not go together; FTC0055, FTC0056: model + g is not proven (see
    /// <see cref="Shipment"/>); FTC0020.
    /// </exception>
    public static Shipment WritePatched(string path, FrozenModel model, Network network, ShippingTerms terms, Dataset? dataset = null,
        Action<Shipment>? proven = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var (patched, shipment) = Patch(model, network, terms, dataset, progress, cancellation);
        proven?.Invoke(shipment);
        OnnxFile.Write(path, patched);
        return shipment;
    }

    internal static (Model Patched, Shipment Shipment) Patch(FrozenModel model, Network network, ShippingTerms terms,
        Dataset? dataset = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var name = Path.GetFileName(model.File);
        if (!model.IsPlain)
            throw new FtcException(Codes.OnnxUnsupported,
                $"'{name}' has no batch in front of its tensors, or outputs of several dimensions; it is patched as a model that ONNX Runtime runs (Import-FtcDataset and Export-FtcNetwork with -Pretrained).", model.File);
        if (model.Inputs != network.Inputs || model.Outputs != network.Outputs)
        {
            throw new FtcException(Codes.Pretrained,
                $"'{name}' maps {model.Inputs} features to {model.Outputs} outputs, the network {network.Inputs} to {network.Outputs}; a network that is added to a model maps as it does (for one that answers with classes: -Classification).");
        }
        if (terms.Precision == Arithmetic.Float32 && model.Arithmetic == Arithmetic.Float64)
            throw new FtcException(Codes.Pretrained,
                $"'{name}' computes in float64; in float32 it would be another model: export with -Precision Float64.");
        var frozen = terms.Precision == Arithmetic.Float64 && model.Arithmetic == Arithmetic.Float32
            ? FrozenModel.Of(WidenedGraph.Of(OnnxFile.Whole(model.Model, model.File)), model.File, model.Hash, model.IsOneFile) : model;
        dataset = Predicted(frozen, network, dataset ?? network.Dataset, terms, cancellation);
        var shipment = Shipment.Of(network, terms, dataset, frozen, progress, cancellation);
        var patched = MergedGraph.Of(frozen, network, terms.Precision, terms.TouchedOutput, shipment.Joins);
        PatchMetadata.Write(patched, shipment, frozen.Hash);
        return (patched, shipment);
    }

    // What the samples ask for is seen from the model itself.
    private static Dataset? Predicted(FrozenModel model, Network network, Dataset? dataset, ShippingTerms terms,
        CancellationToken cancellation)
    {
        if (dataset is null || dataset.Inputs != model.Inputs || dataset.Outputs != model.Outputs) return dataset;
        if (dataset.OnDisk) return ProvenAtEdits(model, network, dataset, terms, cancellation);
        if (dataset.Classes is not null) return dataset.PredictedBy(model, terms.Precision, cancellation);
        if (!dataset.HasPredictions || terms.Unproven) return dataset;
        var allowed = Verifier.Allowed(dataset, terms.Precision, terms.Tolerance);
        var (outputs, errors) = model.Predict(dataset.FeatureRows, terms.Precision, cancellation);
        for (var i = 0; i < dataset.K; i++)
        {
            for (var o = 0; o < dataset.Outputs; o++)
            {
                var (given, answered) = (dataset.Predictions(i)[o], outputs[i * dataset.Outputs + o]);
                if (Math.Abs(given - answered) + errors[i * dataset.Outputs + o] <= allowed[o]) continue;
                throw new FtcException(Codes.Pretrained,
                    $"sample {i + 1} of {dataset.Name} has the prediction {Text.Of(given)}, where '{Path.GetFileName(model.File)}' answers {Text.Of(answered)}: the predictions are of another model; read the samples with -Pretrained.");
            }
        }
        return dataset;
    }

    // Where samples stay on disk, the edits alone meet the model itself: at all others g is zero to the last bit, so what the model answers
    // there it still answers, whatever the files say of it.
    private static Dataset ProvenAtEdits(FrozenModel model, Network network, Dataset dataset, ShippingTerms terms,
        CancellationToken cancellation)
    {
        if (terms.Unproven) return dataset;
        if (terms.Untouched != Untouched.Exact) throw SampleSource.NotInMemory();
        Shipment.Of(network, terms, Predicted(model, network, dataset.EditsAlone(), terms, cancellation), cancellation: cancellation);
        return dataset;
    }
}
