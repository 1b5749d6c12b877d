using System.Numerics;
using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>An arithmetic in which a model is enclosed: 0 for real numbers, else the unit roundoff of its floats.</summary>
/// <param name="Unit">Half the distance of 1 to the next number.</param>
/// <param name="Tiny">What underflow may cost a product.</param>
/// <param name="Largest">The largest number.</param>
internal readonly record struct Rounding(double Unit, double Tiny, double Largest)
{
    public static Rounding None { get; } = new(0, 0, double.PositiveInfinity);
    public static Rounding Float64 { get; } = new(Math.ScaleB(1, -53), 2.2250738585072014e-308, double.MaxValue);
    public static Rounding Float32 { get; } = new(Math.ScaleB(1, -24), 1.1754943508222875e-38, float.MaxValue);
}

/// <summary>Intervals of the numbers of one tensor: middles and radii.</summary>
internal readonly record struct Ranges(double[] Middles, double[] Radii)
{
    public Ranges(int width)
        : this(new double[width], new double[width])
    {
    }

    /// <summary>Where the numbers are those of a round ball in that box; else null.</summary>
    public Disc? Disc { get; init; }

    /// <summary>The ends of one interval, rounded outwards; infinite where nothing is known.</summary>
    public (double Low, double High) At(int i)
    {
        var (middle, radius) = (Middles[i], Radii[i]);
        return radius == 0 ? (middle, middle) : !double.IsFinite(radius) ? (double.NegativeInfinity, double.PositiveInfinity)
            : (Math.BitDecrement(middle - radius), Math.BitIncrement(middle + radius));
    }

    /// <summary>Encloses all between two ends.</summary>
    public void Set(int i, double low, double high)
    {
        if (low == high && double.IsFinite(low)) (Middles[i], Radii[i]) = (low, 0);
        else if (!double.IsFinite(high - low)) (Middles[i], Radii[i]) = (0, double.PositiveInfinity);
        else
        {
            Middles[i] = low + (high - low) / 2;
            Radii[i] = Math.BitIncrement(Math.Max(high - Middles[i], Middles[i] - low) * (1 + 1e-15));
        }
    }
}

/// <summary>
/// Numbers that are together within <paramref name="Reach"/> of the middles of their intervals in the 2-norm, but for
/// <paramref name="Slack"/> each.
/// </summary>
internal sealed record Disc(double Reach, double[] Slack);

/// <summary>One operation of a model on one sample: from numbered tensors to a numbered tensor.</summary>
/// <param name="Output">Where its result is kept.</param>
/// <param name="Width">Numbers in it.</param>
internal abstract record Step(int Output, int Width)
{
    // The intervals' own arithmetic.
    protected const double Own = 1.1102230246251565e-16;

    /// <summary>Products, about, that it takes.</summary>
    public virtual double Multiplications => Width;

    /// <summary>The most sums that one of its results goes through: what is added to it next may be added first.</summary>
    public virtual int Roundings => 0;

    /// <summary>Why its results are no rational numbers; null where they are.</summary>
    public virtual string? NotRational => null;

    public abstract void Run<T>(T[][] tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Exact(Rational[][] tensors);

    /// <summary>
    /// Encloses every result that the arithmetic can give, whatever the order of summation, where the inputs are anywhere in their
    /// intervals.
    /// </summary>
    public abstract void Enclose(Ranges[] tensors, Rounding rounding);

    /// <summary>What n operations of a relative error <paramref name="unit"/> each may cost together (Higham, section 3.1).</summary>
    protected static double Gamma(int n, double unit) => unit == 0 ? 0 : n * unit / (1 - n * unit);

    /// <summary>A radius in which rounding is included; infinite where a sum of that size may overflow.</summary>
    /// <param name="times">How often what underflows, or nearly overflows, counts: it is multiplied later, or was before.</param>
    protected static double Widen(double middle, double radius, double magnitude, double relative, int terms, Rounding rounding, double times = 1)
    {
        var widened = (radius + magnitude * (relative + Gamma(terms + 2, Own)) + terms * times * (rounding.Tiny + double.Epsilon)) * (1 + 4 * (terms + 4) * Own);
        return (magnitude * (1 + relative) + widened) * times < rounding.Largest && double.IsFinite(middle) ? widened : double.PositiveInfinity;
    }
}
