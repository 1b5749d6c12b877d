using FtcTools.Networks;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Networks;

/// <summary>f as a term of g's last sum, in every order that there is.</summary>
public class JoinedSumTests
{
    [Fact]
    public void No_order_of_the_terms_is_further_off_than_is_said()
    {
        var (random, largest) = (new Random(5), 0.0);
        for (var trial = 0; trial < 200; trial++)
        {
            var units = 1 + random.Next(4);
            var weights = Enumerable.Range(0, units).Select(_ => random.NextSingle() * MathF.ScaleB(1, random.Next(-8, 8))).ToArray();
            var heights = Enumerable.Range(0, units).Select(_ => random.Next(5) == 0 ? 0 : random.NextSingle()).ToArray();
            var f = (random.NextSingle() - 0.5f) * MathF.ScaleB(1, random.Next(-4, 12));
            var network = Network(weights, heights);
            var enclosure = Enclosure.OfRounded(new RoundedNetwork<float>(network));
            var room = enclosure.NewScratch();
            enclosure.Evaluate([0], room);
            var (middle, radius) = (room.Middles[^1][0], room.Radii[^1][0]);
            var error = new JoinedSum(network, Arithmetic.Float32).Error(room, 0, Math.Abs(f), Math.Abs(middle) + radius);
            Assert.Equal(heights.Count(h => h != 0) > 1, error > 0);
            var (low, high) = ((float)(f + (middle - radius)) - error, (float)(f + (middle + radius)) + error);
            float[] terms = [f, .. weights.Zip(heights, (w, h) => w * h)];
            foreach (var order in Orders(terms.Length))
            {
                var (separate, fused) = (0f, 0f);
                foreach (var t in order)
                {
                    separate += terms[t];
                    fused = t == 0 ? fused + f : MathF.FusedMultiplyAdd(weights[t - 1], heights[t - 1], fused);
                }
                Assert.InRange(separate, low, high);
                Assert.InRange(fused, low, high);
                largest = Math.Max(largest, error > 0 ? Math.Abs(separate - (float)(f + middle)) / error : 0);
            }
        }
        // The bound is not idle either.
        Assert.InRange(largest, 0.1, 1);
    }

    [Fact]
    public void Weights_of_both_signs_and_biases_leave_f_alone()
    {
        Assert.True(JoinedSum.IsPossible(Network([1, 2], [1, 1])));
        Assert.False(JoinedSum.IsPossible(Network([1, -2], [1, 1])));
        var biased = Network([1, 2], [1, 1]).Layers;
        Assert.False(JoinedSum.IsPossible(new Network([biased[0], new Layer(Activation.Identity, 2, [[1, 2]], [1])])));
        Assert.False(JoinedSum.IsPossible(new Network([biased[1]])));
    }

    private static Network Network(float[] weights, float[] heights) => new(
    [
        new Layer(Activation.Relu, 1, [.. heights.Select(_ => new Rational[] { 0 })], [.. heights.Select(h => Rational.Of(h))]),
        new Layer(Activation.Identity, weights.Length, [[.. weights.Select(w => Rational.Of(w))]], [0]),
    ]);

    private static IEnumerable<int[]> Orders(int count) => count == 0 ? [[]]
        : Orders(count - 1).SelectMany(order =>
            Enumerable.Range(0, count).Select(at => (int[])[.. order[..at], count - 1, .. order[at..]]));
}
