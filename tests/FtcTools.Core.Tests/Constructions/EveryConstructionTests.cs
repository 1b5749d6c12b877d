using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>What every construction must do. A new one needs one line in <see cref="Methods"/>.</summary>
public class EveryConstructionTests
{
    public static IEnumerable<object[]> Methods { get; } =
    [
        ["BlockEndpoints"],
        ["AffineMap"],
        ["AllPoints"],
        ["BitExtraction"],
        ["BoundedBits"],
        ["BoundedDepth"],
        ["Bumps"],
        ["ClassHardTanhs"],
        ["ClassLevels"],
        ["ClassPlateaus"],
        ["GroupedBlocks"],
        ["HardTanhs"],
        ["OneRelu"],
        ["FewestKnots"],
        ["ResidualHats"],
        ["Hats"],
        ["Strips"],
        ["FeatureStrips"],
        ["OneUnit"],
        ["Sawtooth"],
        ["OneWindow"],
        ["Polytope"],
        ["SampleBoxes"],
        ["SignedSawtooth"],
        ["Slabs"],
        ["ValueSlabs"],
        ["StackedBlocks"],
        ["StackedLevels"],
        ["WholeSawtooth"],
    ];

    private const int Own = 0;

    // One instance in ten is of up to forty samples, all of them in the long suite; the others are of up to so many, with the same corners.
    private const int Small = 16;

    /// <summary>
    /// Every method with its fewest layers, with one and three more where it builds them, and with two more than its most; where the layers
    /// follow from the samples, with those.
    /// </summary>
    public static IEnumerable<object[]> Depths { get; } =
        from row in Methods
        let construction = Catalogue.Find((string)row[0])
        from layers in construction.LayersFollow ? [Own]
            : new[] { 0, 1, 3 }.Select(more => construction.Layers + more).Where(construction.Builds)
            .Concat(construction.ByNameOnly ? [] : [construction.MostLayers + 2])
        where layers <= Construction.Deepest
        select new object[] { construction.Name, layers };

    private static Construction At(string method, int layers) =>
        layers == Own ? Catalogue.Find(method) : Catalogue.Find(method).For([layers]).Single().Construction;

    private static Problem Problem(Dataset data, int seed, int layers) =>
        layers == Own ? new Problem(data, seed) : new Problem(data, seed).WithLayers(layers);

    [Fact]
    public void All_constructions_are_tested() =>
        Assert.Equal(Catalogue.All.Select(c => c.Name).Order(), Methods.Select(row => (string)row[0]).Order());

    [Theory]
    [MemberData(nameof(Depths))]
    public void Many_random_instances_are_exact_with_as_many_neurons_as_the_formula_says(string method, int layers) =>
        Instances_are_exact(method, layers, 0, layers == Own || layers == Catalogue.Find(method).Layers ? 1000 : 100, 0.1);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Depths))]
    public void Ten_thousand_more_are(string method, int layers) => Instances_are_exact(method, layers, 1_000_000, 10_000, 1);

    private static void Instances_are_exact(string method, int layers, int first, int count, double large)
    {
        const int Batch = 10;
        var construction = At(method, layers);
        var built = 0;
        for (var seed = first; built < count; seed += Batch)
        {
            Assert.True(seed < first + 40 * count, "too few instances meet the construction's conditions");
            var isLarge = built < large * count;
            Parallel.For(seed, seed + Batch, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
                one => Check(one, isLarge));
        }

        void Check(int seed, bool isLarge)
        {
            var problem = Problem(isLarge ? Instances.Random(seed) : Instances.Random(seed, Small), seed, layers);
            if (construction.Refusal(problem) is not null) return;
            var network = construction.Build(problem);
            var report = Verifier.Verify(network, problem.Dataset, Arithmetic.Exact);
            Assert.True(report.Passed || (construction.MeetsWithinRounding && report.MaxError <= Rounding(problem.Dataset)),
                $"seed {seed}: {report}");
            Assert.True(network.Neurons == construction.Neurons(problem)
                || (construction.Regroups && network.Neurons > construction.Neurons(problem)), $"seed {seed}: {network.Neurons} neurons");
            Assert.True(report.Touched == 0);
            Assert.Equal(layers == Own ? construction.LayersFor(problem) : layers, network.Layers.Count);
            Interlocked.Increment(ref built);
        }
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void The_verifier_agrees_with_the_definition(string method, int layers)
    {
        var construction = At(method, layers);
        for (var seed = 0; seed < 60; seed++)
        {
            var data = Instances.Random(seed, 12);
            var problem = Problem(data, seed, layers);
            if (construction.Refusal(problem) is not null) continue;
            var network = construction.Build(problem);
            for (var i = 0; i < data.K; i++)
            {
                var (asked, given) = (Enumerable.Range(0, data.Outputs)
                    .Select(o => data.Residual(i, o)), Naive.Evaluate(network, data.Row(i)));
                if (construction.MeetsWithinRounding && data.Residual(i) is not null)
                    Assert.All(asked.Zip(given),
                        pair => Assert.InRange((pair.First - pair.Second).ToDouble(), -Rounding(data), Rounding(data)));
                else Assert.Equal(asked, given);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void A_wrong_network_does_not_pass(string method, int layers)
    {
        var construction = At(method, layers);
        var data = Applicable(construction);
        var network = construction.Build(Problem(data, 1, layers));
        var moved = new DataWith(data).Residual(0, Rational.Of(1, 3));
        var report = Verifier.Verify(network, moved, construction.MeetsWithinRounding ? Arithmetic.Float64 : Arithmetic.Exact);
        Assert.False(report.Passed);
        Assert.Equal(1, report.Mismatches);
        Assert.Equal(1, report.Worst);
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void Building_twice_gives_the_same_weights(string method, int layers)
    {
        var construction = At(method, layers);
        var data = Applicable(construction);
        var (a, b) = (construction.Build(Problem(data, 5, layers)), construction.Build(Problem(data, 5, layers)));
        for (var l = 0; l < a.Layers.Count; l++)
        {
            for (var r = 0; r < a.Layers[l].Neurons; r++)
            {
                Assert.True(a.Layers[l].Weights(r).SequenceEqual(b.Layers[l].Weights(r)));
                Assert.Equal(a.Layers[l].Bias(r), b.Layers[l].Bias(r));
            }
        }
    }

    // What weights in float64 may miss a residual by.
    private static double Rounding(Dataset data) => Math.ScaleB(data.MaxResidual.ToDouble(), -21);

    // The first instance without repeated samples that the construction takes.
    private static Dataset Applicable(Construction construction) => Enumerable.Range(0, 20_000)
        .Select(seed => Instances.Random(seed, 30))
        .First(data => data.N > 0 && construction.Refusal(new Problem(data, 1)) is null
            && Enumerable.Range(1, data.K - 1).All(i => !data.Row(i).SequenceEqual(data.Row(0))));
}
