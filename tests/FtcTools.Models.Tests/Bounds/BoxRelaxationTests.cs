using FtcTools.Models.Bounds;
using FtcTools.Models.Tests.Support;
using FtcTools.Numerics;
using FtcTools.Onnx.Steps;
using Xunit;

namespace FtcTools.Models.Tests.Bounds;

public class BoxRelaxationTests
{
    private static readonly int[][] s_shapes = [[2, 5, 3], [3, 8, 8, 2], [5, 12, 12, 12, 4], [1, 6, 6, 1], [9, 20, 7, 3]];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_order_of_summation_and_no_real_value_is_above_the_bound(bool single)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (random, widths) = (new Random(seed), s_shapes[seed % s_shapes.Length]);
            var model = SeededModel.Read(seed, widths);
            var chain = DenseChain.Of(model.Steps, model.Inputs)!;
            var (functions, constants) = Functions(random, model.Outputs, count: 3);
            var bounds = new BoxRelaxation(chain, single ? Rounding.Float32 : Rounding.None, functions, constants);
            var room = bounds.NewRoom();
            for (var box = 0; box < 6; box++)
            {
                var (low, high) = Box(random, model.Inputs, Math.Pow(10, -2.0 * box / 3));
                bounds.Evaluate(low, high, room);
                for (var trial = 0; trial < 20; trial++)
                {
                    var x = low.Select((from, j) =>
                        (double)(float)(trial % 3 == 0 ? (random.Next(2) == 0 ? from : high[j])
                            : Math.Clamp(from + (high[j] - from) * random.NextDouble(), from, high[j]))).ToArray();
                    var y = single ? Shuffled(chain, x, random) : model.Exact(x);
                    for (var j = 0; j < constants.Length; j++)
                    {
                        var value = Rational.Of(constants[j]);
                        for (var o = 0; o < y.Length; o++) value += Rational.Of(functions[j * y.Length + o]) * y[o];
                        Assert.True(value <= Rational.Of(room.Upper[j]), $"seed {seed}, box {box}, function {j}");
                    }
                }
            }
        }
    }

    [Fact]
    public void At_a_point_the_bound_is_the_value_but_for_rounding()
    {
        var model = SeededModel.Read(7, 5, 12, 12, 12, 4);
        var (functions, constants) = Functions(new Random(1), 4, count: 2);
        var bounds = new BoxRelaxation(DenseChain.Of(model.Steps, 5)!, Rounding.None, functions, constants);
        var room = bounds.NewRoom();
        double[] x = [0.25, -0.5, 0.125, 1, -1];
        bounds.Evaluate(x, x, room);
        var y = model.Evaluate(x, Arithmetic.Exact);
        for (var j = 0; j < 2; j++)
            Assert.InRange(room.Upper[j] - constants[j] - y.Select((v, o) => functions[j * 4 + o] * v).Sum(), 0, 1e-9);
    }

    [Fact]
    public void Linear_relaxation_is_tighter_than_intervals()
    {
        var (relaxed, intervals) = (0.0, 0.0);
        for (var seed = 0; seed < 30; seed++)
        {
            var model = SeededModel.Read(seed, 5, 12, 12, 12, 4);
            var (functions, constants) = Functions(new Random(seed), 4, count: 1);
            var (low, high) = Box(new Random(seed), 5, 0.1);
            relaxed += Width(new BoxRelaxation(DenseChain.Of(model.Steps, 5)!, Rounding.None, functions, constants));
            intervals += Width(new IntervalBounds(model, Arithmetic.Exact, functions, constants));

            double Width(BoxBounds bounds)
            {
                var room = bounds.NewRoom();
                bounds.Evaluate(low, high, room);
                var y = model.Evaluate(low.Select((from, j) => from + (high[j] - from) / 2).ToArray(), Arithmetic.Exact);
                return room.Upper[0] - constants[0] - y.Select((v, o) => functions[o] * v).Sum();
            }
        }
        Assert.InRange(relaxed, 0, intervals / 2);
    }

    [Fact]
    public void An_overflow_leaves_no_bound()
    {
        var chain = new DenseChain([new([1e30, 1e30], [0, 0], true), new([1e30, 1], [0], false)]);
        var bounds = new BoxRelaxation(chain, Rounding.Float32, [1], [0]);
        var room = bounds.NewRoom();
        bounds.Evaluate([0], [1], room);
        Assert.Equal(double.PositiveInfinity, room.Upper[0]);
    }

    private static (double[] Functions, double[] Constants) Functions(Random random, int outputs, int count) =>
        ([.. Enumerable.Range(0, count * outputs).Select(_ => (double)random.Next(-2, 3))],
            [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)]);

    private static (double[] Low, double[] High) Box(Random random, int inputs, double width)
    {
        var low = Enumerable.Range(0, inputs).Select(_ => (double)(float)(2 * random.NextDouble() - 1)).ToArray();
        return (low, [.. low.Select(v => (double)(float)(v + width * random.NextDouble()))]);
    }

    // Float32, every sum in an order of its own, with or without fused multiply-add.
    private static Rational[] Shuffled(DenseChain chain, double[] x, Random random)
    {
        var h = Array.ConvertAll(x, v => (float)v);
        foreach (var step in chain.Steps)
        {
            var next = new float[step.Outputs];
            var fused = random.Next(2) == 0;
            for (var r = 0; r < next.Length; r++)
            {
                var order = Enumerable.Range(-1, h.Length + 1).ToArray();
                random.Shuffle(order);
                var sum = 0f;
                foreach (var c in order)
                {
                    if (c < 0) sum += (float)step.Bias[r];
                    else if (fused) sum = MathF.FusedMultiplyAdd((float)step.Weights[r * h.Length + c], h[c], sum);
                    else sum += (float)step.Weights[r * h.Length + c] * h[c];
                }
                next[r] = step.Relu ? Math.Max(sum, 0) : sum;
            }
            h = next;
        }
        return Array.ConvertAll(h, v => Rational.Of((double)v));
    }
}
