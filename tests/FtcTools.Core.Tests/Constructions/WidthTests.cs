using FtcTools.Constructions;
using FtcTools.Constructions.Deep;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

public class WidthTests
{
    public static TheoryData<string> TwoHiddenLayers { get; } = ["AllPoints", "HardTanhs", "OneRelu", "WholeSawtooth"];

    // Any widths: those that satisfy the condition are built, verified and kept to; the others are refused.
    [Theory]
    [MemberData(nameof(TwoHiddenLayers))]
    public void Any_widths_that_satisfy_the_condition_do(string method)
    {
        var (built, refused) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            int[] widths = [1 + random.Next(16), 1 + random.Next(16)];
            var data = Instances.Random(seed, 30);
            var problem = new Problem(data, seed).With(widths, null);
            if (Catalogue.Find(method).Refusal(problem) is { } reason)
            {
                Assert.Contains(" does not hold: ", reason);
                Assert.Contains($"K = {problem.Whole.Count}", reason);
                refused++;
                continue;
            }
            var network = Catalogue.Find(method).Build(problem);
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
            Assert.True(network.Widths[0] <= widths[0] && network.Widths[1] <= widths[1], string.Join("-", network.Widths));
            Assert.Equal(Catalogue.Find(method).Neurons(problem), network.Neurons);
            built++;
        }
        Assert.True(built > 15 && refused > 15, $"{built} built, {refused} refused");
    }

    // Any stack of layers: what fits is built and verified; the printed condition, weaker by its halves, is always enough.
    [Fact]
    public void Stacks_of_any_widths_hold_what_the_proposition_says_and_more()
    {
        var (built, refused) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var widths = Enumerable.Range(0, 3 + random.Next(6)).Select(_ => 1 + random.Next(12)).ToArray();
            var data = Instances.Random(seed, 30);
            var problem = new Problem(data, seed).WithLayers(widths.Length + 1).With(widths, null);
            var construction = new StackedLevels();
            var reason = construction.Refusal(problem);
            if (reason is not null)
            {
                Assert.True(Printed(widths, data.Outputs) < problem.Whole.Count, $"{reason}; {string.Join(", ", widths)}");
                refused++;
                continue;
            }
            var network = construction.Build(problem);
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed, string.Join(", ", widths));
            Assert.True(network.Widths.Zip(widths).All(pair => pair.First <= pair.Second),
                $"{string.Join("-", network.Widths)} in {string.Join("-", widths)}");
            Assert.Equal(construction.Neurons(problem), network.Neurons);
            built++;
        }
        Assert.True(built > 30 && refused > 30, $"{built} built, {refused} refused");
    }

    // Proposition 3.4 with ReLUs, by trying every choice of blocks.
    private static int Printed(int[] widths, int p)
    {
        var best = 0;
        for (var chosen = 1; chosen < 1 << (widths.Length - 1); chosen++)
        {
            var blocks = Enumerable.Range(0, widths.Length - 1).Where(l => (chosen >> l & 1) == 1).ToArray();
            if (Enumerable.Range(1, blocks.Length - 1).Any(j => blocks[j] <= blocks[j - 1] + 1)) continue;
            if (Enumerable.Range(0, widths.Length)
                .Any(l => !blocks.Contains(l) && !blocks.Contains(l - 1) && widths[l] < (l > blocks[^1] ? p : l > blocks[0] ? p + 1 : 1)))
                continue;
            var sum = 0;
            for (var j = 0; j < blocks.Length; j++)
            {
                var carried = (j > 0 ? p : 0) + (j + 1 < blocks.Length ? 1 : 0);
                sum += 4 * (Math.Max(0, widths[blocks[j]] - carried) / 4) * (Math.Max(0, widths[blocks[j] + 1] - carried) / (4 * p));
            }
            best = Math.Max(best, sum);
        }
        return best;
    }

    [Theory]
    [InlineData("AllPoints", "9,8",
        "the condition floor(d1 / 2) floor(d2 / (2p)) >= K does not hold: floor(9 / 2) floor(8 / 2) = 16 < K = 20")]
    [InlineData("WholeSawtooth", "4,9", "the condition d1 floor(d2 / (2p)) >= K does not hold: 4 floor(9 / 2) = 16 < K = 20")]
    [InlineData("OneRelu", "3,6", "the condition d1 floor(d2 / p) >= K does not hold: 3 floor(6 / 1) = 18 < K = 20")]
    [InlineData("ClassLevels", "4,9,1", "the condition d1 floor(d2 / 2) >= K does not hold: 4 floor(9 / 2) = 16 < K = 20")]
    [InlineData("ClassLevels", "4,10,1", "the condition d3 >= q does not hold: d3 = 1 < q = 2")]
    [InlineData("ClassHardTanhs", "9,4,2", "the condition floor(d1 / 2) d2 >= K does not hold: floor(9 / 2) floor(4 / 1) = 16 < K = 20")]
    [InlineData("ClassHardTanhs", "9,5,1", "the condition d3 >= q does not hold: d3 = 1 < q = 2")]
    [InlineData("StackedLevels", "4,6,3,6", "the condition on the widths does not hold: 4 x 2 + 2 x 2 = 12 < K = 20")]
    [InlineData("OneRelu", "3", "it takes 2 widths, one a hidden layer; 1 are given: 3")]
    public void A_broken_condition_is_printed_with_its_numbers(string method, string widths, string message)
    {
        var e = Assert.Throws<FtcException>(() => Design.Build(SyntheticData.Line(Enumerable.Range(1, 20), 20),
            new DesignOptions { Method = method, Widths = [.. widths.Split(',').Select(int.Parse)] }));
        Assert.Equal(Codes.Condition, e.Code);
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void No_output_and_one_output_make_no_classes()
    {
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => new DatasetBuilder(1, 0)).Code);
        var e = Assert.Throws<FtcException>(() => new DatasetBuilder(1, 1).Add([1.0], 0, [0.0]));
        Assert.Equal((Codes.Classes, "a classification has 1 output; it needs one for each of at least two classes."), (e.Code, e.Message));
        Assert.Equal(Codes.Classes, Assert.Throws<FtcException>(() => SyntheticData.OfClasses(10, 2, 1, 1)).Code);
    }

    [Theory]
    [InlineData("ClassLevels")]
    [InlineData("ClassHardTanhs")]
    [InlineData("ClassPlateaus")]
    [InlineData("ResidualHats")]
    [InlineData("BitExtraction")]
    public void Samples_that_are_all_of_one_class_are_one_value(string method)
    {
        var builder = new DatasetBuilder(2, 3);
        var random = new Random(1);
        for (var i = 0; i < 20; i++) builder.Add([random.NextDouble(), random.NextDouble()], 1, [1.0, 0, 0]);
        var data = builder.Build("one class");
        Assert.Equal(20, data.N);
        Assert.True(Verifier.Verify(Design.Build(data, new DesignOptions { Method = method }).Network, data, Arithmetic.Exact).Passed);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Ten_thousand_samples_of_a_hundred_classes_are_exact()
    {
        const int Count = 10_000, Classes = 100;
        var random = new Random(1);
        var builder = new DatasetBuilder(2, Classes);
        for (var i = 0; i < Count; i++)
        {
            var z = new Rational[Classes];
            z[random.Next(Classes)] = 1;
            builder.Add([random.NextDouble(), random.NextDouble()], z);
        }
        var data = builder.Build("one-hot");
        foreach (var (method, each) in new[] { ("ClassHardTanhs", 1), ("ClassPlateaus", 2) })
        {
            var network = Design.Build(data, new DesignOptions { Method = method }).Network;
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
            Assert.Equal(Classes, network.Widths[^1]);
            Assert.True(network.Neurons <= each * (2 * Math.Sqrt(2 * Count) + 2 + Classes), string.Join("-", network.Widths));
        }
    }

    // As they ship: each sample's class is proven for every order of summation, and the exact network gives it too.
    [Theory]
    [InlineData("ClassHardTanhs", 2_000, 20)]
    [InlineData("ClassPlateaus", 2_000, 20)]
    public void Classifiers_with_plateaus_are_right_in_float64_in_any_order(string method, int count, int classes)
    {
        var data = SyntheticData.OfClasses(count, 10, classes, 1);
        var network = Design.Build(data, new DesignOptions { Method = method }).Network;
        var report = Verifier.Verify(network, data, Arithmetic.Float64);
        Assert.True(report is { Passed: true, MaxError: 0, Margin: > 0.99 }, report.ToString());
        Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
        for (var i = 0; i < 5; i++)
        {
            var outputs = new AnyOrder<double>(network, i, fused: i % 2 == 0).Evaluate(data.Row(i));
            Assert.Equal(data.Classes!.Label(i), Classification.Argmax([.. outputs.Select((g, o) => g + data.Predictions(i)[o])]));
        }
    }

    // Numbered in order, these two would be in the middle, where rows are steep: 33 samples would not be proven.
    [Fact]
    public void Values_of_near_neighbours_get_numbers_that_rounding_moves_little()
    {
        const int Count = 400, Values = 12;
        var builder = new DatasetBuilder(1, Values);
        for (var i = 0; i < Count; i++)
        {
            var (at, value) = i switch
            {
                101 => (100 + 3e-12, 6),
                100 => (100, 5),
                _ => (i, i * 7 % Values),
            };
            var z = new Rational[Values];
            z[value] = 1;
            builder.Add([at], z);
        }
        var data = builder.Build("near");
        var network = Design.Build(data, new DesignOptions { Method = "ClassHardTanhs" }).Network;
        Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
        var report = Verifier.Verify(network, data, Arithmetic.Float64);
        Assert.True(report is { Passed: true, MaxError: 0 }, report.ToString());
    }

    // Ten times as many, with 1,000 classes: `dotnet run -c Release --project tests/FtcTools.Benchmarks -- classes`.
    [Fact]
    [Trait("Category", "Long")]
    public void A_hundred_thousand_samples_of_three_hundred_classes_are_right_in_float64()
    {
        var data = SyntheticData.OfClasses(100_000, 10, 300, 1);
        var report = Verifier.Verify(Design.Build(data, new DesignOptions { Method = "ClassHardTanhs" }).Network, data, Arithmetic.Float64);
        Assert.True(report is { Passed: true, MaxError: 0 }, report.ToString());
    }

    [Theory]
    [InlineData("Sawtooth", Codes.OptionNotTaken)]
    [InlineData("Auto", Codes.OptionNotTaken)]
    public void Others_take_no_widths(string method, string code) =>
        Assert.Equal(code, Assert.Throws<FtcException>(() =>
            Design.Build(SyntheticData.Line([2, 4]), new DesignOptions { Method = method, Widths = [5, 5] })).Code);
}
