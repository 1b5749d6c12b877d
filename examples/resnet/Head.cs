using FtcTools.Onnx.Messages;
using Google.Protobuf;
using MathNet.Numerics.LinearAlgebra;

namespace Shapes;

/// <summary>A linear layer from features to a score for each class.</summary>
/// <param name="weights">A row a feature, a column a class.</param>
/// <param name="bias">One number a class.</param>
internal sealed class Head(Matrix<double> weights, Vector<double> bias)
{
    // Of the mean square of a sample's features: enough that 36 samples do not settle 512 weights alone.
    private const double Ridge = 0.1;

    /// <summary>Ridge regression of 1 for the right class and 0 for the others.</summary>
    public static Head Train(IReadOnlyList<(double[] Features, int Class)> samples, int classes)
    {
        var x = Matrix<double>.Build.DenseOfRowArrays(samples.Select(sample => sample.Features));
        var y = Matrix<double>.Build.Dense(samples.Count, classes, (i, c) => samples[i].Class == c ? 1 : 0);
        var (meanX, meanY) = (x.ColumnSums() / samples.Count, y.ColumnSums() / samples.Count);
        var centred = Matrix<double>.Build.DenseOfRowVectors(x.EnumerateRows().Select(row => row - meanX));
        var gram = centred * centred.Transpose();
        var penalty = Ridge * gram.Trace() / samples.Count;
        var dual = (gram + penalty * Matrix<double>.Build.DenseIdentity(samples.Count)).Cholesky().Solve(y);
        var weights = centred.Transpose() * dual;
        return new(weights, meanY - meanX * weights);
    }

    /// <summary>Writes the network with this head behind its features: output `logits`.</summary>
    public void Write(string network, string path)
    {
        var model = Model.Parser.ParseFrom(File.ReadAllBytes(network));
        var (graph, features) = (model.Graph, model.Graph.Output[0].Name);
        Constant("head.weights", [weights.RowCount, weights.ColumnCount], weights.ToRowMajorArray());
        Constant("head.bias", [bias.Count], bias.ToArray());
        graph.Node.Add(new Node { OpType = "Flatten", Name = "features", Input = { features }, Output = { "features" } });
        graph.Node.Add(new Node { OpType = "Gemm", Name = "head", Input = { "features", "head.weights", "head.bias" }, Output = { "logits" } });
        graph.Output.Clear();
        graph.Output.Add(Value("logits", [1, bias.Count]));
        File.WriteAllBytes(path, model.ToByteArray());

        void Constant(string name, long[] shape, double[] values)
        {
            graph.Initializer.Add(new Tensor { Name = name, DataType = (int)Tensor.Types.ElementType.Float, Dims = { shape }, FloatData = { values.Select(value => (float)value) } });
            // Before version 4 of the format every constant is listed as an input, too.
            if (model.IrVersion < 4) graph.Input.Add(Value(name, shape));
        }
    }

    private static Value Value(string name, long[] shape) => new()
    {
        Name = name,
        Type = new() { Tensor = new() { ElemType = (int)Tensor.Types.ElementType.Float, Shape = new() { Dim = { shape.Select(size => new Dimension { Size = size }) } } } },
    };
}
