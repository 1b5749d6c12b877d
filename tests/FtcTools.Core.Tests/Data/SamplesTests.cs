using FtcTools.Data;
using FtcTools.Diagnostics;
using Xunit;

namespace FtcTools.Core.Tests.Data;

public class SamplesTests
{
    [Theory]
    [InlineData(Codes.SampleOutOfRange, 1 << 29, null)]
    [InlineData(Codes.SampleOutOfRange, 0, null)]
    [InlineData(Codes.SampleOutOfRange, 9, 8)]
    [InlineData(Codes.Argument, 4, int.MaxValue)]
    [InlineData(Codes.TooFewSamples, 2, 2)]
    public void Sizes_that_cannot_be_are_refused_before_memory_is_taken(string code, int t, int? k) =>
        Assert.Equal(code, Assert.Throws<FtcException>(() => SyntheticData.Line([t], k)).Code);

    [Fact]
    public void K_defaults_to_the_smallest_power_of_two_that_leaves_room() =>
        Assert.Equal((16, 3), (SyntheticData.Line([2, 4, 9]).K, SyntheticData.Line([2, 4, 9]).N));
}
