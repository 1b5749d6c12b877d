using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>An affine function of the units of the last layer built: row . units + bias. The row may be shorter than the layer.</summary>
internal sealed record Quantity(Rational[] Row, Rational Bias)
{
    /// <summary>The output of one unit.</summary>
    public static Quantity Unit(int unit) => new([.. new Rational[unit], 1], 0);

    public static implicit operator Quantity(Rational constant) => new([], constant);
    public static implicit operator Quantity(int constant) => new([], constant);

    public static Quantity operator +(Quantity a, Quantity b)
    {
        var (longer, shorter) = a.Row.Length >= b.Row.Length ? (a, b) : (b, a);
        return new([.. longer.Row.Select((w, c) => c < shorter.Row.Length ? w + shorter.Row[c] : w)], a.Bias + b.Bias);
    }

    public static Quantity operator *(Rational scale, Quantity a) => new(Array.ConvertAll(a.Row, w => scale * w), scale * a.Bias);
    public static Quantity operator -(Quantity a, Quantity b) => a + Rational.MinusOne * b;
}
