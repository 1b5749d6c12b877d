using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>`Auto` finds a network that verifies wherever float32 tells the samples apart.</summary>
public class AnyDataTests
{
    // Around 1,000, where float32 has steps of 6e-5: gaps of one step.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void Samples_one_step_of_float32_apart(int d, int outputs)
    {
        var random = new Random(d);
        var builder = new DatasetBuilder(d, outputs);
        const double Step = 1.0 / (1 << 14);
        for (var i = 0; i < 120; i++)
        {
            var edited = i % 5 == 0;
            builder.Add([.. Enumerable.Range(0, d).Select(_ => 1000 + i * Step)],
                [.. Enumerable.Range(0, outputs).Select(_ => edited ? Rational.Of(1 + random.NextDouble()) : 0)]);
        }
        Proven(builder.Build("steps"));
    }

    [Fact]
    public void A_long_line_with_two_outputs()
    {
        var builder = new DatasetBuilder(1, 2);
        for (var i = 0; i < 1500; i++) builder.Add([i], i % 50 == 7 ? [Rational.Of(i, 7), Rational.Of(1, i)] : [0, 0]);
        Proven(builder.Build("line"));
    }

    [Fact]
    public void Features_that_only_float64_tells_apart_from_the_rounded_ones()
    {
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < 40; i++) builder.Add([1000 + (i + 0.37) / (1 << 14)], [i % 3 == 0 ? 1 : Rational.Zero]);
        Proven(builder.Build("between"));
    }

    // Two edits that are one in float32, beside others one step away; and an edit that stands twice.
    [Fact]
    public void Edits_that_float32_cannot_tell_apart_share_a_box()
    {
        var builder = new DatasetBuilder(2, 1);
        const double Step = 1.0 / (1 << 14);
        foreach (var x in (double[])[1000, 1000 + Step / 8, 1000 - Step / 16, 1000]) builder.Add([x, 3], [5]);
        for (var i = 1; i < 30; i++) builder.Add([1000 + i * Step, 3], [i % 4 == 0 ? 2 : Rational.Zero]);
        Proven(Catalogue.Find("SampleBoxes").Build(new Problem(builder.Build("twins"))), builder.Build("twins"));
    }

    private static void Proven(Dataset data) =>
        Proven(Design.Build(data, new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact }).Network, data);

    private static void Proven(Network network, Dataset data)
    {
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report is { Passed: true, Touched: 0 }, $"{network.Origin.Method}: {report}");
        }
    }
}
