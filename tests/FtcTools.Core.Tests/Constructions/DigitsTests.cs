using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>What the digits take: 98 of 1,797 samples, 64 features of affine rank 62.</summary>
public class DigitsTests
{
    private static readonly Dataset Values =
        DataFile.Read(Digits.Path, new DataColumns { Features = ["x0..x63"], Label = ["label"], Prediction = ["predicted"] });

    [Fact]
    public void Seven_neurons_are_right_in_float64_and_move_nothing_else()
    {
        var network = Design.Build(Values, new DesignOptions()).Network;
        Assert.True(network.Neurons <= 7, $"{network.Neurons} neurons");
        Assert.True(Verifier.Verify(network, Values, Arithmetic.Exact).Passed);
        var report = Verifier.Verify(network, Values, Arithmetic.Float64);
        Assert.True(report is { Passed: true, MaxError: < 1e-9 }, report.ToString());
        Assert.All([Arithmetic.Float64, Arithmetic.Float32],
            arithmetic => Assert.Equal(0, Verifier.Verify(network, Values, arithmetic).Touched));
    }

    [Fact]
    public void Nine_neurons_are_near_in_float32()
    {
        var network = Design.Build(Values, new DesignOptions { Method = "Hats", SmallerWeights = 1, Untouched = Untouched.Exact }).Network;
        Assert.True(network.Neurons <= 9, $"{network.Neurons} neurons");
        Assert.True(Verifier.Verify(network, Values, Arithmetic.Exact).Passed);
        var report = Verifier.Verify(network, Values, Arithmetic.Float32);
        Assert.True(report is { MaxError: < 2e-3, Touched: 0 }, report.ToString());
    }

    [Theory]
    [InlineData("Auto", 1, Codes.OptionNotTaken)]
    [InlineData("Sawtooth", 1, Codes.OptionNotTaken)]
    [InlineData("Hats", 13, Codes.Argument)]
    [InlineData("Hats", -1, Codes.Argument)]
    public void An_ease_is_for_those_that_have_the_choice(string method, int smallerWeights, string code) =>
        Assert.Equal(code, Assert.Throws<FtcException>(() =>
            Design.Build(SyntheticData.Line([2, 4]), new DesignOptions { Method = method, SmallerWeights = smallerWeights })).Code);
}
