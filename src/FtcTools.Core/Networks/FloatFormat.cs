namespace FtcTools.Networks;

/// <summary>A floating-point format below float32, as hardware computes in it.</summary>
/// <param name="Bits">The bits of the significand, the hidden one included.</param>
/// <param name="LeastExponent">The exponent of the smallest normal number.</param>
/// <param name="Unit">No operation errs by more than this, relative to its result.</param>
internal sealed record FloatFormat(int Bits, int LeastExponent, int LargestExponent, double Unit)
{
    /// <summary>IEEE binary16.</summary>
    public static FloatFormat Float16 { get; } = new(11, -14, 15, 1.0 / (1 << 11));

    /// <summary>The upper half of a float32.</summary>
    public static FloatFormat BFloat16 { get; } = new(8, -126, 127, 1.0 / (1 << 8));

    /// <summary>
    /// Operands of 11 bits, which hardware may cut off instead of rounding, and sums in float32: twice the unit roundoff of 11 bits covers
    /// a product's operands and the sum.
    /// </summary>
    public static FloatFormat TensorFloat32 { get; } = new(11, -126, 127, 1.0 / (1 << 10));

    public double SmallestNormal => Math.ScaleB(1, LeastExponent);

    public double Largest => Math.ScaleB(2 - Math.ScaleB(1, 1 - Bits), LargestExponent);

    /// <summary>The nearest number of the format, ties to even; infinite beyond it.</summary>
    public double Round(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        var step = Math.ScaleB(1, Math.Max(Math.ILogB(value), LeastExponent) - Bits + 1);
        var rounded = Math.Round(value / step) * step;
        return Math.Abs(rounded) > Largest ? double.CopySign(double.PositiveInfinity, value) : rounded;
    }
}
