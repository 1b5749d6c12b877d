using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>Features at the ends of the range of floats: floating point steers nothing there, exact numbers still decide.</summary>
public class WildScaleTests
{
    public static TheoryData<double, double> Scales => new()
    {
        { 1e300, 1e300 }, { 1e-300, 1e-300 }, { 1e300, 1e-300 }, { 1e308, 1 }, { double.Epsilon, 1e300 }, { 1e160, 1 },
    };

    [Theory]
    [MemberData(nameof(Scales))]
    public void Strips_and_hats_are_exact_all_the_same(double first, double second)
    {
        var builder = new DatasetBuilder(2, 1);
        var random = new Random(3);
        for (var i = 0; i < 30; i++)
            builder.Add([(random.NextDouble() - 0.5) * first + i * double.Epsilon, (random.NextDouble() - 0.5) * second],
                [i % 4 == 0 ? Rational.Of(i + 1, 3) : Rational.Zero]);
        var data = builder.Build("wild");
        foreach (var name in new[] { "Hats", "Strips", "FeatureStrips" })
        {
            var problem = new Problem(data);
            var construction = Catalogue.Find(name);
            if (construction.Refusal(problem) is not null) continue;
            Assert.True(Verifier.Verify(construction.Build(problem), data, Arithmetic.Exact).Passed, name);
        }
    }

    [Fact]
    public void Features_beyond_float32_are_named_where_it_is_to_prove_something()
    {
        var builder = new DatasetBuilder(2, 1);
        for (var i = 0; i < 40; i++) builder.Add([i, i == 7 ? -1e39 : i * i], [i % 9 == 0 ? 1 : 0]);
        var data = builder.Build("large");
        var e = Assert.Throws<FtcException>(() => Design.Build(data, new DesignOptions { Precision = Arithmetic.Float32 }));
        Assert.Equal(Codes.NothingVerifies, e.Code);
        Assert.Contains("sample 8, feature 2 is -1E+39", e.Message, StringComparison.Ordinal);
        Assert.True(Verifier.Verify(Design.Build(data, new DesignOptions()).Network, data, Arithmetic.Float64).Passed);
    }
}
