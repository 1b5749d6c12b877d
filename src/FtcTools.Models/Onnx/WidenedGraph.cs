using FtcTools.Onnx.Messages;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>A model in float64.</summary>
internal static class WidenedGraph
{
    /// <summary>The same model in float64: every weight is the same number.</summary>
    public static Model Of(Model model)
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
                double[]? floats = attribute.Name switch { "value_float" => [attribute.F], "value_floats" =>
                    [.. attribute.Floats.Select(v => (double)v)], _ => null };
                if (attribute.T is { DataType: (int)ElementType.Float } inner) attribute.T = Wide(inner);
                if (floats is null) continue;
                node.Attribute.Remove(attribute);
                long[] shape = attribute.Name == "value_float" ? [] : [floats.Length];
                node.Attribute.Add(new Attribute { Name = "value", Type = Attribute.Types.Kind.Tensor,
                    T = SideGraph.Tensor("", shape, floats, ElementType.Double) });
            }
        }
        return wide;

        static Tensor Wide(Tensor tensor)
        {
            var constant = Constant.Of(tensor, "");
            return SideGraph.Tensor(tensor.Name, constant.Shape, constant.Values, ElementType.Double);
        }
    }
}
