using System.Numerics;
using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>One operation of a model on one sample: from numbered tensors to a numbered tensor.</summary>
/// <param name="Output">The number of the tensor that holds its result.</param>
/// <param name="Width">The number of elements of the result.</param>
internal abstract record Step(int Output, int Width)
{
    // The unit roundoff of float64, in which the intervals themselves are computed.
    protected const double Own = 1.1102230246251565e-16;

    /// <summary>The approximate number of multiplications that it takes.</summary>
    public virtual double Multiplications => Width;

    /// <summary>
    /// The largest number of sums that one of its results goes through: a number that is added to it next may be added before them.
    /// </summary>
    public virtual int Roundings => 0;

    /// <summary>The reason why its results are not rational numbers; null where they are.</summary>
    public virtual string? NotRational => null;

    public abstract void Run<T>(T[][] tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Exact(Rational[][] tensors);

    /// <summary>
    /// Encloses every result that the arithmetic can give, whatever the order of summation, where the inputs are anywhere in their
    /// intervals.
    /// </summary>
    public abstract void Enclose(Ranges[] tensors, Rounding rounding);

    /// <summary>The relative error of n operations of a relative error <paramref name="unit"/> each (Higham, section 3.1).</summary>
    protected static double Gamma(int n, double unit) => unit == 0 ? 0 : n * unit / (1 - n * unit);

    /// <summary>A radius that includes rounding; infinite where a sum of that size may overflow.</summary>
    /// <param name="times">The factor by which an underflow, or a near overflow, counts: the number is multiplied later, or was
    /// before.</param>
    protected static double Widen(double middle, double radius, double magnitude, double relative, int terms, Rounding rounding,
        double times = 1)
    {
        var widened = (radius + magnitude * (relative + Gamma(terms + 2, Own)) + terms * times * (rounding.Tiny + double.Epsilon))
            * (1 + 4 * (terms + 4) * Own);
        return (magnitude * (1 + relative) + widened) * times < rounding.Largest && double.IsFinite(middle) ? widened
            : double.PositiveInfinity;
    }
}
