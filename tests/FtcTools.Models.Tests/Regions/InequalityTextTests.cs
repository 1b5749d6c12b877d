using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using Xunit;

namespace FtcTools.Models.Tests.Regions;

public class InequalityTextTests
{
    [Theory]
    [InlineData("y1 - y0 > 0", "- y0 + y1 > 0")]
    [InlineData("2 y0 + 3*y3 <= 5", "- 2 y0 - 3 y3 >= -5")]
    [InlineData("y2>=-1.5e-3", "y2 >= -0.0015")]
    [InlineData("1 - y0 < y1 + y1", "y0 + 2 y1 > 1")]
    [InlineData("--y0 >= 0", "y0 >= 0")]
    public void Inequalities_are_read(string text, string read) => Assert.Equal(read, InequalityText.Read(text, 'y').ToString('y'));

    [Fact]
    public void One_of_several_is_a_clause() =>
        Assert.Equal(["y1 > 3", "- y0 > 2"],
            InequalityText.ReadClause("y1 > 3 or y0 < -2", 'y').Select(inequality => inequality.ToString('y')));

    [Theory]
    [InlineData("y0")]
    [InlineData("y0 > ")]
    [InlineData("1 > 0")]
    [InlineData("x0 > 1")]
    [InlineData("y > 1")]
    [InlineData("y0 y1 > 1")]
    [InlineData("y0 > 1e999")]
    [InlineData("y0 - y0 > 1")]
    public void Others_are_refused(string text) =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => InequalityText.Read(text, 'y')).Code);
}
