using FtcTools.Constructions;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Core.Tests.Support;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

public class FewestKnotsTests
{
    [Fact]
    public void Never_more_than_the_theorem_allows()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var data = Instances.Random(seed, 25, 1);
            var problem = new Problem(data, seed);
            if (problem.Dataset.Outputs > 1) continue;
            var k = problem.Whole.Count;
            var n = problem.Support.EditedCount;
            if (n == 0 || k < 5) continue;
            Assert.True(new FewestKnots().Neurons(problem) <= Math.Min(3 * n, k - 2),
                $"seed {seed}: N={n} K={k}: {new FewestKnots().Neurons(problem)}");
        }
    }

    // The definition: try all ways to choose slopes from the chords and half-lines, by dynamic programming over k and interval ends on a
    // grid.
    [Fact]
    public void No_function_has_fewer_knots()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var count = 2 + random.Next(6);
            var z = Enumerable.Range(0, count).Select(_ => (Rational)random.Next(-2, 3)).ToArray();
            var c = Enumerable.Range(0, count).Select(i => (Rational)i).ToArray();
            var program = new KnotProgram(c, z);
            Assert.Equal(Search(z), program.Knots);
            var (first, knots) = program.Witness();
            Assert.Equal(program.Knots, knots.Count);
            Assert.True(knots.Zip(knots.Skip(1)).All(pair => pair.First.Knot <= pair.Second.Knot));
        }
    }

    // Fewest slope changes when slopes are half-integers in [-12, 12]: any optimum can be moved onto such slopes for these small data.
    private static int Search(Rational[] z)
    {
        var slopes = Enumerable.Range(-48, 97).Select(i => Rational.Of(i, 4)).ToArray();
        var cost = slopes.Select(s => s == z[1] - z[0] ? 0 : 1_000).ToArray();
        // Entering the first gap with another slope costs a knot inside it.
        var chord = z[1] - z[0];
        for (var i = 0; i < slopes.Length; i++)
        {
            if (slopes[i] != chord && slopes.Any(s => (s - chord).Sign == -(slopes[i] - chord).Sign)) cost[i] = 1;
        }
        for (var g = 1; g + 1 < z.Length; g++)
        {
            chord = z[g + 1] - z[g];
            var next = slopes.Select(_ => 1_000).ToArray();
            for (var i = 0; i < slopes.Length; i++)
            {
                for (var j = 0; j < slopes.Length; j++)
                {
                    var (a, b) = ((slopes[i] - chord).Sign, (slopes[j] - chord).Sign);
                    var extra = a == 0 && b == 0 ? 0 : a == -b ? 1 : a == 0 ? 1_000 : b == 0 ? 1 : 2;
                    next[j] = Math.Min(next[j], cost[i] + extra);
                }
            }
            cost = next;
        }
        return cost.Min();
    }
}
