using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Data;

public class DatasetBuilderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(5000)]
    public void WhateverIsExpectedTheSamplesAreThoseThatCame(int expected)
    {
        var builder = new DatasetBuilder(3, 2, expected);
        for (var i = 0; i < 100; i++) builder.Add([i, -i, 0.5], [i % 7, 1.0], [0.0, 1.0]);
        var first = builder.Build("first");
        builder.Add([1e6, 0, 0], [2.0, 3.0], [0.0, 1.0]);
        var second = builder.Build("second");

        Assert.Equal((100, 101), (first.K, second.K));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal([i, -i, 0.5], first.Row(i).ToArray());
            Assert.Equal(first.Row(i), second.Row(i));
            Assert.Equal([0.0, 1.0], first.Predictions(i).ToArray());
        }
        Assert.Equal([1e6, 0, 0], second.Row(100).ToArray());
        Assert.Equal(Enumerable.Range(1, 100).Where(i => (i - 1) % 7 != 0), first.T);
    }

    [Fact]
    public void NoRoomIsTakenTwiceWhereTheNumberIsKnown()
    {
        const int count = 50_000;
        var (x, z) = (new double[64], new Rational[1]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var builder = new DatasetBuilder(x.Length, 1, count);
        for (var i = 0; i < count; i++)
        {
            x[0] = i;
            builder.Add(x, z);
        }
        Assert.Equal(count, builder.Build("known").K);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 8 * 64 * count, 1.1 * 8 * 64 * count);
    }

    [Fact]
    public void ANegativeNumberIsRefused() =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => new DatasetBuilder(1, 1, -1)).Code);
}
