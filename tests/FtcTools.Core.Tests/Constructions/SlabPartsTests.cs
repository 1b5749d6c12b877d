using FtcTools.Constructions;
using FtcTools.Constructions.Slabs;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>What slabs are made of: groups, what they put out, slabs that cross.</summary>
public class SlabPartsTests
{
    private static Dataset Cloud(int k, int d, int n, int seed, Func<double[], double[]>? columns = null)
    {
        var random = new Random(seed);
        var builder = new DatasetBuilder(columns is null ? d : columns(new double[d]).Length, 1);
        for (var i = 0; i < k; i++)
        {
            double[] row = [.. Enumerable.Range(0, d).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
            builder.Add(columns is null ? row : columns(row), [i < n ? 1 : 0]);
        }
        return builder.Build("cloud");
    }

    private static Role[] Roles(Dataset data) =>
        [.. Enumerable.Range(0, data.K).Select(i => data.Residual(i) is null ? Role.Other : Role.Open)];

    private static SlabSearch Search(Dataset data, SlabSamples samples) =>
        new(samples, SlabMetric.Of(samples, Precision.Single, Ball.Point), Precision.Single, Ball.Point, Roles(data), data.Edited,
            strict: true, widen: true, default);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_slab_holds_its_group_and_no_sample_but_edits(int d)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var data = Cloud(300, d, 40, seed);
            int[] group = [.. Enumerable.Range(seed, d)];
            if (Search(data, new SlabSamples(data, default)).Close(group, out var rows) is not { } slab) continue;
            Assert.Equal(group, rows.Held);
            Assert.Subset(slab.Inside.ToHashSet(), group.ToHashSet());
            Assert.All(slab.Inside, i => Assert.NotNull(data.Residual(i)));
            Assert.All(Enumerable.Range(0, data.K), i => Assert.Equal(slab.Inside.Contains(i) ? 1 : 0, Top(slab, data.Row(i))));
        }
    }

    // u(x) as rational numbers.
    private static Rational Top(Slab slab, ReadOnlySpan<double> x)
    {
        var sum = Rational.One;
        for (var one = slab; one is not null; one = one.Crossing)
        {
            var t = Rational.Zero;
            for (var j = 0; j < x.Length; j++) t += one.Weights[j] * Rational.Of(x[j]);
            sum -= Rational.Max(0, t + one.Above) + Rational.Max(0, one.Below - t);
        }
        return Rational.Max(0, sum);
    }

    [Fact]
    public void Slabs_that_cross_hold_their_group_alone_where_one_slab_would_meet_others()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var data = Cloud(20_000, 3, 30, seed);
            var slab = Search(data, new SlabSamples(data, default)).Crossed([1, 2], new Random(seed), out var rows);
            Assert.NotNull(slab);
            Assert.Equal([1, 2], rows.Held);
            Assert.Equal([1, 2], slab.Inside);
            Assert.True(slab.Neurons is 3 or 5 or 7);
            Assert.All(Enumerable.Range(0, data.K), i => Assert.Equal(i is 1 or 2 ? 1 : 0, Top(slab, data.Row(i))));
            var network = new SlabNetwork(data).With([(slab, [1])]).Build();
            Assert.Equal(slab.Neurons, network.Neurons);
            var alone = data.With(i => i is 1 or 2 ? [Rational.One] : null);
            Assert.All(Enum.GetValues<Arithmetic>(),
                arithmetic => Assert.True(Verifier.Verify(network, alone, arithmetic) is { Passed: true, Touched: 0 }));
        }
    }

    [Fact]
    public void A_dense_table_of_few_columns_is_proven_in_every_arithmetic()
    {
        // Every column in steps far from 0: rounding makes slabs wide, and there are others in most of them.
        var builder = new DatasetBuilder(3, 1);
        for (var i = 0; i < 60_000; i++)
            builder.Add([1000 + i % 41, 1000 + i / 41 % 41, 1000 + i / 1681], [i % 5000 == 1234 ? 1 : 0]);
        var data = builder.Build("dense");
        var network = new Slabs().Build(new Problem(data));
        Assert.All(Enum.GetValues<Arithmetic>(),
            arithmetic => Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 }));
    }

    // In data of few levels nearly every flat through some samples holds others.
    [Theory]
    [InlineData(6, 3)]
    [InlineData(10, 2)]
    public void A_group_that_is_kept_apart_has_no_other_sample_in_its_flat(int d, int levels)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var random = new Random(seed);
            double[][] points = [.. Enumerable.Range(0, 250).Select(_ => Enumerable.Range(0, d)
                .Select(_ => (double)random.Next(levels)).ToArray()).DistinctBy(row => string.Join(' ', row))];
            var (candidates, others) = (points[..40], points[40..]);
            // The middle of the cells is no sample, so that no candidate is 0 and is left out for that.
            double[] Moved(double[] row) => [.. row.Select(value => value - 0.37)];
            var group = SlabGroup.Apart([.. candidates.Select(Moved)], d, [.. others.Select(Moved)]);
            Assert.Equal(group.Count, group.Distinct().Count());
            Assert.InRange(group.Count, 2, d);
            Assert.All(others, other => Assert.False(IsAffine(other, [.. group.Select(n => candidates[n])])));
        }
    }

    // Whether a point is an affine combination of others, which are independent: its exact projection on them is itself then.
    private static bool IsAffine(double[] point, double[][] of)
    {
        var columns = Array.ConvertAll(of, x => (Rational[])[.. x.Select(Rational.Of), Rational.One]);
        Rational[] right = [.. point.Select(Rational.Of), Rational.One];
        var parts = LinearSystem.Solve([.. columns.Select(column => Array.ConvertAll(columns, other => Dot(column, other)))],
            [.. columns.Select(column => Dot(column, right))]);
        Assert.NotNull(parts);
        return Enumerable.Range(0, right.Length).All(j => Dot(parts, [.. columns.Select(column => column[j])]) == right[j]);
    }

    private static Rational Dot(Rational[] a, Rational[] b) =>
        a.Zip(b).Aggregate(Rational.Zero, (sum, pair) => sum + pair.First * pair.Second);

    // Each sample differs from one of few in a single column, so that groups chosen without a look at the others span many of these.
    [Fact]
    public void Neighbours_in_binary_columns_are_served_by_slabs_of_nearly_as_many_edits_as_columns()
    {
        const int Inputs = 32, Edits = 96;
        var random = new Random(1);
        double[][] bases =
            [.. Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, Inputs).Select(_ => (double)random.Next(2)).ToArray())];
        var rows = Enumerable.Range(0, 1500).Select(i =>
        {
            double[] row = [.. bases[i % bases.Length]];
            var column = random.Next(Inputs);
            if (i >= bases.Length) row[column] = 1 - row[column];
            return row;
        }).DistinctBy(row => string.Join(' ', row)).OrderBy(_ => random.Next()).ToArray();
        var builder = new DatasetBuilder(Inputs, 1);
        for (var i = 0; i < rows.Length; i++) builder.Add(rows[i], [i < Edits ? 1 : 0]);
        var data = builder.Build("neighbours in binary columns");
        var network = new Slabs().Build(new Problem(data));
        Assert.InRange(network.Neurons, 3 * Edits / Inputs, 3 * (Edits / Inputs + 1));
        Assert.All(Enum.GetValues<Arithmetic>(),
            arithmetic => Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 }));
    }

    [Fact]
    public void Columns_that_others_make_up_give_no_dimension()
    {
        var data = Cloud(200, 3, 10, 1, row => [row[0], 7, row[1], 4 * row[0], row[2], row[0] + row[1]]);
        var samples = new SlabSamples(data, default);
        Assert.Equal((5, 3), (samples.Dimension, samples.Rank));
        var network = new Slabs().Build(new Problem(data));
        Assert.All(Enumerable.Range(0, network.Layers[0].Neurons), r => Assert.True(network.Layers[0].Weights(r)[1].IsZero));
    }

    [Fact]
    public void A_column_that_few_samples_know_gives_a_dimension()
    {
        var data = Cloud(10_000, 2, 10, 1, row => [row[0], row[1], row[0] == -1 ? 1 : 0]);
        Assert.Equal(2, new SlabSamples(data, default).Rank);
        var random = new Random(1);
        var builder = new DatasetBuilder(3, 1);
        for (var i = 0; i < 10_000; i++)
            builder.Add([random.NextDouble(), random.NextDouble(), i == 9_999 ? 1 : 0], [i < 10 ? 1 : 0]);
        Assert.Equal(3, new SlabSamples(builder.Build("rare"), default).Rank);
    }

    [Theory]
    [InlineData(2, 40)]
    [InlineData(5, 60)]
    [InlineData(20, 60)]
    public void Columns_in_units_a_power_of_two_larger_have_weights_as_much_smaller(int d, int n)
    {
        int[] powers = [.. Enumerable.Range(0, d).Select(j => (j * 7 % 23) - 11)];
        var data = Cloud(500, d, n, 4);
        var scaled = Cloud(500, d, n, 4, row => [.. row.Select((value, j) => Math.ScaleB(value, powers[j]))]);
        var (plain, other) = (new Slabs().Build(new Problem(data)), new Slabs().Build(new Problem(scaled)));
        Assert.Equal(plain.Neurons, other.Neurons);
        for (var r = 0; r < plain.Layers[0].Neurons; r++)
        {
            Assert.Equal(plain.Layers[0].Bias(r), other.Layers[0].Bias(r));
            for (var j = 0; j < d; j++)
                Assert.Equal(plain.Layers[0].Weights(r)[j], other.Layers[0].Weights(r)[j] * Rational.Of(Math.ScaleB(1, powers[j])));
        }
    }

    [Fact]
    public void Auto_does_not_look_for_polytopes_where_more_neurons_are_expected_of_them()
    {
        var options = new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };
        var attempts = Design.Build(Cloud(1500, 4, 200, 1), options).Attempts;
        Assert.Equal("verified", attempts.Single(attempt => attempt.Method == "Slabs").Outcome);
        Assert.Matches("^about [0-9]+ neurons are expected$", attempts.Single(attempt => attempt.Method == "Polytope").Outcome);
    }

    [Fact]
    public void Samples_nearer_than_any_normal_number_end_with_one_error()
    {
        var random = new Random(1);
        var builder = new DatasetBuilder(2, 1);
        for (var i = 0; i < 40; i++) builder.Add([1e-310 * random.Next(1000), 1e-310 * i], [i < 4 ? 1 : 0]);
        var options = new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };
        var error = Assert.Throws<FtcException>(() => Design.Build(builder.Build("denormal"), options));
        Assert.Equal(Codes.NothingVerifies, error.Code);
    }

    [Fact]
    public void Samples_too_near_for_sums_are_told_apart_by_single_features_in_float32()
    {
        var random = new Random(1);
        var builder = new DatasetBuilder(1, 1);
        foreach (var (x, i) in Enumerable.Range(0, 20_000).Select(_ => random.NextSingle()).Distinct().Select((x, i) => (x, i)))
            builder.Add([x], [i < 60 ? 1 : 0]);
        var data = builder.Build("dense line");
        var network = Catalogue.Find("Slabs").Build(new Problem(data));
        Assert.InRange(network.Neurons, 1, 3 * data.N);
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
            Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 }, $"{arithmetic}");
    }

    [Fact]
    public void A_sample_with_a_neighbour_that_is_too_near_does_not_end_the_slabs_of_the_others()
    {
        const int Inputs = 20, Edits = 60;
        var random = new Random(1);
        var builder = new DatasetBuilder(Inputs, 1);
        double[][] rows = [.. Enumerable.Range(0, 1000)
            .Select(_ => (double[])[.. Enumerable.Range(0, Inputs).Select(_ => (double)(float)(1e3 + random.NextDouble()))])];
        for (var i = 0; i < rows.Length; i++) builder.Add(rows[i], [i < Edits ? 1 : 0]);
        // Three edits have a neighbour which differs by one unit in the last place of one feature.
        for (var i = 0; i < 3; i++) builder.Add([MathF.BitIncrement((float)rows[i][0]), .. rows[i][1..]], [0]);
        var data = builder.Build("neighbours");
        var network = Catalogue.Find("Slabs").Build(new Problem(data));
        Assert.InRange(network.Neurons, 1, 5 * Edits / 3);
        Assert.True(Verifier.Verify(network, data, Arithmetic.Float32) is { Passed: true, Touched: 0 });
    }

    [Theory]
    [InlineData(Arithmetic.Exact)]
    [InlineData(Arithmetic.Float64)]
    [InlineData(Arithmetic.Float32)]
    public void Boxes_around_samples_hold_within_a_radius(Arithmetic arithmetic)
    {
        var random = new Random(1);
        var builder = new DatasetBuilder(3, 1);
        for (var i = 0; i < 200; i++)
            builder.Add([random.Next(20), 1e3 * random.Next(20), 200 * i], [i < 15 ? 1 + i % 2 : 0]);
        var data = builder.Build("boxes");
        var ball = new Ball(0.4, Norm.Infinity);
        var network = Catalogue.Find("SampleBoxes").Build(new Problem(data).Within(ball));
        var held = UnitRadii.Of(network, data, ball.Norm, arithmetic, untilZero: false, CancellationToken.None);
        Assert.NotNull(held);
        Assert.All(held, radius => Assert.True(radius >= ball.Radius, $"{radius}"));
    }

    // Columns with ties, balls of one radius and of their own, and edits that are one point or one in float32: many first walls, some
    // shared.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.3, 0)]
    [InlineData(0, 0.5)]
    public void Boxes_among_many_samples_leave_all_others_out(double radius, double share)
    {
        var random = new Random(3);
        var builder = new DatasetBuilder(3, 1);
        for (var i = 0; i < 3000; i++)
            builder.Add([random.Next(30), 1000 * random.NextDouble(), i + (i % 7 == 0 ? 1e-9 : 0)], [i % 23 == 0 ? 1 + i % 2 : 0]);
        var data = builder.Build("boxes");
        var ball = share > 0 ? Reach.Ball(data, share, Norm.Infinity, 0, CancellationToken.None) : new Ball(radius, Norm.Infinity);
        var network = Catalogue.Find("SampleBoxes").Build(new Problem(data).Within(ball));
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
            Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 }, $"{arithmetic}");
        if (ball.IsPoint) return;
        var held = UnitRadii.Of(network, data, ball.Norm, Arithmetic.Float32, untilZero: false, CancellationToken.None)!;
        Assert.All(Enumerable.Range(0, data.K), i => Assert.True(held[i] >= ball.At(i) * (1 - 1e-9), $"{i}: {held[i]}"));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(40, false)]
    [InlineData(60, true)]
    [InlineData(100, true)]
    public void What_serves_edits_at_a_pace_is_in_time_or_not(int served, bool expected) =>
        Assert.Equal(expected, Allowance.InTime(served, 100, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)));

    [Fact]
    public void A_ball_that_float32_cannot_tell_from_others_ends_boxes_with_one_error()
    {
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < 40; i++) builder.Add([1.7e9 + 600 * i], [i % 4 == 0 ? 1 : 0]);
        var problem = new Problem(builder.Build("timestamps")).Within(new Ball(150, Norm.Infinity));
        Assert.Equal(Codes.NoSlab, Assert.Throws<FtcException>(() => Catalogue.Find("SampleBoxes").Build(problem)).Code);
        var options = new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact, Radius = 150,
            TimeLimit = TimeSpan.FromSeconds(4) };
        Assert.Equal(Codes.NothingVerifies, Assert.Throws<FtcException>(() => Design.Build(problem.Dataset, options)).Code);
    }
}
