using FtcTools.Onnx.Messages;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>Finds where a model itself flattens a tensor, so that a patch which reads that need not do so again.</summary>
internal static class FlatTensor
{
    /// <summary>
    /// The tensor [batch, d] that holds the numbers of another one to the last bit: that of a Flatten behind it or, of an input, behind its
    /// difference with zeros. Null where there is none.
    /// </summary>
    public static string? Of(Graph graph, string tensor)
    {
        var same = new HashSet<string>(StringComparer.Ordinal) { tensor };
        if (graph.Input.FirstOrDefault(value => value.Name == tensor)?.Type?.Tensor?.Shape is { } shape)
            same.UnionWith(graph.Node.Where(node => Is(node, "Sub") && node.Input[0] == tensor && AreZeros(graph, node.Input[1], shape))
                .Select(node => node.Output[0]));
        return graph.Node.FirstOrDefault(node => Is(node, "Flatten") && same.Contains(node.Input[0])
            && node.Attribute.All(a => a.Name != "axis" || a.I == 1))?.Output[0];
    }

    private static bool Is(Node node, string type) => node.OpType == type && node.Domain is "" or "ai.onnx";

    // Zeros that are repeated to the shape, and do not change it.
    private static bool AreZeros(Graph graph, string name, Messages.Shape shape)
    {
        var zeros = graph.Initializer.FirstOrDefault(tensor => tensor.Name == name);
        return zeros is not null && (ElementType)zeros.DataType is ElementType.Float or ElementType.Double
            && zeros.DataLocation != Tensor.Types.Location.External && zeros.Dims.Count <= shape.Dim.Count
            && zeros.Dims.Reverse().Zip(shape.Dim.Reverse()).All(pair => pair.First == 1 || pair.First == pair.Second.Size)
            && Constant.Of(zeros, "").Values.All(value => value == 0);
    }
}
