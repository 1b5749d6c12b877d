using FtcTools.Bounds;
using FtcTools.Bounds.Paper;
using FtcTools.Constructions;
using FtcTools.Constructions.Deep;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

public class DeepTests
{
    // Instances whose samples all have a position of their own.
    private static IEnumerable<Problem> OneOutput() => Enumerable.Range(0, 400)
        .Select(seed => new Problem(Instances.Random(seed, 60, 1), seed))
        .Where(problem => problem.Outputs == 1 && problem.N > 0 && problem.Whole.Count == problem.K);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void One_window_has_the_neurons_of_its_bound(int layers)
    {
        foreach (var problem in OneOutput())
        {
            var bound = new FtcTools.Bounds.Sharp.OneWindowOverT().Upper(new Case(problem.N, problem.K, layers));
            Assert.Equal(bound, new OneWindow().Build(problem.WithLayers(layers)).Neurons);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(12)]
    public void Stacked_blocks_are_no_wider_than_the_paper_says(int layers)
    {
        foreach (var problem in OneOutput())
        {
            var widths = new StackedBlocks().Build(problem.WithLayers(layers)).Widths;
            Assert.True(widths.Max() <= Proposition61.Width(problem.N, problem.K, layers),
                $"{problem.Dataset.Name}: {string.Join('-', widths)}");
        }
    }

    [Fact]
    public void Deeper_stacks_are_narrower()
    {
        var problem = new Problem(SyntheticData.RandomLine(200, 1000, 1));
        var widths = new[] { 4, 6, 8, 12, 20, 40 }.Select(layers => new StackedBlocks().Build(problem.WithLayers(layers)).Widths.Max())
            .ToArray();
        Assert.Equal(widths.OrderDescending(), widths);
        Assert.True(widths[^1] <= 10, string.Join(", ", widths));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public void Two_layers_of_window_leave_the_untouched_exact(int layers)
    {
        var data = SyntheticData.RandomLine(30, 300, 1);
        var design = Design.Build(data, new DesignOptions { Layers = [layers], Untouched = Untouched.Exact });
        Assert.Equal("OneWindow", design.Network.Origin.Method);
        foreach (var arithmetic in Enum.GetValues<Arithmetic>()) Assert.Equal(0, Verifier.Verify(design.Network, data, arithmetic).Touched);
    }

    [Fact]
    public void Weights_stay_small_enough_for_float64()
    {
        Assert.Equal(64, Verified("OneRelu", 3, SyntheticData.RandomLine(1000, 1000, 1)));
        Assert.Equal(24, Verified("OneWindow", 4, SyntheticData.RandomLine(100, 1000, 1)));
        Assert.Equal(24, Verified("OneWindow", 5, SyntheticData.Gaussian(100, 1000, 10, 1)));

        static int Verified(string method, int layers, Dataset data)
        {
            var network = Catalogue.Find(method).Build(new Problem(data).WithLayers(layers));
            Assert.True(Verifier.Verify(network, data, Arithmetic.Float64).Passed);
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
            return network.Neurons;
        }
    }

    [Fact]
    public void Auto_builds_every_depth()
    {
        var data = SyntheticData.Line([2, 4, 9]);
        for (var layers = 2; layers <= 12; layers++)
            Assert.Equal(layers, Design.Build(data, new DesignOptions { Layers = [layers] }).Network.Layers.Count);
        Assert.Equal(Construction.Deepest, Design.Build(data, new DesignOptions { Layers = [Construction.Deepest] }).Network.Layers.Count);
    }

    [Fact]
    public void Auto_offers_each_number_of_layers_that_is_allowed()
    {
        var attempts = Design.Build(SyntheticData.RandomLine(20, 100, 1), new DesignOptions { Layers = [7, 4, 5, 4] }).Attempts;
        Assert.Equal([4, 5], attempts.Where(attempt => attempt.Method == "OneWindow").Select(attempt => attempt.Layers).Order());
        Assert.Equal([4, 5, 7], attempts.Where(attempt => attempt.Method == "StackedBlocks").Select(attempt => attempt.Layers).Order());
    }

    [Fact]
    public void A_method_by_name_takes_the_fewest_layers_allowed() =>
        Assert.Equal(5, Design.Build(SyntheticData.Line([2, 4]),
            new DesignOptions { Method = "StackedBlocks", Layers = [2, 9, 5] }).Network.Layers.Count);

    [Theory]
    [InlineData("OneWindow", 3, Codes.Condition, "OneWindow builds 4 to 1000 layers; the layers asked for are 3")]
    [InlineData("Sawtooth", 1001, Codes.Condition, "Sawtooth builds 3 to 1000 layers; the layers asked for are 1001")]
    [InlineData("Auto", 1, Codes.NothingVerifies, "no construction builds 1 layers; valid are 2 to 1000")]
    [InlineData("Auto", 1001, Codes.NothingVerifies, "no construction builds 1001 layers; valid are 2 to 1000")]
    public void Layers_that_cannot_be_are_refused(string method, int layers, string code, string message)
    {
        var e = Assert.Throws<FtcException>(() =>
            Design.Build(SyntheticData.Line([2, 4]), new DesignOptions { Method = method, Layers = [layers] }));
        Assert.Equal(code, e.Code);
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OneRelu", 4, 65)]
    [InlineData("OneRelu", 7, 68)]
    [InlineData("BlockEndpoints", 3, 1000)]
    public void What_has_fewer_layers_is_carried_for_a_neuron_each(string method, int layers, int neurons)
    {
        var data = SyntheticData.RandomLine(1000, 1000, 1);
        var network = Design.Build(data, new DesignOptions { Method = method, Layers = [layers] }).Network;
        Assert.Equal((layers, neurons), (network.Layers.Count, network.Neurons));
        Assert.Contains("carried through the further layers", network.Origin.Source, StringComparison.Ordinal);
        Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
    }

    [Fact]
    public void Nothing_is_carried_that_may_be_shallower()
    {
        var attempts = Design.Build(SyntheticData.RandomLine(20, 100, 1), new DesignOptions { Layers = [3, 6, 4] }).Attempts;
        Assert.Equal([3], attempts.Where(attempt => attempt.Method == "OneRelu").Select(attempt => attempt.Layers));
        Assert.Equal([3], attempts.Where(attempt => attempt.Method == "FewestKnots").Select(attempt => attempt.Layers));
        Assert.Equal([4], attempts.Where(attempt => attempt.Method == "OneWindow").Select(attempt => attempt.Layers));
    }

    [Fact]
    public void Which_constructions_look_along_one_direction_is_known_beforehand()
    {
        var problem = new Problem(SyntheticData.Gaussian(9, 40, 3, 1));
        Assert.All(Catalogue.All.Where(c => c.Refusal(problem) is null),
            c => Assert.Equal(c.AlongOneDirection, c.Build(problem).Factor() is not null));
    }

    [Fact]
    public void Off_a_line_the_outputs_are_handed_on()
    {
        var data = SyntheticData.Gaussian(30, 200, 5, 1);
        var network = Design.Build(data, new DesignOptions { Method = "Hats", Layers = [6] }).Network;
        Assert.Equal([1, 1, 1], network.Widths.Skip(2));
        foreach (var arithmetic in new[] { Arithmetic.Exact, Arithmetic.Float64 })
            Assert.True(Verifier.Verify(network, data, arithmetic).Passed);
    }

    private static IEnumerable<Dataset> AllKinds(int n, int k)
    {
        yield return SyntheticData.RandomLine(n, k, 100 * n + k);
        yield return SyntheticData.Hard(n, k, HardKind.Alternating);
        if (k >= 4 * n + 1) yield return SyntheticData.Hard(n, k, HardKind.Signed);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void Auto_meets_the_upper_bound(int layers)
    {
        for (var k = 3; k <= 24; k++)
        {
            for (var n = 1; n <= k; n += 1 + k / 12)
            {
                var upper = BoundTable.Row(n, k, layers).Upper;
                foreach (var data in AllKinds(n, k))
                    Assert.True(Design.Build(data,
                        new DesignOptions { Layers = [layers], Precision = Arithmetic.Exact }).Network.Neurons <= upper,
                            $"{data.Name}, {layers} layers, {upper}");
            }
        }
    }

    [Theory]
    [InlineData(1000, 1000, 4)]
    [InlineData(1000, 1000, 7)]
    [InlineData(100, 1000, 4)]
    [InlineData(100, 1000, 9)]
    [InlineData(491, 1000, 6)]
    public void Auto_meets_the_upper_bound_of_many(int n, int k, int layers) =>
        Assert.True(Design.Build(SyntheticData.RandomLine(n, k, 1),
            new DesignOptions { Layers = [layers], Precision = Arithmetic.Exact }).Network.Neurons <= BoundTable.Row(n, k, layers).Upper);

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Auto_meets_the_upper_bound_in_general_position(int layers)
    {
        foreach (var (n, k, d) in new[] { (7, 40, 3), (60, 200, 6), (101, 400, 10) })
        {
            var network = Design.Build(SyntheticData.Gaussian(n, k, d, 1),
                new DesignOptions { Layers = [layers], Precision = Arithmetic.Exact }).Network;
            Assert.True(network.Neurons <= BoundTable.Row(n, k, layers, d).Upper, $"{network.Origin.Method}: {network.Neurons}");
        }
    }

    [Fact]
    public void A_problem_keeps_ease_and_layers_along_every_direction()
    {
        var problem = new Problem(SyntheticData.Gaussian(3, 20, 2, 1), 1, 5).With(2).WithLayers(6);
        Assert.Equal(5, problem.Directions.Count);
        Assert.Same(problem, problem.Directions[0]);
        Assert.All(problem.Directions, direction => Assert.Equal((2, 6), (direction.SmallerWeights, direction.Layers)));
    }
}
