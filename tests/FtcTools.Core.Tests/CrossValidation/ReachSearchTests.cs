using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.CrossValidation;

/// <summary>A reach that is chosen by samples held out, and what is advised.</summary>
public class ReachSearchTests
{
    // Sixteen clusters of four samples; in every fourth cluster the model is wrong on all.
    private static Dataset Clusters()
    {
        var builder = new DatasetBuilder(1, 2);
        for (var i = 0; i < 64; i++) builder.Add([10 * (i / 4) + 0.5 * (i % 4)], i / 4 % 4 == 1 ? 1 : 0, [1, 0]);
        return builder.Build("clusters");
    }

    [Fact]
    public void A_reach_that_mends_neighbours_is_taken()
    {
        var chosen = ReachSearch.Build(Clusters(), new DesignOptions { Method = "Polytope" });
        Assert.Equal(ReachSearch.Shares, chosen.Curve.Select(point => point.Reach));
        var best = chosen.Curve.Max(point => point.Gain);
        Assert.True(best > 0);
        Assert.Equal(best, chosen.Curve.Single(point => point.Reach == (chosen.Design.Network.Origin.Reach ?? 0)).Gain);
        Assert.Equal(chosen.Curve.Select(point => point.ToString()), chosen.Design.Network.Origin.ReachCurve!.Split("; "));
        Assert.True(Verifier.Verify(chosen.Design.Network, chosen.Design.Network.Dataset!, Arithmetic.Exact).Passed);
        // The same once more, and what is measured of the network is what was measured of its share.
        Assert.Equal(chosen.Curve, ReachSearch.Build(Clusters(), new DesignOptions { Method = "Polytope" }).Curve);
        var measured = CrossValidator.Measure(chosen.Design.Network, null, ReachSearch.Parts);
        Assert.Equal(best, measured.Better - measured.Worse);
        Assert.True(measured.IsReachChosen);
    }

    [Fact]
    public void Where_nothing_is_edited_nothing_is_tried() =>
        Assert.Equal((0, 1), (ReachSearch.Build(SyntheticData.Line([], 8), new DesignOptions()).Design.Network.Neurons,
            ReachSearch.Build(SyntheticData.Line([], 8), new DesignOptions()).Curve.Count));

    [Fact]
    public void A_radius_is_not_asked_for_beside_it() =>
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() => ReachSearch.Build(Clusters(), new DesignOptions { Radius = 0.1 })).Code);

    [Fact]
    public void Slabs_answer_at_few_other_inputs_and_at_hardly_any_where_they_end_near()
    {
        // Of 24,000 inputs that nobody listed, over six datasets: which single ones are met is chance, how many is not.
        var (touchedByWide, touchedByNear) = (0, 0);
        for (var seed = 1; seed <= 12; seed += 2)
        {
            var (data, others) = (SyntheticData.OfClasses(400, 12, 3, seed), SyntheticData.OfClasses(4000, 12, 3, seed + 1));
            var wide = Design.Build(data, new DesignOptions { Method = "Slabs" }).Network;
            var near = Design.Build(data, new DesignOptions { Method = "Slabs", EndsNear = true }).Network;
            Assert.True(near.Neurons > wide.Neurons);
            Assert.True(Verifier.Verify(near, near.Dataset!, Arithmetic.Float64) is { Passed: true, Touched: 0 });
            touchedByWide += HeldOutMeter.Measure(wide, data, others).TouchedCount;
            touchedByNear += HeldOutMeter.Measure(near, data, others).TouchedCount;
        }
        Assert.InRange(touchedByWide, 50, 500);
        Assert.InRange(touchedByNear, 0, 5);
    }

    private static HeldOutMeasurement Measured(int better, int worse, int wrong, double? reach = null, string method = "Slabs") =>
        new() { Method = method, HeldOut = 1000, Wrong = wrong, Kept = 1000 - wrong - worse, Better = better, Worse = worse,
            Reach = reach };

    [Fact]
    public void Advice_follows_its_rules()
    {
        Assert.Equal(Remedy.CollectMore, Advice.Of(Measured(0, 0, 9)).Remedy);
        Assert.Equal(Remedy.Train, Advice.Of(Measured(10, 0, 50), [Measured(30, 5, 50, method: "Retrained")]).Remedy);
        Assert.Equal(Remedy.Patch, Advice.Of(Measured(10, 0, 50), [Measured(30, 25, 50, method: "Retrained")]).Remedy);
        Assert.Equal(Remedy.PatchWithReach, Advice.Of(Measured(10, 0, 50, 0.25)).Remedy);
        Assert.Equal(Remedy.PatchWithReach, Advice.Of(Measured(0, 10, 50)).Remedy);
        Assert.Equal(Remedy.Train, Advice.Of(Measured(0, 10, 50, 0.25) with { IsReachChosen = true }).Remedy);
        Assert.Equal(Remedy.Train, Advice.Of(Measured(2, 1, 200)).Remedy);
        Assert.Equal(Remedy.CollectMore, Advice.Of(Measured(2, 1, 200), [Measured(20, 25, 200, method: "Retrained")]).Remedy);
        Assert.Equal(Remedy.Patch, Advice.Of(Measured(2, 1, 50)).Remedy);
        Assert.Contains("1000 held-out answers 2 become better and 1 worse", Advice.Of(Measured(2, 1, 50)).Reason,
            StringComparison.Ordinal);
    }
}
