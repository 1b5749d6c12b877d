using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Onnx.Steps;
using FtcTools.Patching;
using FtcTools.Runtime;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Onnx;

public class FrozenModelTests
{
    internal static string DigitsModel { get; } = Repository.File("examples", "onnx-patch", "digits-mlp.onnx");

    private static Dataset Digits(bool classification) => DataFile.Read(
        Repository.File("examples", "quickstart", "digits.csv"),
        new() { Features = ["x0..x63"], Label = ["label"], Point = PatchPoint.Of(OnnxModel.Read(DigitsModel)),
            Classification = classification });

    [Fact]
    public void The_digits_model_answers_as_the_runtime_that_wrote_the_data()
    {
        var model = FrozenModel.Read(DigitsModel);
        Assert.Equal((64, 10, "x", "logits", Ending.None, Arithmetic.Float32),
            (model.Inputs, model.Outputs, model.InputName, model.OutputName, model.Ending, model.Arithmetic));
        var (given, ours) = (Core.Tests.Support.Digits.Classes, Digits(true));
        Assert.Equal((1797, 98), (ours.K, ours.N));
        Assert.Equal(given.T, ours.T);
        for (var i = 0; i < ours.K; i++)
        {
            for (var o = 0; o < 10; o++)
            {
                var error = ours.PredictionErrors(i)[o];
                Assert.InRange(error, 0, 1e-3);
                Assert.InRange(given.Predictions(i)[o], ours.Predictions(i)[o] - error, ours.Predictions(i)[o] + error);
            }
        }
    }

    [Fact]
    public void One_label_stands_beside_the_number_of_the_largest_output()
    {
        var data = Digits(false);
        Assert.Equal((1797, 98, 1), (data.K, data.N, data.Outputs));
        Assert.Null(data.Classes);
    }

    [Fact]
    public void Every_arithmetic_agrees_with_exact_numbers()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var model = TinyModel.Random(seed).Read();
            var random = new Random(seed);
            var x = Enumerable.Range(0, model.Inputs).Select(_ => 4 * random.NextDouble() - 2).ToArray();
            var rounded = Array.ConvertAll(x, v => (double)(float)v);
            var (exact, exactRounded) = (model.Exact(x), model.Exact(rounded));
            Assert.Equal(Array.ConvertAll(exact, v => v.ToDouble()), model.Evaluate(x, Arithmetic.Exact));
            Assert.Equal(model.Evaluate(x), model.Evaluate(x.AsMemory(), default));
            foreach (var arithmetic in Enum.GetValues<Arithmetic>())
            {
                var (low, high) = model.Bounds(x, x, arithmetic);
                var y = model.Evaluate(x, arithmetic);
                for (var o = 0; o < y.Length; o++)
                {
                    Assert.InRange(y[o], low[o], high[o]);
                    Assert.InRange((arithmetic == Arithmetic.Float32 ? exactRounded : exact)[o], Rational.Of(low[o]), Rational.Of(high[o]));
                    Assert.InRange(high[o] - low[o], 0, arithmetic == Arithmetic.Float32 ? 1e-3 : 1e-12);
                }
            }
            var (outputs, errors) = model.Predict(x, Arithmetic.Float32);
            for (var o = 0; o < outputs.Length; o++)
            {
                var slack = Rational.Of(errors[o]);
                Assert.InRange(exact[o], Rational.Of(outputs[o]) - slack, Rational.Of(outputs[o]) + slack);
                Assert.InRange(exactRounded[o], Rational.Of(outputs[o]) - slack, Rational.Of(outputs[o]) + slack);
            }
        }
    }

    [Fact]
    public void Nothing_in_a_box_leaves_its_bounds()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var model = TinyModel.Random(seed).Read();
            var random = new Random(seed);
            var low = Enumerable.Range(0, model.Inputs).Select(_ => 4 * random.NextDouble() - 2).ToArray();
            var high = Array.ConvertAll(low, v => v + random.NextDouble());
            foreach (var arithmetic in Enum.GetValues<Arithmetic>())
            {
                var (below, above) = model.Bounds(low, high, arithmetic);
                for (var trial = 0; trial < 20; trial++)
                {
                    // Corners and what lies between.
                    var x = low.Zip(high, (a, b) => random.Next(3) switch { 0 => a, 1 => b, _ => a + (b - a) * random.NextDouble() })
                        .ToArray();
                    var y = model.Evaluate(x, arithmetic);
                    for (var o = 0; o < y.Length; o++) Assert.InRange(y[o], below[o], above[o]);
                }
            }
        }
    }

    // Towards the ball's border along every row of the first layer, where a bound is nearly met, and anywhere.
    [Fact]
    public void Nothing_in_a_round_ball_leaves_its_bounds_and_they_are_within_those_of_the_box()
    {
        var (nearest, narrower) = (0.0, 0);
        for (var seed = 0; seed < 100; seed++)
        {
            var model = TinyModel.Random(seed).Read();
            var first = (Affine)model.Steps[0];
            var random = new Random(seed);
            var centre = Enumerable.Range(0, model.Inputs).Select(_ => 4 * random.NextDouble() - 2).ToArray();
            var radius = random.NextDouble();
            foreach (var arithmetic in Enum.GetValues<Arithmetic>())
            {
                var (below, above) = model.Bounds(centre, new Ball(radius, Norm.Two), arithmetic);
                var (low, high) = model.Bounds(centre, new Ball(radius, Norm.Infinity), arithmetic);
                for (var o = 0; o < below.Length; o++)
                {
                    Assert.True(low[o] <= below[o] && above[o] <= high[o],
                        $"seed {seed}: [{below[o]}, {above[o]}] in [{low[o]}, {high[o]}]");
                    narrower += above[o] - below[o] < 0.99 * (high[o] - low[o]) ? 1 : 0;
                }
                for (var trial = 0; trial < 20; trial++)
                {
                    var r = random.Next(first.Width);
                    var direction = trial % 2 == 0 ? first.Weights.AsSpan(r * model.Inputs, model.Inputs).ToArray()
                        : Array.ConvertAll(centre, _ => 2 * random.NextDouble() - 1);
                    var length = radius * (1 - 1e-12) * (trial % 4 < 2 ? 1 : -1) / Math.Sqrt(direction.Sum(v => v * v));
                    var x = centre.Zip(direction, (c, v) => c + length * v).ToArray();
                    var y = model.Evaluate(x, arithmetic);
                    for (var o = 0; o < y.Length; o++)
                    {
                        Assert.InRange(y[o], below[o], above[o]);
                        if (above[o] > below[o])
                            nearest = Math.Max(nearest, Math.Abs(2 * y[o] - below[o] - above[o]) / (above[o] - below[o]));
                    }
                }
            }
        }
        Assert.True(nearest > 0.99 && narrower > 100, $"{nearest}, {narrower}");
        Assert.Equal(double.NegativeInfinity, TinyModel.Random(1).Read()
            .Bounds(new double[TinyModel.Random(1).Read().Inputs], new Ball(double.MaxValue, Norm.Two), Arithmetic.Exact).Low[0]);
    }

    [Fact]
    public void What_may_overflow_is_unbounded()
    {
        var model = new TinyModel([0, 1]).Constant("W", [1, 1], 1e30).Node("MatMul", "x W", "h").Node("MatMul", "h W", "y").Output("y")
            .Read();
        Assert.Equal(double.PositiveInfinity, model.Bounds([1e9], [1e9], Arithmetic.Float32).High[0]);
        Assert.True(double.IsFinite(model.Bounds([1e9], [1e9], Arithmetic.Float64).High[0]));
    }

    // Factors of Gemm lift what has underflowed, and come too late for what has overflowed.
    [Fact]
    public void Large_and_small_factors_are_in_the_bounds()
    {
        var lifted = new TinyModel([0, 1]).Constant("W", [1, 1], 1e-25).Node("Gemm", "x W", "y", TinyModel.Float("alpha", 1e30f))
            .Output("y").Read();
        var (low, high) = lifted.Bounds([1e-20], [1e-20], Arithmetic.Float32);
        Assert.InRange(lifted.Evaluate([1e-20], Arithmetic.Float32)[0], low[0], high[0]);
        var lost = new TinyModel([0, 1]).Constant("W", [1, 1], 1e38).Node("Gemm", "x W", "y", TinyModel.Float("alpha", 1e-30f)).Output("y")
            .Read();
        Assert.Equal(double.PositiveInfinity, lost.Evaluate([10], Arithmetic.Float32)[0]);
        Assert.Equal([double.PositiveInfinity], lost.Bounds([10], [10], Arithmetic.Float32).High);
    }

    // float32 on the way is another function than the one in float64 that is enclosed.
    [Fact]
    public void Features_that_are_rounded_on_the_way_to_float64_are_refused()
    {
        var models = new TinyModel([0, 2], type: ElementType.Double)
            .Node("Cast", "x", "narrow", TinyModel.Int("to", (long)ElementType.Float))
            .Node("Cast", "narrow", "wide", TinyModel.Int("to", (long)ElementType.Double)).Node("Relu", "wide", "y").Output("y");
        var refused = Assert.Throws<FtcException>(models.Read);
        Assert.Equal(Codes.OnnxUnsupported, refused.Code);
        Assert.Contains("node 2 'n_wide' (Cast)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_flattened_and_shapes_kept()
    {
        var models = new TinyModel([0, 1, 2, 2]).Constant("W", [4, 2], 1, 2, 3, 4, 5, 6, 7, 8);
        models.Model.Graph.Initializer.Add(TinyModel.Integers("shape", 0, -1));
        var flat = models.Node("Reshape", "x shape", "v").Node("MatMul", "v W", "y").Node("Identity", "y", "z").Node("Softmax", "z", "q")
            .Output("q").Read();
        Assert.Equal((4, 2, Ending.Softmax), (flat.Inputs, flat.Outputs, flat.Ending));
        Assert.Equal([50.0, 60], flat.Evaluate([1, 2, 3, 4]));
        var other = new TinyModel([0, 2, 2]).Constant("W", [4, 2], 1, 2, 3, 4, 5, 6, 7, 8)
            .Node("Flatten", "x", "v").Node("MatMul", "v W", "y").Node("Softmax", "y", "q")
            .Node("ArgMax", "q", "k", TinyModel.Int("axis", 1), TinyModel.Int("keepdims", 0)).Output("k", "q").Read();
        Assert.Equal((Ending.ArgMax, "y"), (other.Ending, other.OutputName));
    }

    [Fact]
    public void Older_operator_sets_say_clip_by_attributes()
    {
        var model = new TinyModel([0, 1], 7).Node("Clip", "x", "y", TinyModel.Float("min", -1), TinyModel.Float("max", 2)).Output("y")
            .Read();
        Assert.Equal([-1.0, 0.5, 2], new[] { -5, 0.5, 9 }.Select(x => model.Evaluate([x])[0]));
    }

    [Fact]
    public void Float64_models_are_not_taken_for_float32_ones()
    {
        var models = new TinyModel([0, 1], type: ElementType.Double).Node("Relu", "x", "y").Output("y");
        var model = models.Read();
        Assert.Equal(Arithmetic.Float64, model.Arithmetic);
        Assert.Equal(0.1, model.Evaluate([0.1])[0]);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => model.Evaluate([0.1], Arithmetic.Float32)).Code);
    }

    [Fact]
    public void Wrong_lengths_and_boxes_are_named()
    {
        var model = new TinyModel([0, 2]).Node("Relu", "x", "y").Output("y").Read();
        Assert.Equal(Codes.ShapeMismatch, Assert.Throws<FtcException>(() => model.Evaluate([1.0])).Code);
        Assert.Equal(Codes.ShapeMismatch, Assert.Throws<FtcException>(() => model.Evaluate(new double[3].AsMemory())).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => model.Bounds([1, 1], [0, 2], Arithmetic.Exact)).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => model.Bounds([double.NaN, 1], [0, 2], Arithmetic.Exact)).Code);
    }
}
