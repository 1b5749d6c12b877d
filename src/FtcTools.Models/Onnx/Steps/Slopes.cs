using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>x where it is positive, else s x: LeakyRelu, PRelu, Abs.</summary>
/// <param name="Slope">The slope s of each element.</param>
internal sealed record Slopes(int Input, int Output, int Width, double[] Slope) : Step(Output, Width)
{
    public override void Run<T>(T[][] tensors)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var i = 0; i < Width; i++) y[i] = x[i] >= T.Zero ? x[i] : x[i] * T.CreateTruncating(Slope[i]);
    }

    public override void Exact(Rational[][] tensors)
    {
        for (var i = 0; i < Width; i++)
        {
            var x = tensors[Input][i];
            tensors[Output][i] = x >= Rational.Zero ? x : x * Rational.Of(Slope[i]);
        }
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var i = 0; i < Width; i++)
        {
            var (low, high) = x.At(i);
            if (low >= 0 || double.IsInfinity(high))
            {
                y.Set(i, low, high);
                continue;
            }
            // Negative numbers are multiplied, and rounded; the others stay as they are.
            var last = Math.Min(high, 0);
            var (middle, radius) = (low + (last - low) / 2, Math.BitIncrement((last - low) * (0.5 + 2 * Own)));
            var size = -low * Math.Abs(Slope[i]);
            var wide = Widen(middle * Slope[i], radius * Math.Abs(Slope[i]) * (1 + 4 * Own), size, Gamma(1, rounding.Unit), 2, rounding,
                Math.Max(1, Math.Abs(Slope[i])));
            var (least, most) = (middle * Slope[i] - wide, middle * Slope[i] + wide);
            if (high > 0) (least, most) = (Math.Min(least, 0), Math.Max(most, high));
            y.Set(i, least, most);
        }
    }
}
