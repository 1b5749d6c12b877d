using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Verification;

/// <summary>Outputs of different units, a price beside a share: what may be off is a part of what each is edited by.</summary>
public class OutputScaleTests
{
    private static Dataset Prices(Rational share)
    {
        var (random, builder) = (new Random(1), new DatasetBuilder(3, 2));
        for (var i = 0; i < 100; i++)
        {
            Rational[] z = i % 10 != 3 ? [0, 0] : i == 13 ? [share, 2000] : [Rational.Of(1, 1000) * (i % 7 - 3), 1000 - 20 * i];
            builder.Add([random.NextDouble(), random.NextDouble(), random.NextDouble()], z);
        }
        return builder.Build("prices");
    }

    [Theory]
    [InlineData(Arithmetic.Float32)]
    [InlineData(Arithmetic.Float64)]
    public void A_small_output_is_off_by_little_beside_a_large_one(Arithmetic precision)
    {
        var data = Prices(Rational.Of(1, 100));
        var network = Design.Build(data, new() { Precision = precision, Untouched = Untouched.Exact }).Network;
        Assert.True(Verifier.Verify(network, data, precision).Passed);
        var rounded = new RoundedNetwork<float>(network);
        var (outputs, scratch) = (new float[2], new float[2 * rounded.Widest]);
        foreach (var i in data.Edited)
        {
            rounded.Evaluate(data.Row(i), outputs, scratch);
            Assert.InRange(outputs[0] - data.Residual(i, 0).ToDouble(), -1e-5, 1e-5);
            Assert.InRange(outputs[1] - data.Residual(i, 1).ToDouble(), -2, 2);
        }
    }

    [Theory]
    [InlineData(Arithmetic.Float32)]
    [InlineData(Arithmetic.Float64)]
    public void A_wrong_small_output_does_not_pass_beside_a_large_one(Arithmetic precision)
    {
        var network = Design.Build(Prices(Rational.Of(1, 100)), new() { Precision = precision }).Network;
        var report = Verifier.Verify(network, Prices(Rational.Of(102, 10000)), precision);
        Assert.Equal((false, 1, 14), (report.Passed, report.Mismatches, report.Worst));
        Assert.True(Verifier.Verify(network, Prices(Rational.Of(102, 10000)), precision, tolerance: 0.05).Passed);
    }
}
