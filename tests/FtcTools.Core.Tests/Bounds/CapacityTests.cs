using FsCheck;
using FsCheck.Fluent;
using FtcTools.Bounds;
using FtcTools.Diagnostics;
using Xunit;

namespace FtcTools.Core.Tests.Bounds;

public class CapacityTests
{
    [Fact]
    public void Two_layers_are_exact()
    {
        for (var k = 5L; k <= 80; k++)
        {
            for (var m = 0L; m <= 90; m++)
            {
                var capacity = BoundTable.Capacity(m, k, 2);
                var expected = k >= m + 3 ? m / 3 : k;
                Assert.Equal((expected, expected), (capacity.Lower, capacity.Upper));
            }
        }
    }

    [Fact]
    public void It_is_the_row_the_other_way_round()
    {
        for (var layers = 2; layers <= 6; layers++)
        {
            for (var k = 3L; k <= 45; k++)
            {
                var rows = Enumerable.Range(0, (int)k + 1).Select(n => BoundTable.Row(n, k, layers)).ToArray();
                for (var m = 0L; m <= 60; m++)
                {
                    var capacity = BoundTable.Capacity(m, k, layers);
                    Assert.All(rows, row => Assert.Equal(row.N <= capacity.Lower, row.Upper <= m));
                    Assert.All(rows, row => Assert.Equal(row.N > capacity.Upper, row.Lower > m));
                }
            }
        }
    }

    [Fact]
    public void It_is_so_for_large_counts() =>
        Prop.ForAll<ulong, ulong, byte>((a, b, l) =>
        {
            var layers = 2 + l % 7;
            var k = 3 + (long)(a % 999_999_999_999_997UL);
            var m = (long)(b % (ulong)(layers == 2 ? k : 3 * (long)Math.Sqrt(k)));
            var capacity = BoundTable.Capacity(m, k, layers);
            return 0 <= capacity.Lower && capacity.Lower <= capacity.Upper && capacity.Upper <= k
                && BoundTable.Row(capacity.Lower, k, layers).Upper <= m
                && (capacity.Lower == k || BoundTable.Row(capacity.Lower + 1, k, layers).Upper > m)
                && BoundTable.Row(capacity.Upper, k, layers).Lower <= m
                && (capacity.Upper == k || BoundTable.Row(capacity.Upper + 1, k, layers).Lower > m);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_paper_s_sides_contain_it_but_for_the_two_known_errors()
    {
        for (var layers = 2; layers <= 3; layers++)
        {
            for (var m = 0L; m <= 60; m++)
            {
                for (var k = 3L; k <= 2500; k += 1 + k / 40) AssertWithin(m, k, layers);
                AssertWithin(m, Math.Max(3, m + 2), layers);
                AssertWithin(m, Math.Max(3, (m * m + m + 4) / 2), layers);
            }
        }

        static void AssertWithin(long m, long k, int layers)
        {
            var capacity = BoundTable.Capacity(m, k, layers);
            Assert.True(capacity.Lower >= capacity.PaperLower, capacity.ToString());
            var known = layers == 2 ? k == m + 2 : 2 * k == m * m + m + 4;
            Assert.True(known || capacity.Upper <= capacity.PaperUpper, capacity.ToString());
        }
    }

    [Fact]
    public void Three_neurons_edit_all_of_five_samples_where_the_paper_says_one()
    {
        var capacity = BoundTable.Capacity(3, 5, 2);
        Assert.Equal((5, 5, 0.0, 1.0), (capacity.Lower, capacity.Upper, capacity.PaperLower, capacity.PaperUpper));
        Assert.Equal("all K samples", capacity.UpperSource);
    }

    [Fact]
    public void Three_layers_of_forty_neurons()
    {
        var capacity = BoundTable.Capacity(40, 1000, 3);
        Assert.Equal((100, 120), (capacity.Lower, capacity.Upper));
        Assert.Equal("FtcTools (sawtooth over T)", capacity.LowerSource);
        Assert.Equal("FtcTools (signs of kinks)", capacity.UpperSource);
    }

    [Theory]
    [InlineData(-1, 10, 2, Codes.Argument)]
    [InlineData(1, 2, 2, Codes.TooFewSamples)]
    [InlineData(1, 10, 1, Codes.Argument)]
    [InlineData(1, long.MaxValue, 2, Codes.Argument)]
    public void Bad_input_is_refused(long m, long k, int layers, string code) =>
        Assert.Equal(code, Assert.Throws<FtcException>(() => BoundTable.Capacity(m, k, layers)).Code);

    [Fact]
    public void Any_number_of_neurons_is_answered() =>
        Assert.Equal(BoundTable.MostSamples, BoundTable.Capacity(long.MaxValue, BoundTable.MostSamples, 1000).Lower);
}
