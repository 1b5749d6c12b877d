using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Networks;

/// <summary>Fast evaluation against the definition, on networks that no construction made.</summary>
public class EvaluationTests
{
    private static Rational Number(Random random) => random.Next(6) switch
    {
        0 => 0,
        1 => random.Next(-3, 4),
        2 => Rational.Of(random.Next(-20, 20), 1 + random.Next(9)),
        3 => Rational.Of((random.NextDouble() - 0.5) * Math.ScaleB(1, random.Next(-40, 40))),
        4 => Rational.Of(random.Next(-20, 20), 1 + random.Next(9)) * Rational.PowerOfTwo(random.Next(-1200, 200)),
        _ => Rational.Of(random.NextDouble()),
    };

    private static Network Random(Random random, bool alongOneDirection)
    {
        var inputs = 1 + random.Next(4);
        var direction = Enumerable.Range(0, inputs).Select(_ => Number(random)).ToArray();
        if (direction.All(v => v.IsZero)) direction[0] = 1;
        var width = inputs;
        var layers = new List<Layer>();
        var depth = 1 + random.Next(4);
        for (var l = 0; l < depth; l++)
        {
            var neurons = l == depth - 1 ? 1 + random.Next(2) : random.Next(7);
            var rows = Enumerable.Range(0, neurons).Select(_ =>
            {
                if (l > 0 || !alongOneDirection) return Enumerable.Range(0, width).Select(_ => Number(random)).ToArray();
                var scale = Number(random);
                return Array.ConvertAll(direction, v => v * scale);
            }).ToArray();
            var activation = l == depth - 1 ? Activation.Identity : random.Next(3) == 0 ? Activation.HardTanh : Activation.Relu;
            layers.Add(new Layer(activation, width, rows, [.. rows.Select(_ => Number(random))]));
            width = neurons;
        }
        return new Network(layers);
    }

    // A large layer behind hard-tanhs, most of them saturated, with rows that repeat and rows of zeros but for a few weights.
    private static Network Wide(Random random)
    {
        var (inputs, width) = (1 + random.Next(3), 257 + random.Next(40));
        var first = Enumerable.Range(0, width)
            .Select(_ => Enumerable.Range(0, inputs).Select(_ => Rational.Of(100 * (random.NextDouble() - 0.5))).ToArray()).ToArray();
        var second = Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, width).Select(_ => Number(random)).ToArray()).ToArray();
        second[3] = second[7] = second[2];
        for (var r = 8; r < second.Length; r++) second[r] = [.. second[r].Select((w, c) => c % 37 == r ? w : 0)];
        return new Network(
        [
            new Layer(Activation.HardTanh, inputs, first, [.. first.Select(_ => Number(random))]),
            new Layer(random.Next(2) == 0 ? Activation.HardTanh : Activation.Relu, width, second, [.. second.Select(_ => Number(random))]),
            new Layer(Activation.Identity, second.Length, [[.. second.Select(_ => Number(random))]], [0]),
        ]);
    }

    // Two layers that are wider than what comes in; in the second one each row has three weights that are not zero.
    private static Network Sparse(Random random)
    {
        const int First = 260, Second = 270;
        Rational Weight() => Rational.Of(random.NextDouble() - 0.5);
        var first = Enumerable.Range(0, First).Select(_ => (Rational[])[Weight(), Weight()]).ToArray();
        var second = Enumerable.Range(0, Second).Select(_ =>
        {
            var row = new Rational[First];
            for (var n = 0; n < 3; n++) row[random.Next(First)] = Weight();
            return row;
        }).ToArray();
        return new Network(
        [
            new Layer(Activation.Relu, 2, first, [.. first.Select(_ => Rational.One)]),
            new Layer(Activation.Relu, First, second, [.. second.Select(_ => Weight())]),
            new Layer(Activation.Identity, Second, [[.. second.Select(_ => Weight())]], [0]),
        ]);
    }

    [Fact]
    public void Several_samples_at_a_time_are_evaluated_to_the_last_bit_as_one_by_one()
    {
        var plain = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var network = seed % 50 == 1 ? Sparse(random) : seed % 4 == 0 ? Wide(random) : Random(random, seed % 2 == 0);
            var rounded = new RoundedNetwork<double>(network);
            var enclosure = Enclosure.OfRounded(rounded);
            var points = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Point(random, network.Inputs)).ToArray();
            var rooms = Array.ConvertAll(points, _ => enclosure.NewScratch());
            enclosure.Evaluate([.. points.SelectMany(x => x)], rooms);
            for (var b = 0; b < points.Length; b++)
            {
                var alone = enclosure.NewScratch();
                enclosure.Evaluate(points[b], alone);
                for (var l = 0; l < network.Layers.Count; l++)
                {
                    Assert.Equal(alone.Middles[l], rooms[b].Middles[l]);
                    Assert.Equal(alone.Radii[l], rooms[b].Radii[l]);
                }
                Assert.Equal(alone.IsPlain, rooms[b].IsPlain);
                if (!alone.IsPlain) continue;
                plain++;
                Assert.Equal(rounded.Evaluate(points[b]), alone.Middles[^1]);
            }
        }
        Assert.True(plain > 100, $"{plain}");
    }

    private static double[] Point(Random random, int inputs) => [.. Enumerable.Range(0, inputs).Select(_ => random.Next(5) switch
    {
        0 => 0,
        1 => random.Next(-3, 4),
        2 => random.NextDouble() * Math.ScaleB(1, random.Next(-300, 60)),
        _ => random.NextDouble() - 0.5,
    })];

    [Fact]
    public void Exact_evaluation_equals_the_definition()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var network = Random(random, false);
            var evaluator = new ExactEvaluator(network);
            var work = evaluator.NewWorkspace();
            for (var i = 0; i < 5; i++)
            {
                var x = Point(random, network.Inputs);
                Assert.Equal(Naive.Evaluate(network, x), evaluator.Evaluate(x, work).ToArray());
            }
        }
    }

    [Fact]
    public void Evaluation_along_a_line_equals_the_definition_at_the_knots_and_between()
    {
        var seen = 0;
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var network = Random(random, true);
            if (LineFunction.Of(network) is not { } line) continue;
            seen++;
            var outputs = new Rational[network.Outputs];
            for (var i = 0; i < 5; i++)
            {
                var x = Point(random, network.Inputs);
                line.Evaluate(x, outputs);
                Assert.Equal(Naive.Evaluate(network, x), outputs);
            }
        }
        Assert.InRange(seen, 1000, 2000);
    }

    [Fact]
    public void A_knot_is_evaluated_as_a_knot()
    {
        // s(x) - 2 s(x - 1/2) + s(x - 1): a hat whose knots are samples.
        var network = new Network(
        [
            new Layer(Activation.Relu, 1, [[1], [1], [1]], [0, Rational.Of(-1, 2), -1]),
            new Layer(Activation.Identity, 3, [[1, -2, 1]], [0]),
        ]);
        var line = LineFunction.Of(network)!;
        var value = new Rational[1];
        foreach (var (x, expected) in new[] { (0, "0"), (0.25, "1/4"), (0.5, "1/2"), (1, "0"), (-7, "0"), (9, "0") })
        {
            line.Evaluate([x], value);
            Assert.Equal(Rational.Parse(expected), value[0]);
        }
        Assert.Equal(4, line.Outputs[0].Pieces);
    }

    [Fact]
    public void No_order_of_summation_leaves_the_enclosure_in_float64() =>
        Orders<double>(Math.FusedMultiplyAdd, v => v.ToDouble(), v => v, 1500, (random, seed) => Random(random, seed % 2 == 0));

    [Fact]
    public void No_order_of_summation_leaves_the_enclosure_in_float32() =>
        Orders<float>(MathF.FusedMultiplyAdd, v => v.ToSingle(), v => (float)v, 1500, (random, seed) => Random(random, seed % 2 == 0));

    [Fact]
    public void Nor_in_a_large_layer_behind_hard_tanhs() =>
        Orders<double>(Math.FusedMultiplyAdd, v => v.ToDouble(), v => v, 40, (random, _) => Wide(random));

    [Fact]
    public void Nor_in_a_wide_layer_of_few_weights() =>
        Orders<float>(MathF.FusedMultiplyAdd, v => v.ToSingle(), v => (float)v, 2, (random, _) => Sparse(random));

    [Fact]
    public void What_is_multiplied_with_zero_is_not_counted_as_rounded()
    {
        const double Unit = 1.0 / (1 << 24);
        var network = Sparse(new Random(1));
        var enclosure = Enclosure.OfRounded(new RoundedNetwork<float>(network));
        var room = enclosure.NewScratch();
        enclosure.Evaluate([0, 0], room);
        // The first layer is exactly 1 everywhere: three products and a bias, none of them above 1/2, are all that is rounded.
        Assert.All(room.Radii[1], radius => Assert.InRange(radius, 0, 4 * Unit * 2 * 1.01));
        Assert.Contains(room.Radii[1], radius => radius > 0);
    }

    private static void Orders<T>(Func<T, T, T, T> fused, Func<Rational, T> round, Func<double, T> input, int count,
        Func<Random, int, Network> make)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (var seed = 0; seed < count; seed++)
        {
            var random = new Random(seed);
            var network = make(random, seed);
            var enclosure = Enclosure.OfRounded(new RoundedNetwork<T>(network));
            var room = enclosure.NewScratch();
            var x = Point(random, network.Inputs);
            enclosure.Evaluate(x, room);
            for (var order = 0; order < 8; order++)
            {
                var values = Array.ConvertAll(x, v => input(v));
                for (var l = 0; l < network.Layers.Count; l++)
                {
                    var layer = network.Layers[l];
                    var next = new T[layer.Neurons];
                    for (var r = 0; r < next.Length; r++)
                    {
                        var terms = Enumerable.Range(-1, values.Length + 1).OrderBy(_ => random.Next()).ToArray();
                        var sums = new List<T>();
                        foreach (var c in terms)
                        {
                            var open = sums.Count > 0 && random.Next(3) > 0 ? sums.Count - 1 : -1;
                            var (w, h) = c < 0 ? (round(layer.Bias(r)), T.One) : (round(layer.Weights(r)[c]), values[c]);
                            if (open < 0) sums.Add(w * h);
                            else sums[open] = random.Next(2) == 0 ? fused(w, h, sums[open]) : sums[open] + w * h;
                        }
                        while (sums.Count > 1)
                        {
                            var at = random.Next(sums.Count - 1);
                            sums[at] += sums[at + 1];
                            sums.RemoveAt(at + 1);
                        }
                        next[r] = layer.Activation switch
                        {
                            Activation.Relu => T.Max(sums[0], T.Zero),
                            Activation.HardTanh => T.Min(T.Max(sums[0], -T.One), T.One),
                            _ => sums[0],
                        };
                        var (middle, radius) = (room.Middles[l][r], room.Radii[l][r]);
                        if (double.IsInfinity(radius)) continue;
                        var distance = Rational.Abs(Rational.Of(double.CreateTruncating(next[r])) - Rational.Of(middle));
                        Assert.True(distance <= Rational.Of(radius),
                            $"seed {seed}, layer {l}, neuron {r}: {next[r]} is outside {middle} +- {radius}");
                    }
                    values = next;
                }
            }
        }
    }

    [Fact]
    public void The_exact_enclosure_holds_the_exact_value()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var network = Random(random, false);
            var enclosure = Enclosure.OfExact(network);
            var room = enclosure.NewScratch();
            var x = Point(random, network.Inputs);
            enclosure.Evaluate(x, room);
            var exact = Naive.Evaluate(network, x);
            for (var o = 0; o < exact.Length; o++)
            {
                var (middle, radius) = (room.Middles[^1][o], room.Radii[^1][o]);
                if (!double.IsInfinity(radius))
                    Assert.True(Rational.Abs(exact[o] - Rational.Of(middle)) <= Rational.Of(radius), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_weight_beyond_the_range_is_reported_not_hidden()
    {
        var network = new Network(
        [
            new Layer(Activation.Relu, 1, [[Rational.PowerOfTwo(200)]], [0]),
            new Layer(Activation.Identity, 1, [[1]], [0]),
        ]);
        Assert.True(float.IsNaN(new RoundedNetwork<float>(network).Evaluate([0])[0]));
        var enclosure = Enclosure.OfRounded(new RoundedNetwork<float>(network));
        var room = enclosure.NewScratch();
        enclosure.Evaluate([0], room);
        Assert.Equal(double.PositiveInfinity, room.Radii[1][0]);
    }

    // Points of a ball, on its surface above all: what a network gives there lies in its enclosure, and in the 2-norm that is tighter than
    // that of the box.
    [Fact]
    public void Every_point_of_a_ball_is_enclosed()
    {
        var tighter = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var network = Random(random, false);
            var (x, reach) = (Point(random, network.Inputs), Math.ScaleB(random.NextDouble(), random.Next(-30, 4)));
            var exact = Enclosure.OfExact(network);
            var rounded = Enclosure.OfRounded(new RoundedNetwork<double>(network));
            var (real, floats, box) = (exact.NewScratch(), rounded.NewScratch(), exact.NewScratch());
            exact.Evaluate(x, real, reach, Norm.Two);
            rounded.Evaluate(x, floats, reach, Norm.Two);
            exact.Evaluate(x, box, reach);
            if (real.Radii[^1][0] < 0.99 * box.Radii[^1][0]) tighter++;
            var (plain, run, scratch) = (new RoundedNetwork<double>(network), new double[network.Outputs], new double[2 * exact.Widest]);
            for (var trial = 0; trial < 10; trial++)
            {
                var step = Array.ConvertAll(x, _ => random.NextDouble() - 0.5);
                var length = Math.Sqrt(step.Sum(v => v * v));
                var y = x.Zip(step, (v, t) => Math.BitDecrement(v + t / length * reach * (trial < 7 ? 1 - 1e-12 : random.NextDouble())))
                    .ToArray();
                if (x.Zip(y, (a, b) => (Rational.Of(a) - Rational.Of(b)) * (Rational.Of(a) - Rational.Of(b)))
                    .Aggregate((a, b) => a + b) > Rational.Of(reach) * Rational.Of(reach)) continue;
                var value = Naive.Evaluate(network, y);
                plain.Evaluate(y, run, scratch);
                for (var o = 0; o < network.Outputs; o++)
                {
                    Assert.True(Inside(value[o], real, o), $"seed {seed}");
                    Assert.True(double.IsNaN(run[o]) || double.IsInfinity(run[o]) ? double.IsInfinity(floats.Radii[^1][o])
                        : Inside(Rational.Of(run[o]), floats, o), $"seed {seed}, floats");
                }
            }
        }
        Assert.True(tighter > 50, $"{tighter}");

        static bool Inside(Rational value, Enclosure.Scratch room, int o) =>
            double.IsInfinity(room.Radii[^1][o])
                || Rational.Abs(value - Rational.Of(room.Middles[^1][o])) <= Rational.Of(room.Radii[^1][o]);
    }
}
