using FtcTools.Bounds;
using FtcTools.Bounds.GeneralPosition;
using FtcTools.Bounds.Sharp;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Bounds;

/// <summary>Closed forms against the programs, and programs against the things, that they stand for.</summary>
public class SharpStatementTests
{
    [Fact]
    public void Hard_data_force_as_many_kinks_as_claimed()
    {
        for (var k = 3; k <= 60; k++)
        {
            for (var n = 1; n <= k; n++)
            {
                var z = HardData.Alternating(n, k);
                Assert.Equal(n, z.Count(value => value != 0));
                Assert.Equal(new Case(n, k, 2).Kinks, HardData.FewestKinks(z));
            }
        }
    }

    [Fact]
    public void Signs_of_kinks_is_the_minimum_over_all_six_inequalities()
    {
        for (var n = 1L; n <= 400; n++)
        {
            var statement = (long)new SignsOfKinks().Lower(new Case(n, 4 * n + 1, 3));
            Assert.Equal(SixInequalities((n + 1) / 2, n / 2), statement);
        }
    }

    [Fact]
    public void Signs_of_kinks_uses_as_many_edits_as_have_room()
    {
        var statement = new SignsOfKinks();
        for (var k = 5L; k <= 300; k++) Assert.Equal(statement.Lower(new Case((k - 1) / 4, k, 3)), statement.Lower(new Case(k, k, 3)));
    }

    private static long SixInequalities(long a, long b)
    {
        var best = long.MaxValue;
        for (var up = 0L; up < best; up++)
        {
            for (var down = 0L; up + down < best; down++)
            {
                var alpha = Breakpoints(a, up, down);
                var beta = Breakpoints(b, down, up);
                best = Math.Min(best, alpha + beta + up + down);
            }
        }
        return best;

        static long Breakpoints(long bumps, long often, long rarely) => bumps == 0 ? 0 : Math.Max(
            Math.Max(Quotient(2 * bumps + 1, often + 1), Quotient(bumps + 1, rarely + 1)), Quotient(3 * bumps + 1, often + rarely + 1)) - 1;

        static long Quotient(long x, long y) => (x + y - 1) / y;
    }

    [Fact]
    public void Pieces_on_a_line_is_the_minimum_over_both_widths()
    {
        for (var k = 3L; k <= 800; k++)
        {
            var least = long.MaxValue;
            for (var first = 1L; first < k; first++)
            {
                for (var second = 1L; second < k && first + second < least; second++)
                {
                    if (MostPieces(first, second) >= k - 1) least = first + second;
                }
            }
            Assert.Equal(least, new PiecesOnALine().Lower(new Case(k, k, 3)));
        }
    }

    private static long MostPieces(long first, long second) =>
        first switch { 1 => second + 2, 2 => 2 * second + 3, _ => (first + 1) * (second + 1) };

    [Fact]
    public void Small_networks_make_no_more_pieces_than_that()
    {
        var random = new Random(1);
        var seen = new Dictionary<(int, int), long>();
        for (var trial = 0; trial < 20_000; trial++)
        {
            var (first, second) = (1 + random.Next(2), 1 + random.Next(3));
            var pieces = Pieces(first, second, random);
            Assert.True(pieces <= MostPieces(first, second));
            seen[(first, second)] = Math.Max(pieces, seen.GetValueOrDefault((first, second)));
        }
        // And the smallest ones reach it.
        Assert.Equal(3, seen[(1, 1)]);
        Assert.Equal(5, seen[(2, 1)]);
        Assert.Equal(7, seen[(2, 2)]);
    }

    /// <summary>The pieces of a random network with those widths along a line, exactly.</summary>
    private static int Pieces(int first, int second, Random random)
    {
        Rational Number() => random.Next(-9, 10);
        var layer1 = Enumerable.Range(0, first).Select(_ => (Weight: Number(), Bias: Number())).ToArray();
        var layer2 = Enumerable.Range(0, second)
            .Select(_ => (Weights: layer1.Select(_ => Number()).ToArray(), Bias: Number(), Out: Number())).ToArray();
        Rational Relu(Rational t) => Rational.Max(t, 0);
        Rational Inner(int unit, Rational t) =>
            layer2[unit].Bias + layer1.Select((neuron, i) => layer2[unit].Weights[i] * Relu(neuron.Weight * t + neuron.Bias))
                .Aggregate((x, y) => x + y);
        Rational Value(Rational t) =>
            Enumerable.Range(0, second).Select(unit => layer2[unit].Out * Relu(Inner(unit, t))).Aggregate((x, y) => x + y);

        var breaks = layer1.Where(neuron => !neuron.Weight.IsZero).Select(neuron => -neuron.Bias / neuron.Weight).Distinct().Order()
            .ToList();
        if (breaks.Count == 0) return 1;
        // Pieces of the first layer as two points inside each; the outer ones reach far enough for small whole weights.
        List<Rational> ends = [breaks[0] - 1_000_000, .. breaks, breaks[^1] + 1_000_000];
        var candidates = new SortedSet<Rational>(breaks);
        for (var i = 0; i + 1 < ends.Count; i++)
        {
            for (var unit = 0; unit < second; unit++)
            {
                var (left, right) = (Inner(unit, ends[i]), Inner(unit, ends[i + 1]));
                if (left.Sign * right.Sign < 0) candidates.Add(ends[i] + (ends[i + 1] - ends[i]) * left / (left - right));
            }
        }
        List<Rational> points = [ends[0], .. candidates, ends[^1]];
        var slopes = Enumerable.Range(0, points.Count - 1)
            .Select(i => (Value(points[i + 1]) - Value(points[i])) / (points[i + 1] - points[i])).ToArray();
        return 1 + Enumerable.Range(1, slopes.Length - 1).Count(i => slopes[i] != slopes[i - 1]);
    }

    [Fact]
    public void Pieces_of_depth_is_the_least_sum_of_widths()
    {
        for (var layers = 4; layers <= 9; layers++)
        {
            var widths = Enumerable.Repeat(1L, layers - 1).ToArray();
            for (var k = 3L; k <= 20_000; k += 1 + k / 50)
            {
                // The pieces grow most where the layer is narrowest.
                while (widths.Aggregate(1L, (product, n) => product * (n + 1)) < k - 1) widths[Array.IndexOf(widths, widths.Min())]++;
                Assert.Equal(widths.Sum(), new PiecesOfDepth().Lower(new Case(k, k, layers)));
            }
        }
    }

    [Fact]
    public void The_most_parameters_are_the_most_over_all_widths()
    {
        for (var hidden = 2; hidden <= 5; hidden++)
        {
            for (var neurons = hidden; neurons <= 11; neurons++)
            {
                foreach (var d in new[] { 1, 2, 3, 7, 20 })
                {
                    var most = Widths(hidden, neurons).Max(n => Connections(n, d)) + neurons + 1;
                    Assert.Equal(most, ParameterCount.Most(neurons - hidden, hidden, d));
                }
            }
        }
    }

    [Fact]
    public void Parameters_up_to_scale_are_those_less_one_a_neuron()
    {
        for (var layers = 3; layers <= 6; layers++)
        {
            for (var n = 1L; n <= 30; n++)
            {
                var neurons = layers - 1;
                while (Widths(layers - 1, neurons).Max(widths => Connections(widths, 1)) + 1 < n) neurons++;
                Assert.Equal(neurons, new ScaleFreeParameters().Lower(new Case(n, 1000, layers)));
            }
        }
    }

    private static long Connections(int[] n, int d) => (long)d * n[0] + n.Zip(n.Skip(1), (x, y) => (long)x * y).Sum() + n[^1];

    private static IEnumerable<int[]> Widths(int hidden, int neurons) => hidden == 1
        ? [[neurons]]
        : Enumerable.Range(1, neurons - hidden + 1)
        .SelectMany(first => Widths(hidden - 1, neurons - first).Select(rest => (int[])[first, .. rest]));

    [Fact]
    public void Hats_over_hyperplanes_serve_the_worst_split_of_signs()
    {
        for (var d = 1; d <= 12; d++)
        {
            for (var n = 1; n <= 80; n++)
            {
                var worst = Enumerable.Range(0, n + 1).Max(positive => Cheapest(positive, n - positive, d));
                Assert.Equal(worst, new HyperplaneHats().Upper(new Case(n, 1000, 2, d)));
            }
        }

        // One-signed groups of 3 neurons alone, or one mixed group of 4 that takes what is left of either sign.
        static int Cheapest(int positive, int negative, int d)
        {
            var pure = 3 * ((positive + d - 1) / d + (negative + d - 1) / d);
            var mixed = positive % d + negative % d <= d ? 3 * (positive / d + negative / d) + 4 : int.MaxValue;
            return Math.Min(pure, mixed);
        }
    }
}
