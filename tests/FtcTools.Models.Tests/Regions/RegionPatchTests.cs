using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using Xunit;

namespace FtcTools.Models.Tests.Regions;

public class RegionPatchTests
{
    private static readonly int[] s_shape = [3, 12, 12, 4];

    // An output that is not to be the largest, where it sometimes is.
    private static (FrozenModel Model, Region Region) Property(int seed)
    {
        var model = SeededModel.Read(seed, s_shape);
        var random = new Random(seed);
        var low = Enumerable.Range(0, 3).Select(_ => random.NextDouble() - 1).ToArray();
        double[] high = [.. low.Select(v => v + 0.3 + random.NextDouble())];
        var counts = new int[4];
        for (var i = 0; i < 400; i++)
        {
            var y = model.Evaluate(Inside(random, low, high));
            counts[Array.IndexOf(y, y.Max())]++;
        }
        // The rarest that is answered at all, so that most of the region is right.
        var worst = Enumerable.Range(0, 4).Where(o => counts[o] > 0).MinBy(o => counts[o]);
        return (model, new Region($"region {seed}", low, high, NotLargest(worst, 4)));
    }

    private static Requirement NotLargest(int output, int outputs) =>
        Requirement.OfClauses([[.. Enumerable.Range(0, outputs).Where(o => o != output).Select(o =>
    {
        var coefficients = new double[outputs];
        (coefficients[o], coefficients[output]) = (1, -1);
        return new Inequality(coefficients, 0, isStrict: true);
    })]]);

    private static double[] Inside(Random random, IReadOnlyList<double> low, IReadOnlyList<double> high) =>
        [.. low.Select((v, j) => v + (high[j] - v) * random.NextDouble())];

    [Fact]
    public void What_is_not_bounded_at_a_single_input_is_said_at_once()
    {
        // A weight that overflows float32 wherever the second input is not 0.
        var region = new Region("far", [-1, -3e38, -1], [1, 3e38, 1], Requirement.OfClass(0));
        var (model, _) = Property(1);
        var error = Assert.Throws<FtcException>(() => RegionPatch.Build(model, [region]));
        Assert.Equal(Codes.RegionNotBounded, error.Code);
        Assert.Contains("not even at", error.Message, StringComparison.Ordinal);
        var report = RegionVerifier.Verify(model, null, region, Arithmetic.Float32);
        Assert.True(report is { Verdict: not RegionVerdict.Holds, Boxes: < 50_000 }, report.ToString());
    }

    [Fact]
    public void Open_ends_are_closed_by_a_range_or_refused_with_it()
    {
        var range = new RegionRange("data", [0, 0], [1, 5]);
        var region = new Region("rule", [double.NegativeInfinity, 2], [0.5, double.PositiveInfinity], Requirement.OfClass(0));
        var closed = range.Close(region);
        Assert.Equal((0, 0.5, 2, 5), (closed.Low[0], closed.High[0], closed.Low[1], closed.High[1]));
        Assert.Equal("Where x0 is at most 0.5 and x1 is at least 2, the answer is class 0, whatever the model says. Proven where x0 is from 0 to 0.5 and x1 is from 2 to 5.", RegionWords.Of(closed, region));
        var beyond = Assert.Throws<FtcException>(() =>
            range.Close(new Region("rule", [7, 0], [double.PositiveInfinity, 1], Requirement.OfClass(0))));
        Assert.Equal(Codes.Region, beyond.Code);
        Assert.Contains("closed by data, which ranges from 0 to 1", beyond.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RegionForm.Surgical)]
    [InlineData(RegionForm.Whole)]
    public void A_network_is_proven_in_every_arithmetic_and_no_input_that_is_tried_is_wrong(RegionForm form)
    {
        var repaired = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var (model, region) = Property(seed);
            var before = RegionVerifier.Verify(model, null, region, Arithmetic.Float32);
            Assert.Equal(RegionVerdict.Violated, before.Verdict);
            var network = RegionPatch.Build(model, [region], new() { Form = form, MostBoxes = 5_000 });
            foreach (var arithmetic in Enum.GetValues<Arithmetic>())
            {
                var report = RegionVerifier.Verify(model, network, region, arithmetic);
                Assert.True(report.Verdict == RegionVerdict.Holds, $"seed {seed}, {arithmetic}: {report}");
            }
            var plan = Assert.Single(network.Regions);
            Assert.InRange(plan.Margin, 0, 0.001);
            Assert.InRange(plan.Lift, before.Violation, 10 * plan.Violation);
            Check(model, network, region, plan, new Random(seed));
            repaired++;
        }
        Assert.Equal(12, repaired);
    }

    private static void Check(FrozenModel model, Network network, Region region, RegionPlan plan, Random random)
    {
        var (single, wide, clauses) =
            (new RoundedNetwork<float>(network), new RoundedNetwork<double>(network), region.Requirement.Clauses(4));
        var untouched = 0;
        for (var i = 0; i < 2000; i++)
        {
            var x = Array.ConvertAll(Inside(random, region.Low, region.High), v => (double)(float)v);
            if (!region.Contains(x)) continue;
            var (f, g) = (model.Evaluate(x), single.Evaluate(x));
            Assert.All(g, value => Assert.True(Math.Abs(value) <= plan.Lift));
            if (g.All(value => value == 0)) untouched++;
            var sum = f.Select((value, o) => Rational.Of((float)value + g[o])).ToArray();
            Assert.All(clauses, clause => Assert.Contains(clause, inequality => inequality.Holds(sum)));
        }
        Assert.InRange(untouched, 2000 * plan.Untouched - 150, 2000);
        for (var i = 0; i < 2000; i++)
        {
            // One input stands outside by a thousandth of the width, the others anywhere.
            var x = Array.ConvertAll(Inside(random, [.. region.Low.Select(v => v - 2)], [.. region.High.Select(v => v + 2)]),
                v => (double)(float)v);
            var j = random.Next(3);
            var width = region.High[j] - region.Low[j];
            x[j] = random.Next(2) == 0 ? Outward.Up(region.High[j] + 0.00101 * width) : Outward.Down(region.Low[j] - 0.00101 * width);
            Assert.All(single.Evaluate(x), value => Assert.Equal(0, BitConverter.SingleToInt32Bits(value)));
            Assert.All(wide.Evaluate(x), value => Assert.Equal(0, BitConverter.DoubleToInt64Bits(value)));
        }
    }

    [Fact]
    public void A_class_holds_on_a_whole_region_even_where_it_is_never_answered()
    {
        var model = SeededModel.Read(3, s_shape);
        var region = new Region("rule", [-1, -1, -1], [-0.5, 0, 0], Requirement.OfClass(2));
        var network = RegionPatch.Build(model, [region], new() { MostBoxes = 20_000 });
        Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, network, region, Arithmetic.Float32).Verdict);
    }

    [Fact]
    public void Several_regions_hold_together_with_outputs_that_are_pushed_both_ways()
    {
        var model = SeededModel.Read(5, s_shape);
        Region[] regions =
        [
            new("low", [-1, -1, -1], [-0.5, 0, 0], Requirement.OfClass(2)),
            new("high", [0.5, 0.5, 0.5], [1, 1, 1], Requirement.OfClass(1)),
            new("never 2", [-0.4, -1, -1], [0.2, -0.5, -0.5], NotLargest(2, 4)),
            new("bounded", [0.3, -1, -1], [0.45, -0.5, -0.5], Requirement.OfAll([InequalityText.Read("y1 <= -3", 'y').Over(4)])),
        ];
        var network = RegionPatch.Build(model, regions);
        foreach (var region in regions)
        {
            Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, network, region, Arithmetic.Exact).Verdict);
            Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, network, region, Arithmetic.Float32).Verdict);
        }
        Assert.All(new RoundedNetwork<float>(network).Evaluate([0.46, 0.3, 0.3]),
            value => Assert.Equal(0, BitConverter.SingleToInt32Bits(value)));
    }

    [Fact]
    public void Inequalities_of_inputs_cut_the_region()
    {
        var model = SeededModel.Read(4, s_shape);
        var region = new Region("triangle", [-1, -1, -1], [1, 1, 1], Requirement.OfClass(0),
            [InequalityText.Read("x0 + x1 <= -0.5", 'x').Over(3)]);
        var network = RegionPatch.Build(model, [region], new() { Form = RegionForm.Whole });
        Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, network, region, Arithmetic.Float32).Verdict);
        var (random, single) = (new Random(1), new RoundedNetwork<float>(network));
        var outside = 0;
        for (var i = 0; i < 3000; i++)
        {
            double[] x = [2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1];
            if (x[0] + x[1] < -0.49) continue;
            outside++;
            Assert.All(single.Evaluate(x), value => Assert.Equal(0, BitConverter.SingleToInt32Bits(value)));
        }
        Assert.True(outside > 1000);
    }

    [Fact]
    public void A_region_that_holds_already_takes_no_neuron()
    {
        var model = SeededModel.Read(3, s_shape);
        var y = model.Evaluate([0.5, 0.5, 0.5]);
        var region = new Region("point", [0.4999, 0.4999, 0.4999], [0.5, 0.5, 0.5], Requirement.OfClass(Array.IndexOf(y, y.Max())));
        var network = RegionPatch.Build(model, [region], new() { MostBoxes = 20_000 });
        Assert.Equal(0, network.Neurons);
        Assert.Equal(1, network.Regions[0].Untouched);
    }

    [Fact]
    public void A_network_from_a_file_is_proven_from_its_weights_alone()
    {
        var (model, region) = Property(2);
        var network = RegionPatch.Build(model, [region], new() { MostBoxes = 20_000 });
        using var text = new MemoryStream();
        NetworkFile.Write(text, network);
        var read = NetworkFile.Read(text.ToArray());
        Assert.All(read.Regions, plan => Assert.Null(plan.Bisection));
        Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, read, region, Arithmetic.Float32).Verdict);
    }

    [Fact]
    public void A_network_that_moves_too_little_is_found_out()
    {
        var (model, region) = Property(2);
        var network = RegionPatch.Build(model, [region], new() { MostBoxes = 20_000 });
        var last = network.Layers[^1];
        var weak = new Network([.. network.Layers.SkipLast(1), new Layer(Activation.Identity, last.Inputs,
            [.. Enumerable.Range(0, last.Neurons).Select(r => Array.ConvertAll(last.Weights(r).ToArray(), w => w / 8))],
            [.. Enumerable.Range(0, last.Neurons).Select(r => last.Bias(r) / 8)])]);
        var report = RegionVerifier.Verify(model, weak, region, Arithmetic.Float32);
        Assert.Equal(RegionVerdict.Violated, report.Verdict);
        Assert.NotNull(report.Counterexample);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_threads()
    {
        var (model, region) = Property(6);
        var networks = Enumerable.Range(0, 2).Select(_ =>
        {
            using var text = new MemoryStream();
            NetworkFile.Write(text, RegionPatch.Build(model, [region]));
            return Convert.ToHexString(text.ToArray());
        }).ToArray();
        Assert.Equal(networks[0], networks[1]);
    }

    [Fact]
    public void Regions_that_contradict_each_other_are_both_named()
    {
        var model = SeededModel.Read(5, s_shape);
        var error = Assert.Throws<FtcException>(() => RegionPatch.Build(model,
        [
            new("first", [-1, -1, -1], [0, 0, 0], Requirement.OfClass(2)),
            new("second", [-0.1, -1, -1], [1, 0, 0], Requirement.OfClass(1), place: new("rules.csv", 3)),
        ]));
        Assert.Equal((Codes.RegionConflict, "rules.csv", 3), (error.Code, error.File, error.Line));
        Assert.Contains("first", error.Message, StringComparison.Ordinal);
        Assert.Contains("second", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_end_and_a_wrong_number_of_inputs_are_refused()
    {
        var model = SeededModel.Read(5, s_shape);
        Assert.Equal(Codes.Region,
            Assert.Throws<FtcException>(() =>
                RegionPatch.Build(model, [new("open", [-1, double.NegativeInfinity, 0], [0, 0, 0], Requirement.OfClass(0))])).Code);
        Assert.Equal(Codes.ShapeMismatch,
            Assert.Throws<FtcException>(() => RegionPatch.Build(model, [new("flat", [-1], [0], Requirement.OfClass(0))])).Code);
        Assert.Equal(Codes.ShapeMismatch,
            Assert.Throws<FtcException>(() =>
                RegionPatch.Build(model, [new("class", [-1, -1, -1], [0, 0, 0], Requirement.OfClass(9))])).Code);
    }
}
