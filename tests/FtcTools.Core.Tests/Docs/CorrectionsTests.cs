using FtcTools.Bounds;
using FtcTools.Constructions;
using FtcTools.Constructions.ThreeLayer;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Theory;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Docs;

/// <summary>The counterexamples of docs/theory/corrections.md.</summary>
public class CorrectionsTests
{
    [Fact]
    public void Three_neurons_edit_any_of_five_samples()
    {
        Assert.Equal(1, Math.Floor(BoundTable.Capacity(3, 5, 2).PaperUpper!.Value));
        for (var code = 0; code < 3125; code++)
        {
            var data = Given.Residuals([.. Enumerable.Range(0, 5).Select(i => (Rational)(code / (int)Math.Pow(5, i) % 5 - 2))]);
            var network = new FewestKnots().Build(new Problem(data));
            Assert.True(network.Neurons <= 3);
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
        }
    }

    [Fact]
    public void Corollary_5_2_is_true_where_it_does_not_follow()
    {
        for (var m = 1L; m <= 500; m++)
        {
            var k = (m * m + m + 4) / 2;
            Assert.True(BoundTable.Capacity(m, Math.Max(3, k), 3).Upper <= (m * m + m) / 6);
        }
    }

    [Fact]
    public void The_papers_example_of_nine_samples_takes_six_pieces()
    {
        var data = SyntheticData.Hard(4, 9, HardKind.Paper);
        Assert.Equal([0, -1, 0, 2, 0, -1, 0, 2, 0], Enumerable.Range(0, 9).Select(i => data.Residual(i, 0)));
        Assert.Equal(6, Pieces(data));
        Assert.Equal(8, Pieces(SyntheticData.Hard(4, 9, HardKind.Alternating)));
    }

    // Pieces between the first sample and the last of a network that is right on all of them.
    private static int Pieces(Dataset data)
    {
        var network = new FewestKnots().Build(new Problem(data));
        Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
        return network.Output().Knots.ToArray().Count(knot => knot > 1 && knot < data.K) + 1;
    }

    [Fact]
    public void Lemma_4_5_asks_for_differences_of_slopes()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 100; trial++)
        {
            var w = Enumerable.Range(0, 6).Select(i => Rational.Of(3 * i + random.Next(3), 2)).ToArray();
            var z = w.Select(_ => (Rational)random.Next(-3, 4)).ToArray();
            Assert.Equal(z, Corrections.Interpolate(w, z, corrected: true));
        }
        Rational[] three = [1, 2, 3];
        Assert.NotEqual([0, 1, 1], Corrections.Interpolate(three, [0, 1, 1], corrected: false));
    }

    [Fact]
    public void No_delta_is_small_enough_as_printed_and_the_bumps_are_right()
    {
        var data = Given.Residuals(0, 0, 1, 1, -1, 0, 0);
        var z = Enumerable.Range(0, data.K).Select(i => data.Residual(i, 0)).ToArray();
        Assert.Equal(0, Enumerable.Range(1, data.K - 1).SelectMany(i => Enumerable.Range(0, i).Select(j => Rational.Abs(z[i] - z[j])))
            .Aggregate(Rational.Min));
        Assert.True(Verifier.Verify(new Bumps().Build(new Problem(data)), data, Arithmetic.Exact).Passed);
    }

    [Fact]
    public void Rectangles_meet_the_printed_bound_but_for_one_and_three_edits()
    {
        var exceptions = new List<int>();
        for (var n = 1; n <= 2000; n++)
        {
            var printed = 6 * Math.Sqrt(3 * n + 2);
            Assert.True(6 * Integers.CeilingOfRoot(3 * n + 2) > printed);
            var (groups, levels) = Integers.CheapestGrid(3 * n + 2, 2, 4);
            if (2 * groups + 4 * levels > printed) exceptions.Add(n);
        }
        Assert.Equal([1, 3], exceptions);
    }

    [Fact]
    public void Blocks_are_as_many_as_lemma_4_6_says_and_remark_4_allows_one_more()
    {
        for (var k = 3; k <= 12; k++)
        {
            var most = new int[k + 1];
            for (var set = 0; set < 1 << k; set++)
            {
                var edited = Enumerable.Range(0, k).Select(i => (set >> i & 1) == 1).ToArray();
                var n = edited.Count(e => e);
                var blocks = Enumerable.Range(0, k).Count(i => !edited[i] && (i == 0 || edited[i - 1]));
                most[n] = Math.Max(most[n], blocks);
            }
            for (var n = 0; n <= k; n++)
            {
                Assert.Equal(Math.Min(k - n, n + 1), most[n]);
                if (k - n <= n) Assert.True(most[n] < Math.Min(k - n, n) + 1);
            }
        }
    }
}
