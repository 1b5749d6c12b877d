using FtcTools.Onnx.Messages;

namespace FtcTools.Onnx;

/// <summary>Weights among the inputs of a graph, where the format wants that.</summary>
internal static class ListedWeights
{
    // The first version of the format whose weights need not be inputs, too. What is listed there is a default that a caller may replace.
    private const long FreeWeights = 4;

    /// <summary>Lists the weights of a model of an older format that its graph does not list.</summary>
    public static void Complete(Model model)
    {
        if (model.IrVersion >= FreeWeights) return;
        var listed = model.Graph.Input.Select(value => value.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in model.Graph.Initializer.Where(tensor => !listed.Contains(tensor.Name)))
        {
            var shape = new Shape();
            shape.Dim.AddRange(tensor.Dims.Select(n => new Dimension { Size = n }));
            model.Graph.Input.Add(new Value
            {
                Name = tensor.Name,
                Type = new Messages.Type { Tensor = new TensorType { ElemType = tensor.DataType, Shape = shape } },
            });
        }
    }
}
