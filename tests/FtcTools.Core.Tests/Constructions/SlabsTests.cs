using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>Flat tops over hyperplanes, proven in every arithmetic.</summary>
public class SlabsTests
{
    private static readonly Construction Slabs = Catalogue.Find("Slabs");

    /// <summary>Rows with columns of mixed scale, one of them constant and one of them twice, and wrong answers at random.</summary>
    private static Dataset Table(int k, int d, double noise, int seed, bool classes = false)
    {
        var random = new Random(seed);
        var (features, answers, labels) = (new double[k * d], new double[k], new double[k]);
        for (var i = 0; i < k; i++)
        {
            var row = features.AsSpan(i * d, d);
            for (var j = 0; j < d; j++)
            {
                row[j] = (j % 5) switch
                {
                    0 => random.Next(18, 90),
                    1 => Math.Exp(8 + 2 * random.NextDouble()),
                    2 => (float)random.NextDouble(),
                    3 => 1e-3 * random.Next(100_000),
                    _ => 7,
                };
            }
            if (d > 5) row[5] = row[1];
            answers[i] = row[0] > 50 ? 1 : 0;
            labels[i] = random.NextDouble() < noise ? 1 - answers[i] : answers[i];
        }
        return classes
            ? Dataset.Classify("table", d, 2, features, [.. answers.SelectMany(a => new[] { 1 - a, a })], null,
                [.. labels.Select(l => (int)l)], null)
            : Dataset.Of("table", d, 1, features, answers, labels);
    }

    private static void ProvenEverywhere(FtcTools.Networks.Network network, Dataset data)
    {
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report is { Passed: true, Touched: 0 }, $"{data.Name}: {report}");
        }
    }

    [Theory]
    [InlineData(1500, 5, 0.05, false)]
    [InlineData(1500, 5, 0.15, true)]
    [InlineData(3000, 12, 0.1, false)]
    [InlineData(2000, 60, 0.1, true)]
    public void A_table_takes_about_three_neurons_for_d_edits_proven_in_every_arithmetic(int k, int d, double noise, bool classes)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var data = Table(k, d, noise, seed, classes);
            var network = Slabs.Build(new Problem(data));
            // A constant column and one that stands twice give no dimension.
            var dimension = d - d / 5 - (d > 5 ? 1 : 0);
            Assert.InRange(network.Neurons, 3, 1.5 * 3 * Integers.CeilingOfQuotient(data.N, dimension) + 12);
            ProvenEverywhere(network, data);
        }
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.3)]
    public void A_few_very_large_numbers_in_a_column_cost_no_neurons(double zeros)
    {
        // Counts whose mean is about that of their largest.
        var random = new Random(1);
        var rows = Enumerable.Range(0, 2000).Select(_ => Enumerable.Range(0, 30)
            .Select(_ => random.NextDouble() < zeros ? 0.0 : (float)Math.Floor(Math.Pow(random.NextDouble(), -2))).ToArray());
        var builder = new DatasetBuilder(30, 1);
        foreach (var (i, row) in rows.DistinctBy(row => string.Join(' ', row)).Index()) builder.Add(row, [i % 20 == 0 ? 1 : 0]);
        var data = builder.Build("counts");
        var network = Slabs.Build(new Problem(data));
        Assert.InRange(network.Neurons, 3, 1.5 * 3 * Integers.CeilingOfQuotient(data.N, 30) + 12);
        ProvenEverywhere(network, data);
    }

    [Fact]
    public void A_column_that_rounding_hides_costs_no_neurons()
    {
        var random = new Random(1);
        var builder = new DatasetBuilder(9, 1);
        for (var i = 0; i < 2000; i++)
        {
            var row = Enumerable.Range(0, 8).Select(_ => Math.Round(random.NextDouble(), 4));
            // Numbered from a trillion on: float32 tells few of them apart, and each product with them is off by more than the other
            // columns spread.
            builder.Add([.. row, 1e12 + 50 * random.Next(3000)], [i % 20 == 0 ? 1 : 0]);
        }
        var data = builder.Build("numbered");
        var network = Slabs.Build(new Problem(data));
        Assert.InRange(network.Neurons, 3, 1.5 * 3 * Integers.CeilingOfQuotient(data.N, 8) + 12);
        ProvenEverywhere(network, data);
    }

    [Fact]
    public void A_radius_that_is_small_for_some_columns_costs_few_neurons()
    {
        // The radius is a hundredth of what two columns spread, and next to nothing of what the others do.
        var random = new Random(1);
        var builder = new DatasetBuilder(6, 1);
        for (var i = 0; i < 1500; i++)
        {
            var row = Enumerable.Range(0, 6).Select(j => (double)(float)((j < 2 ? 1 : 10_000) * random.NextDouble()));
            builder.Add([.. row], [i % 20 == 0 ? 1 : 0]);
        }
        var data = builder.Build("columns");
        var network = Slabs.Build(new Problem(data).Within(new Ball(0.01, Norm.Infinity)));
        Assert.InRange(network.Neurons, 3, 1.5 * 3 * Integers.CeilingOfQuotient(data.N, 4) + 12);
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
            Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0, Radius: >= 0.01 });
    }

    [Fact]
    public void Values_that_many_edits_share_are_met_by_affine_functions_where_these_take_half_the_neurons()
    {
        var random = new Random(1);
        var builder = new DatasetBuilder(100, 1);
        for (var i = 0; i < 1500; i++)
        {
            var row = Enumerable.Range(0, 100).Select(_ => (double)(float)random.NextDouble());
            builder.Add([.. row], [i % 10 == 0 ? 1 + random.Next(30) : 0]);
        }
        var options = new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };
        var network = Design.Build(builder.Build("steps"), options).Network;
        Assert.Equal(("ValueSlabs", true), (network.Origin.Method, network.Neurons < 30));
    }

    [Fact]
    public void Gaussian_classes_are_proven_in_every_arithmetic()
    {
        var data = SyntheticData.OfClasses(400, 40, 10, 3);
        ProvenEverywhere(Slabs.Build(new Problem(data)), data);
    }

    [Theory]
    [InlineData(0.01, Norm.Infinity)]
    [InlineData(0.02, Norm.Two)]
    public void Edits_hold_within_a_radius(double radius, Norm norm)
    {
        var data = SyntheticData.OfClasses(300, 30, 3, 5);
        var network = Slabs.Build(new Problem(data).Within(new Ball(radius, norm)));
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report is { Passed: true, Touched: 0 });
            Assert.InRange(report.Radius!.Value, radius, 1);
        }
    }

    // Several slabs a value: what one leaves out may belong to the next.
    private static Dataset Crowded(int seed, int k = 600, int d = 40, int n = 150)
    {
        var random = new Random(seed);
        var builder = new DatasetBuilder(d, 1);
        for (var i = 0; i < k; i++)
            builder.Add([.. Enumerable.Range(0, d).Select(j => (j + 1) * (random.NextDouble() - 0.5))],
                [i < n ? 1 + i % 2 : Rational.Zero]);
        return builder.Build("crowded");
    }

    [Theory]
    [InlineData(1e-5)]
    [InlineData(1e-4)]
    public void What_is_certified_is_no_less_than_what_was_asked(double radius)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var data = Crowded(seed);
            var network = Slabs.Build(new Problem(data).Within(new Ball(radius, Norm.Infinity)));
            Assert.All([Arithmetic.Exact, Arithmetic.Float32],
                arithmetic => Assert.InRange(Verifier.Verify(network, data, arithmetic).Radius!.Value, radius, 1));
        }
    }

    [Fact]
    public void Edits_hold_within_radii_of_their_own()
    {
        var data = Crowded(1);
        var network = Design.Build(data, new DesignOptions { Method = "Slabs", Reach = 1e-3 }).Network;
        var ball = Reach.Ball(data, 1e-3, Norm.Infinity);
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report is { Passed: true, Touched: 0 }, $"{report}");
            Assert.All(data.Edited.Zip(report.Radii!), edit => Assert.InRange(edit.Second, ball.At(edit.First), double.MaxValue));
        }
    }

    [Fact]
    public void A_radius_that_no_slab_can_have_is_refused()
    {
        // A band of the width of a ball through the middle of a ring meets others.
        var builder = new DatasetBuilder(2, 1);
        for (var angle = 0; angle < 40; angle++) builder.Add([Math.Cos(angle * Math.PI / 20), Math.Sin(angle * Math.PI / 20)], [0]);
        builder.Add([0, 0], [1]);
        var problem = new Problem(builder.Build("circle")).Within(new Ball(0.4, Norm.Two));
        var error = Assert.Throws<FtcException>((Action)(() => Slabs.Build(problem)));
        Assert.Equal(Codes.NoSlab, error.Code);
        Assert.Contains("sample 41", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_one_value_on_a_line_take_one_slab_each()
    {
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < 60; i++) builder.Add([i], [i is >= 10 and < 30 ? 1 : i is >= 40 and < 45 ? -2 : 0]);
        var data = builder.Build("runs");
        var network = Slabs.Build(new Problem(data));
        Assert.Equal(6, network.Neurons);
        ProvenEverywhere(network, data);
    }

    [Fact]
    public void Samples_that_float32_does_not_tell_apart_are_told_apart_in_float64()
    {
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < 20; i++) builder.Add([1 + i * Math.ScaleB(1, -40)], [i % 5 == 0 ? 1 : 0]);
        var data = builder.Build("close");
        var network = Slabs.Build(new Problem(data));
        foreach (var arithmetic in new[] { Arithmetic.Exact, Arithmetic.Float64 })
            Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 });
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Edits_of_their_own_values_are_proven_in_floats_and_leave_the_others_exactly_alone(int dimension)
    {
        var data = SyntheticData.Gaussian(200, 2000, dimension, 1);
        var network = Design.Build(data, new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact }).Network;
        Assert.InRange(network.Neurons, 1, 2 * 6 * Integers.CeilingOfQuotient(100, dimension));
        foreach (var arithmetic in new[] { Arithmetic.Float64, Arithmetic.Float32 })
            Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 });
        Assert.Equal(0, Verifier.Verify(network, data, Arithmetic.Exact).Touched);
    }

    [Fact]
    public void Several_outputs_of_any_sign_share_their_slabs()
    {
        var random = new Random(3);
        var builder = new DatasetBuilder(12, 3);
        for (var i = 0; i < 300; i++)
            builder.Add([.. Enumerable.Range(0, 12).Select(_ => (double)(float)random.NextDouble())],
                [.. Enumerable.Range(0, 3).Select(_ => i % 6 == 0 ? Rational.Of(random.Next(-9, 9) | 1, 8) : Rational.Zero)]);
        var data = builder.Build("vectors");
        var network = Catalogue.Find("ValueSlabs").Build(new Problem(data));
        // At least five slabs: up to nine neurons each.
        Assert.InRange(network.Neurons, 1, 9 * 5);
        foreach (var arithmetic in new[] { Arithmetic.Float64, Arithmetic.Float32 })
            Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 });
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 9)]
    public void Edits_of_both_signs_share_a_slab(int outputs, int neurons)
    {
        var network = ProvenInFloats(Valued(400, 24, 20, outputs, 5, (random, _) => random.NextSingle() - 0.5));
        Assert.Equal(neurons, network.Neurons);
        // One top takes away what the others add beside the residuals.
        Assert.Equal(outputs + 1, network.Layers[1].Neurons);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 5)]
    public void Many_slabs_share_one_row_a_feature(int outputs, int slab)
    {
        // Columns of mixed scales and offsets; the last one does not vary.
        var network = ProvenInFloats(Valued(1500, 6, 150, outputs, 6,
            (random, j) => j == 5 ? 7 : (float)(Math.Pow(10, 2 * j - 4) * (j + random.NextDouble() - 0.5))));
        var rows = network.Layers[0];
        Assert.Equal(5, Enumerable.Range(0, rows.Neurons).Count(r => rows.Weights(r).Count(Rational.Zero) == 5
            && rows.Weights(r).Contains(Rational.One)));
        Assert.InRange(network.Neurons, 5 + slab * 30, 5 + slab * 36);
    }

    [Fact]
    public void Carriers_have_rows_of_their_own_where_features_are_many()
    {
        var network = ProvenInFloats(Valued(600, 40, 60, 1, 7, (random, _) => random.NextSingle()));
        Assert.Equal(4 * 2, network.Neurons);
    }

    // Edits of residuals of their own, of both signs, at the first samples.
    private static Dataset Valued(int k, int d, int n, int outputs, int seed, Func<Random, int, double> feature)
    {
        var (random, builder) = (new Random(seed), new DatasetBuilder(d, outputs));
        for (var i = 0; i < k; i++)
            builder.Add([.. Enumerable.Range(0, d).Select(j => feature(random, j))],
                [.. Enumerable.Range(0, outputs)
                    .Select(o => i < n ? Rational.Of((random.Next(2) == 0 ? 1 : -1) * (0.1 + random.NextSingle())) : Rational.Zero)]);
        return builder.Build("values");
    }

    private static Network ProvenInFloats(Dataset data)
    {
        var network = Catalogue.Find("ValueSlabs").Build(new Problem(data));
        foreach (var arithmetic in new[] { Arithmetic.Float64, Arithmetic.Float32 })
            Assert.True(Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 });
        Assert.Equal(0, Verifier.Verify(network, data, Arithmetic.Exact).Touched);
        return network;
    }

    [Theory]
    [InlineData(16, 300, 6, 9)]
    [InlineData(3000, 40, 8, 14)]
    public void Few_edits_of_many_classes_share_a_slab_and_one_direction_tells_them_apart(int d, int k, int classes, int edits)
    {
        var random = new Random(d);
        var (features, predictions, labels) = (new double[k * d], new double[k * classes], new int[k]);
        for (var j = 0; j < features.Length; j++) features[j] = random.NextSingle();
        for (var j = 0; j < predictions.Length; j++) predictions[j] = random.NextSingle();
        for (var i = 0; i < k; i++)
        {
            var answer = Classification.Argmax(predictions.AsSpan(i * classes, classes));
            // Edits of every class, none of them right.
            labels[i] = i >= edits ? answer : i % classes == answer ? (answer + 1) % classes : i % classes;
        }
        var data = Dataset.Classify("few", d, classes, features, predictions, null, labels, null);
        var values = data.Edited.Select(data.Classes!.Label).Distinct().Count();
        var network = Catalogue.Find("ValueSlabs").Build(new Problem(data));
        Assert.Equal(2 * values + 1, network.Neurons);
        // One unit a class answers at its edits, and no other one does, not even a little.
        var units = UnitEdits.Of(network, data);
        Assert.Equal(values, units.Length);
        Assert.Equal(data.Edited.Select(i => i + 1), units.SelectMany(edited => edited).Order());
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, arithmetic);
            Assert.True(report is { Passed: true, Touched: 0 }, $"{report}");
            Assert.InRange(report.Margin!.Value, 0.75 * data.Classes!.Margin.ToDouble(), double.MaxValue);
        }
        Assert.True(JoinedSum.IsPossible(network));
    }

    [Fact]
    public void Where_numbers_must_be_met_exactly_Auto_passes_over_slabs_that_round()
    {
        var attempts = Design.Build(SyntheticData.Gaussian(20, 200, 10, 1), new DesignOptions { Precision = Arithmetic.Exact }).Attempts;
        Assert.Equal("meets z within rounding only", attempts.Single(attempt => attempt.Method == "ValueSlabs").Outcome);
    }

    // A covariance of so many features would take more memory than there is.
    [Fact]
    public void Pictures_of_many_pixels_are_told_apart()
    {
        const int Pixels = 100_000;
        var random = new Random(3);
        var data = Dataset.Classify("pictures", Pixels, 3, [.. Enumerable.Range(0, 6 * Pixels).Select(_ => (double)random.NextSingle())],
            [.. Enumerable.Range(0, 6).SelectMany(_ => (double[])[1, 0, 0])], null, [0, 1, 0, 2, 1, 0], null);
        var network = Design.Build(data, new DesignOptions { Method = "ValueSlabs", Precision = Arithmetic.Float32 }).Network;
        Assert.True(Verifier.Verify(network, data, Arithmetic.Float32).Passed);
    }

    [Fact]
    public void It_ends_when_it_is_told_to()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Slabs.Build(new Problem(Table(500, 5, 0.1, 1)), source.Token));
    }
}
