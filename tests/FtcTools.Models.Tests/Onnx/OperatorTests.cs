using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Reading;
using FtcTools.Runtime;
using FtcTools.Shipping.Certificates;
using FtcTools.Tests;
using Xunit;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Onnx;

/// <summary>
/// Every operator that is read: what ONNX Runtime answers lies in the enclosure, and what lies in a ball stays in the ball's.
/// </summary>
public class OperatorTests
{
    // A graph from x [batch, shape] to h, of random weights.
    private sealed record Row(long[] Shape, int Set, Action<Graphs, Func<long[], double[]>> Write);

    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["Conv"] = new([3, 6, 5], 13, (g, w) => Weights(g, w, "W", 4, 3, 3, 2).Node("Conv", "x W", "h")),
        ["Conv, of everything"] = new([4, 7, 6], 13, (g, w) => Weights(Weights(g, w, "W", 6, 2, 3, 3), w, "b", 6).Node("Conv", "x W b", "h",
            Graphs.Int("group", 2), Graphs.Ints("pads", 1, 0, 2, 1), Graphs.Ints("strides", 2, 1), Graphs.Ints("dilations", 1, 2))),
        ["Conv, depthwise, one dimension"] =
            new([3, 9], 11, (g, w) => Weights(g, w, "W", 3, 1, 4)
                .Node("Conv", "x W", "h", Graphs.Int("group", 3), Graphs.Text("auto_pad", "SAME_UPPER"))),
        ["Conv, SAME_LOWER"] = new([2, 5, 5], 11, (g, w) => Weights(g, w, "W", 2, 2, 2, 2)
            .Node("Conv", "x W", "h", Graphs.Text("auto_pad", "SAME_LOWER"), Graphs.Ints("strides", 2, 2))),
        ["Conv, VALID"] = new([1, 5, 5], 11, (g, w) => Weights(g, w, "W", 2, 1, 2, 2)
            .Node("Conv", "x W", "h", Graphs.Text("auto_pad", "VALID"))),
        ["Conv, BatchNormalization, Relu"] =
            new([2, 6, 6], 9, (g, w) =>
                Normalized(Weights(Weights(g, w, "W", 4, 2, 3, 3), w, "b", 4).Node("Conv", "x W b", "c"), w, "c", "n", 4)
                    .Node("Relu", "n", "h")),
        ["Conv, Add, Mul"] = new([2, 4, 4], 13, (g, w) => Weights(Weights(Weights(g, w, "W", 3, 2, 2, 2), w, "b", 3, 1, 1), w, "s", 3, 1, 1)
            .Node("Conv", "x W", "c").Node("Add", "c b", "d").Node("Mul", "d s", "h")),
        ["a residual block"] = new([3, 5, 5], 13, (g, w) => Weights(Weights(g, w, "V", 3, 3, 3, 3), w, "W", 3, 3, 3, 3)
            .Node("Conv", "x V", "a", Graphs.Ints("pads", 1, 1, 1, 1)).Node("Relu", "a", "r")
            .Node("Conv", "r W", "c", Graphs.Ints("pads", 1, 1, 1, 1)).Node("Add", "c x", "s").Node("Relu", "s", "h")),
        ["BatchNormalization of a vector"] =
            new([6], 15, (g, w) => Normalized(Weights(g, w, "W", 6, 5).Node("MatMul", "x W", "m"), w, "m", "h", 5)),
        ["MaxPool"] = new([2, 7, 5], 12, (g, _) =>
            g.Node("MaxPool", "x", "h", Graphs.Ints("kernel_shape", 3, 2), Graphs.Ints("strides", 2, 2), Graphs.Ints("pads", 1, 0, 1, 1))),
        ["MaxPool, rounding up"] =
            new([1, 6, 6], 12, (g, _) =>
                g.Node("MaxPool", "x", "h", Graphs.Ints("kernel_shape", 3, 3), Graphs.Ints("strides", 2, 2), Graphs.Ints("dilations", 1, 1),
                    Graphs.Int("ceil_mode", 1))),
        ["AveragePool"] = new([2, 7, 5], 11,
            (g, _) => g.Node("AveragePool", "x", "h", Graphs.Ints("kernel_shape", 3, 2), Graphs.Ints("strides", 2, 2),
                Graphs.Ints("pads", 1, 0, 1, 1))),
        ["AveragePool, zeros counted"] =
            new([2, 5, 5], 11, (g, _) =>
                g.Node("AveragePool", "x", "h", Graphs.Ints("kernel_shape", 3, 3), Graphs.Ints("pads", 1, 1, 1, 1),
                    Graphs.Int("count_include_pad", 1))),
        ["GlobalAveragePool"] = new([3, 4, 5], 13, (g, _) => g.Node("GlobalAveragePool", "x", "h")),
        ["GlobalMaxPool"] = new([3, 4, 5], 13, (g, _) => g.Node("GlobalMaxPool", "x", "h")),
        ["ReduceMean"] = new([3, 4, 5], 13,
            (g, _) => g.Node("ReduceMean", "x", "h", Graphs.Ints("axes", -1, 2), Graphs.Int("keepdims", 0))),
        ["Pad, by attributes"] =
            new([2, 3, 3], 9, (g, _) => g.Node("Pad", "x", "h", Graphs.Ints("pads", 0, 0, 1, 2, 0, 1, 0, 1), Graphs.Number("value", 0.5f))),
        ["Pad, reflecting"] = new([2, 4], 13, (g, _) => g.Integers("pads", 0, 0, 2, 0, 0, 3)
            .Node("Pad", "x pads", "h", Graphs.Text("mode", "reflect"))),
        ["Pad, edges"] = new([2, 4], 13, (g, _) => g.Integers("pads", 0, 1, 2, 0, 0, -1)
            .Node("Pad", "x pads", "h", Graphs.Text("mode", "edge"))),
        ["Transpose"] = new([2, 3, 4], 13, (g, _) => g.Node("Transpose", "x", "h", Graphs.Ints("perm", 0, 3, 1, 2))),
        ["Concat"] = new([2, 3], 13, (g, w) => g.Node("Relu", "x", "r").Node("Concat", "r x r", "h", Graphs.Int("axis", -1))),
        ["Squeeze and Unsqueeze"] =
            new([1, 4], 13, (g, _) => g.Integers("one", 1).Integers("last", -1).Node("Relu", "x", "r").Node("Squeeze", "r one", "s")
                .Node("Unsqueeze", "s last", "h")),
        ["Mul by channels"] = new([3, 2, 2], 13, (g, w) => Weights(g, w, "s", 3, 1, 1).Node("Mul", "x s", "h")),
        ["Mul of two"] = new([3, 2, 2], 13, (g, _) => g.Node("GlobalAveragePool", "x", "m").Node("Mul", "x m", "h")),
        ["Sub and Div"] = new([2, 3], 13, (g, w) => Weights(g, w, "c", 3).Weights("d", [1, 1], 0.3081).Node("Sub", "x c", "s")
            .Node("Div", "s d", "h")),
        ["Neg and Abs"] = new([5], 13, (g, w) => Weights(g, w, "W", 5, 4).Node("Neg", "x", "n").Node("MatMul", "n W", "m")
            .Node("Abs", "m", "h")),
        ["LeakyRelu"] = new([5], 13, (g, w) => Weights(g, w, "W", 5, 8).Node("MatMul", "x W", "m")
            .Node("LeakyRelu", "m", "h", Graphs.Number("alpha", 0.1f))),
        ["PRelu"] = new([5], 13, (g, w) => Weights(Weights(g, w, "W", 5, 8), w, "s", 8).Node("MatMul", "x W", "m")
            .Node("PRelu", "m s", "h")),
        ["HardSigmoid and HardSwish by hand"] =
            new([5], 13, (g, w) => Weights(g, w, "W", 5, 8).Node("MatMul", "x W", "m")
                .Node("HardSigmoid", "m", "s", Graphs.Number("alpha", 0.2f), Graphs.Number("beta", 0.5f)).Node("Mul", "m s", "h")),
        ["HardSwish"] = new([5], 14, (g, w) => Weights(g, w, "W", 5, 8).Node("MatMul", "x W", "m").Node("HardSwish", "m", "h")),
        ["Clip"] = new([5], 13, (g, w) => Weights(g, w, "W", 5, 8).Weights("six", [], 0.75).Weights("zero", [], 0)
            .Node("MatMul", "x W", "m").Node("Clip", "m zero six", "h")),
        ["Sigmoid"] = new([6], 13, (g, w) => Weights(g, w, "W", 6, 30).Node("MatMul", "x W", "m").Node("Sigmoid", "m", "h")),
        ["Tanh"] = new([6], 13, (g, w) => Weights(g, w, "W", 6, 30).Node("MatMul", "x W", "m").Node("Tanh", "m", "h")),
        ["Softplus"] = new([6], 13, (g, w) => Weights(g, w, "W", 6, 30).Node("MatMul", "x W", "m").Node("Softplus", "m", "h")),
        ["Softplus, far out"] = new([6], 13, (g, w) => Weights(g, w, "W", 6, 30).Weights("far", [], 6).Node("MatMul", "x W", "m")
            .Node("Mul", "m far", "f").Node("Softplus", "f", "h")),
        ["Gemm"] = new([5], 13, (g, w) => Weights(Weights(g, w, "W", 4, 5), w, "b", 4)
            .Node("Gemm", "x W b", "h", Graphs.Int("transB", 1), Graphs.Number("alpha", 0.5f), Graphs.Number("beta", 2))),
        ["Identity, Dropout and Reshape"] =
            new([2, 3], 13, (g, _) => g.Integers("shape", 0, 3, 2).Node("Relu", "x", "r").Node("Identity", "r", "i")
                .Node("Dropout", "i", "d").Node("Reshape", "d shape", "h")),
        ["MatMul and Add"] = new([9], 13, (g, w) => Weights(Weights(g, w, "W", 9, 4), w, "b", 4).Node("MatMul", "x W", "m")
            .Node("Add", "m b", "h")),
    };

    public static TheoryData<string> Rows => [.. s_rows.Keys];

    // Constants, types, and what only orders or scales at the end: no step is made of them.
    private static readonly string[] s_other = ["ArgMax", "Cast", "Constant", "LogSoftmax", "Softmax"];

    [Fact]
    public void Every_operator_that_is_read_has_a_row_here_a_twin_in_the_checker_and_its_name_in_the_docs()
    {
        var rows = s_rows.Keys.SelectMany(name => Build(name, 0, ElementType.Float).Graph.Model.Graph.Node.Select(node => node.OpType))
            .Distinct();
        Assert.Equal(Operator.Names.Order(), rows.Concat(s_other).Order());
        var checker = File.ReadAllText(Repository.File("src", "FtcTools.Models", "Shipping", "Certificates", Certificate.Checker));
        var page = File.ReadAllText(Repository.File("docs", "codes", $"{Codes.OnnxUnsupported}.md"));
        Assert.All(Operator.Names, name => Assert.Contains($"\"{name}\"", checker, StringComparison.Ordinal));
        Assert.Contains($"valid are {string.Join(", ", Operator.Names.SkipLast(1))} and {Operator.Names.Last()}.", page,
            StringComparison.Ordinal);
    }

    private static Graphs Weights(Graphs graph, Func<long[], double[]> random, string name, params long[] shape) =>
        graph.Weights(name, shape, random(shape));

    private static Graphs Normalized(Graphs graph, Func<long[], double[]> random, string x, string y, int channels)
    {
        long[] shape = [channels];
        return graph.Weights("scale", shape, random(shape)).Weights("offset", shape, random(shape)).Weights("mean", shape, random(shape))
            .Weights("variance", shape, [.. random(shape).Select(v => v * v + 0.01)])
            .Node("BatchNormalization", $"{x} scale offset mean variance", y);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_ONNX_Runtime_answers_lies_in_the_enclosure(string name)
    {
        foreach (var type in (ElementType[])[ElementType.Float, ElementType.Double])
        {
            for (var seed = 0; seed < 3; seed++) Compare(name, seed, type);
        }
    }

    private static void Compare(string name, int seed, ElementType type)
    {
        var (graph, model, random) = Build(name, seed, type);
        var x = Enumerable.Range(0, 5 * model.Inputs).Select(_ => Point(random, type)).ToArray();
        foreach (var settings in (SessionSettings[])[new(Optimization.None, 1, 1), new(Optimization.Basic, 1, 5),
            new(Optimization.Extended, 2, 5), new(Optimization.All, 1, 5)])
        {
            SampleValues answers;
            try
            {
                using var session = new ModelSession(OnnxModel.Serialize(graph.Model), "test.onnx", settings);
                answers = session.Run([new("x", 5, x, null)], ["y"])[0];
            }
            catch (FtcException e) when (type == ElementType.Double
                && e.Message.Contains("Could not find an implementation", StringComparison.Ordinal))
            {
                // ONNX Runtime computes only some operators in float64.
                return;
            }
            for (var i = 0; i < 5; i++)
            {
                var at = x[(i * model.Inputs)..((i + 1) * model.Inputs)];
                var (low, high) = model.Bounds(at, at, model.Arithmetic);
                var own = model.Evaluate(at);
                for (var o = 0; o < model.Outputs; o++)
                {
                    Assert.InRange(answers.Numbers![i * model.Outputs + o], low[o], high[o]);
                    Assert.InRange(own[o], low[o], high[o]);
                    Assert.InRange(high[o] - low[o], 0, type == ElementType.Float ? 1e-3 : 1e-11);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Nothing_in_a_ball_leaves_its_enclosure(string name)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (_, model, random) = Build(name, seed, ElementType.Float);
            var centre = Enumerable.Range(0, model.Inputs).Select(_ => Point(random, ElementType.Double)).ToArray();
            var radius = Math.Pow(10, -3 * random.NextDouble());
            var arithmetics = Enum.GetValues<Arithmetic>().Where(a => a != Arithmetic.Exact || model.NotRational is null);
            foreach (var arithmetic in arithmetics)
            {
                var (low, high) = model.Bounds(centre, new Ball(radius, Norm.Infinity), arithmetic);
                var (round, wide) = model.Bounds(centre, new Ball(radius, Norm.Two), arithmetic);
                for (var trial = 0; trial < 20; trial++)
                {
                    var offset = centre.Select(_ =>
                        random.Next(3) switch { 0 => radius, 1 => -radius, _ => radius * (2 * random.NextDouble() - 1) }).ToArray();
                    var length = Math.Sqrt(offset.Sum(v => v * v)) / radius * (1 + 1e-12);
                    var (inBox, inBall) = (model.Evaluate([.. centre.Zip(offset, (c, v) => c + v)], arithmetic),
                        model.Evaluate([.. centre.Zip(offset, (c, v) => c + v / length)], arithmetic));
                    for (var o = 0; o < model.Outputs; o++)
                    {
                        Assert.InRange(inBox[o], low[o], high[o]);
                        Assert.InRange(inBall[o], round[o], wide[o]);
                    }
                }
            }
        }
    }

    private static (Graphs Graph, FrozenModel Model, Random Random) Build(string name, int seed, ElementType type)
    {
        var (row, random) = (s_rows[name], new Random(seed));
        var graph = new Graphs(row.Set).Input("x", [-1, .. row.Shape], type);
        row.Write(graph, shape =>
            [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (double)(float)(2 * random.NextDouble() - 1))]);
        graph.Node("Flatten", "h", "y").Output("y", [-1, -1], type);
        if (type == ElementType.Double) graph.Widen();
        return (graph, FrozenModel.Of(graph.Model, Path.GetFullPath("test.onnx"), ""), random);
    }

    private static double Point(Random random, ElementType type) =>
        type == ElementType.Float ? (float)(4 * random.NextDouble() - 2) : 4 * random.NextDouble() - 2;

    // What the margins of curves are chosen for: ONNX Runtime's own approximations are within a sixteenth of them.
    [Theory]
    [InlineData("Sigmoid", false)]
    [InlineData("Tanh", false)]
    [InlineData("Softplus", false)]
    [InlineData("Sigmoid", true)]
    [InlineData("Tanh", true)]
    public void Curves_are_computed_within_their_margin(string curve, bool wide)
    {
        const int Count = 20_001;
        var (type, margin) = wide ? (ElementType.Double, Math.ScaleB(1, -48)) : (ElementType.Float, Math.ScaleB(1, -22));
        var graph = new Graphs().Input("x", [-1, Count], type).Node(curve, "x", "y").Output("y", [-1, Count], type);
        double[] x = [.. Enumerable.Range(0, Count)
            .Select(i => type == ElementType.Float ? (float)((i - Count / 2) * 0.003) : (i - Count / 2) * 0.003)];
        foreach (var optimization in Enum.GetValues<Optimization>())
        {
            using var session = new ModelSession(OnnxModel.Serialize(graph.Model), "test.onnx", new(optimization));
            var y = session.Run([new("x", 1, x, null)], ["y"])[0].Numbers!;
            for (var i = 0; i < Count; i++)
            {
                var real = curve switch
                {
                    "Tanh" => Math.Tanh(x[i]),
                    "Sigmoid" => 1 / (1 + Math.Exp(-x[i])),
                    _ => Math.Log(1 + Math.Exp(x[i])),
                };
                Assert.InRange((y[i] - real) / Math.Max(1, Math.Abs(real)), -margin, margin);
            }
        }
    }
}
