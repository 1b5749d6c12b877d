using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx.Reading;

/// <summary>Operators that give constants, and conversions of type.</summary>
internal static class ConstantOperators
{
    public static void Constant(NodeReader node)
    {
        if (node.Node.Attribute.Count != 1) throw node.Bad($"it has {node.Node.Attribute.Count} attributes; a constant has one");
        var a = node.Node.Attribute[0];
        var name = node.One();
        node.Graph.Define(name, a.Name switch
        {
            "value" when a.T is not null => Onnx.Constant.Of(a.T, node.Graph.File),
            "value_float" => Finite(new(name, [], [a.F], ElementType.Float)),
            "value_floats" => Finite(new(name, [a.Floats.Count], [.. a.Floats], ElementType.Float)),
            "value_int" => new(name, [], [a.I], ElementType.Int64),
            "value_ints" => new(name, [a.Ints.Count], [.. a.Ints.Select(v => (double)v)], ElementType.Int64),
            _ => throw node.Unsupported(
                $"its attribute '{NodeReader.Show(a.Name)}' is not read; valid are value, value_float, value_floats, value_int and value_ints"),
        });

        Constant Finite(Constant constant) => constant.Values.All(double.IsFinite) ? constant
            : throw node.Bad("it holds a number that is not finite");
    }

    public static void Cast(NodeReader node)
    {
        var to = (ElementType)node.Integer("to", 0);
        if (node.IsConstant(0))
        {
            var constant = node.ConstantOf(0);
            if (to is not (ElementType.Float or ElementType.Double))
                throw node.Unsupported($"it casts a constant to {to}; valid are FLOAT and DOUBLE");
            node.Graph.Define(node.One(),
                constant with { Values = to == ElementType.Float ? Array.ConvertAll(constant.Values, v => (double)(float)v)
                    : constant.Values, Type = to });
            return;
        }
        var flow = node.FlowOf(0, endings: true);
        var last = flow.Ending == Ending.ArgMax;
        if (!last && to is not (ElementType.Float or ElementType.Double))
            throw node.Unsupported($"it casts to {to}; valid are FLOAT and DOUBLE, and integers for an answer of ArgMax");
        if (flow is { Tensor: 0, Type: ElementType.Float } && to == ElementType.Double && node.Graph.InputType == ElementType.Double)
            throw node.Unsupported("it casts the features from DOUBLE to FLOAT and back: they are rounded, and what comes behind is not");
        if (!last && flow.Tensor != 0 && to != flow.Type && !node.Graph.IsOutput(node.Node.Output.FirstOrDefault()))
            throw node.Unsupported($"it casts from {flow.Type} to {to} in the middle of the model; valid is one type throughout");
        node.Graph.Define(node.One(), flow with { Type = to });
    }
}
