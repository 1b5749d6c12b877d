using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Bounds;
using FtcTools.Models.Regions;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Steps;
using FtcTools.Shipping;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests.Regions;

public class RegionSamplesTests
{
    private static (FrozenModel Model, Dataset Data) Samples(int seed, Func<double[], int?> label)
    {
        var model = SeededModel.Read(seed, 3, 12, 12, 4);
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 60)
            .Select(_ => Enumerable.Range(0, 3).Select(_ => (double)(float)(2 * random.NextDouble() - 1)).ToArray()).ToArray();
        var answers = rows.Select(x => model.Evaluate(x)).ToArray();
        var labels = rows.Select((x, i) => label(x) ?? (i % 10 == 3 ? random.Next(4) : Array.IndexOf(answers[i], answers[i].Max())))
            .ToArray();
        return (model, Dataset.Classify("samples", 3, 4, [.. rows.SelectMany(x => x)], [.. answers.SelectMany(y => y)], null,
            labels, null));
    }

    private static readonly Region s_rule = new("rule", [-1, -1, -1], [-0.5, 0, 0], Requirement.OfClass(2));

    [Fact]
    public void Samples_stay_right_beside_a_region_that_holds()
    {
        var (model, data) = Samples(3, x => s_rule.Contains(x) ? 2 : null);
        var beside = Design.Build(data, new() { Precision = Arithmetic.Float32, Untouched = Untouched.Exact }).Network;
        var network = RegionPatch.Build(model, [s_rule], new() { MostBoxes = 20_000 }, beside);
        Assert.Same(data, network.Dataset);
        foreach (var arithmetic in new[] { Arithmetic.Exact, Arithmetic.Float32 })
        {
            Assert.True(Verifier.Verify(network, data, arithmetic).Passed);
            Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, network, s_rule, arithmetic).Verdict);
        }
        // Beyond the region no other sample moves, in any order of summation: it ships.
        Assert.False(RegionSamples.AreTouchedBeyond(network, data, Arithmetic.Float32, default));
        Assert.NotNull(Shipment.Of(network, new() { Precision = Arithmetic.Float32 }, data, model).Report);
    }

    [Fact]
    public void Samples_are_added_and_withdrawn_and_the_region_keeps_its_promise()
    {
        var (model, data) = Samples(3, x => s_rule.Contains(x) ? 2 : null);
        var options = new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };
        var network = RegionPatch.Build(model, [s_rule], new() { Form = RegionForm.Whole }, Design.Build(data, options).Network);
        var edit = data.T.First(sample => !s_rule.Contains(data.Row(sample - 1)));
        var updated = RegionUpdate.Apply(network, model, data.Withdraw(edit), options);
        Assert.Equal(data.N - 1, updated.Dataset!.N);
        Assert.True(Verifier.Verify(updated, updated.Dataset, model, Arithmetic.Float32).Passed);
        Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, updated, s_rule, Arithmetic.Float32).Verdict);
        var again = RegionUpdate.Apply(updated, model, data, options);
        Assert.True(Verifier.Verify(again, data, model, Arithmetic.Float32).Passed);
        var read = NetworkFile.Read(Written(again));
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => RegionUpdate.Apply(read, model, data, options)).Code);
    }

    [Fact]
    public void A_network_file_keeps_what_is_required_and_can_be_proven_anew()
    {
        var model = SeededModel.Read(3, 3, 12, 12, 4);
        var other = new Region("half", [-1, -1, -1], [0, 0, 0],
            Requirement.OfClauses([[InequalityText.Read("y0 < 3", 'y'), InequalityText.Read("y1 >= 1", 'y')]]),
            [InequalityText.Read("x0 + x1 + 0 x2 >= -1", 'x').Over(3)]);
        var network = RegionPatch.Build(model, [s_rule], new() { Form = RegionForm.Whole });
        network = network.With(network.Origin, null, [network.Regions[0], network.Regions[0] with { Region = other }]);
        var bytes = Written(network);
        var read = NetworkFile.Read(bytes);
        Assert.Equal([true, true],
            read.Regions.Zip(network.Regions, (a, b) => a.Region.IsSame(b.Region) && a.Region.Name == b.Region.Name));
        Assert.Equal(network.Regions[0].Lift, read.Regions[0].Lift);
        Assert.Equal(bytes, Written(read));
        Assert.Equal(RegionVerdict.Holds, RegionVerifier.Verify(model, read, read.Regions[0].Region, Arithmetic.Float32).Verdict);
    }

    private static byte[] Written(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        return stream.ToArray();
    }

    [Fact]
    public void A_sample_that_contradicts_a_region_is_named_with_it()
    {
        var (model, data) = Samples(3, x => s_rule.Contains(x) ? 1 : null);
        var beside = Design.Build(data, new() { Precision = Arithmetic.Float32 }).Network;
        var error = Assert.Throws<FtcException>(() => RegionPatch.Build(model, [s_rule], null, beside));
        Assert.Equal(Codes.RegionConflict, error.Code);
        Assert.Matches(@"sample \d+ of samples lies in rule, which requires class 2, and has the label 1", error.Message);
    }

    /// <summary>arXiv 2506.01054: a network that detects the order of its own sums has a real value that floats do not keep.</summary>
    [Fact]
    public void A_sum_whose_order_decides_is_proven_in_real_numbers_and_never_in_floats()
    {
        // y = 2^25 + 1 - 2^25: 1, but 0 where the first two are added first in float32.
        var chain = new DenseChain([new([0, 0, 0], [33554432, 1, 33554432], true), new([1, 1, -1], [0], false)]);
        var region = new Region("order", [0], [1], Requirement.OfAll([InequalityText.Read("y0 >= 0.5", 'y')]));
        foreach (var (arithmetic, holds) in new[] { (Rounding.None, true), (Rounding.Float64, true), (Rounding.Float32, false) })
        {
            var search = new RegionSearch(
                new RegionTask(region, 1, (functions, constants) => new BoxRelaxation(chain, arithmetic, functions, constants)));
            search.Run(double.NegativeInfinity, state => state.Boxes > 2000, default);
            Assert.Equal(holds, search.IsProven);
        }
    }
}
