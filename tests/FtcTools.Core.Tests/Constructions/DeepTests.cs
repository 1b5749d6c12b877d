using FtcTools.Bounds;
using FtcTools.Bounds.Paper;
using FtcTools.Constructions;
using FtcTools.Constructions.Deep;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
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
    [InlineData(9)]
    public void One_window_has_the_neurons_of_its_bound(int layers)
    {
        foreach (var problem in OneOutput())
        {
            var bound = new FtcTools.Bounds.Sharp.OneWindow().Upper(new Case(problem.N, problem.K, layers));
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
            Assert.True(widths.Max() <= Proposition61.Width(problem.N, problem.K, layers), $"{problem.Dataset.Name}: {string.Join('-', widths)}");
        }
    }

    [Fact]
    public void Deeper_stacks_are_narrower()
    {
        var problem = new Problem(Samples.RandomLine(200, 1000, 1));
        var widths = new[] { 4, 6, 8, 12, 20, 40 }.Select(layers => new StackedBlocks().Build(problem.WithLayers(layers)).Widths.Max()).ToArray();
        Assert.Equal(widths.OrderDescending(), widths);
        Assert.True(widths[^1] <= 10, string.Join(", ", widths));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public void Two_layers_of_window_leave_the_untouched_exact(int layers)
    {
        var data = Samples.RandomLine(30, 300, 1);
        var design = Design.Build(data, new DesignOptions { Layers = [layers], Untouched = Untouched.Exact });
        Assert.Equal("OneWindow", design.Network.Origin.Method);
        foreach (var arithmetic in Enum.GetValues<Arithmetic>()) Assert.Equal(0, Verifier.Verify(design.Network, data, arithmetic).Touched);
    }

    [Fact]
    public void Weights_stay_small_enough_for_float64()
    {
        Assert.Equal(64, Verified("OneRelu", 3, Samples.RandomLine(1000, 1000, 1)));
        Assert.Equal(24, Verified("OneWindow", 4, Samples.RandomLine(100, 1000, 1)));
        Assert.Equal(24, Verified("OneWindow", 5, Samples.Gaussian(100, 1000, 10, 1)));

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
        var data = Samples.Line([2, 4, 9]);
        for (var layers = 2; layers <= 12; layers++) Assert.Equal(layers, Design.Build(data, new DesignOptions { Layers = [layers] }).Network.Layers.Count);
        Assert.Equal(Construction.Deepest, Design.Build(data, new DesignOptions { Layers = [Construction.Deepest] }).Network.Layers.Count);
    }

    [Fact]
    public void Auto_offers_each_number_of_layers_that_is_allowed()
    {
        var attempts = Design.Build(Samples.RandomLine(20, 100, 1), new DesignOptions { Layers = [7, 4, 5, 4] }).Attempts;
        Assert.Equal([4, 5, 7], attempts.Where(attempt => attempt.Method == "OneWindow").Select(attempt => attempt.Layers).Order());
        Assert.Equal([4, 5, 7], attempts.Where(attempt => attempt.Method == "StackedBlocks").Select(attempt => attempt.Layers).Order());
    }

    [Fact]
    public void A_method_by_name_takes_the_fewest_layers_allowed() =>
        Assert.Equal(5, Design.Build(Samples.Line([2, 4]), new DesignOptions { Method = "StackedBlocks", Layers = [2, 9, 5] }).Network.Layers.Count);

    [Theory]
    [InlineData("OneWindow", 3, Codes.Condition, "OneWindow builds 4 to 1000 layers; the layers asked for are 3")]
    [InlineData("Sawtooth", 4, Codes.Condition, "Sawtooth builds 3 layers; the layers asked for are 4")]
    [InlineData("Auto", 1, Codes.NothingVerifies, "no construction builds 1 layers; valid are 2, 3, 4 to 1000")]
    [InlineData("Auto", 1001, Codes.NothingVerifies, "no construction builds 1001 layers; valid are 2, 3, 4 to 1000")]
    public void Layers_that_cannot_be_are_refused(string method, int layers, string code, string message)
    {
        var e = Assert.Throws<FtcException>(() => Design.Build(Samples.Line([2, 4]), new DesignOptions { Method = method, Layers = [layers] }));
        Assert.Equal(code, e.Code);
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_keeps_ease_and_layers_along_every_direction()
    {
        var problem = new Problem(Samples.Gaussian(3, 20, 2, 1), 1, 5).With(2).WithLayers(6);
        Assert.Equal(5, problem.Directions.Count);
        Assert.Same(problem, problem.Directions[0]);
        Assert.All(problem.Directions, direction => Assert.Equal((2, 6), (direction.Ease, direction.Layers)));
    }
}
