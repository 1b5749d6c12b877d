using FtcTools.Bounds;
using FtcTools.Bounds.Paper;
using Xunit;

namespace FtcTools.Core.Tests.Bounds;

/// <summary>The paper's formulas as printed.</summary>
public class PaperStatementTests
{
    [Theory]
    [InlineData(3, 1, 1, 2)]
    [InlineData(1000, 100, 300, 301)]
    [InlineData(1000, 333, 998, 999)]
    [InlineData(1000, 332, 996, 997)]
    [InlineData(10, 10, 8, 9)]
    public void Theorem_4_1(long k, long n, double lower, double upper)
    {
        var row = BoundTable.Row(n, k, 2);
        Assert.Equal((lower, upper), (row.PaperLower, row.PaperUpper));
    }

    [Fact]
    public void Theorem_4_4_counts_what_the_paper_s_example_counts()
    {
        // K = 14, T = {4, 7, 9, 14}: blocks {1,2,3}, {5,6}, {8}, {10..13}.
        Assert.Equal(13 - 1 - 2, Theorem44.Neurons(14, [3, 2, 1, 4]));
        // A single block: at most N + 1.
        Assert.Equal(101, Theorem44.Neurons(1000, [900]));
    }

    [Fact]
    public void Theorem_4_4_is_at_worst_its_bound_over_all_data()
    {
        var statement = new Theorem44();
        for (var k = 3; k <= 12; k++)
        {
            var worst = new long[k + 1];
            for (var edited = 0; edited < 1 << k; edited++)
            {
                var blocks = new List<long>();
                for (var i = 0; i < k; i++)
                {
                    if ((edited >> i & 1) == 1) continue;
                    if (i > 0 && (edited >> (i - 1) & 1) == 0) blocks[^1]++;
                    else blocks.Add(1);
                }
                var n = int.PopCount(edited);
                worst[n] = Math.Max(worst[n], Theorem44.Neurons(k, blocks));
            }
            for (var n = 1; n <= k; n++) Assert.Equal(worst[n], statement.Upper(new Case(n, k, 2)));
        }
    }

    [Theory]
    [InlineData(20, 100_000, 10.5, 47.2)]
    [InlineData(100, 1000, 24.0, 104.3)]
    [InlineData(100, 100_000, 24.0, 104.3)]
    [InlineData(491, 1000, 44.2, 126.5)]
    [InlineData(491, 100_000, 53.8, 230.4)]
    [InlineData(1000, 1000, 44.2, 126.5)]
    [InlineData(1000, 100_000, 77.0, 328.7)]
    [InlineData(5000, 1_000_000, 172.7, 734.9)]
    public void Theorem_5_1(long n, long k, double lower, double upper)
    {
        var row = BoundTable.Row(n, k, 3);
        Assert.Equal(lower, row.PaperLower!.Value, 0.051);
        Assert.Equal(upper, row.PaperUpper!.Value, 0.051);
    }

    [Theory]
    [InlineData(100, 1000, 4, 4 * 17.46424919657298 + 2)] // sqrt(305)
    [InlineData(100, 1000, 9, 4 * 8.94427190999916 + 2)] // sqrt(80)
    [InlineData(100, 36, 4, 26)]
    public void Proposition_6_1(long n, long k, int layers, double width) =>
        Assert.Equal(width, Proposition61.Width(Math.Min(n, k), k, layers), 1e-9);

    [Theory]
    [InlineData(100, 1000, 33, 100 / 3.0)]
    [InlineData(3, 5, 0, 1)] // K = m + 2, where the truth is 5
    [InlineData(4, 5, 5, 5)]
    [InlineData(1, 3, 0, 1 / 3.0)]
    public void Corollary_4_2(long m, long k, double lower, double upper) => Assert.Equal((lower, upper), new Corollary42().Samples(m, k));

    [Theory]
    [InlineData(48, 144, 144, 144)] // floor(m^2/16) = 144
    [InlineData(48, 145, 20, 145)] // 2304/108 - 2/3 = 20.67
    [InlineData(48, 1177, 20, 1177)] // (m^2 + m + 4)/2 = 1178
    [InlineData(48, 1178, 20, 392)]
    [InlineData(0, 3, -1, 0)] // -2/3, rounded down
    [InlineData(8, 100, -1, 12)]
    [InlineData(9, 100, 0, 15)]
    public void Corollary_5_2(long m, long k, double lower, double upper) => Assert.Equal((lower, upper), new Corollary52().Samples(m, k));
}
