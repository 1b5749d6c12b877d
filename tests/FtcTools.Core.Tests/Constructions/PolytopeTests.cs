using System.Text.RegularExpressions;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>Edits that hold in a neighbourhood.</summary>
public partial class PolytopeTests
{
    [Theory]
    [InlineData(0.5, Norm.Infinity, 65)]
    [InlineData(0.5, Norm.Two, 35)]
    public void The_digits_hold_within_a_radius_with_few_neurons(double radius, Norm norm, int most) => Hold(radius, norm, most, 20_000);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(0, 26)]
    [InlineData(0.25, 42)]
    [InlineData(0.5, 65)]
    [InlineData(1, 120)]
    [InlineData(2.49, 213)]
    public void A_million_perturbations_lose_no_edit_and_move_nothing_else(double radius, int most) =>
        Hold(radius, Norm.Infinity, most, 1_000_000);

    private static void Hold(double radius, Norm norm, int most, int perturbations)
    {
        var data = Digits.Classes;
        var network = Design.Build(data, new DesignOptions { Method = "Polytope", Radius = radius, Norm = norm }).Network;
        Assert.InRange(network.Neurons, 1, most);
        Assert.Null(PlainPolytopes.Fault(network, data, Rational.Of(radius), norm));
        Assert.Equal((radius, norm), (network.Origin.Radius, network.Origin.Norm));
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report is { Passed: true, Touched: 0, N: 98 });
            Assert.InRange(report.Radius!.Value, radius, 2.5);
        }

        var random = new Random(1);
        var (rounded, outputs, scratch) =
            (new RoundedNetwork<float>(network), new float[10], new float[2 * Math.Max(64, network.Widths.Max())]);
        var x = new double[64];
        for (var p = 0; p < perturbations; p++)
        {
            var i = p % 4 == 0 ? data.T[random.Next(data.N)] - 1 : random.Next(data.K);
            Perturb(data.Row(i), x, radius, norm, random);
            rounded.Evaluate(x, outputs, scratch);
            for (var o = 0; o < outputs.Length; o++)
                Assert.True(outputs[o] == (float)data.Residual(i, o).ToDouble(), $"sample {i + 1}, output {o}: {outputs[o]}");
        }
    }

    // The picture of docs/theory/polytopes.md: edits around the middle, and others on all sides.
    [Fact]
    public void In_the_plane_one_unit_holds_the_middle()
    {
        var random = new Random(55);
        var points = new List<(double X, double Y)>();
        while (points.Count < 30)
        {
            var (x, y) = (6.4 * random.NextDouble() - 3.2, 4.4 * random.NextDouble() - 2.2);
            if (points.TrueForAll(p => Math.Max(Math.Abs(p.X - x), Math.Abs(p.Y - y)) > 0.4)) points.Add((x, y));
        }
        var builder = new DatasetBuilder(2, 1);
        foreach (var (x, y) in points) builder.Add([x, y], [x * x + y * y < 1.2 ? 1 : Rational.Zero]);
        var network = Design.Build(builder.Build("plane"),
            new DesignOptions { Method = "Polytope", Radius = 0.26, Norm = Norm.Two }).Network;
        Assert.InRange(network.Neurons, 4, 5);
    }

    // To a corner of the ball, to its surface, or inside; never beyond it.
    private static void Perturb(ReadOnlySpan<double> row, double[] x, double radius, Norm norm, Random random)
    {
        var kind = random.Next(3);
        for (var j = 0; j < x.Length; j++)
            x[j] = kind == 0 && norm == Norm.Infinity ? (random.Next(2) == 0 ? radius : -radius) : 2 * random.NextDouble() - 1;
        if (norm == Norm.Two)
        {
            var length = Math.Sqrt(x.Sum(v => v * v)) * (1 + 1e-12);
            for (var j = 0; j < x.Length; j++) x[j] *= radius / length;
        }
        else if (kind > 0)
        {
            for (var j = 0; j < x.Length; j++) x[j] *= radius;
        }
        for (var j = 0; j < x.Length; j++) x[j] = Math.BitDecrement(row[j] + x[j]) is var v && v - row[j] < -radius ? row[j] - radius : v;
    }

    [Theory]
    [InlineData(0, 40)]
    public void Random_instances_are_certified_or_impossible(int first, int count) => Certified(first, count);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(1000, 2000)]
    public void Thousands_of_random_instances_are(int first, int count) => Certified(first, count);

    // Two edits that share a polytope: one sample is hard to keep out of it, another cannot be.
    [Fact]
    public void The_sample_that_is_named_is_the_one_that_forbids_it() => Assert.False(Certified(1249));

    private static void Certified(int first, int count)
    {
        var outcomes = Enumerable.Range(first, count).Select(Certified).ToArray();
        Assert.InRange(outcomes.Count(built => built == true), count / 2, count);
        Assert.InRange(outcomes.Count(built => built == false), 1, count / 2);
    }

    // Whether it was built or is impossible; null where there is nothing to do.
    private static bool? Certified(int seed)
    {
        var random = new Random(seed);
        var data = Clusters(random, seed);
        var norm = random.Next(3) == 0 ? Norm.Two : Norm.Infinity;
        if (PlainPolytopes.NearestOther(data, norm) is not { } measure) return null;
        var distance = norm == Norm.Infinity ? measure.ToDouble() : Math.Sqrt(measure.ToDouble());
        var radius = distance / 2 * new[] { 0, 0.1, 0.5, 0.9, 0.999, 1.0001, 1.5 }[random.Next(7)];
        var possible = norm == Norm.Infinity ? 2 * Rational.Of(radius) < measure : 4 * Rational.Of(radius) * Rational.Of(radius) < measure;
        try
        {
            var network = Design.Build(data, new DesignOptions { Method = "Polytope", Radius = radius, Norm = norm, Seed = seed }).Network;
            Assert.True(possible, $"seed {seed}");
            Assert.True(PlainPolytopes.Fault(network, data, Rational.Of(radius), norm) is null,
                $"seed {seed}: {PlainPolytopes.Fault(network, data, Rational.Of(radius), norm)}");
            Assert.True(Verifier.Verify(network, data, Arithmetic.Exact) is { Passed: true, Radius: var certified } && certified >= radius
                * (1 - 1e-9), $"seed {seed}");
            return true;
        }
        catch (FtcException e) when (e.Code == Codes.RadiusTooLarge)
        {
            Assert.False(possible, $"seed {seed}: {e.Message}");
            return false;
        }
        catch (FtcException e) when (e.Code == Codes.NoPolytope)
        {
            Assert.True(Amid(data, e.Message, radius, norm), $"seed {seed}: {e.Message}");
            return false;
        }
    }

    [GeneratedRegex(@"^samples (?<own>[0-9, ]+) get .* the ball of sample (?<other>\d+),")]
    private static partial Regex Enclosed();

    // Whether some average of the samples that must share a polytope is within 2 r of the other one: then no half-space has room between
    // their balls.
    private static bool Amid(Dataset data, string message, double radius, Norm norm)
    {
        var match = Enclosed().Match(message);
        var own = match.Groups["own"].Value.Split(", ").Select(n => data.Row(int.Parse(n) - 1).ToArray()).ToArray();
        var other = data.Row(int.Parse(match.Groups["other"].Value) - 1).ToArray();
        var average = own[0].ToArray();
        var best = double.PositiveInfinity;
        for (var step = 1; step < 20_000; step++)
        {
            var difference = average.Zip(other, (a, b) => a - b).ToArray();
            var largest = difference.Max(Math.Abs);
            best = Math.Min(best, norm == Norm.Infinity ? largest : Math.Sqrt(difference.Sum(v => v * v)));
            // Frank and Wolfe, with the largest entries weighed in by their powers.
            var gradient = norm == Norm.Two ? difference
                : difference.Select(v => Math.Sign(v) * Math.Pow(Math.Abs(v) / largest, 60)).ToArray();
            var nearest = own.MinBy(s => s.Zip(gradient, (a, b) => a * b).Sum())!;
            for (var j = 0; j < average.Length; j++) average[j] += (nearest[j] - average[j]) * 2 / (step + 2);
        }
        return best <= 2 * radius * 1.03;
    }

    // Clusters, lines, near-duplicates; 2 to 20 classes and samples to leave alone.
    private static Dataset Clusters(Random random, int seed)
    {
        var d = random.Next(4) == 0 ? random.Next(40, 101) : random.Next(2, 12);
        var k = random.Next(8, 60);
        var (classes, style) = (random.Next(2, 21), random.Next(4));
        var centres = Enumerable.Range(0, random.Next(2, 6)).Select(_ => Gauss(1)).ToArray();
        var (direction, rows) = (Gauss(1), new List<double[]>());
        for (var i = 0; i < k; i++)
        {
            rows.Add(style switch
            {
                0 => Gauss(1),
                1 => [.. centres[random.Next(centres.Length)].Zip(Gauss(0.1), (a, b) => a + b)],
                2 => [.. direction.Select(v => v * i)],
                _ => i > 0 && random.Next(3) == 0 ? [.. rows[random.Next(i)].Zip(Gauss(1e-9), (a, b) => a + b)] : Gauss(1),
            });
        }
        var builder = new DatasetBuilder(d, classes);
        foreach (var row in rows)
        {
            var z = new Rational[classes];
            if (random.Next(2) == 0) z[random.Next(classes)] = 8;
            builder.Add(row, z);
        }
        return builder.Build($"clusters {seed}");

        double[] Gauss(double scale) =>
            [.. Enumerable.Range(0, d).Select(_ => scale * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
    }

    [Fact]
    public void By_name_nothing_is_built_when_the_time_limit_is_over()
    {
        var error = Assert.Throws<FtcException>(() =>
            Design.Build(Digits.Classes, new DesignOptions { Method = "Polytope", Radius = 0.25, TimeLimit = TimeSpan.Zero }));
        Assert.Equal(Codes.TimeLimit, error.Code);
        Assert.Contains("Polytope had no network when the time limit of 0 s was reached.", error.Message);
    }

    [Fact]
    public void What_is_there_when_there_is_enough_is_right_but_larger()
    {
        var problem = new Problem(Digits.Classes).Within(new Ball(0.25, Norm.Infinity));
        var polytope = Catalogue.Find("Polytope");
        var first = polytope.Build(problem.Until(new CancellationToken(canceled: true)));
        Assert.Null(PlainPolytopes.Fault(first, Digits.Classes, Rational.Of(0.25), Norm.Infinity));
        Assert.True(first.Neurons > polytope.Build(problem).Neurons);
    }

    [Fact]
    public void Auto_says_that_the_time_limit_was_reached()
    {
        var error = Assert.Throws<FtcException>(() =>
            Design.Build(Digits.Classes, new DesignOptions { Radius = 0.25, TimeLimit = TimeSpan.Zero }));
        Assert.Equal(Codes.NothingVerifies, error.Code);
        Assert.EndsWith("none had a network. Allow more time than 0 s, or try another -Seed.", error.Message);
        Assert.Contains(error.Details, detail => detail.Contains("Polytope", StringComparison.Ordinal)
            && detail.Contains("the time limit was reached", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Norm.Infinity)]
    [InlineData(Norm.Two)]
    public void A_build_stops_when_asked(Norm norm)
    {
        using var stop = new CancellationTokenSource();
        var begun = new Stopping(stop);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Design.Build(Digits.Classes, new DesignOptions { Method = "Polytope", Radius = 0.25, Norm = norm }, begun, stop.Token));
    }

    private sealed class Stopping(CancellationTokenSource source) : IProgress<string>
    {
        public void Report(string value) => source.Cancel();
    }

    [Fact]
    public void A_radius_that_cannot_be_names_the_pair_that_forbids_it()
    {
        var error = Assert.Throws<FtcException>(() => Design.Build(Digits.Classes, new DesignOptions { Radius = 2.5 }));
        Assert.Equal(Codes.RadiusTooLarge, error.Code);
        Assert.Contains("sample 622 is edited, sample 609 is not, and their distance is 5. Any radius below 2.5 is possible.",
            error.Message);
    }

    [Fact]
    public void Edits_whose_balls_meet_around_another_sample_are_refused_by_name()
    {
        // A ring of one value, each ball meeting the next, around a sample to leave alone.
        var ring = new DatasetBuilder(2, 1);
        for (var i = 0; i < 24; i++) ring.Add([Math.Cos(i * Math.PI / 12), Math.Sin(i * Math.PI / 12)], [Rational.One]);
        ring.Add([0.0, 0.0], [Rational.Zero]);
        foreach (var norm in Enum.GetValues<Norm>())
        {
            var error = Assert.Throws<FtcException>(() =>
                Design.Build(ring.Build("ring"), new DesignOptions { Method = "Polytope", Radius = 0.3, Norm = norm }));
            Assert.Equal(Codes.NoPolytope, error.Code);
            Assert.Contains("the ball of sample 25, which lies amid them", error.Message);
        }
    }

    [Fact]
    public void A_method_that_certifies_no_radius_is_refused_with_one() =>
        Assert.Equal(Codes.Condition,
            Assert.Throws<FtcException>(() => Design.Build(Digits.Classes, new DesignOptions { Method = "Hats", Radius = 0.1 })).Code);

    [Fact]
    public void A_radius_below_zero_is_refused() =>
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() => Design.Build(Digits.Classes, new DesignOptions { Radius = -1 })).Code);

    [Fact]
    public void A_file_keeps_the_radius()
    {
        var network = Design.Build(SyntheticData.Gaussian(4, 40, 3, 1), new DesignOptions { Radius = 0.01, Norm = Norm.Two }).Network;
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        var read = NetworkFile.Read(stream.ToArray());
        Assert.Equal((0.01, Norm.Two), (read.Origin.Radius, read.Origin.Norm));
    }
}
