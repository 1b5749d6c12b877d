using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

public class ProjectionsTests
{
    public static TheoryData<string> Methods => [.. Catalogue.All.Select(construction => construction.Name).Append(Design.Auto)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void More_directions_never_give_more_neurons(string method)
    {
        var gained = 0;
        for (var seed = 1; seed <= 3; seed++)
        {
            var data = SyntheticData.Gaussian(12, 60, 2, seed);
            var options = new DesignOptions { Method = method, Seed = seed };
            if (method != Design.Auto)
            {
                if (Catalogue.Find(method).Refusal(new Problem(data, seed)) is not null) continue;
                if (!Catalogue.Find(method).LayersFollow) options = options with { Layers = [Catalogue.Find(method).Layers] };
            }
            var (one, best) = (Design.Build(data, options).Network, Design.Build(data, options with { Projections = 64 }).Network);
            Assert.True(best.Neurons <= one.Neurons);
            Assert.True(Verifier.Verify(best, data,
                Catalogue.Find(best.Origin.Method!).MeetsWithinRounding ? Arithmetic.Float64 : Arithmetic.Exact).Passed);
            gained += one.Neurons - best.Neurons;
        }
        Assert.True(gained > 0 || method == Design.Auto || !Catalogue.Find(method).DependsOnDirection);
    }

    [Fact]
    public void The_best_direction_can_be_had_by_its_own_seed()
    {
        var data = SyntheticData.Gaussian(20, 200, 3, 1);
        var best = Design.Build(data, new DesignOptions { Method = "FewestKnots", Projections = 16 }).Network;
        var again = Design.Build(data, new DesignOptions { Method = "FewestKnots", Seed = best.Origin.Seed!.Value }).Network;
        Assert.Equal(again.Neurons, best.Neurons);
        Assert.True(again.Layers[0].Weights(0).SequenceEqual(best.Layers[0].Weights(0)));
    }

    [Fact]
    public void Of_directions_with_as_many_neurons_the_first_is_kept()
    {
        var construction = Catalogue.Find("FewestKnots");
        var problem = new Problem(SyntheticData.Gaussian(3, 30, 2, 1), 1, 40);
        var ranked = construction.ByNeurons(problem);
        Assert.Equal(40, ranked.Count);
        Assert.Equal(ranked.OrderBy(entry => entry.Neurons).ThenBy(entry => entry.Problem.Seed), ranked);
    }

    [Fact]
    public void One_feature_has_one_direction() => Assert.Single(new Problem(SyntheticData.Line([2, 4, 9]), 1, 64).Directions);

    [Fact]
    public void No_direction_is_refused() =>
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() => Design.Build(SyntheticData.Line([2]), new DesignOptions { Projections = 0 })).Code);
}
