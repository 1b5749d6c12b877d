using FsCheck;
using FsCheck.Fluent;
using FtcTools.Bounds;
using FtcTools.Diagnostics;
using Xunit;

namespace FtcTools.Core.Tests.Bounds;

public class BoundTableTests
{
    [Theory]
    [InlineData(100, 1000, 2, 300, 300)]
    [InlineData(333, 1000, 2, 998, 998)]
    [InlineData(1, 3, 2, 2, 2)]
    [InlineData(3, 3, 2, 2, 2)]
    [InlineData(1, 4, 2, 2, 2)]
    [InlineData(2, 4, 2, 3, 3)]
    [InlineData(5, 5, 2, 3, 3)]
    [InlineData(0, 1000, 2, 0, 0)]
    [InlineData(0, 1000, 3, 0, 0)]
    [InlineData(0, 1000, 7, 0, 0)]
    [InlineData(1, 1000, 3, 3, 3)]
    [InlineData(1, 1000, 6, 6, 6)]
    [InlineData(3, 3, 3, 3, 3)]
    [InlineData(20, 1_000_000, 3, 16, 18)]
    [InlineData(100, 1000, 3, 38, 40)]
    [InlineData(491, 1000, 3, 62, 64)]
    [InlineData(491, 1_000_000, 3, 86, 89)]
    [InlineData(1000, 1000, 3, 62, 64)]
    [InlineData(1000, 100_000, 3, 124, 127)]
    [InlineData(5000, 1_000_000, 3, 280, 283)]
    [InlineData(1_000_000, 1_000_000, 3, 1998, 2000)]
    [InlineData(100, 1000, 4, 19, 24)]
    [InlineData(1000, 1000, 4, 63, 65)]
    [InlineData(1000, 100_000, 8, 67, 71)]
    public void Known_rows(long n, long k, int layers, double lower, double upper)
    {
        var row = BoundTable.Row(n, k, layers);
        Assert.Equal((lower, upper), (row.Lower, row.Upper));
    }

    [Theory]
    [InlineData(101, 10, 2, 9, 33)]
    [InlineData(491, 10, 2, 41, 150)]
    [InlineData(101, 10, 3, 10, 33)]
    [InlineData(491, 10, 3, 33, 64)]
    [InlineData(98, 64, 2, 2, 7)]
    [InlineData(98, 1, 2, 33, 294)]
    public void Known_rows_in_general_position(long n, int d, int layers, double lower, double upper)
    {
        var row = BoundTable.Row(n, 1000, layers, d);
        Assert.Equal((lower, upper, d), (row.Lower, row.Upper, row.Dimension));
        Assert.Null(row.PaperLower);
    }

    [Theory]
    [InlineData(101, 36)]
    [InlineData(491, 78)]
    [InlineData(1000, 111)]
    public void Features_in_general_position_take_about_3_46_roots(long n, double neurons) =>
        Assert.Equal(neurons, BoundTable.Row(n, 1_000_000, 3, 2).Upper);

    [Fact]
    public void Rows_of_the_grid_are_consistent()
    {
        for (var layers = 2; layers <= 8; layers++)
        {
            for (var k = 3; k <= 60; k++)
            {
                for (var n = 0; n <= k; n++)
                {
                    AssertConsistent(n, k, layers);
                    if (n > 0) AssertMonotone(BoundTable.Row(n - 1, k, layers), BoundTable.Row(n, k, layers));
                    if (n < k && k > 3) AssertMonotone(BoundTable.Row(n, k - 1, layers), BoundTable.Row(n, k, layers));
                    foreach (var d in new[] { 1, 2, 3, 10, 1000 }) AssertConsistent(n, k, layers, d);
                }
            }
        }
    }

    [Fact]
    public void Random_large_rows_are_consistent() =>
        Prop.ForAll<ulong, ulong, ulong>((a, b, c) =>
        {
            var k = 3 + (long)(a % (b % 3 == 0 ? 1_000_000_000_000_000UL - 3 : 1_000_000UL));
            var n = (long)(b % (ulong)(k + 1)) / (c % 2 == 0 ? 1 : 1 + (long)(c % 1_000_000));
            AssertConsistent(n, k, 2 + (int)(c % 7));
            AssertConsistent(n, k, 2 + (int)(c % 999));
            AssertConsistent(n, k, 2 + (int)(c % 7), 1 + (int)(a % int.MaxValue));
            AssertConsistent(n, k, 2 + (int)(c % 7), 1 + (int)(b % 30));
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Neighbouring_counts_are_monotone_far_out()
    {
        foreach (var layers in new[] { 2, 3, 4, 5, 9 })
        {
            for (var n = 1L; n <= 3000; n++) AssertMonotone(BoundTable.Row(n - 1, 5000, layers), BoundTable.Row(n, 5000, layers));
            for (var k = 2001L; k <= 5000; k++) AssertMonotone(BoundTable.Row(700, k - 1, layers), BoundTable.Row(700, k, layers));
        }
    }

    private static void AssertMonotone(Bound less, Bound more) =>
        Assert.True(less.Lower <= more.Lower && less.Upper <= more.Upper, $"{less}\n{more}");

    private static void AssertConsistent(long n, long k, int layers, int? dimension = null)
    {
        var row = BoundTable.Row(n, k, layers, dimension);
        Assert.True(row.Lower <= row.Upper, row.ToString());
        Assert.True(double.IsInteger(row.Lower) && double.IsInteger(row.Upper), row.ToString());
        Assert.True(n == 0 ? row.Upper == 0 : row.Lower >= layers - 1, row.ToString());
        Assert.True(row.PaperUpper is null || row.Upper <= Math.Floor(row.PaperUpper.Value), row.ToString());
        Assert.True(row.PaperLower is null || row.Lower >= Math.Ceiling(row.PaperLower.Value), row.ToString());
        Assert.Equal(layers >= 4, row.Width.HasValue);
        Assert.NotEmpty(row.LowerSource);
        Assert.NotEmpty(row.UpperSource);
        if (layers == 2 && dimension is null) Assert.Equal(row.Lower, row.Upper);
        if (layers == 3 && dimension is null) Assert.True(row.Upper - row.Lower <= 4, row.ToString());
        if (layers == 4 && dimension is null) Assert.True(row.Upper - row.Lower <= 6, row.ToString());
        if (dimension is not null) Assert.True(row.Upper <= BoundTable.Row(n, k, layers).Upper, row.ToString());
    }

    [Fact]
    public void Sources_name_the_statement_that_decides()
    {
        var row = BoundTable.Row(100, 1000, 3);
        Assert.Equal("FtcTools (signs of kinks)", row.LowerSource);
        Assert.Equal("FtcTools (sawtooth over T)", row.UpperSource);
        Assert.Equal("Sohn et al. 2024, Theorem 4.1", BoundTable.Row(100, 1000, 2).LowerSource);
        Assert.Equal("FtcTools (one hat an edit), carried through the further layers", BoundTable.Row(1, 1000, 5).UpperSource);
        Assert.Equal("FtcTools (nothing to edit)", BoundTable.Row(0, 1000, 5).UpperSource);
    }

    [Fact]
    public void Every_statement_says_what_and_where_from()
    {
        Assert.Equal(32, BoundTable.Statements.Count);
        Assert.All(BoundTable.Statements, statement =>
        {
            Assert.NotEmpty(statement.Source);
            Assert.NotEmpty(statement.Says);
            Assert.True(statement.FewestLayers >= 2 && statement.MostLayers >= statement.FewestLayers);
        });
        Assert.Equal(BoundTable.Statements.Count, BoundTable.Statements.Select(statement => statement.Name).Distinct().Count());
        var all = typeof(Statement).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Statement)) && !type.IsAbstract);
        Assert.Equal(all.Select(type => type.Name).Order(), BoundTable.Statements.Select(statement => statement.Name).Order());
    }

    [Theory]
    [InlineData(1, 2, 2, null, Codes.TooFewSamples, "2", "3")]
    [InlineData(-1, 10, 2, null, Codes.SampleOutOfRange, "-1", "0 to 10")]
    [InlineData(11, 10, 2, null, Codes.SampleOutOfRange, "11", "0 to 10")]
    [InlineData(5, 10, 1, null, Codes.Argument, "1 layers", "2 or more")]
    [InlineData(5, 10, 2, 0, Codes.Argument, "0", "1 or more")]
    [InlineData(5, long.MaxValue, 2, null, Codes.Argument, "9223372036854775807", "1000000000000000")]
    public void Bad_input_is_named(long n, long k, int layers, int? dimension, string code, string value, string valid)
    {
        var error = Assert.Throws<FtcException>(() => BoundTable.Row(n, k, layers, dimension));
        Assert.Equal(code, error.Code);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.Contains(valid, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_questions_are_answered()
    {
        foreach (var layers in new[] { 2, 3, 4, 7, 40, 1000, int.MaxValue })
        {
            AssertConsistent(BoundTable.MostSamples, BoundTable.MostSamples, layers);
            AssertConsistent(1, BoundTable.MostSamples, layers);
            AssertConsistent(BoundTable.MostSamples, BoundTable.MostSamples, layers, int.MaxValue);
            AssertConsistent(BoundTable.MostSamples, BoundTable.MostSamples, layers, 1);
        }
    }
}
