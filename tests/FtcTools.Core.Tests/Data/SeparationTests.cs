using FtcTools.Data;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Data;

/// <summary>The edited sample and the one of another residual that are nearest to each other.</summary>
public class SeparationTests
{
    // Bits and small integers, where most samples are as near as the nearest; tenths, where floats round what are equal distances; and
    // numbers whose squares are nearly lost.
    [Theory]
    [InlineData(Norm.Infinity)]
    [InlineData(Norm.Two)]
    public void It_is_the_first_of_the_nearest_pairs(Norm norm)
    {
        double[] units = [1, 0.1, 1e-3 / 3, 1e140, 1e-146];
        for (var seed = 1; seed <= 40; seed++)
        {
            var data = Grid(new Random(seed), 2 + seed % 4, units[seed % units.Length]);
            var (edited, other, measure) = Pairs(data, norm).MinBy(pair => pair.Measure);
            var found = Separation.Of(data, norm);
            Assert.Equal((edited, other), (found!.Edited, found.Other));
            Assert.Equal(measure, found.Measure);
        }
    }

    private static IEnumerable<(int Edited, int Other, Rational Measure)> Pairs(Dataset data, Norm norm) =>
        from edited in data.Edited
        from other in Enumerable.Range(0, data.K)
        where data.Residual(other) is not { } z || !z.SequenceEqual(data.Residual(edited)!)
        select (edited, other, Separation.Exact(data, edited, other, norm));

    // Distinct points of a grid, about every fourth with one of two residuals.
    private static Dataset Grid(Random random, int levels, double unit)
    {
        var builder = new DatasetBuilder(6, 1);
        var points = new HashSet<string>();
        while (builder.Count < 50)
        {
            var row = Enumerable.Range(0, 6).Select(_ => random.Next(levels) * unit).ToArray();
            if (points.Add(string.Join(' ', row))) builder.Add(row, [random.Next(4) == 0 ? random.Next(1, 3) : 0]);
        }
        return builder.Build("grid");
    }
}
