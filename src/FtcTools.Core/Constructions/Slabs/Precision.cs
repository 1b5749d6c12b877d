namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The arithmetic in which a slab ships: the weights of the slab are numbers of this format, and its inequalities leave room for its
/// rounding.
/// </summary>
/// <param name="Unit">The unit roundoff.</param>
/// <param name="Least">Weights of smaller magnitude are not used, because hardware may flush them to zero.</param>
/// <param name="Most">Weights of larger magnitude are not used, because sums with them may overflow.</param>
internal sealed record Precision(double Unit, double Least, double Most)
{
    public static Precision Single { get; } = new(1.0 / (1 << 24), 1e-37, 1e37);

    public static Precision Double { get; } = new(1.0 / (1L << 53), 1e-300, 1e300);

    // Room, in units of roundoff, for single roundings beside those of the sum (of features, of a bias, upwards or downwards) and for the
    // float64 sums by which the search decides.
    private const int Operations = 10;

    /// <summary>
    /// A bound on the error of a sum of n products and a bias, relative to the sum of their magnitudes. It holds for any order of
    /// summation, with or without fused multiply-add, when features are rounded first (Higham, Accuracy and Stability, 2nd ed., section
    /// 3.1), and includes the rounding of the float64 sums of this program.
    /// </summary>
    public double Relative(int terms) => 1.01 * (terms + Operations) * (Unit + 2 * Double.Unit) / (1 - (terms + Operations) * Unit);

    public double Nearest(double value) => this == Single ? (float)value : value;

    /// <summary>The largest number of the precision that is not above the value.</summary>
    public double Below(double value)
    {
        if (this == Double) return value;
        var rounded = (float)value;
        return rounded > value ? MathF.BitDecrement(rounded) : rounded;
    }

    public bool Has(double value) => value == 0 || (Math.Abs(value) > Least && Math.Abs(value) < Most && Nearest(value) == value);
}
