using FtcTools.Constructions;
using FtcTools.Core.Tests.Data;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Verification;

/// <summary>The verdict on classes against their definition: the first largest of f + g.</summary>
public class ClassVerifierTests
{
    private static readonly Arithmetic[] s_all = Enum.GetValues<Arithmetic>();

    /// <summary>Random logits on a coarse grid, so that ties are frequent.</summary>
    internal static Dataset Instance(int seed)
    {
        var random = new Random(seed);
        var (k, d, p) = (3 + random.Next(40), 1 + random.Next(4), 2 + random.Next(5));
        var builder = new DatasetBuilder(d, p);
        for (var i = 0; i < k; i++)
        {
            var x = Enumerable.Range(0, d).Select(_ => random.NextDouble() * 8 - 4).ToArray();
            var f = Enumerable.Range(0, p).Select(_ => random.Next(6) / (double)(1 << random.Next(3))).ToArray();
            builder.Add(x, random.Next(3) == 0 ? random.Next(p) : Classification.Argmax(f), f);
        }
        return builder.Build($"classes {seed}");
    }

    [Fact]
    public void The_digits_pass_in_every_arithmetic_within_thirty_neurons_and_nothing_else_moves()
    {
        var data = ClassificationTests.Digits();
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        Assert.InRange(network.Neurons, 1, 30);
        foreach (var arithmetic in s_all)
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report.Passed, report.ToString());
            Assert.Equal((0, 0, 0.0, 0.0), (report.Mismatches, report.Touched, report.MaxError, report.MaxErrorOffT));
            Assert.Null(report.Worst);
            Assert.True(report.Margin > 0.5 * data.Classes!.Margin.ToDouble(), report.ToString());
        }
        var nothing = Verifier.Verify(NetworkBuilder.Nothing(64, 10, 2), data, Arithmetic.Float32);
        Assert.Equal((false, 98), (nothing.Passed, nothing.Mismatches));
    }

    [Fact]
    public void Random_instances_pass_and_plain_evaluation_in_any_order_agrees()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var data = Instance(seed);
            var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Seed = seed }).Network;
            foreach (var arithmetic in s_all) Assert.True(Verifier.Verify(network, data, arithmetic).Passed, $"seed {seed}, {arithmetic}");
            for (var i = 0; i < data.K; i++)
            {
                var (f, label) = (data.Predictions(i).ToArray(), data.Classes!.Label(i));
                for (var order = 0; order < 4; order++)
                {
                    var g = new AnyOrder<double>(network, order, order < 2).Evaluate(data.Row(i));
                    Assert.Equal(label, Classification.Argmax(f.Zip(g, (a, b) => a + b).ToArray()));
                    var single = new AnyOrder<float>(network, order, order < 2).Evaluate(data.Row(i));
                    Assert.Equal(label, Classification.Argmax(f.Zip(single, (a, b) => (double)((float)a + b)).ToArray()));
                }
            }
        }
    }

    [Fact]
    public void Mismatches_are_those_of_the_definition_in_every_arithmetic()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var data = Instance(seed);
            // Outputs on the grid of the logits are exact in every arithmetic, and tie with them.
            var random = new Random(seed);
            Rational[] bias = [.. Enumerable.Range(0, data.Outputs).Select(_ => Rational.Of(random.Next(4), 2))];
            var network = new Network(
                [new Layer(Activation.Identity, data.Inputs, [.. bias.Select(_ => new Rational[data.Inputs])], bias)]);
            var wrong = Enumerable.Range(0, data.K).Where(i => Right(data, i, bias) is false).ToArray();
            foreach (var arithmetic in s_all)
            {
                var report = Verifier.Verify(network, data, arithmetic);
                if (arithmetic == Arithmetic.Exact) Assert.Equal(wrong.Length, report.Mismatches);
                else Assert.True(report.Mismatches >= wrong.Length);
                Assert.Equal(report.Mismatches == 0, report.Passed);
                if (bias.Any(v => !v.IsZero)) Assert.Equal(data.K - data.N, report.Touched);
            }
        }

        static bool Right(Dataset data, int i, Rational[] bias)
        {
            var sums = bias.Select((v, o) => v + Rational.Of(data.Predictions(i)[o])).ToArray();
            return Array.IndexOf(sums, sums.Aggregate(Rational.Max)) == data.Classes!.Label(i);
        }
    }

    [Fact]
    public void Logits_that_are_equal_in_float32_are_not_told_apart_there()
    {
        var builder = new DatasetBuilder(1, 2);
        builder.Add([1], 1, [1.0, 1 + 1e-12]);
        builder.Add([2], 1, [0.0, 1]);
        builder.Add([3], 0, [1.0, 0]);
        var data = builder.Build("near");
        var nothing = NetworkBuilder.Nothing(1, 2, 2);
        Assert.Equal([0, 0, 1], s_all.Select(arithmetic => Verifier.Verify(nothing, data, arithmetic).Mismatches));
    }

    [Fact]
    public void What_the_model_is_not_known_to_answer_is_an_edit()
    {
        double[] f = [1.0, 1 + 1e-7, 0, 1, 1, 0];
        var sure = Dataset.Classify("sure", 1, 2, [1, 2, 3], f, null, [1, 1, 0], 1);
        var unsure = Dataset.Classify("unsure", 1, 2, [1, 2, 3], f, [1e-6, 1e-6, 0, 0, 0, 0], [1, 1, 0], 1);
        Assert.Empty(sure.T);
        Assert.Equal([1], unsure.T);
        Assert.Equal([false, false, false],
            s_all.Select(arithmetic => Verifier.Verify(NetworkBuilder.Nothing(1, 2, 2), unsure, arithmetic).Passed));
        var network = Design.Build(unsure, new DesignOptions()).Network;
        Assert.All(s_all, arithmetic => Assert.True(Verifier.Verify(network, unsure, arithmetic).Passed));
    }

    [Fact]
    public void Updates_keep_what_is_right_and_serve_the_rest()
    {
        // Every edit, and some of the others.
        var all = Digits.Classes.Rows(
            [.. Enumerable.Range(0, Digits.Classes.K).Where(i => i % 6 == 0 || Digits.Classes.Residual(i) is not null)]);
        var some = all.Withdraw([.. all.T.Where((_, j) => j % 5 == 4)]);
        var network = Design.Build(some, new DesignOptions { Untouched = Untouched.Exact }).Network;
        var more = NetworkUpdate.Apply(network, all, new DesignOptions());
        foreach (var arithmetic in s_all) Assert.True(Verifier.Verify(more, all, arithmetic) is { Passed: true, Touched: 0 });
        Assert.Equal(0, Verifier.Verify(network, some, Arithmetic.Float32).Mismatches);
    }
}
