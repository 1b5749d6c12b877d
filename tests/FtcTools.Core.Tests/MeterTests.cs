using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests;

public class MeterTests
{
    private static Measurement Measure(Network network, SampleLine? line = null) =>
        Meter.Measure(network, new MeterOptions { Line = line });

    private static Network Build(string method, Dataset data, int seed = 1) => Catalogue.Find(method).Build(new Problem(data, seed));

    [Fact]
    public void Neurons_of_two_layers_that_all_turn_make_one_piece_more()
    {
        var measured = Measure(Build("FewestKnots", SyntheticData.Line([2, 4, 9])));
        Assert.Equal((6, 7), (measured.Neurons, measured.Pieces));
        Assert.Equal("its own direction", measured.Line);
    }

    // s(c - 1) + s(c - 2) - s(c - 2): the second neuron and the third turn nothing.
    [Fact]
    public void Neurons_that_cancel_make_no_piece()
    {
        var network = new Network(
        [
            new Layer(Activation.Relu, 1, [[1], [1], [1]], [-1, -2, -2]),
            new Layer(Activation.Identity, 3, [[1, 1, -1]], [0]),
        ]);
        var measured = Measure(network);
        Assert.Equal(2, measured.Pieces);
        Assert.Equal((10L, 10L - 1), (measured.Parameters, measured.NonzeroParameters));
        Assert.Equal((3L, 2.0), (measured.LargestBits, measured.LargestWeight));
        Assert.Equal((null, null), (measured.Distance, measured.LowerBound));
    }

    [Fact]
    public void A_hat_has_four_pieces_along_a_line_that_crosses_it_and_one_along_a_line_that_does_not()
    {
        // 1 - |x + y - 3| or 0.
        var network = new Network(
        [
            new Layer(Activation.Relu, 2, [[1, 1], [-1, -1]], [-3, 3]),
            new Layer(Activation.Relu, 2, [[-1, -1]], [1]),
            new Layer(Activation.Identity, 1, [[1]], [0]),
        ]);
        Assert.Equal(4, Measure(network, SampleLine.Along([1, 0])).Pieces);
        Assert.Equal(1, Measure(network, SampleLine.Along([1, -1])).Pieces);
    }

    [Fact]
    public void Pieces_along_any_line_are_those_between_the_points_where_the_slope_changes()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var data = Instances.Random(seed, 12);
            foreach (var method in (string[])["Hats", "Strips", "Sawtooth"])
            {
                var network = Build(method, data, seed);
                var line = SampleLine.Along([.. Enumerable.Range(1, data.Inputs).Select(j => 1.0 / j)], data, 1 + seed % data.K);
                var functions = Restriction.Of(network, line.Point, line.Direction);
                var knots = functions.SelectMany(f => f.Knots.ToArray()).Distinct().Order().ToArray();
                Assert.Equal(knots.Length + 1, Measure(network, line).Pieces);
                foreach (var (left, knot, right) in knots.Select((s, i) =>
                    (i == 0 ? s - 1 : Rational.Middle(knots[i - 1], s), s, i + 1 == knots.Length ? s + 1
                        : Rational.Middle(s, knots[i + 1]))))
                {
                    // By the definition: straight on either side, not through the knot.
                    Assert.NotEqual(Slopes(left, knot), Slopes(knot, right));
                    Assert.Equal(Slopes(left, Rational.Middle(left, knot)), Slopes(left, knot));
                }

                Rational[] At(Rational s) => Naive.Evaluate(network, [.. line.Point.Zip(line.Direction, (p, q) => p + s * q)]);
                Rational[] Slopes(Rational a, Rational b) => [.. At(b).Zip(At(a), (y, x) => (y - x) / (b - a))];
            }
        }
    }

    [Fact]
    public void The_distance_on_a_line_is_exact()
    {
        // g is not zero between 2 and 4, around sample 3; samples 2 and 4 are at the edge. With a hat half as wide they are half a step
        // away.
        var data = SyntheticData.Line([3], 8);
        Assert.Equal(0, Measure(Build("FewestKnots", data)).Distance);
        var narrow = new Network(
        [
            new Layer(Activation.Relu, 1, [[2], [-2]], [-6, 6]),
            new Layer(Activation.Relu, 2, [[-1, -1]], [1]),
            new Layer(Activation.Identity, 1, [[-1]], [0]),
        ], null, data);
        var measured = Measure(narrow);
        Assert.Equal((0.5, 0.5, 2), (measured.Distance, measured.DistanceInfinity, measured.Nearest));
    }

    [Fact]
    public void The_distance_of_a_hat_is_that_to_its_edge()
    {
        var builder = new DatasetBuilder(2, 1);
        foreach (var (x, y, z) in ((double, double, int)[])[(0, 0, 1), (3, 4, 0), (-30, 40, 0)]) builder.Add([x, y], [z]);
        // 1 - |3x + 4y| or 0: the edge is 25 - 1 over 5 from (3, 4).
        var network = new Network(
        [
            new Layer(Activation.Relu, 2, [[3, 4], [-3, -4]], [0, 0]),
            new Layer(Activation.Relu, 2, [[-1, -1]], [1]),
            new Layer(Activation.Identity, 1, [[1]], [0]),
        ], null, builder.Build("three"));
        foreach (var either in (Network[])[network, Bent(network)])
        {
            var measured = Measure(either);
            Assert.Equal(2, measured.Nearest);
            Assert.Equal(24.0 / 5, measured.Distance);
            Assert.InRange(measured.DistanceInfinity!.Value, Math.BitDecrement(24.0 / 7), 24.0 / 7);
        }
    }

    // The same function with a neuron in another direction that comes to nothing, far away: no longer along one line.
    private static Network Bent(Network network)
    {
        var (first, second) = (network.Layers[0], network.Layers[1]);
        return new Network(
        [
            new Layer(Activation.Relu, 2, [first.Weights(0).ToArray(), first.Weights(1).ToArray(), [1, 0]],
                [first.Bias(0), first.Bias(1), 1000]),
            new Layer(Activation.Relu, 3, [[.. second.Weights(0), 0]], [second.Bias(0)]),
            network.Layers[2],
        ], null, network.Dataset);
    }

    [Fact]
    public void Nothing_within_the_distance_of_an_untouched_sample_is_touched()
    {
        var away = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var data = SyntheticData.Gaussian(1 + seed % 5, 20, 1 + seed % 4, seed);
            foreach (var method in (string[])["Hats", "Strips", "FeatureStrips", "Sawtooth"])
            {
                if (Catalogue.Find(method).Refusal(new Problem(data, seed)) is not null) continue;
                var network = Build(method, data, seed);
                var measured = Measure(network);
                var random = new Random(seed);
                if (measured.Distance > 0) away++;
                for (var i = 0; i < data.K; i++)
                {
                    if (data.Residual(i) is not null) continue;
                    var step = Enumerable.Range(0, data.Inputs).Select(_ => random.NextDouble() - 0.5).ToArray();
                    var (euclidean, largest) = (Math.Sqrt(step.Sum(s => s * s)) * (1 + 1e-12), step.Max(Math.Abs) * (1 + 1e-12));
                    foreach (var length in (double[])[measured.Distance!.Value / euclidean, measured.DistanceInfinity!.Value / largest])
                    {
                        var x = data.Row(i).ToArray().Zip(step, (p, s) => Rational.Of(p) + Rational.Of(length) * Rational.Of(s)).ToArray();
                        Assert.All(Naive.Evaluate(network, x), y => Assert.True(y.IsZero));
                    }
                }
            }
        }
        Assert.True(away > 60, $"{away}");
    }

    [Fact]
    public void The_distance_of_hats_is_reached()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var data = SyntheticData.Gaussian(3, 30, 3, seed);
            var network = Build("Hats", data, seed);
            var measured = Measure(network);
            var x = data.Row(measured.Nearest!.Value - 1).ToArray();
            // Straight to the nearest of the hats' edges, and a little further.
            var found = Enumerable.Range(0, network.Layers[0].Neurons).Any(r =>
            {
                var w = Array.ConvertAll(network.Layers[0].Weights(r).ToArray(), v => v.ToDouble());
                var norm = Math.Sqrt(w.Sum(v => v * v));
                return ((double[])[1, -1])
                    .Any(side => Naive.Evaluate(network,
                        [.. x.Zip(w, (p, v) => Rational.Of(p + side * v / norm * measured.Distance!.Value * (1 + 1e-9)))])
                            .Any(y => !y.IsZero));
            });
            Assert.True(found, $"seed {seed}");
        }
    }

    [Fact]
    public void Where_nothing_is_edited_no_edge_is()
    {
        var measured = Measure(Build("Hats", SyntheticData.Gaussian(0, 10, 2, 1)));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity, (int?)null, 1),
            (measured.Distance, measured.DistanceInfinity, measured.Nearest, measured.Pieces));
    }

    [Fact]
    public void Neurons_are_set_against_the_bound_for_this_N_and_K()
    {
        var data = SyntheticData.Gaussian(20, 200, 1, 1);
        var measured = Measure(Build("FewestKnots", data));
        Assert.Equal(60, measured.LowerBound);
        Assert.Equal(measured.Neurons / 60.0, measured.OverLowerBound);
    }

    [Fact]
    public void A_wrong_line_is_refused()
    {
        var data = SyntheticData.Gaussian(3, 10, 2, 1);
        var network = Build("Strips", data);
        Assert.Equal(Codes.SampleOutOfRange, Code(() => SampleLine.Through(data, 1, 11)));
        Assert.Equal(Codes.SampleOutOfRange, Code(() => SampleLine.Through(data, 0, 1)));
        Assert.Equal(Codes.Argument, Code(() => SampleLine.Through(data, 3, 3)));
        Assert.Equal(Codes.Argument, Code(() => SampleLine.Along([0, 0])));
        Assert.Equal(Codes.Argument, Code(() => SampleLine.Along([0, 1], null, 1)));
        Assert.Equal(Codes.NotFinite, Code(() => SampleLine.Along([0, double.NaN])));
        Assert.Equal(Codes.ShapeMismatch, Code(() => SampleLine.Along([1], data, 1)));
        Assert.Equal(Codes.ShapeMismatch, Code(() => Measure(network, SampleLine.Along([1, 1, 1]))));

        static string Code(Action action) => Assert.Throws<FtcException>(action).Code;
    }
}
