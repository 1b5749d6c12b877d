using FsCheck;
using FsCheck.Fluent;
using FtcTools.Bounds;
using Xunit;

namespace FtcTools.Core.Tests.Bounds;

public class RectangleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Perimeter_is_the_least_by_trying_all(int weight)
    {
        for (var cells = 1L; cells <= 3000; cells++)
        {
            var least = long.MaxValue;
            for (var levels = 1L; levels <= cells; levels++) least = Math.Min(least, (cells + levels - 1) / levels + weight * levels);
            Assert.Equal(least, Rectangle.Perimeter(cells, weight));
        }
    }

    [Fact]
    public void Perimeter_and_cells_are_inverse_up_to_the_largest_counts() =>
        Prop.ForAll<ulong, byte>((seed, w) =>
        {
            var (cells, weight) = (1 + (long)(seed % 4_000_000_000_000_000), 1 + w % 4L);
            var sum = Rectangle.Perimeter(cells, weight);
            return Rectangle.Cells(sum, weight) >= cells && Rectangle.Cells(sum - 1, weight) < cells;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void With_weight_one_it_is_the_root_rounded_up()
    {
        for (var root = 1L; root <= 60_000_000; root = root * 3 + 1)
        {
            Assert.Equal(2 * root, Rectangle.Perimeter(root * root));
            Assert.Equal(2 * root + 1, Rectangle.Perimeter(root * root + 1));
            Assert.Equal(2 * root + 1, Rectangle.Perimeter(root * root + root));
            Assert.Equal(2 * root + 2, Rectangle.Perimeter(root * root + root + 1));
        }
    }
}
