using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Training;
using Xunit;

namespace FtcTools.Core.Tests.Training;

public class NearMinimumTests
{
    private static readonly Dataset Data = Labels(4);

    private static Dataset Labels(int count)
    {
        var random = new Random(3);
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < count; i++)
            builder.Add([(2 * i - count + 1.0) / count], [Rational.Of(Math.Round(1.5 * random.NextDouble() - 0.75, 2))]);
        return builder.Build("labels");
    }

    private static Network Memorizing(string method = "OneRelu") => Catalogue.Find(method).Build(new Problem(Data));

    // Section 5 of Yun et al., recalled and not read: were the risk after k* epochs of order rho^2 or rho^3, or not below its beginning,
    // this would fail.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_risk_falls_from_rho_squared_to_rho_to_the_fourth(int batch)
    {
        var runs = NearMinimum.Run(Memorizing(), Data,
            new NearMinimumOptions { Radii = [1e-3, 3e-4, 1e-4, 3e-5], Repeats = 8, Batch = batch });
        Assert.All(runs, run => Assert.True(run.SamePattern && run.After < run.Before && run.Distance is > 0.1 and < 3, run.ToString()));
        var (before, after) = (Exponent.Of([.. runs.Select(run => (run.Rho, run.Before))]),
            Exponent.Of([.. runs.Select(run => (run.Rho, run.After))]));
        Assert.InRange(before.Slope, 1.9, 2.1);
        Assert.InRange(after.Slope, 3.7, 4.3);
        Assert.True(after.Low <= after.Slope && after.Slope <= after.High);
    }

    [Fact]
    public void The_same_seed_gives_the_same_runs()
    {
        var options = new NearMinimumOptions { Radii = [1e-3], Repeats = 2 };
        Assert.Equal(NearMinimum.Run(Memorizing(), Data, options), NearMinimum.Run(Memorizing(), Data, options));
    }

    [Fact]
    public void A_power_law_has_its_exponent()
    {
        var exponent = Exponent.Of([.. Enumerable.Range(1, 10).Select(i => ((double)i, 3.0 * i * i * i))]);
        Assert.Equal(3, exponent.Slope, 9);
        Assert.Equal(3, exponent.Low, 6);
    }

    [Fact]
    public void What_cannot_be_looked_at_is_refused()
    {
        Assert.Contains("not differentiable", Refused(() => NearMinimum.Run(Memorizing("BlockEndpoints"), Data)));
        Assert.Contains("must memorize", Refused(() => NearMinimum.Run(Memorizing(), Labels(5))));
        Assert.Contains("a batch has 9 samples", Refused(() => NearMinimum.Run(Memorizing(), Data, new NearMinimumOptions { Batch = 9 })));
        Assert.Contains("radius", Refused(() => NearMinimum.Run(Memorizing(), Data, new NearMinimumOptions { Radii = [0] })));
        Assert.Contains("no ReLU layer", Refused(() => NearMinimum.Run(Memorizing("HardTanhs"), Data)));

        static string Refused(Action action) => Assert.Throws<FtcException>(action).Message;
    }
}
