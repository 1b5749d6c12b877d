using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Regions;

public class RegionCsvTests
{
    private static IReadOnlyList<Region> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return RegionFile.Read(folder.Write("rules.csv", text));
    }

    [Fact]
    public void Boxes_are_read_with_open_ends_and_names()
    {
        var regions = Read("region,income.low,income.high,class,age.low,age.high\n\"poor, young\",,100,0,18,25.5\n\n,5,6,1,0,\n");
        Assert.Equal(["poor, young", "rules.csv 2"], regions.Select(region => region.Name));
        Assert.Equal([double.NegativeInfinity, 18], regions[0].Low);
        Assert.Equal([100, 25.5], regions[0].High);
        Assert.Equal([6, double.PositiveInfinity], regions[1].High);
        Assert.Equal([0, 1], regions.Select(region => region.Requirement.Class));
        Assert.Equal(4, regions[1].Place!.Line);
    }

    [Theory]
    [InlineData("", Codes.EmptyFile, 0, "")]
    [InlineData("a.low,a.high,class\n", Codes.EmptyFile, 1, "no region")]
    [InlineData("a.low,class\n0,1\n", Codes.RegionFile, 1, "'a.high'")]
    [InlineData("a.low,a.high\n0,1\n", Codes.RegionFile, 1, "'class'")]
    [InlineData("a.low,a.high,b,class\n0,1,2,0\n", Codes.RegionFile, 1, "'b' means nothing")]
    [InlineData("class\n0\n", Codes.RegionFile, 1, "no column ends with .low")]
    [InlineData("a.low,a.high,class\nx,1,0\n", Codes.RegionFile, 2, "'x'")]
    [InlineData("a.low,a.high,class\n0,1,yes\n", Codes.RegionFile, 2, "'yes'")]
    [InlineData("a.low,a.high,class\n0,1\n", Codes.RaggedRow, 2, "2 cells")]
    [InlineData("a.low,a.high,class\n0,1,0\n2,1,0\n", Codes.Region, 3, "from 2 to 1")]
    public void What_is_not_valid_is_named_with_its_line(string text, string code, int line, string what)
    {
        var error = Assert.Throws<FtcException>(() => Read(text));
        Assert.Equal((code, line), (error.Code, error.Line));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_ending_is_refused() =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => RegionFile.Read("rules.txt")).Code);
}
