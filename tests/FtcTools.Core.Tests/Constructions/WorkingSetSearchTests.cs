using FtcTools.Constructions;
using FtcTools.Constructions.WorkingSets;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>Networks that are built with a few samples at a time and proven for all of them in passes.</summary>
public class WorkingSetSearchTests
{
    private const int Few = 150;

    private static readonly DesignOptions s_ships = new() { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };

    private static Network Built(Dataset data, DesignOptions options, int blockRows = 0) =>
        new WorkingSetSearch(new DatasetSource(data, blockRows), options, null, default, Few * data.Inputs).Run().Network;

    private static string Text(Network network) =>
        string.Join('\n', network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons)
            .Select(r => $"{string.Join(' ', layer.Weights(r).ToArray())} {layer.Bias(r)}")));

    private static void ProvenInMemory(Network network, Dataset data)
    {
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report is { Passed: true, Touched: 0 }, $"{report}");
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(20)]
    public void Classes_are_proven_for_all_samples_though_a_few_were_looked_at(int d)
    {
        var data = Clusters.Make(2500, d, 1);
        ProvenInMemory(Built(data, s_ships), data);
    }

    [Fact]
    public void The_same_bytes_wherever_blocks_begin()
    {
        var data = Clusters.Make(2500, 12, 2);
        Assert.Equal(Text(Built(data, s_ships)), Text(Built(data, s_ships, blockRows: 7)));
    }

    [Fact]
    public void Residuals_of_their_own_are_met_within_the_tolerance()
    {
        var data = SyntheticData.Gaussian(20, 2500, 12, 1);
        var network = Built(data, s_ships);
        Assert.True(Verifier.Verify(network, data, Arithmetic.Float32) is { Passed: true, Touched: 0 });
    }

    [Theory]
    [InlineData(0.001, "Auto")]
    [InlineData(0.01, "Polytope")]
    public void Edits_hold_within_a_radius_and_nothing_else_moves_there(double radius, string method)
    {
        var data = Clusters.Make(1200, 8, 3);
        var network = Built(data, s_ships with { Radius = radius, Method = method });
        ProvenInMemory(network, data);
        Assert.InRange(Verifier.Verify(network, data, Arithmetic.Float32).Radius!.Value, radius * (1 - 1e-6), double.MaxValue);
    }

    [Fact]
    public void What_a_pass_leaves_alone_has_the_radius_in_a_report()
    {
        // Of large features, rounding is a part of every bound, and near the radius it decides.
        const int d = 10;
        const double radius = 1e-3;
        Rational[] weights = [.. Enumerable.Range(0, d).Select(j => (Rational)(901 + 20 * j))];
        var (w, at) = (weights.Select(weight => weight.ToDouble()).ToArray(), 0.0);
        for (var j = 0; j < d; j++) at += w[j] * Feature(j, 0);
        var bias = Rational.Of(at);
        var network = new NetworkBuilder(d)
            .Units([(weights, -bias, Shape.Relu), ([.. weights.Select(weight => -weight)], bias, Shape.Relu)])
            .Units([([-1, -1], 1, Shape.Relu)]).Outputs([([1], 0)]);
        var left = 0;
        for (var step = 1; step < 400; step++)
        {
            var builder = new DatasetBuilder(d, 1);
            builder.Add([.. Enumerable.Range(0, d).Select(j => Feature(j, 0))], [(Rational)1]);
            builder.Add([.. Enumerable.Range(0, d).Select(j => Feature(j, j == 0 ? step / 64.0 : 0))], [(Rational)0]);
            builder.Add([.. Enumerable.Range(0, d).Select(j => Feature(j, 1e5))], [(Rational)0]);
            var data = builder.Build("three");
            var touching = new DatasetSource(data).Ask(new TouchingQuestion(network, UnitScreen.ScaleOf(data), [0], 1,
                new Ball(radius, Norm.Infinity), [Arithmetic.Float32], 0, 1), null, default);
            if (touching.Counts[0] > 0) continue;
            left++;
            var held = UnitRadii.Of(network, data, Norm.Infinity, Arithmetic.Float32, untilZero: false, default)!;
            Assert.InRange(held[1], radius, double.MaxValue);
        }
        Assert.InRange(left, 1, 398);

        static double Feature(int j, double more) => 1024 * (j + 1) * (j % 2 == 0 ? 1 : -1) + more;
    }

    [Fact]
    public void A_radius_that_is_too_large_names_the_samples()
    {
        var e = Assert.Throws<FtcException>(() => Built(Clusters.Make(1200, 8, 3), s_ships with { Radius = 5, Method = "Polytope" }));
        Assert.Equal(Codes.RadiusTooLarge, e.Code);
    }

    /// <summary>Every kind of network that a pass may meet: of units, with carriers, within a radius, and none of units.</summary>
    public static TheoryData<string> Kinds => ["Slabs", "ValueSlabs", "Polytope", "FewestKnots", "wrong"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pass_reports_what_the_verifier_does(string kind)
    {
        var data = kind is "ValueSlabs" or "FewestKnots" ? SyntheticData.Gaussian(12, 700, 6, 2) : Clusters.Make(700, 6, 4);
        var network = kind switch
        {
            "wrong" => Built(Clusters.Make(700, 6, 5), s_ships).For(data),
            "FewestKnots" => new FewestKnots().Build(new Problem(data)),
            _ => Built(data, s_ships with { Method = kind, Radius = kind == "Polytope" ? 0.01 : 0 }),
        };
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var expected = Verifier.Verify(network, data, arithmetic) with { Seconds = 0, Coincident = null, CoincidentWith = null };
            Assert.Equal(expected, PassVerifier.Verify(network, new DatasetSource(data, 64), arithmetic) with { Seconds = 0 });
        }
    }

    [Fact]
    public void Many_features_that_are_float32_are_kept_so_and_read_as_they_were()
    {
        var random = new Random(1);
        var (wide, single) = (new FeatureCollector(3), new FeatureCollector(3, many: 30));
        for (var i = 0; i < 200_000; i++)
        {
            double[] row = [random.NextSingle(), -0.0, random.Next(9)];
            wide.Add(row);
            single.Add(row);
        }
        var (expected, table) = (wide.ToTable(), single.ToTable());
        Assert.True(table.IsSingle && !expected.IsSingle);
        Assert.Equal(expected.All(), table.All());
        Assert.Equal(expected.Row(150_001).ToArray(), table.Row(150_001).ToArray());
        Assert.Equal(expected.Single(87_000, 900, new float[2700]).ToArray(), table.Single(87_000, 900, new float[2700]).ToArray());
        Assert.True(double.IsPositive(table.Row(5)[1]));
    }

    [Fact]
    public void A_number_that_is_no_float32_keeps_all_of_them_in_float64()
    {
        var collector = new FeatureCollector(1, many: 2);
        foreach (var value in (double[])[1, 2, 0.1]) collector.Add([value]);
        Assert.Equal([1, 2, 0.1], collector.ToTable().All());
    }
}
