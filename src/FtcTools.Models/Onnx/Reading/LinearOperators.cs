using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx.Reading;

/// <summary>Operators that give weighted sums with constant weights.</summary>
internal static class LinearOperators
{
    public static void Gemm(NodeReader node)
    {
        var x = node.Vector(0);
        var (trans, transB) = (node.Integer("transA", 0), node.Integer("transB", 0));
        if (trans != 0 || !node.Graph.IsBatched) throw node.Unsupported("it transposes its first input; valid is one sample a row");
        var (weights, rows) = Matrix(node, 1, x.Width, transB != 0);
        if (node.Has(2) && !node.IsConstant(2))
        {
            Joined(node, x, weights, rows);
            return;
        }
        var bias = node.Has(2) ? node.Broadcast(2, rows) : null;
        var (alpha, beta) = (node.Number("alpha", 1), bias is null ? 1 : node.Number("beta", 1));
        node.Give([rows], x.Type, (output, width) => new Affine(x.Tensor, output, width, weights, bias, alpha, beta));
    }

    // Where the bias is another tensor, a runtime may add it anywhere among the products.
    private static void Joined(NodeReader node, Flow x, double[] weights, int rows)
    {
        var other = node.Vector(2);
        if (other.Width != rows || node.Number("beta", 1) != 1)
            throw node.Unsupported($"it adds a tensor of {other.Width} number(s), {Numerics.Text.Of(node.Number("beta", 1))} times, to {rows}; valid is one of as many, once");
        var products = node.Make([rows], x.Type,
            (output, width) => new Affine(x.Tensor, output, width, weights, null, node.Number("alpha", 1), 1));
        var inside = Math.Max(node.Graph.RoundingsOf(products.Tensor), node.Graph.RoundingsOf(other.Tensor));
        node.Give([rows], x.Type, (output, width) => new Sum(other.Tensor, products.Tensor, output, width, 1, inside));
    }

    public static void MatMul(NodeReader node)
    {
        // A sample without a dimension in front is a column.
        var left = !node.Graph.IsBatched && node.IsConstant(0);
        var x = node.Vector(left ? 1 : 0);
        var (weights, rows) = Matrix(node, left ? 0 : 1, x.Width, transposed: left);
        node.Give([rows], x.Type, (output, width) => new Affine(x.Tensor, output, width, weights, null, 1, 1));
    }

    public static void Conv(NodeReader node)
    {
        var x = node.Image(0);
        var weights = node.ConstantOf(1);
        var (groups, channels) = (node.Integer("group", 1), x.Shape[0]);
        if (!weights.IsFloat || weights.Shape.Length != x.Shape.Length + 1 || groups < 1 || channels % groups != 0
            || weights.Shape[1] != channels / groups
            || weights.Shape[0] < 1 || weights.Shape[0] % groups != 0)
        {
            throw node.Bad($"'{NodeReader.Show(weights.Name)}' is {weights.Type} {NodeReader.Show(weights.Shape)}; {channels} channels in {groups} group(s) come in, so valid is "
                + $"FLOAT or DOUBLE [outputs, {(groups < 1 ? "?" : $"{channels / groups}")}, kernel]");
        }
        var (window, spatial) = WindowAttributes.Read(node, x, weights.Shape[2..], ceil: false).Window();
        var bias = node.Has(2) ? node.Broadcast(2, (int)weights.Shape[0]) : null;
        node.Give([weights.Shape[0], .. spatial], x.Type,
            (output, width) => new Convolution(x.Tensor, output, width, window, (int)channels, (int)groups, weights.Values, bias));
    }

    public static void BatchNormalization(NodeReader node)
    {
        var x = node.FlowOf(0);
        if (node.Integer("training_mode", 0) != 0) throw node.Unsupported("it is training; valid is a model that answers");
        if (node.Integer("spatial", 1) != 1) throw node.Unsupported("it is not spatial; valid is one mean a channel");
        var (channels, epsilon) = ((int)x.Shape[0], node.Number("epsilon", 1e-5f));
        var (scale, offset, mean, variance) =
            (node.Broadcast(1, channels), node.Broadcast(2, channels), node.Broadcast(3, channels), node.Broadcast(4, channels));
        var factors = new double[channels];
        for (var c = 0; c < channels; c++)
        {
            if (!(variance[c] >= 0 && variance[c] + epsilon > 0))
                throw node.Bad($"the variance of channel {c + 1} is {Numerics.Text.Of(variance[c])}; valid is a number from 0 on");
            factors[c] = scale[c] / Math.Sqrt(variance[c] + epsilon);
        }
        // An optimiser may fold it into the sums before it.
        node.Graph.Fold(x.Tensor, roundings: 8);
        var channelOf = Enumerable.Range(0, x.Width).Select(i => i / (x.Width / channels));
        node.Graph.Define(node.One(5), node.Make(x.Shape, x.Type, (output, width) => new Scale(x.Tensor, output, width,
            [.. channelOf.Select(c => factors[c])], false, [.. channelOf.Select(c => offset[c] - mean[c] * factors[c])], true,
            [.. channelOf.Select(c => Math.Abs(offset[c]) + Math.Abs(mean[c] * factors[c]))])));
    }

    // The weights row by row, one row for each output.
    private static (double[] Weights, int Rows) Matrix(NodeReader node, int at, int inputs, bool transposed)
    {
        var constant = node.ConstantOf(at);
        if (!constant.IsFloat || constant.Shape.Length != 2 || constant.Shape[transposed ? 1 : 0] != inputs)
        {
            throw node.Bad($"'{NodeReader.Show(constant.Name)}' is {constant.Type} {NodeReader.Show(constant.Shape)}; {inputs} numbers come in, so valid are "
                + $"{(transposed ? $"[outputs, {inputs}]" : $"[{inputs}, outputs]")} of FLOAT or DOUBLE");
        }
        var rows = (int)constant.Shape[transposed ? 0 : 1];
        if (rows == 0) throw node.Bad($"'{NodeReader.Show(constant.Name)}' is {NodeReader.Show(constant.Shape)}: nothing comes out");
        if (transposed) return (constant.Values, rows);
        var weights = new double[constant.Values.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < inputs; c++) weights[r * inputs + c] = constant.Values[c * rows + r];
        }
        return (weights, rows);
    }
}
