using System.Numerics;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

public class NetworkUpdateTests
{
    private static readonly DesignOptions Hats = new() { Layers = [3], Method = "Hats" };

    [Fact]
    public void Three_hundred_random_instances_add_withdraw_and_add_again()
    {
        var (withdrawals, changes) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var data = Instance(random);
            var network = Design.Build(data, Hats with { Seed = seed }).Network;
            for (var step = 0; step < 3; step++)
            {
                // Added and changed, withdrawn, added again.
                var next = step == 1 ? Fewer(data, random) : More(data, random);
                var updated = NetworkUpdate.Apply(network, next, new DesignOptions { Seed = seed + step });
                MustBe(updated, next, $"seed {seed}, step {step}");
                MustBeLeftAlone(network, data, updated, next);
                withdrawals += data.N - next.N > 0 ? 1 : 0;
                changes += next.N > data.N ? 1 : 0;
                (network, data) = (updated, next);
            }
        }
        Assert.True(withdrawals > 200 && changes > 400, $"{withdrawals} withdrawals, {changes} additions");
    }

    [Fact]
    public void A_radius_is_kept_by_all_that_is_added_and_withdrawn()
    {
        var (impossible, kept) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var norm = seed % 3 == 0 ? Norm.Two : Norm.Infinity;
            var data = Few(random);
            var radius = 0.05 + 0.3 * random.NextDouble();
            Network network;
            try
            {
                network = Design.Build(data, new DesignOptions { Method = "Polytope", Radius = radius, Norm = norm, Seed = seed }).Network;
            }
            catch (FtcException e) when (e.Code is Codes.RadiusTooLarge or Codes.NoPolytope)
            {
                continue;
            }
            for (var step = 0; step < 3; step++)
            {
                var next = step == 1 ? Fewer(data, random) : Change(data, random);
                try
                {
                    var updated = NetworkUpdate.Apply(network, next, new DesignOptions { Seed = seed + step });
                    Assert.True(PlainPolytopes.Fault(updated, next, Rational.Of(radius), norm) is null,
                        $"seed {seed}, step {step}: {PlainPolytopes.Fault(updated, next, Rational.Of(radius), norm)}");
                    Assert.Equal((radius, norm), (updated.Origin.Radius, updated.Origin.Norm));
                    Assert.InRange(Verifier.Verify(updated, next, Arithmetic.Float32).Radius ?? radius, radius * (1 - 1e-6), 10);
                    (network, data) = (updated, next);
                    kept++;
                }
                catch (FtcException e) when (e.Code is Codes.RadiusTooLarge)
                {
                    Assert.False(Separation.Of(next, norm)!.Allows(Rational.Of(radius)), $"seed {seed}, step {step}: {e.Message}");
                    impossible++;
                }
                catch (FtcException e) when (e.Code is Codes.NoPolytope)
                {
                    impossible++;
                }
            }
        }
        Assert.True(kept > 60 && impossible > 0, $"{kept} kept, {impossible} impossible");
    }

    [Fact]
    public void The_digits_take_edits_one_group_after_the_other_and_give_them_back()
    {
        var columns = new DataColumns { Features = ["x0..x63"], Label = ["label"], Prediction = ["predicted"] };
        var all = DataFile.Read(Repository.File("examples", "quickstart", "digits.csv"), columns);
        var some = all.Withdraw([.. all.T.Where((_, j) => j % 4 == 3)]);
        var network = Design.Build(some, Hats).Network;

        var more = NetworkUpdate.Apply(network, all, new DesignOptions());
        MustBe(more, all, "more");
        MustBeLeftAlone(network, some, more, all);
        Assert.True(more.Neurons > network.Neurons);

        var withdrawn = all.Withdraw([.. all.T.Take(3)]);
        var less = NetworkUpdate.Apply(more, withdrawn, new DesignOptions());
        MustBe(less, withdrawn, "less");
        Assert.Equal((1797, 95), (less.Origin.K, less.Origin.N));
    }

    [Fact]
    public void What_is_not_concerned_keeps_its_weights()
    {
        var data = SyntheticData.Gaussian(6, 60, 3, 1);
        var network = Design.Build(data, Hats).Network;
        var untouched = Enumerable.Range(0, data.K).First(i => data.Residual(i) is null);
        var updated = NetworkUpdate.Apply(network, data.With(i => i == untouched ? [Rational.One] : data.Residual(i)), new DesignOptions());
        Assert.Equal(network.Neurons + 3, updated.Neurons);
        for (var r = 0; r < network.Layers[0].Neurons; r++)
            Assert.True(network.Layers[0].Weights(r).SequenceEqual(updated.Layers[0].Weights(r)));
    }

    [Fact]
    public void The_same_dataset_changes_nothing()
    {
        var data = SyntheticData.Gaussian(6, 60, 3, 1);
        var network = Design.Build(data, Hats).Network;
        var updated = NetworkUpdate.Apply(network, data, new DesignOptions());
        Assert.Equal(network.Widths, updated.Widths);
        Assert.Equal("Hats (updated)", updated.Origin.Method);
        Assert.Equal("Hats (updated)", NetworkUpdate.Apply(updated, data, new DesignOptions()).Origin.Method);
    }

    [Fact]
    public void All_edits_withdrawn_leave_nothing()
    {
        var data = SyntheticData.Gaussian(6, 60, 3, 1);
        var none = data.Withdraw([.. data.T]);
        var updated = NetworkUpdate.Apply(Design.Build(data, Hats).Network, none, new DesignOptions());
        Assert.Equal(0, updated.Neurons);
        MustBe(NetworkUpdate.Apply(updated, data, new DesignOptions()), data, "again");
    }

    [Fact]
    public void A_new_sample_that_an_edit_would_touch_is_left_alone()
    {
        var data = SyntheticData.Gaussian(3, 30, 3, 1);
        var network = Design.Build(data, Hats).Network;
        // Right beside an edited sample.
        var near = data.Row(data.Edited[0]).ToArray();
        near[0] += Math.ScaleB(1, -6);
        var builder = new DatasetBuilder(3, 1);
        for (var i = 0; i < 3; i++) builder.Add([near[0] + i * 100, near[1], near[2]], [Rational.Zero]);
        var more = data.With(builder.Build("more"));
        Assert.Contains(Naive.Evaluate(network, near), y => !y.IsZero);
        MustBe(NetworkUpdate.Apply(network, more, new DesignOptions()), more, "near");
    }

    [Theory]
    [InlineData("Strips")]
    [InlineData("FewestKnots")]
    [InlineData("Sawtooth")]
    [InlineData("FeatureStrips")]
    public void Units_that_answer_beyond_their_edits_are_refused(string method)
    {
        var data = SyntheticData.Gaussian(12, 60, 2, 1);
        var network = Catalogue.Find(method).Build(new Problem(data));
        foreach (var next in (Dataset[])[data.Withdraw(data.T[0]), data.With(i => i < 30 ? [Rational.One] : data.Residual(i))])
            Assert.Equal(Codes.Condition, Assert.Throws<FtcException>(() => NetworkUpdate.Apply(network, next, new DesignOptions())).Code);
    }

    [Fact]
    public void Other_activations_are_refused()
    {
        var network = new Network(
            [new Layer(Activation.HardTanh, 1, [[1]], [0]), new Layer(Activation.Relu, 1, [[1]], [0]),
                new Layer(Activation.Identity, 1, [[0]], [0])]);
        Assert.Equal(Codes.Condition,
            Assert.Throws<FtcException>(() => NetworkUpdate.Apply(network, SyntheticData.Line([2]), new DesignOptions())).Code);
    }

    [Fact]
    public void A_dataset_of_another_shape_is_refused()
    {
        var network = Design.Build(SyntheticData.Gaussian(2, 10, 2, 1), Hats).Network;
        Assert.Equal(Codes.ShapeMismatch,
            Assert.Throws<FtcException>(() => NetworkUpdate.Apply(network, SyntheticData.Line([2]), new DesignOptions())).Code);
    }

    [Fact]
    public void Only_edits_that_are_there_are_withdrawn()
    {
        var data = SyntheticData.Line([2, 4], 8);
        Assert.Equal([4], data.Withdraw(2).T);
        Assert.Equal(Codes.SampleOutOfRange, Assert.Throws<FtcException>(() => data.Withdraw(9)).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => data.Withdraw(3)).Code);
    }

    [Fact]
    public void Samples_that_are_added_count_more_than_those_that_were_there()
    {
        var builder = new DatasetBuilder(1, 1);
        foreach (var (x, y, f) in ((double, double, double)[])[(4, 3, 3), (5, 1, 0), (20, 7, 2)]) builder.Add([x], [y], [f]);
        var joined = SyntheticData.Line([2, 4], 8).With(builder.Build("more"));
        Assert.Equal((9, false), (joined.K, joined.HasPredictions));
        Assert.Equal([2, 5, 9], joined.T);
        Assert.Equal((Rational)5, joined.Residual(8, 0));
        Assert.True(builder.Build("a").With(builder.Build("b")).HasPredictions);
        Assert.Equal(Codes.ShapeMismatch, Assert.Throws<FtcException>(() => joined.With(SyntheticData.Gaussian(1, 5, 2, 1))).Code);
    }

    private static void MustBe(Network network, Dataset data, string because)
    {
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report.Passed || arithmetic == Arithmetic.Float32, $"{because}: {report}");
            Assert.True(report.Touched == 0, $"{because}: {report}");
        }
        Assert.Equal((data.K, data.N), (network.Origin.K, network.Origin.N));
        Assert.EndsWith("(updated)", network.Origin.Method, StringComparison.Ordinal);
    }

    // Samples whose residual stays, but those that shared a unit with one whose residual does not: they are built anew.
    private static void MustBeLeftAlone(Network before, Dataset was, Network after, Dataset now)
    {
        var kept = Enumerable.Range(0, was.K)
            .Where(i => Enumerable.Range(0, was.Outputs).All(o => was.Residual(i, o) == now.Residual(i, o))).ToList();
        var units = Composition.Units(before);
        var gone = Enumerable.Range(0, was.K).Except(kept).SelectMany(i => Answering(units, was, i)).ToHashSet();
        kept.RemoveAll(i => Answering(units, was, i).Any(gone.Contains));
        for (var order = 0; order < 4; order++)
        {
            Same<double>(order);
            Same<float>(order);
        }

        void Same<T>(int order)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (x, y) = (new AnyOrder<T>(before, order, order >= 2), new AnyOrder<T>(after, order, order >= 2));
            foreach (var i in kept)
            {
                var (old, young) = (x.Evaluate(was.Row(i)), y.Evaluate(was.Row(i)));
                Assert.Equal(old.Select(Bits), young.Select(Bits));
                if (was.Residual(i) is null) Assert.All(young, v => Assert.True(T.IsZero(v)));
            }
        }

        static long Bits<T>(T value) =>
            value is float f ? BitConverter.SingleToInt32Bits(f) : BitConverter.DoubleToInt64Bits((double)(object)value!);

        static IEnumerable<int> Answering(Network units, Dataset data, int i) =>
            Naive.Evaluate(units, data.Row(i)).Select((v, unit) => (v, unit)).Where(e => !e.v.IsZero).Select(e => e.unit);
    }

    private static Dataset Instance(Random random)
    {
        var (k, d, p) = (6 + random.Next(20), 1 + random.Next(4), 1 + random.Next(2));
        var builder = new DatasetBuilder(d, p);
        for (var i = 0; i < k; i++)
        {
            builder.Add([.. Enumerable.Range(0, d).Select(j => d == 1 ? i : random.Next(-64, 64) / 16.0 + i * (j == 0 ? 0.25 : 0))],
                random.Next(3) == 0 ? Residual(random, p) : new Rational[p]);
        }
        return builder.Build("instance");
    }

    // Few values of z, so that edits share units.
    private static Dataset Few(Random random)
    {
        var (k, d) = (8 + random.Next(25), 2 + random.Next(4));
        var builder = new DatasetBuilder(d, 1);
        for (var i = 0; i < k; i++)
            builder.Add([.. Enumerable.Range(0, d).Select(_ => random.Next(-96, 96) / 16.0)],
                [random.Next(3) == 0 ? random.Next(1, 4) : Rational.Zero]);
        return builder.Build("few");
    }

    private static Dataset Change(Dataset data, Random random) =>
        data.With(i => random.Next(8) == 0 ? [random.Next(0, 4)] : data.Residual(i));

    private static Rational[] Residual(Random random, int outputs) =>
        [.. Enumerable.Range(0, outputs).Select(_ => Rational.Of(random.Next(-9, 9) * 2 + 1, 4))];

    private static Dataset Fewer(Dataset data, Random random) => data.With(i => random.Next(3) == 0 ? null : data.Residual(i));

    private static Dataset More(Dataset data, Random random) =>
        data.With(i => random.Next(4) == 0 ? Residual(random, data.Outputs) : data.Residual(i));
}
