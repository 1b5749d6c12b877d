namespace FtcTools.Onnx.Reading;

/// <summary>What a model does with its outputs in the end.</summary>
internal static class Endings
{
    public static void Read(NodeReader node, Ending ending)
    {
        var x = node.FlowOf(0, endings: ending == Ending.ArgMax);
        if (x.Shape.Length != 1 || !node.Graph.IsBatched)
            throw node.Unsupported($"its input has {x.Shape.Length + node.Front} dimensions; valid are the batch and one number for each class");
        var axis = node.Integer("axis", ending == Ending.ArgMax ? 0 : node.OperatorSet < 13 ? 1 : -1);
        if (axis is not (1 or -1)) throw node.Unsupported($"it works along axis {axis}; valid are 1 and -1, the classes");
        if (node.Integer("select_last_index", 0) != 0)
            throw node.Unsupported("it takes the last of several equal ones; valid is the first");
        node.Graph.Define(node.One(), x with { Ending = ending });
    }
}
