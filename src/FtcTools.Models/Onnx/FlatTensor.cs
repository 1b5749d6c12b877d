using FtcTools.Onnx.Messages;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>Finds where a model itself flattens one of its inputs, so that a patch which reads that need not do so again.</summary>
internal static class FlatTensor
{
    /// <summary>
    /// The tensor [batch, d] that holds the numbers of an input to the last bit: that of a Flatten behind it or behind its difference with
    /// zeros. Null where there is none.
    /// </summary>
    public static string? Of(Graph graph, string input)
    {
        if (graph.Input.FirstOrDefault(value => value.Name == input)?.Type?.Tensor?.Shape is not { } shape) return null;
        var same = graph.Node.Where(node => Is(node, "Sub") && node.Input[0] == input && AreZeros(graph, node.Input[1], shape))
            .Select(node => node.Output[0]).Append(input).ToHashSet(StringComparer.Ordinal);
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
