using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

public class WidthTests
{
    public static TheoryData<string> TwoHiddenLayers { get; } = ["AllPoints", "OneRelu", "WholeSawtooth"];

    // Any widths: those that satisfy the condition are built, verified and kept to; the others are refused.
    [Theory]
    [MemberData(nameof(TwoHiddenLayers))]
    public void Any_widths_that_satisfy_the_condition_do(string method)
    {
        var (built, refused) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            int[] widths = [1 + random.Next(16), 1 + random.Next(16)];
            var data = Instances.Random(seed, 30);
            var problem = new Problem(data, seed).With(widths, null);
            if (Catalogue.Find(method).Refusal(problem) is { } reason)
            {
                Assert.Contains(" does not hold: ", reason);
                Assert.Contains($"K = {problem.Whole.Count}", reason);
                refused++;
                continue;
            }
            var network = Catalogue.Find(method).Build(problem);
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
            Assert.True(network.Widths[0] <= widths[0] && network.Widths[1] <= widths[1], string.Join("-", network.Widths));
            Assert.Equal(Catalogue.Find(method).Neurons(problem), network.Neurons);
            built++;
        }
        Assert.True(built > 15 && refused > 15, $"{built} built, {refused} refused");
    }

    [Theory]
    [InlineData("AllPoints", "9,8", "the condition floor(d1 / 2) floor(d2 / (2p)) >= K does not hold: floor(9 / 2) floor(8 / 2) = 16 < K = 20")]
    [InlineData("WholeSawtooth", "4,9", "the condition d1 floor(d2 / (2p)) >= K does not hold: 4 floor(9 / 2) = 16 < K = 20")]
    [InlineData("OneRelu", "3,6", "the condition d1 floor(d2 / p) >= K does not hold: 3 floor(6 / 1) = 18 < K = 20")]
    [InlineData("OneRelu", "3", "it takes 2 widths, one a hidden layer; 1 are given: 3")]
    public void A_broken_condition_is_printed_with_its_numbers(string method, string widths, string message)
    {
        var e = Assert.Throws<FtcException>(() => Design.Build(
            Samples.RandomLine(20, 20, 1), new DesignOptions { Method = method, Widths = [.. widths.Split(',').Select(int.Parse)] }));
        Assert.Equal(Codes.Condition, e.Code);
        Assert.Contains(message, e.Message);
    }

    [Theory]
    [InlineData("Sawtooth", Codes.OptionNotTaken)]
    [InlineData("Auto", Codes.OptionNotTaken)]
    public void Others_take_no_widths(string method, string code) =>
        Assert.Equal(code, Assert.Throws<FtcException>(() => Design.Build(Samples.Line([2, 4]), new DesignOptions { Method = method, Widths = [5, 5] })).Code);
}
