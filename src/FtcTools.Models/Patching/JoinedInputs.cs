using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Runtime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Patching;

/// <summary>
/// All inputs of a model side by side as one vector, for models that no vector on the way holds all of: two images that are compared, or
/// columns that meet in the last layer.
/// </summary>
internal static class JoinedInputs
{
    /// <summary>The tensor that holds them.</summary>
    public const string Tensor = "ftc/inputs";

    /// <summary>The model with that tensor. Nothing else of it changes.</summary>
    /// <exception cref="FtcException">FTC0045: inputs of words, or of a size that is open.</exception>
    public static OnnxModel In(OnnxModel model)
    {
        // A model that was patched so before has it.
        if (model.Graph.Producer(Tensor) is not null) return model;
        if (model.Inputs.FirstOrDefault(input => input.TypeName == "string" || input.Size is null) is { } odd)
        {
            throw new FtcException(Codes.NoTensor,
                $"no one vector of numbers before the deciding layer of '{model.Name}' holds all that it needs, and the input '{odd.Name}' is {odd.TypeName} {odd}, which has no place in one: say which tensor is read with -At.", model.File);
        }
        var precision = model.ValueOf(model.Decision.Score)?.Type == TensorElementType.Double ? Arithmetic.Float64 : Arithmetic.Float32;
        var type = precision == Arithmetic.Float64 ? ElementType.Double : ElementType.Float;
        return model.With(message =>
        {
            var side = new SideGraph(message.Graph, PatchedModel.Operators(message), precision);
            string[] flat = [.. model.Inputs.Select(input => side.Reshape((int)input.Type == (int)type ? input.Name
                : side.Add("Cast", side.Unique("cast"), [input.Name], SideGraph.Integer("to", (long)type)), -1, input.Size!.Value))];
            side.Add("Concat", Tensor, flat, SideGraph.Integer("axis", 1));
            for (var n = 0; n < side.Nodes.Count; n++) message.Graph.Node.Insert(n, side.Nodes[n]);
        });
    }
}
