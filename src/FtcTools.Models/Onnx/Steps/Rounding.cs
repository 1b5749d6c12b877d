using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>How an arithmetic rounds in which a model is enclosed.</summary>
/// <param name="Unit">The unit roundoff, half the distance of 1 to the next number; 0 of real numbers.</param>
/// <param name="Tiny">The largest error of a product by underflow.</param>
/// <param name="Largest">The largest number.</param>
internal readonly record struct Rounding(double Unit, double Tiny, double Largest)
{
    public static Rounding None { get; } = new(0, 0, double.PositiveInfinity);

    public static Rounding Float64 { get; } = new(Math.ScaleB(1, -53), 2.2250738585072014e-308, double.MaxValue);

    public static Rounding Float32 { get; } = new(Math.ScaleB(1, -24), 1.1754943508222875e-38, float.MaxValue);

    public static Rounding Of(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.Exact => None,
        Arithmetic.Float64 => Float64,
        _ => Float32,
    };
}
