using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Numerics;

/// <summary>Sums against plain loops, at every length around the width of a vector.</summary>
public class SumsTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 40), 64, 100, 783, 784];

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_are_what_loops_give(int count)
    {
        var (x, y) = (Numbers(count, 1), Numbers(count, 2));
        var tolerance = 1e-15 * (count + 1);
        Assert.Equal(x.Zip(y, (a, b) => a * b).Sum(), Sums.Dot(x, y), tolerance);
        Assert.Equal(x.Sum(), Sums.Sum(x), tolerance);
        Assert.Equal(x.Sum(Math.Abs), Sums.OfMagnitudes(x), tolerance);
        Assert.Equal(x.Zip(y, (a, b) => Math.Abs(a * b)).Sum(), Sums.OfMagnitudes(x, y), tolerance);
        Assert.Equal(x.Sum(a => a * a), Sums.OfSquares(x), tolerance);
        Assert.Equal(Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum()), Sums.Distance(x, y), tolerance);
        float[] single = Array.ConvertAll(x, a => (float)a), other = Array.ConvertAll(y, a => (float)a);
        Assert.Equal(single.Zip(other, (a, b) => (double)a * b).Sum(), Sums.Dot<float>(single, other), 1e-6 * (count + 1));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_order_is_that_of_sixteen_partial_sums(int count)
    {
        var (x, y) = (Numbers(count, 3), Numbers(count, 4));
        Assert.Equal(InOrder(x, y), Sums.Dot(x, y));
    }

    // The definition, without vectors: four numbers a turn, the last ones in the second turn's places.
    private static double InOrder(double[] x, double[] y)
    {
        var (partial, at) = (new double[16], 0);
        if (x.Length < 4) return Enumerable.Range(0, x.Length).Aggregate(0.0, (sum, j) => Math.FusedMultiplyAdd(x[j], y[j], sum));
        for (; at <= x.Length - 16; at += 16) Add(at, 16, 0);
        for (; at <= x.Length - 4; at += 4) Add(at, 4, 0);
        Add(at, x.Length - at, 8 - (x.Length - at));
        for (var half = 8; half > 0; half /= 2)
        {
            for (var l = 0; l < half; l++) partial[l] += partial[l + half];
        }
        return partial[0];

        void Add(int from, int number, int lane)
        {
            for (var j = 0; j < number; j++) partial[lane + j] = Math.FusedMultiplyAdd(x[from + j], y[from + j], partial[lane + j]);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Products_of_rows_are_what_loops_give(int count)
    {
        double[][] x = [.. Enumerable.Range(0, 4).Select(i => Numbers(count, i))], y = [Numbers(count, 8), Numbers(count, 9)];
        var sums = new double[8];
        Sums.Dots(x[0], x[1], x[2], x[3], y[0], y[1], sums);
        for (var at = 0; at < 8; at++) Assert.Equal(x[at / 2].Zip(y[at % 2], (a, b) => a * b).Sum(), sums[at], 1e-15 * (count + 1));
    }

    [Fact]
    public void Vectors_of_different_lengths_are_refused() => Assert.Throws<ArgumentException>(() => Sums.Dot([1.0], [1.0, 2.0]));
}
