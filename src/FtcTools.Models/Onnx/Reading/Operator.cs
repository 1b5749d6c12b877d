using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx.Reading;

/// <summary>The operators of ONNX that are read for bounds, each as a method that turns its node into steps.</summary>
internal static class Operator
{
    private static readonly SortedDictionary<string, Action<NodeReader>> s_all = new(StringComparer.Ordinal)
    {
        ["Gemm"] = LinearOperators.Gemm,
        ["MatMul"] = LinearOperators.MatMul,
        ["Conv"] = LinearOperators.Conv,
        ["BatchNormalization"] = LinearOperators.BatchNormalization,

        ["Add"] = node => ArithmeticOperators.Add(node, 1),
        ["Sub"] = node => ArithmeticOperators.Add(node, -1),
        ["Mul"] = ArithmeticOperators.Mul,
        ["Div"] = ArithmeticOperators.Div,
        ["Neg"] = ArithmeticOperators.Neg,

        ["Relu"] = node => Activations.Clamp(node, 0, double.PositiveInfinity),
        ["Clip"] = Activations.Clip,
        ["LeakyRelu"] = node => Activations.Slopes(node, node.Number("alpha", 0.01f)),
        ["PRelu"] = Activations.PRelu,
        ["Abs"] = node => Activations.Slopes(node, -1),
        ["HardSigmoid"] = Activations.HardSigmoid,
        ["HardSwish"] = Activations.HardSwish,
        ["Sigmoid"] = node => Activations.Curve(node, RisingFunction.Sigmoid),
        ["Tanh"] = node => Activations.Curve(node, RisingFunction.Tanh),
        ["Softplus"] = node => Activations.Curve(node, RisingFunction.Softplus),

        ["MaxPool"] = Pooling.MaxPool,
        ["AveragePool"] = Pooling.AveragePool,
        ["GlobalAveragePool"] = Pooling.GlobalAveragePool,
        ["GlobalMaxPool"] = Pooling.GlobalMaxPool,
        ["ReduceMean"] = Pooling.ReduceMean,

        ["Identity"] = node => node.Alias(x => x.Shape),
        ["Dropout"] = ShapeOperators.Dropout,
        ["Flatten"] = ShapeOperators.Flatten,
        ["Reshape"] = ShapeOperators.Reshape,
        ["Squeeze"] = ShapeOperators.Squeeze,
        ["Unsqueeze"] = ShapeOperators.Unsqueeze,
        ["Transpose"] = ShapeOperators.Transpose,
        ["Concat"] = ShapeOperators.Concat,
        ["Pad"] = ShapeOperators.Pad,

        ["Constant"] = ConstantOperators.Constant,
        ["Cast"] = ConstantOperators.Cast,
        ["Softmax"] = node => Endings.Read(node, Ending.Softmax),
        ["LogSoftmax"] = node => Endings.Read(node, Ending.Softmax),
        ["ArgMax"] = node => Endings.Read(node, Ending.ArgMax),
    };

    /// <summary>Their names, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => s_all.Keys;

    /// <summary>Reads one node.</summary>
    public static void Read(NodeReader node)
    {
        if (!GraphReader.IsOnnx(node.Node.Domain))
            throw node.Unsupported($"the operator {NodeReader.Show(node.Node.Domain)}.{NodeReader.Show(node.Node.OpType)} is not one of ONNX's own");
        if (!s_all.TryGetValue(node.Node.OpType, out var read))
            throw node.Unsupported($"the operator {NodeReader.Show(node.Node.OpType)} is not read; valid are {string.Join(", ", Names.SkipLast(1))} and {Names.Last()}");
        read(node);
    }
}
