namespace FtcTools.Constructions.Slabs;

/// <summary>The arithmetic in which a slab ships: its weights are numbers of it, and its inequalities have room for its rounding.</summary>
/// <param name="Unit">Unit roundoff.</param>
/// <param name="Least">Numbers below it are not used: hardware may flush them.</param>
/// <param name="Most">Nor those above it.</param>
internal sealed record Precision(double Unit, double Least, double Most)
{
    public static Precision Single { get; } = new(1.0 / (1 << 24), 1e-37, 1e37);

    public static Precision Double { get; } = new(1.0 / (1L << 53), 1e-300, 1e300);

    // Of a number, rounded upwards or away, what it is off by at most, in units; and what the double sums of the search are off by.
    private const int Operations = 10;

    /// <summary>
    /// What a sum of n products and a bias may be off by, in relation to the sum of their magnitudes: in any order of summation, with fused
    /// multiply-add or without, features rounded first (Higham, Accuracy and Stability, 2nd ed., section 3.1); with the rounding of this
    /// program's own float64 sums.
    /// </summary>
    public double Relative(int terms) => 1.01 * (terms + Operations) * (Unit + 2 * Double.Unit) / (1 - (terms + Operations) * Unit);

    public double Nearest(double value) => this == Single ? (float)value : value;

    /// <summary>The largest number of the precision that is not above a value.</summary>
    public double Below(double value)
    {
        if (this == Double) return value;
        var rounded = (float)value;
        return rounded > value ? MathF.BitDecrement(rounded) : rounded;
    }

    public bool Has(double value) => value == 0 || (Math.Abs(value) > Least && Math.Abs(value) < Most && Nearest(value) == value);
}
