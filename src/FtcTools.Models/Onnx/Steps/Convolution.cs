using System.Numerics;
using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>
/// Conv: a sparse affine map whose rows are the same weights at every position of a window. What an optimiser folds into the weights (a
/// BatchNormalization, a factor) rounds each of them a few times more, and is enclosed.
/// </summary>
/// <param name="Window">The positions of the window, and which places of a channel it sees at each.</param>
/// <param name="Channels">The number of channels of the input.</param>
/// <param name="Groups">The number of groups into which the channels are divided.</param>
/// <param name="Weights">The weights, for each channel of the output those of its group's input channels, window by window.</param>
/// <param name="Bias">The bias of each channel of the output; null for 0.</param>
internal sealed record Convolution(int Input, int Output, int Width, Window Window, int Channels, int Groups, double[] Weights,
    double[]? Bias) : Step(Output, Width)
{
    private const int Folded = 8;

    private readonly Lazy<float[]> _weights32 = new(() => Array.ConvertAll(Weights, v => (float)v));
    private readonly Lazy<double[]> _magnitudes = new(() => Array.ConvertAll(Weights, Math.Abs));

    // The sum of the magnitudes of each channel's weights. It bounds the cost of inputs and weights that are flushed to zero before they
    // are multiplied.
    private readonly Lazy<double[]> _sums = new(() =>
        [.. Weights.Chunk(Weights.Length / (Width / Window.Count)).Select(row => Sums.OfMagnitudes(row))]);

    public override double Multiplications => (double)Width * Patch;

    public override int Roundings => Patch + 1;

    private int ChannelsOfGroup => Channels / Groups;

    // The number of products in one element of the output.
    private int Patch => ChannelsOfGroup * Window.Size;

    private int Filters => Width / Window.Count;

    public override void Run<T>(T[][] tensors)
    {
        if (typeof(T) == typeof(float)) Multiply((float[])(object)tensors[Input], (float[])(object)tensors[Output], _weights32.Value);
        else Multiply((double[])(object)tensors[Input], (double[])(object)tensors[Output], Weights);
    }

    private void Multiply<T>(T[] x, T[] y, T[] weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var patch = new T[Patch];
        foreach (var (group, position) in Places())
        {
            Gather(x, group, position, T.Zero, patch);
            foreach (var o in FiltersOf(group))
            {
                var sum = Sums.Dot(weights.AsSpan(o * Patch, Patch), patch);
                y[o * Window.Count + position] = Bias is null ? sum : sum + T.CreateTruncating(Bias[o]);
            }
        }
    }

    public override void Exact(Rational[][] tensors)
    {
        var patch = new Rational[Patch];
        foreach (var (group, position) in Places())
        {
            Gather(tensors[Input], group, position, Rational.Zero, patch);
            foreach (var o in FiltersOf(group))
            {
                var sum = Bias is null ? Rational.Zero : Rational.Of(Bias[o]);
                for (var k = 0; k < Patch; k++)
                {
                    if (!patch[k].IsZero) sum += Rational.Of(Weights[o * Patch + k]) * patch[k];
                }
                tensors[Output][o * Window.Count + position] = sum;
            }
        }
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        var (middles, radii, sizes) = (new double[Patch], new double[Patch], new double[Patch]);
        foreach (var (group, position) in Places())
        {
            Gather(x.Middles, group, position, 0, middles);
            Gather(x.Radii, group, position, 0, radii);
            var terms = 0;
            for (var k = 0; k < Patch; k++)
            {
                sizes[k] = Math.Abs(middles[k]) + radii[k];
                terms += sizes[k] == 0 ? 0 : 1;
            }
            var (relative, all) = (Gamma(terms + 1 + Folded, rounding.Unit), Sums.Sum(sizes));
            foreach (var o in FiltersOf(group))
            {
                var (at, bias) = (o * Window.Count + position, Bias is null ? 0 : Bias[o]);
                if (terms == 0)
                {
                    (y.Middles[at], y.Radii[at]) = (bias, 0);
                    continue;
                }
                var magnitudes = _magnitudes.Value.AsSpan(o * Patch, Patch);
                var middle = Sums.Dot(Weights.AsSpan(o * Patch, Patch), middles) + bias;
                var size = Sums.Dot(magnitudes, sizes) + Math.Abs(bias);
                var radius = Sums.Dot(magnitudes, radii) + rounding.Tiny * (all + _sums.Value[o]);
                y.Middles[at] = double.IsFinite(middle) ? middle : 0;
                // A runtime may add something else in the same step, so twice the size must not overflow.
                y.Radii[at] = Widen(middle, radius, size, relative, terms + 1, rounding, 2);
            }
        }
    }

    private IEnumerable<(int Group, int Position)> Places()
    {
        for (var group = 0; group < Groups; group++)
        {
            for (var position = 0; position < Window.Count; position++) yield return (group, position);
        }
    }

    private IEnumerable<int> FiltersOf(int group) => Enumerable.Range(group * (Filters / Groups), Filters / Groups);

    private void Gather<T>(T[] x, int group, int position, T outside, T[] patch)
    {
        var places = Window.At(position);
        for (int c = 0, k = 0; c < ChannelsOfGroup; c++)
        {
            var first = (group * ChannelsOfGroup + c) * Window.Area;
            foreach (var place in places) patch[k++] = place < 0 ? outside : x[first + place];
        }
    }
}
