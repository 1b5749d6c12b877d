using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>The radius of edits at a tensor whose values move with the runtime, where none is asked for.</summary>
public class WidestRadiusTests
{
    // 32 times this is 2^-10, about 0.001.
    private static readonly FeatureTensor s_tensor = new("v", Math.ScaleB(1, -15));

    [Fact]
    public void It_is_a_round_number_about_32_times_the_noise()
    {
        var random = new Random(1);
        for (var at = 0; at < 1000; at++)
        {
            var noise = Math.ScaleB(1 + random.NextDouble(), random.Next(-60, 20));
            var tensor = new FeatureTensor("v", noise);
            Assert.InRange(tensor.Radius / noise, 32 / Math.Sqrt(2.5) * (1 - 1e-9), 32 * Math.Sqrt(2.5) * (1 + 1e-9));
            Assert.InRange(tensor.LeastRadius / noise, 4, 8);
            Assert.Matches("^[0.]*[125]0*(E[-+][0-9]+)?$", Text.Of(tensor.Radius));
            var radii = tensor.Radii.ToArray();
            Assert.Equal((tensor.Radius, tensor.LeastRadius), (radii[0], radii[^1]));
            Assert.All(radii.Zip(radii.Skip(1)), pair => Assert.InRange(pair.Second, pair.First / 2, Math.BitDecrement(pair.First)));
        }
        Assert.Equal((1e-4, 1e-4), (new FeatureTensor("v", 2.5e-6).Radius, new FeatureTensor("v", 3.5e-6).Radius));
        Assert.Equal([0], new FeatureTensor("v", 0).Radii);
    }

    [Fact]
    public void Where_two_samples_are_nearer_it_is_halved_until_they_have_room_and_no_further_than_four_times_the_noise()
    {
        Assert.Equal((0.001, 0.000244140625), (s_tensor.Radius, s_tensor.LeastRadius));
        Assert.Equal(0.001, Built(0.003));
        Assert.Equal(0.0005, Built(0.0019));
        Assert.Equal(0.00025, Built(0.0009));
        Assert.Equal(s_tensor.LeastRadius, Built(0.000495));
        Assert.Equal(Codes.RadiusTooLarge, Assert.Throws<FtcException>(() => Built(0.000485)).Code);

        // The nearest sample of another residual is so far from the first edit.
        static double? Built(double distance)
        {
            var samples = new DatasetBuilder(3, 1);
            var random = new Random(4);
            samples.Add([0.1, 0.2, 0.3], [Rational.One]);
            samples.Add([0.1, 0.2, 0.3 + distance], [Rational.Zero]);
            for (var i = 0; i < 30; i++)
                samples.Add([.. Enumerable.Range(0, 3).Select(_ => 1 + random.NextDouble())], [i % 8 == 0 ? 1 : Rational.Zero]);
            var data = samples.Build("near").From(s_tensor);
            var options = new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 };
            var network = Design.Build(data, options).Network;
            Assert.Null(PlainPolytopes.Fault(network, data, _ => Rational.Of(network.Origin.Radius!.Value), Norm.Infinity));
            Assert.True(Verifier.Verify(network, data, Arithmetic.Float32) is { Passed: true, Touched: 0 } report
                && report.Radius >= network.Origin.Radius);
            // Asked for once more, it is found once more: what was asked for is no radius.
            Assert.Equal(options, network.Request);
            return network.Origin.Radius;
        }
    }

    [Fact]
    public void Where_edits_enclose_a_sample_within_it_it_is_halved_too_and_an_update_keeps_what_was_taken()
    {
        var samples = new DatasetBuilder(2, 1);
        samples.Add([0.0, 0.0], [Rational.One]);
        samples.Add([0.0015, 0.0015], [Rational.One]);
        samples.Add([0.0026, -0.0006], [Rational.Zero]);
        samples.Add([9.0, 9.0], [Rational.Zero]);
        var data = samples.Build("amid");
        var options = new DesignOptions { Untouched = Untouched.Exact };
        Assert.Equal(Codes.NoPolytope,
            Assert.Throws<FtcException>(() => Design.Build(data, options with { Radius = 0.001, Method = "Polytope" })).Code);
        foreach (var method in new[] { "Polytope", Design.Auto })
        {
            var network = Design.Build(data.From(s_tensor), options with { Method = method }).Network;
            Assert.Equal(0.0005, network.Origin.Radius);
            Assert.Equal(0.0005, NetworkUpdate.Apply(network, data.From(s_tensor).Withdraw([1]), new DesignOptions()).Origin.Radius);
        }
    }

    [Fact]
    public void A_radius_that_is_asked_for_is_not_changed() =>
        Assert.Equal(Codes.RadiusTooLarge, Assert.Throws<FtcException>(() =>
        {
            var samples = new DatasetBuilder(2, 1);
            samples.Add([0.0, 0.0], [Rational.One]);
            samples.Add([0.0, 0.0015], [Rational.Zero]);
            samples.Add([1.0, 0.0], [Rational.Zero]);
            Design.Build(samples.Build("near").From(s_tensor), new DesignOptions { Radius = 0.001 });
        }).Code);

    [Fact]
    public void All_wider_ones_take_half_of_the_time_limit_together()
    {
        var asked = new List<double>();
        Assert.Equal(1, Of([8, 4, 1], TimeSpan.FromHours(1), Codes.TimeLimit));
        Assert.Equal([8, 4, 1], asked);
        asked.Clear();
        Assert.Equal(1, Of([8, 4, 1], TimeSpan.Zero, Codes.TimeLimit));
        Assert.Equal([1], asked);
        asked.Clear();
        // What has nothing to do with room is told at once.
        Assert.Equal(Codes.UnknownMethod, Assert.Throws<FtcException>(() => Of([8, 1], TimeSpan.FromHours(1), Codes.UnknownMethod)).Code);
        Assert.Equal([8], asked);

        double Of(double[] radii, TimeSpan all, string code) => WidestRadius.Of(radii, all, (radius, limit) =>
        {
            asked.Add(radius);
            Assert.True(limit <= (radius == 1 ? all : all / 2));
            return radius == 1 ? radius : throw new FtcException(code, "not built.");
        });
    }
}
