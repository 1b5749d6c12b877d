using FtcTools.Constructions;
using FtcTools.Data;
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
}
