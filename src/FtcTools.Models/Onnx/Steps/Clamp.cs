using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>min(max(x, low), high): Relu and Clip.</summary>
internal sealed record Clamp(int Input, int Output, int Width, double Low, double High) : Step(Output, Width)
{
    public override void Run<T>(T[][] tensors)
    {
        TensorPrimitives.Max<T>(tensors[Input], T.CreateTruncating(Low), tensors[Output]);
        if (!double.IsPositiveInfinity(High)) TensorPrimitives.Min<T>(tensors[Output], T.CreateTruncating(High), tensors[Output]);
    }

    public override void Exact(Rational[][] tensors)
    {
        for (var o = 0; o < Width; o++)
        {
            var value = tensors[Input][o];
            if (!double.IsNegativeInfinity(Low)) value = Rational.Max(value, Rational.Of(Low));
            if (!double.IsPositiveInfinity(High)) value = Rational.Min(value, Rational.Of(High));
            tensors[Output][o] = value;
        }
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var o = 0; o < Width; o++)
        {
            var (middle, radius) = (x.Middles[o], x.Radii[o]);
            // Behind an overflow there may be a NaN, which no clamp removes.
            if (double.IsPositiveInfinity(radius)) (y.Middles[o], y.Radii[o]) = (0, radius);
            else if (middle - radius >= Low && middle + radius <= High) (y.Middles[o], y.Radii[o]) = (middle, radius);
            else
                (y.Middles[o], y.Radii[o]) =
                    Between(Math.Clamp(Math.BitDecrement(middle - radius), Low, High),
                        Math.Clamp(Math.BitIncrement(middle + radius), Low, High));
        }
    }

    private static (double Middle, double Radius) Between(double low, double high)
    {
        if (low == high) return (low, 0);
        var middle = (low + high) / 2;
        return (middle, Math.BitIncrement(Math.Max(high - middle, middle - low) * (1 + 1e-15)));
    }
}
