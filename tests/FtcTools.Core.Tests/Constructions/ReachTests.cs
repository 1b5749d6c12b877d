using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>Edits that each hold within a share of the room that their neighbours leave them.</summary>
public class ReachTests
{
    [Theory]
    [InlineData(Norm.Infinity)]
    [InlineData(Norm.Two)]
    public void The_room_is_half_the_distance_to_what_needs_another_answer_rounded_down(Norm norm)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var data = Mixed(new Random(seed), seed);
            var ball = Reach.Ball(data, 0.5, norm);
            for (var i = 0; i < data.K; i++)
            {
                var room = Room(data, i, norm);
                var radius = Rational.Of(ball.At(i)) * 4; // of a half of a half of the distance
                Assert.True(room is { } measure ? (norm == Norm.Two ? radius * radius : radius) <= measure : radius.IsZero,
                    $"seed {seed}, sample {i + 1}");
                if (room is not { } exact) continue;
                var expected = (norm == Norm.Two ? Math.Sqrt(exact.ToDouble()) : exact.ToDouble()) / 4;
                Assert.InRange(ball.At(i), expected * (1 - 1e-9), expected);
            }
        }
    }

    // A ring of edits whose balls meet around an untouched sample, and two whose balls meet with nothing between them.
    [Fact]
    public void Boxes_hold_balls_that_meet_or_end_half_way_to_each_other()
    {
        var builder = new DatasetBuilder(2, 1);
        builder.Add([0, 0], [0]);
        for (var step = 0; step < 8; step++)
        {
            builder.Add([1, step / 4.0 - 1], [2]);
            builder.Add([-1, 1 - step / 4.0], [2]);
            builder.Add([step / 4.0 - 1, -1], [2]);
            builder.Add([1 - step / 4.0, 1], [2]);
        }
        builder.Add([50, 0], [2]);
        builder.Add([52, 1], [2]);
        builder.Add([90, 90], [0]);
        var data = builder.Build("ring");
        var options = new DesignOptions
        {
            Method = "SampleBoxes",
            Reach = 0.75,
            Precision = Arithmetic.Float32,
            Untouched = Untouched.Exact,
        };
        var network = Design.Build(data, options).Network;
        // A box for each edit but two, which share one, and no more walls than four a box.
        Assert.InRange(network.Neurons, data.N, 5 * data.N);
        var held = UnitRadii.Of(network, data, Norm.Infinity, Arithmetic.Float32, untilZero: false, CancellationToken.None)!;
        Assert.InRange(held[1], 0.09, 0.13); // half-way to a neighbour a quarter away, 0.75 of it
        Assert.InRange(held[data.N], 10, 50);
        Assert.True(Verifier.Verify(network, data, Arithmetic.Float32) is { Passed: true, Touched: 0 });
    }

    [Theory]
    [InlineData(0, 20)]
    public void Random_instances_hold_within_their_own_radii(int first, int count) => Hold(first, count);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(1000, 1500)]
    public void Thousands_of_random_instances_do(int first, int count) => Hold(first, count);

    private static void Hold(int first, int count)
    {
        var enclosing = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var random = new Random(seed);
            var data = Mixed(random, seed);
            if (data.N == 0) continue;
            var norm = random.Next(3) == 0 ? Norm.Two : Norm.Infinity;
            var share = new[] { 0.1, 0.5, 0.9, 0.99 }[random.Next(4)];
            var network = Design.Build(data, new DesignOptions { Method = "Polytope", Reach = share, Norm = norm, Seed = seed }).Network;
            var (ball, radii) = (Reach.Ball(data, share, norm), network.Origin.Radii!);
            // Edits of one value whose balls meet, around another sample, end half-way to each other; no other ball is smaller.
            enclosing += data.T.Select(i => ball.At(i - 1)).SequenceEqual(radii) ? 0 : 1;
            Assert.All(radii.Zip(data.T), edit => Assert.InRange(edit.First, 0, ball.At(edit.Second - 1)));
            double At(int i) => data.Residual(i) is null ? ball.At(i) : radii[Array.IndexOf([.. data.T], i + 1)];
            Assert.True(PlainPolytopes.Fault(network, data, i => Rational.Of(At(i)), norm) is null,
                $"seed {seed}: {PlainPolytopes.Fault(network, data, i => Rational.Of(At(i)), norm)}");
            var report = Verifier.Verify(network, data, Arithmetic.Exact);
            Assert.True(report.Passed && report.Radii!.Select((radius, i) => radius >= At(i) * (1 - 1e-9)).All(holds => holds),
                $"seed {seed}");
            Assert.True(report.Radius <= report.RadiusMedian && report.RadiusMedian <= report.RadiusLargest, $"seed {seed}");
        }
        Assert.InRange(enclosing, 1, count / 2);
    }

    [Fact]
    public void Edits_of_one_value_that_enclose_another_sample_end_half_way_to_each_other_and_so_they_do_when_updated()
    {
        // Balls of 0.9 around the edits meet, and the third one is within what any polytope with both of them holds.
        var samples = new DatasetBuilder(2, 1);
        samples.Add([0.0, 0.0], [Rational.One]);
        samples.Add([1.5, 1.5], [Rational.One]);
        samples.Add([2.0, -0.5], [Rational.Zero]);
        samples.Add([9.0, 9.0], [Rational.Zero]);
        var data = samples.Build("amid");
        var network = Design.Build(data, new DesignOptions { Reach = 0.9 }).Network;
        Assert.All(network.Origin.Radii!, radius => Assert.InRange(radius, 0.675 * (1 - 1e-9), 0.675));
        Assert.InRange(Verifier.Verify(network, data, Arithmetic.Float32).Radius!.Value, 0.675 * (1 - 1e-9), 1);
        var fewer = NetworkUpdate.Apply(network, data.Withdraw([1]), new DesignOptions());
        Assert.Equal(Reach.Ball(data.Withdraw([1]), 0.9, Norm.Infinity).At(1), Assert.Single(fewer.Origin.Radii!));
        var again = NetworkUpdate.Apply(fewer, data, new DesignOptions());
        Assert.Equal(network.Origin.Radii, again.Origin.Radii);
        Assert.Null(PlainPolytopes.Fault(again, data, i => Rational.Of(i < 2 ? again.Origin.Radii![i] : 0.5), Norm.Infinity));
    }

    [Theory]
    [InlineData("digits", 20_000)]
    [InlineData("table", 20_000)]
    [InlineData("embeddings", 20_000)]
    public void Perturbations_lose_no_edit_and_move_nothing_else(string kind, int perturbations) => Perturb(kind, perturbations);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("digits")]
    [InlineData("table")]
    [InlineData("embeddings")]
    public void A_million_perturbations_do_neither(string kind) => Perturb(kind, 1_000_000);

    private static void Perturb(string kind, int perturbations)
    {
        var data = kind switch { "digits" => Digits.Classes, "table" => Table(1), _ => Embeddings(1) };
        var network = Design.Build(data, new DesignOptions { Method = "Polytope", Reach = 0.3, Precision = Arithmetic.Float32 }).Network;
        var report = Verifier.Verify(network, data, Arithmetic.Float32);
        Assert.True(report is { Passed: true, Touched: 0 });
        var random = new Random(1);
        var (rounded, outputs, scratch) =
            (new RoundedNetwork<float>(network), new float[data.Outputs], new float[2 * Math.Max(data.Inputs, network.Widths.Max())]);
        var ball = Reach.Ball(data, 0.3, Norm.Infinity);
        Assert.True(report.Radii!.Select((radius, i) => radius >= ball.At(i) * (1 - 1e-9)).All(holds => holds));
        var x = new double[data.Inputs];
        for (var p = 0; p < perturbations; p++)
        {
            var i = p % 2 == 0 ? data.T[random.Next(data.N)] - 1 : random.Next(data.K);
            var corner = random.Next(2) == 0;
            for (var j = 0; j < x.Length; j++)
            {
                var change = corner ? (random.Next(2) == 0 ? 1 : -1) : 2 * random.NextDouble() - 1;
                x[j] = data.Row(i)[j] + change * ball.At(i) * (1 - 1e-9);
            }
            rounded.Evaluate(x, outputs, scratch);
            for (var o = 0; o < outputs.Length; o++)
                Assert.True(outputs[o] == (float)data.Residual(i, o).ToDouble(), $"sample {i + 1}, output {o}: {outputs[o]}");
        }
    }

    // At 0.5 balls of integers touch along features, where a direction across several has room; at 0.9 balls of edits of one class meet
    // around other samples, and units that overlap must be counted as what they add at least.
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_large_share_of_the_digits_is_proven_in_floats_and_no_class_is_lost(double share)
    {
        var data = Digits.Classes;
        var options = new DesignOptions { Reach = share, Precision = Arithmetic.Float32, Untouched = Untouched.Exact };
        var network = Design.Build(data, options).Network;
        var report = Verifier.Verify(network, data, Arithmetic.Float32);
        var (ball, random) = (Reach.Ball(data, share, Norm.Infinity), new Random(2));
        Assert.True(report is { Passed: true, Touched: 0 });
        Assert.True(report.Radii!.Select((radius, i) => radius >= ball.At(i) * (1 - 1e-9)).All(holds => holds));
        var (rounded, outputs, scratch) =
            (new RoundedNetwork<float>(network), new float[data.Outputs], new float[2 * Math.Max(data.Inputs, network.Widths.Max())]);
        for (var p = 0; p < 20_000; p++)
        {
            var i = p % 2 == 0 ? data.T[random.Next(data.N)] - 1 : random.Next(data.K);
            var towards = data.Row(p % 4 < 2 ? random.Next(data.K) : data.T[random.Next(data.N)] - 1);
            var x = new double[data.Inputs];
            for (var j = 0; j < x.Length; j++)
                x[j] = data.Row(i)[j] + Math.Sign(towards[j] - data.Row(i)[j]) * ball.At(i) * (1 - 1e-9);
            rounded.Evaluate(x, outputs, scratch);
            if (data.Residual(i) is null) Assert.All(outputs, output => Assert.Equal(0, output));
            else
            {
                for (var o = 0; o < outputs.Length; o++) outputs[o] += (float)data.Predictions(i)[o];
                Assert.Equal(data.Classes!.Label(i), Array.IndexOf(outputs, outputs.Max()));
            }
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_is_from_0_to_below_1(double share) =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Design.Build(Table(2), new DesignOptions { Reach = share })).Code);

    [Fact]
    public void A_radius_and_a_reach_exclude_each_other() =>
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() => Design.Build(Table(2), new DesignOptions { Reach = 0.5, Radius = 0.1 })).Code);

    [Fact]
    public void A_method_that_certifies_none_is_refused() =>
        Assert.Equal(Codes.Condition,
            Assert.Throws<FtcException>(() => Design.Build(Table(2), new DesignOptions { Method = "Hats", Reach = 0.5 })).Code);

    [Fact]
    public void A_file_keeps_the_radii()
    {
        var network = Design.Build(Table(2), new DesignOptions { Reach = 0.5 }).Network;
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        var read = NetworkFile.Read(stream.ToArray());
        Assert.Equal((0.5, network.Origin.Radius, network.Origin.Norm), (read.Origin.Reach, read.Origin.Radius, read.Origin.Norm));
        Assert.Equal(network.Origin.Radii, read.Origin.Radii);
    }

    [Fact]
    public void An_update_keeps_the_share()
    {
        var data = Table(3);
        var some = data.Withdraw([.. data.T.Take(5)]);
        var network = Design.Build(some, new DesignOptions { Method = "Polytope", Reach = 0.4 }).Network;
        foreach (var next in new[] { data, some.Withdraw(some.T[0]) })
        {
            var updated = NetworkUpdate.Apply(network, next, new DesignOptions());
            var ball = Reach.Ball(next, 0.4, Norm.Infinity);
            Assert.Null(PlainPolytopes.Fault(updated, next, i => Rational.Of(ball.At(i)), Norm.Infinity));
            Assert.Equal((0.4, next.N), (updated.Origin.Reach, updated.Origin.Radii!.Count));
        }
    }

    private static Rational? Room(Dataset data, int i, Norm norm)
    {
        var z = data.Residual(i);
        Rational? least = null;
        for (var k = 0; k < data.K; k++)
        {
            var other = data.Residual(k);
            if (z is null ? other is null : other is not null && other.SequenceEqual(z)) continue;
            var sum = Rational.Zero;
            for (var j = 0; j < data.Inputs; j++)
            {
                var difference = Rational.Abs(Rational.Of(data.Row(i)[j]) - Rational.Of(data.Row(k)[j]));
                sum = norm == Norm.Two ? sum + difference * difference : Rational.Max(sum, difference);
            }
            least = least is { } known ? Rational.Min(known, sum) : sum;
        }
        return least;
    }

    // Columns of scales that differ, some constant or integers; a few values.
    private static Dataset Mixed(Random random, int seed)
    {
        var (d, k, values) = (random.Next(1, 12), random.Next(6, 60), random.Next(1, 5));
        double[] scales = [.. Enumerable.Range(0, d).Select(_ => random.Next(5) switch { 0 => 0, 1 => 1e4, 2 => 1e-3, _ => 1 })];
        if (scales.All(scale => scale == 0)) scales[0] = 1;
        var integers = random.Next(4) == 0;
        var (builder, known) = (new DatasetBuilder(d, values), new HashSet<string>());
        while (builder.Count < k)
        {
            double[] row = [.. scales.Select(scale => (integers ? random.Next(1000) : Math.Round(random.NextDouble(), 4)) * scale)];
            if (!known.Add(string.Join(' ', row))) continue;
            var z = new Rational[values];
            if (random.Next(3) == 0) z[random.Next(values)] = 1;
            builder.Add(row, z);
        }
        return builder.Build($"mixed {seed}");
    }

    private static Dataset Table(int seed)
    {
        var random = new Random(seed);
        var builder = new DatasetBuilder(5, 1);
        for (var i = 0; i < 400; i++)
        {
            double[] row = [random.Next(18, 90), Math.Round(60_000 * random.NextDouble(), 2), Math.Round(20_000 * random.NextDouble(), 2),
                random.Next(6), random.Next(2)];
            builder.Add(row, [random.Next(12) == 0 ? random.Next(2) == 0 ? 1 : Rational.MinusOne : Rational.Zero]);
        }
        return builder.Build("table");
    }

    private static Dataset Embeddings(int seed)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 10).Select(_ => Around(new double[300], 1)).ToArray();
        var builder = new DatasetBuilder(300, 3);
        for (var i = 0; i < 600; i++)
        {
            var z = new Rational[3];
            if (random.Next(12) == 0) z[random.Next(3)] = 4;
            builder.Add(Around(centres[random.Next(10)], 0.3), z);
        }
        return builder.Build("embeddings");

        double[] Around(double[] centre, double scale) =>
            [.. centre.Select(c => (double)(float)(c + scale * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)))];
    }
}
