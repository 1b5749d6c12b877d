using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx.Reading;

/// <summary>Functions of one number.</summary>
internal static class Activations
{
    public static void Clip(NodeReader node)
    {
        var (low, high) = (node.NumberOf("min", 1, 11, double.NegativeInfinity), node.NumberOf("max", 2, 11, double.PositiveInfinity));
        if (!(low <= high))
            throw node.Bad($"it clips to [{Numerics.Text.Of(low)}, {Numerics.Text.Of(high)}]; the lower bound is not above the upper one");
        Clamp(node, low, high);
    }

    public static void Clamp(NodeReader node, double low, double high)
    {
        var x = node.FlowOf(0);
        node.Give(x.Shape, x.Type, (output, width) => new Clamp(x.Tensor, output, width, low, high));
    }

    public static void Slopes(NodeReader node, double slope)
    {
        var x = node.FlowOf(0);
        node.Give(x.Shape, x.Type, (output, width) => new Slopes(x.Tensor, output, width, [.. Enumerable.Repeat(slope, width)]));
    }

    public static void PRelu(NodeReader node)
    {
        var x = node.FlowOf(0);
        var slopes = node.Broadcast(1, x.Shape);
        node.Give(x.Shape, x.Type, (output, width) => new Slopes(x.Tensor, output, width, slopes));
    }

    public static void HardSigmoid(NodeReader node)
    {
        var x = node.FlowOf(0);
        var line = Line(node, x, node.Number("alpha", 0.2f), node.Number("beta", 0.5f));
        node.Give(x.Shape, x.Type, (output, width) => new Clamp(line.Tensor, output, width, 0, 1));
    }

    // x HardSigmoid(x), with numbers that ONNX fixes.
    public static void HardSwish(NodeReader node)
    {
        var x = node.FlowOf(0);
        var line = Line(node, x, 1f / 6, 0.5f);
        var share = node.Make(x.Shape, x.Type, (output, width) => new Clamp(line.Tensor, output, width, 0, 1));
        node.Give(x.Shape, x.Type, (output, width) => new Product(x.Tensor, share.Tensor, output, width));
    }

    private static Flow Line(NodeReader node, Flow x, double slope, double offset)
    {
        double[] All(int width, double value) => [.. Enumerable.Repeat(value, width)];
        return node.Make(x.Shape, x.Type,
            (output, width) => new Scale(x.Tensor, output, width, All(width, slope), false, All(width, offset)));
    }

    public static void Curve(NodeReader node, RisingFunction function)
    {
        var x = node.FlowOf(0);
        node.Give(x.Shape, x.Type, (output, width) => new Curve(x.Tensor, output, width, function));
    }
}
