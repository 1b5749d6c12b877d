using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>
/// Sigmoid and Tanh. Both only rise, so their values at the ends of an interval enclose those in it. Libraries approximate them: a result
/// is taken to be within 2^-18 (float32) or 2^-44 (float64) of the real number, and not beyond 0 and 1, or -1 and 1, by more. ONNX Runtime
/// 1.31 is within 2^-22 in float32.
/// </summary>
/// <param name="IsTanh">Else it is Sigmoid.</param>
internal sealed record Curve(int Input, int Output, int Width, bool IsTanh) : Step(Output, Width)
{
    private const double Margin32 = 1.0 / (1 << 18);
    private const double Margin64 = 1.0 / (1L << 44);

    // Of the functions of .NET, which are within a few units in the last place.
    private const double OwnMargin = 1.0 / (1L << 48);

    public override double Multiplications => 16.0 * Width;

    public override string? NotRational => IsTanh ? "Tanh has no rational values" : "Sigmoid has no rational values";

    public override void Run<T>(T[][] tensors)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var i = 0; i < Width; i++) y[i] = T.CreateTruncating(Value(double.CreateTruncating(x[i])));
    }

    public override void Exact(Rational[][] tensors) => throw new NotSupportedException(NotRational);

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        var margin = OwnMargin + (rounding == Rounding.Float32 ? Margin32 : rounding == Rounding.Float64 ? Margin64 : 0);
        for (var i = 0; i < Width; i++)
        {
            var (low, high) = x.At(i);
            if (double.IsInfinity(low) || double.IsInfinity(high)) y.Set(i, double.NegativeInfinity, double.PositiveInfinity);
            else y.Set(i, Value(low) - margin, Value(high) + margin);
        }
    }

    private double Value(double x) => IsTanh ? Math.Tanh(x) : x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));
}
