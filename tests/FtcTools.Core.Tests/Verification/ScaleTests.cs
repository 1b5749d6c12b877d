using FtcTools.Constructions;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Verification;

/// <summary>A million samples: exact all the same, and useless in float32, which must be said.</summary>
[Trait("Category", "Long")]
public class ScaleTests
{
    private static readonly Dataset s_data = SyntheticData.Gaussian(1000, 1_000_000, 10, 1);

    [Theory]
    [InlineData(nameof(BlockEndpoints))]
    [InlineData(nameof(FewestKnots))]
    public void Exact_on_every_sample(string method)
    {
        var network = Catalogue.Find(method).Build(new Problem(s_data));
        Assert.True(network.Neurons <= 3001);
        Assert.True(Verifier.Verify(network, s_data, Arithmetic.Exact).Passed);
    }

    [Fact]
    public void Rounding_to_float32_ruins_a_network_along_a_line_and_the_report_says_so()
    {
        var report = Verifier.Verify(new BlockEndpoints().Build(new Problem(s_data)), s_data, Arithmetic.Float32);
        Assert.False(report.Passed);
        Assert.InRange(report.MaxError, 1000, double.MaxValue);
        Assert.True(report.ErrorBound >= report.MaxError);
    }
}
