using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using Xunit;

namespace FtcTools.Models.Tests.Regions;

/// <summary>Requirements from both sides, which a model leaves at both ends.</summary>
public class BandTests
{
    private static readonly double[] s_low = [-1, -1, -0.5];
    private static readonly double[] s_high = [0, 0.5, 0.5];

    // The share of answers of the model that lie below and above.
    private static (FrozenModel Model, Region Region) Band(int seed, double outside, string of = "y0")
    {
        var model = SeededModel.Read(seed, [3, 12, 12, 2]);
        var random = new Random(seed);
        var values = Enumerable.Range(0, 2000).Select(_ => model.Evaluate(Inside(random))).Select(y => of == "y0" ? y[0] : y[0] - y[1])
            .Order().ToArray();
        var (low, high) = ((float)values[(int)(2000 * outside)], (float)values[(int)(2000 * (1 - outside)) - 1]);
        return (model, new($"band {seed}", s_low, s_high,
            Requirement.OfAll([At($"{of} >= {Text.Of(low)}"), At($"{of} <= {Text.Of(high)}")])));
    }

    private static Inequality At(string text) => InequalityText.Read(text, 'y').Over(2);

    private static double[] Inside(Random random) =>
        [.. s_low.Select((v, j) => (double)(float)(v + (s_high[j] - v) * random.NextDouble()))];

    [Theory]
    [InlineData(0, 0.02, "y0")]
    [InlineData(1, 0.02, "y0")]
    [InlineData(2, 0.15, "y0")]
    [InlineData(3, 0.03, "y0 - y1")]
    public void Answers_are_moved_into_the_band_from_both_ends(int seed, double outside, string of)
    {
        var (model, region) = Band(seed, outside, of);
        Assert.Equal(RegionVerdict.Violated, RegionVerifier.Verify(model, null, region, Arithmetic.Float32).Verdict);
        var network = RegionPatch.Build(model, [region], new() { MostBoxes = 20_000 });
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = RegionVerifier.Verify(model, network, region, arithmetic);
            Assert.True(report.Verdict == RegionVerdict.Holds, $"seed {seed}, {arithmetic}: {report}");
        }
        var (g, random, moved) = (new RoundedNetwork<float>(network), new Random(seed), new HashSet<(int, int)>());
        for (var i = 0; i < 3000; i++)
        {
            var x = Inside(random);
            var (f, added) = (model.Evaluate(x), g.Evaluate(x));
            Assert.True(region.Requirement.Holds([.. f.Select((value, o) => (double)((float)value + added[o]))]),
                $"seed {seed}: {string.Join(' ', x)}");
            for (var o = 0; o < added.Length; o++)
            {
                if (added[o] != 0) moved.Add((o, Math.Sign(added[o])));
            }
            var beyond = x.Select((v, j) => v + 1.01 * (s_high[j] - s_low[j])).ToArray();
            Assert.All(g.Evaluate(beyond), value => Assert.Equal(0, value));
        }
        Assert.Equal(2, moved.Count);
    }

    [Fact]
    public void One_unit_for_all_of_a_region_does_not_do()
    {
        var (model, region) = Band(1, 0.05);
        var error = Assert.Throws<FtcException>(() =>
            RegionPatch.Build(model, [region], new() { Form = RegionForm.Whole, MostBoxes = 5_000 }));
        Assert.Equal(Codes.RegionConflict, error.Code);
        Assert.Contains("both ends", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_band_that_no_box_can_be_moved_into_is_said_so()
    {
        var model = SeededModel.Read(5, [3, 12, 12, 2]);
        var region = new Region("band", s_low, s_high, Requirement.OfAll([At("y0 >= 0"), At("y0 <= 1e-7")]));
        var error = Assert.Throws<FtcException>(() => RegionPatch.Build(model, [region], new() { MostBoxes = 5_000 }));
        Assert.Equal(Codes.RegionConflict, error.Code);
        Assert.Contains("wider than the band", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_band_without_an_answer_is_refused()
    {
        var model = SeededModel.Read(5, [3, 12, 12, 2]);
        var region = new Region("band", s_low, s_high, Requirement.OfAll([At("y0 >= 1"), At("y0 <= 0")]));
        var error = Assert.Throws<FtcException>(() => RegionPatch.Build(model, [region]));
        Assert.Equal(Codes.RegionConflict, error.Code);
        Assert.Contains("no answer is right for both", error.Message, StringComparison.Ordinal);
    }
}
