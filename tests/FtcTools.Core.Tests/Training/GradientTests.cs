using System.Numerics;
using System.Runtime.Intrinsics;
using FtcTools.Training;
using FtcTools.Training.Kernels;
using MathNet.Numerics.Random;
using Xunit;

namespace FtcTools.Core.Tests.Training;

/// <summary>The gradient against finite differences, and against the same code with other vectors and another precision.</summary>
public class GradientTests
{
    // Widths on both sides of the tiles of 3 and 4; one, two and five blocks; several outputs; no hidden layer.
    public static TheoryData<int[], int> Shapes => new()
    {
        { [1, 1, 1], 5 },
        { [10, 24, 24, 1], 300 },
        { [3, 7, 5, 2], 130 },
        { [2, 4, 3, 6, 3], 600 },
        { [5, 2], 40 },
        { [4, 12, 1], 128 },
    };

    internal static TrainingSet Samples(int[] sizes, int count, int seed = 1)
    {
        var random = new Xoshiro256StarStar(seed);
        return new(sizes[0], sizes[^1], random.NextDoubles(sizes[0] * count).Select(v => 4 * v - 2).ToArray(),
            random.NextDoubles(sizes[^1] * count).Select(v => 2 * v - 1).ToArray());
    }

    private static (double Loss, T[] Gradient) Gradient<V, T, TLanes>(TrainingSet set, Layout layout, double[] at)
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : ILanes<V, T>
    {
        var blocks = new SampleBlocks<T>(set.Inputs, set.Outputs, set.Count, Products<V, T, TLanes>.Tile)
            .Fill(set, [.. Enumerable.Range(0, set.Count)]);
        var (weights, gradient) = (new AlignedBuffer<T>(layout.Length), new AlignedBuffer<T>(layout.Length));
        for (var i = 0; i < at.Length; i++) weights.At(i) = T.CreateTruncating(at[i]);
        var pass = new Backpropagation<V, T, TLanes>(layout, blocks.Size);
        var loss = pass.Gradient(blocks, weights, gradient);
        Assert.Equal(loss, pass.Loss(blocks, weights));
        return (loss, gradient.Span.ToArray());
    }

    private static double[] Start(Layout layout) => Weights.Random<double>(layout, new Xoshiro256StarStar(3)).Span.ToArray();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradient_equals_finite_differences(int[] sizes, int count)
    {
        var set = Samples(sizes, count);
        var layout = new Layout(sizes);
        var at = Start(layout);
        var (_, gradient) = Gradient<Vector256<double>, double, Lanes256<double>>(set, layout, at);
        const double h = 1e-6;
        for (var i = 0; i < at.Length; i++)
        {
            if (at[i] == 0)
            {
                Assert.Equal(0, gradient[i]);
                continue;
            }
            var (up, down) = (at.ToArray(), at.ToArray());
            up[i] += h;
            down[i] -= h;
            var slope = (Naive(set, layout, up) - Naive(set, layout, down)) / (2 * h);
            // A ReLU that switches within h changes the slope by its share of the samples.
            Assert.True(Math.Abs(gradient[i] - slope) <= 1e-6 + 1e-5 * Math.Abs(slope), $"weight {i}: {gradient[i]} against {slope}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_equals_the_definition(int[] sizes, int count)
    {
        var set = Samples(sizes, count);
        var layout = new Layout(sizes);
        var at = Start(layout);
        Assert.Equal(Naive(set, layout, at), Gradient<Vector256<double>, double, Lanes256<double>>(set, layout, at).Loss, 1e-13);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Float32_agrees_and_wider_vectors_give_the_same_bits(int[] sizes, int count)
    {
        var set = Samples(sizes, count);
        var layout = new Layout(sizes);
        var at = Array.ConvertAll(Start(layout), v => (double)(float)v);
        var (loss, gradient) = Gradient<Vector256<double>, double, Lanes256<double>>(set, layout, at);
        var wide = Gradient<Vector512<double>, double, Lanes512<double>>(set, layout, at);
        var single = Gradient<Vector256<float>, float, Lanes256<float>>(set, layout, at);
        var wideSingle = Gradient<Vector512<float>, float, Lanes512<float>>(set, layout, at);
        Assert.Equal(loss, wide.Loss);
        Assert.Equal(gradient, wide.Gradient);
        Assert.Equal(single.Loss, wideSingle.Loss);
        Assert.Equal(single.Gradient, wideSingle.Gradient);
        Assert.Equal(loss, single.Loss, 1e-5);
        for (var i = 0; i < at.Length; i++) Assert.Equal(gradient[i], single.Gradient[i], 1e-5);
    }

    private static double Naive(TrainingSet set, Layout layout, double[] weights)
    {
        var sum = 0.0;
        for (var i = 0; i < set.Count; i++)
        {
            var values = set.Row(i).ToArray();
            for (var l = 0; l < layout.Layers; l++)
            {
                var next = new double[layout.Neurons(l)];
                for (var r = 0; r < next.Length; r++)
                {
                    var row = weights.AsSpan(layout.Offset(l) + r * layout.Stride(l));
                    next[r] = row[0];
                    for (var c = 0; c < values.Length; c++) next[r] += row[c + 1] * values[c];
                    if (l < layout.Layers - 1) next[r] = Math.Max(next[r], 0);
                }
                values = next;
            }
            for (var o = 0; o < values.Length; o++) sum += Math.Pow(values[o] - set.Target(i)[o], 2);
        }
        return sum / set.Count;
    }
}
