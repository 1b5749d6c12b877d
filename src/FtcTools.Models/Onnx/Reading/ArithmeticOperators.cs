using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx.Reading;

/// <summary>Sums, products and quotients number by number, with constants or of two parts of the model.</summary>
internal static class ArithmeticOperators
{
    public static void Add(NodeReader node, int sign)
    {
        node.Expect(2);
        if (node.IsConstant(0) && node.IsConstant(1)) throw node.Unsupported("it adds two constants; fold them before");
        if (!node.IsConstant(0) && !node.IsConstant(1))
        {
            var (a, b) = Both(node, "adds");
            var inside = Math.Max(node.Graph.RoundingsOf(a.Tensor), node.Graph.RoundingsOf(b.Tensor));
            node.Give(a.Shape, a.Type, (output, width) => new Sum(a.Tensor, b.Tensor, output, width, sign, inside));
            return;
        }
        var at = node.IsConstant(0) ? 1 : 0;
        var x = Shaped(node, at, 1 - at);
        var amount = node.Broadcast(1 - at, x.Shape);
        if (sign < 0 && at == 0) amount = Array.ConvertAll(amount, v => -v);
        node.Give(x.Shape, x.Type,
            (output, width) => new Shift(x.Tensor, output, width, amount, at == 1 ? sign : 1, node.Graph.RoundingsOf(x.Tensor)));
    }

    public static void Mul(NodeReader node)
    {
        node.Expect(2);
        if (node.IsConstant(0) && node.IsConstant(1)) throw node.Unsupported("it multiplies two constants; fold them before");
        if (!node.IsConstant(0) && !node.IsConstant(1))
        {
            var (a, b) = Both(node, "multiplies");
            node.Give(a.Shape, a.Type, (output, width) => new Product(a.Tensor, b.Tensor, output, width));
            return;
        }
        var at = node.IsConstant(0) ? 1 : 0;
        Scale(node, Shaped(node, at, 1 - at), x => node.Broadcast(1 - at, x.Shape), divides: false);
    }

    public static void Div(NodeReader node)
    {
        node.Expect(2);
        if (!node.IsConstant(1)) throw node.Unsupported("it divides by what depends on the input; valid is a constant");
        var x = Shaped(node, 0, 1);
        if (node.ConstantOf(1).Values.Contains(0)) throw node.Bad("it divides by 0");
        Scale(node, x, x => node.Broadcast(1, x.Shape), divides: true);
    }

    public static void Neg(NodeReader node) => Scale(node, node.FlowOf(0), x => [.. Enumerable.Repeat(-1.0, x.Width)], divides: false);

    private static void Scale(NodeReader node, Flow x, Func<Flow, double[]> factor, bool divides)
    {
        node.Graph.Fold(x.Tensor, roundings: 2);
        node.Give(x.Shape, x.Type, (output, width) => new Scale(x.Tensor, output, width, factor(x), divides));
    }

    // Repeats a tensor to the shape of a constant that is larger.
    private static Flow Shaped(NodeReader node, int at, int constant)
    {
        var x = node.FlowOf(at);
        var given = node.ConstantOf(constant).Shape.SkipWhile((n, i) => n == 1
            && node.ConstantOf(constant).Shape.Length - i > x.Shape.Length).ToArray();
        return given.Length <= x.Shape.Length && Shapes.Common(given, x.Shape) is { } common ? Repeated(node, x, common) : x;
    }

    private static (Flow A, Flow B) Both(NodeReader node, string does)
    {
        var (a, b) = (node.FlowOf(0), node.FlowOf(1));
        // With another number of dimensions a batch of one would stand for a dimension of the other.
        if (a.Shape.Length != b.Shape.Length || Shapes.Common(a.Shape, b.Shape) is not { } shape)
            throw node.Unsupported($"it {does} {NodeReader.Show(a.Shape)} and {NodeReader.Show(b.Shape)}; valid are equal shapes, and dimensions of 1 that are repeated");
        return (Repeated(node, a, shape), Repeated(node, b, shape));
    }

    private static Flow Repeated(NodeReader node, Flow x, long[] shape) => x.Shape.AsSpan().SequenceEqual(shape) ? x
        : node.Make(shape, x.Type, (output, width) => new Rearrange(
            [x.Tensor], output, width, new(() => [.. Shapes.Repeated(x.Shape, shape).Select(place => (0, place))])));
}
