using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx.Messages;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>Model and side network as one graph.</summary>
internal static class MergedGraph
{
    /// <summary>
    /// The model's nodes, those of -g beside them, and a Sub where the model's outputs arise, before any Softmax or ArgMax. x - (+0) is x
    /// to the last bit, -0 included, so where g is zero the outputs are the model's own. Inputs and outputs keep their names.
    /// </summary>
    /// <param name="touched">The name of an output that says which unit of the patch acts; null for none.</param>
    /// <param name="joined">Whether the outputs are terms of the last sums of -g, which need no Sub then.</param>
    public static Model Of(FrozenModel frozen, Network network, Arithmetic precision, string? touched = null, bool joined = false)
    {
        var model = OnnxFile.Whole(frozen.Model, frozen.File);
        var graph = model.Graph;
        var type = precision == Arithmetic.Float32 ? ElementType.Float : ElementType.Double;
        var operators = model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Max(set => set.Version);
        var side = new SideGraph(graph, operators, precision);
        var input = graph.Input.First(value => value.Name == frozen.InputName).Type.Tensor;
        var features = frozen.InputName;
        var isVector = input.Shape.Dim.Count == 2;
        if (input.ElemType != (int)type)
            features = side.Add("Cast", side.Unique("cast"), [features], SideGraph.Integer("to", (int)type));

        var at = Enumerable.Range(0, graph.Node.Count).First(n => graph.Node[n].Output.Contains(frozen.OutputName));
        var own = side.Unique($"{frozen.OutputName}/frozen");
        graph.Node[at].Output[graph.Node[at].Output.IndexOf(frozen.OutputName)] = own;
        if (joined) side.Write(network, features, isVector, frozen.OutputName, negated: true, touched, own);
        else side.Add("Sub", frozen.OutputName, [own, side.Write(network, features, isVector, null, negated: true, touched)]);
        for (var n = 0; n < side.Nodes.Count; n++) graph.Node.Insert(at + 1 + n, side.Nodes[n]);
        ListedWeights.Complete(model);
        return model;
    }
}
