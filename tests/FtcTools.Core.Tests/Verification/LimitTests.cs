using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Verification;

public class LimitTests
{
    private static Dataset Line(params int[] edited)
    {
        var builder = new DatasetBuilder(1, 1);
        for (var i = 1; i <= 4; i++) builder.Add([i], [edited.Contains(i) ? 1 : Rational.Zero]);
        return builder.Build("line");
    }

    // 1 for 1.75 <= x <= 2.25, 0 for x <= 1.25 and x >= 2.75.
    private static readonly Network s_plateau = new(
    [
        new Layer(Activation.Relu, 1, [[2], [-2]], [Rational.Of(-9, 2), Rational.Of(7, 2)]),
        new Layer(Activation.Relu, 2, [[-1, -1]], [1]),
        new Layer(Activation.Identity, 1, [[1]], [0]),
    ]);

    [Fact]
    public void A_plateau_reaches_as_far_as_it_is_wide()
    {
        var limits = LimitMeter.Measure(s_plateau, Line(2), tolerance: 1e-9);
        Assert.InRange(limits.EditReach!.Value, 0.2499, 0.2500001);
        Assert.InRange(limits.UntouchedReach!.Value, 0.2499, 0.25);
        // Its slope is 2, so a tenth is lost a twentieth farther; intervals, which take both sides to slope at once, prove half of that.
        Assert.InRange(LimitMeter.Measure(s_plateau, Line(2), tolerance: 0.1).EditReach!.Value, 0.2749, 0.275);
    }

    [Fact]
    public void What_is_wrong_at_a_sample_reaches_nowhere()
    {
        var limits = LimitMeter.Measure(s_plateau, Line(3));
        Assert.Equal(0, limits.EditReach);
        Assert.Equal(0, limits.UntouchedReach);
    }

    [Fact]
    public void What_does_nothing_reaches_everywhere()
    {
        var limits = LimitMeter.Measure(new Network([new Layer(Activation.Relu, 1, [], []), new Layer(Activation.Identity, 0, [[]], [0])]),
            Line());
        Assert.Null(limits.EditReach);
        Assert.Equal(double.PositiveInfinity, limits.UntouchedReach);
    }

    [Fact]
    public void Nothing_within_reach_is_off()
    {
        var data = SyntheticData.Gaussian(5, 40, 3, 1);
        var network = Design.Build(data, new DesignOptions { Method = "Hats" }).Network;
        var limits = LimitMeter.Measure(network, data, tolerance: 0.01);
        Assert.True(limits.EditReach > 0 && limits.UntouchedReach > 0);
        var rounded = new RoundedNetwork<double>(network);
        var random = new Random(1);
        for (var n = 0; n < 2000; n++)
        {
            var i = random.Next(data.K);
            var edited = data.Residual(i) is not null;
            var reach = (edited ? limits.EditReach : limits.UntouchedReach)!.Value;
            double[] near = [.. data.Row(i).ToArray()
                .Select(v => v + reach * (random.Next(3) switch { 0 => -1, 1 => 1, _ => 2 * random.NextDouble() - 1 }))];
            var g = rounded.Evaluate(near)[0];
            if (edited) Assert.InRange(Math.Abs(g - data.Residual(i, 0).ToDouble()), 0, 0.01 * data.MaxResidual.ToDouble());
            else Assert.Equal(0, g);
        }
    }

    [Fact]
    public void Formats_round_as_hardware_does()
    {
        var random = new Random(2);
        for (var n = 0; n < 20_000; n++)
        {
            var value = Math.ScaleB(2 * random.NextDouble() - 1, random.Next(-30, 20));
            Assert.Equal((double)(Half)value, FloatFormat.Float16.Round(value));
            // The upper half of the nearest float32, rounded to even.
            var bits = BitConverter.SingleToUInt32Bits((float)value);
            var upper = BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
            Assert.Equal(upper, FloatFormat.BFloat16.Round((float)value));
        }
        Assert.Equal(65504, FloatFormat.Float16.Largest);
        Assert.Equal(double.PositiveInfinity, FloatFormat.Float16.Round(65520));
        Assert.Equal(65504, FloatFormat.Float16.Round(65519));
    }

    [Fact]
    public void Half_precision_errs_by_no_more_than_is_proven()
    {
        var (proven, exact) = (0, 0);
        foreach (var method in (string[])["Hats", "FewestKnots", "Sawtooth"])
        {
            for (var seed = 1; seed <= 5; seed++)
            {
                var data = SyntheticData.RandomLine(3, 16, seed);
                var network = Design.Build(data, new DesignOptions { Method = method }).Network;
                var limits = LimitMeter.Measure(network, data, null, timed: false, default);
                var half = new RoundedNetwork<Half>(network);
                var touched = 0;
                for (var i = 0; i < data.K; i++)
                {
                    var g = (double)half.Evaluate(data.Row(i))[0];
                    if (double.IsFinite(limits.ErrorFloat16))
                        Assert.InRange(Math.Abs(g - data.Residual(i, 0).ToDouble()), 0, limits.ErrorFloat16);
                    if (g != 0 && data.Residual(i) is null) touched++;
                }
                Assert.InRange(touched, 0, limits.TouchedFloat16);
                if (double.IsFinite(limits.ErrorFloat16)) proven++;
                if (limits.TouchedFloat16 == 0) exact++;
                Assert.True(limits.ErrorTensorFloat32 <= limits.ErrorBFloat16);
            }
        }
        Assert.True(proven > 0 && exact > 0);
    }

    [Fact]
    public void A_lookup_table_knows_the_edited_samples_and_no_other()
    {
        var data = SyntheticData.Gaussian(20, 200, 5, 1);
        var table = new LookupTable(data);
        for (var i = 0; i < data.K; i++)
        {
            var found = table.Find(data.Row(i)).ToArray();
            Assert.Equal(data.Residual(i)?.Select(z => z.ToDouble()).ToArray() ?? [], found);
        }
        Assert.True(table.Bytes >= 20 * 6 * sizeof(double));
        Assert.True(new LookupTable(Line()).Find([1]).IsEmpty);
    }

    [Fact]
    public void It_says_what_would_be_better()
    {
        var limits = LimitMeter.Measure(s_plateau, Line(2));
        Assert.True(limits.NetworkNanoseconds > 0 && limits.LookupNanoseconds > 0);
        // The times are given: those of a busy machine say little.
        var given = limits with { NetworkNanoseconds = 100, LookupNanoseconds = 50, NetworkBytes = 200, LookupBytes = 100 };
        Assert.Contains("hold near their samples", LimitMeter.Advise(given), StringComparison.Ordinal);
        Assert.Contains("A lookup table is 20 times as fast and smaller", LimitMeter.Advise(given with { LookupNanoseconds = 5 }),
            StringComparison.Ordinal);

        var strips = SyntheticData.Gaussian(5, 40, 3, 1);
        Assert.Contains("hold at the samples themselves",
            LimitMeter.Measure(Design.Build(strips, new DesignOptions { Method = "Hats" }).Network, strips).Advice,
            StringComparison.Ordinal);

        var most = Line(1, 2, 3);
        Assert.Contains("training the model anew", LimitMeter.Measure(Design.Build(most, new DesignOptions()).Network, most).Advice,
            StringComparison.Ordinal);

        var builder = new DatasetBuilder(1, 1);
        foreach (var x in (double[])[1, 16777216, 16777217, 3]) builder.Add([x], [x == 16777217 ? 1 : Rational.Zero]);
        var close = builder.Build("close");
        var named = LimitMeter.Measure(Design.Build(close, new DesignOptions()).Network, close);
        Assert.Equal((3, 2), (named.Coincident, named.CoincidentWith));
        Assert.Contains("samples 2 and 3 are one point", named.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_tolerance() =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => LimitMeter.Measure(s_plateau, Line(2), -1)).Code);
}
