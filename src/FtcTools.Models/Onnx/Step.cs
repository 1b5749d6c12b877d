using System.Numerics;
using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Onnx;

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
}

/// <summary>Numbers that are together within <paramref name="Reach"/> of the middles of their intervals in the 2-norm, but for <paramref name="Slack"/> each.</summary>
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

    public abstract void Run<T>(T[][] tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Exact(Rational[][] tensors);

    /// <summary>Encloses every result that the arithmetic can give, whatever the order of summation, where the inputs are anywhere in their intervals.</summary>
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

/// <summary>alpha W x + beta b: Gemm, and MatMul with a constant.</summary>
/// <param name="Weights">Row by row, a row an output.</param>
/// <param name="Bias">One an output; none for 0.</param>
internal sealed record Affine(int Input, int Output, int Width, double[] Weights, double[]? Bias, double Alpha, double Beta) : Step(Output, Width)
{
    private readonly float[] _weights32 = Array.ConvertAll(Weights, v => (float)v);
    private readonly double[] _magnitudes = Array.ConvertAll(Weights, Math.Abs);
    private readonly Lazy<ExactRow[]> _rows = new(() => [.. Enumerable.Range(0, Width).Select(r =>
    {
        var inputs = Weights.Length / Width;
        return new ExactRow(
            Array.ConvertAll(Weights[(r * inputs)..((r + 1) * inputs)], w => Rational.Of(Alpha) * Rational.Of(w)),
            Bias is null ? 0 : Rational.Of(Beta) * Rational.Of(Bias[r]));
    })]);

    // At least the 2-norm of each row.
    private readonly Lazy<double[]> _lengths = new(() => [.. Enumerable.Range(0, Width).Select(r =>
    {
        var row = Weights.AsSpan(r * (Weights.Length / Width), Weights.Length / Width);
        var (largest, sum) = (row.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(row)), 0.0);
        // Divided by the largest, no square overflows or is lost.
        foreach (var w in row) sum += largest == 0 ? 0 : w / largest * (w / largest);
        return largest * Math.Sqrt(sum) * (1 + (row.Length + 8) * Own) + double.Epsilon;
    })]);

    // The factors, of those that are not 0, or what undoes them.
    private double Times => new[] { Alpha, Beta }.Where(a => a != 0).SelectMany(a => new[] { Math.Abs(a), 1 / Math.Abs(a) }).Append(1).Max();

    public override double Multiplications => Weights.Length;

    private int Inputs => Width == 0 ? 0 : Weights.Length / Width;

    public override void Run<T>(T[][] tensors)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        if (typeof(T) == typeof(float)) Multiply((float[])(object)x, (float[])(object)y, _weights32);
        else Multiply((double[])(object)x, (double[])(object)y, Weights);
    }

    private void Multiply<T>(T[] x, T[] y, T[] weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (alpha, beta) = (T.CreateTruncating(Alpha), T.CreateTruncating(Beta));
        for (var r = 0; r < Width; r++)
        {
            var sum = Sums.Dot(weights.AsSpan(r * x.Length, x.Length), x);
            if (Alpha != 1) sum *= alpha;
            if (Bias is not null) sum += Beta == 1 ? T.CreateTruncating(Bias[r]) : beta * T.CreateTruncating(Bias[r]);
            y[r] = sum;
        }
    }

    public override void Exact(Rational[][] tensors)
    {
        var rows = _rows.Value;
        for (var r = 0; r < Width; r++) tensors[Output][r] = rows[r].At(tensors[Input]);
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        var inputs = Inputs;
        var (terms, moves) = (0, false);
        for (var c = 0; c < inputs; c++)
        {
            terms += x.Middles[c] == 0 && x.Radii[c] == 0 ? 0 : 1;
            moves |= x.Radii[c] != 0;
        }
        // A product, its sum and, where they are not 1, the two factors.
        var (relative, times) = (Gamma(terms + 4, rounding.Unit), Times);
        for (var r = 0; r < Width; r++)
        {
            var row = Weights.AsSpan(r * inputs, inputs);
            var magnitudes = _magnitudes.AsSpan(r * inputs, inputs);
            var bias = Bias is null ? 0 : Beta * Bias[r];
            if (terms == 0 && Beta == 1)
            {
                (y.Middles[r], y.Radii[r]) = (bias, 0);
                continue;
            }
            var middle = Alpha * Sums.Dot(row, x.Middles) + bias;
            var radius = moves ? Math.Abs(Alpha) * Sums.Dot(magnitudes, x.Radii) : 0;
            var size = Math.Abs(bias) + radius + Math.Abs(Alpha) * Sums.OfMagnitudes(row, x.Middles);
            // In a round ball a sum changes by less than in the box around it.
            if (x.Disc is { } disc) radius = Math.Min(radius, Math.Abs(Alpha) * (disc.Reach * _lengths.Value[r] + Sums.Dot(magnitudes, disc.Slack)));
            y.Middles[r] = double.IsFinite(middle) ? middle : 0;
            y.Radii[r] = Widen(middle, radius, size, relative, terms + 4, rounding, times);
        }
    }
}

/// <summary>sign x + b with a constant b.</summary>
internal sealed record Shift(int Input, int Output, int Width, double[] Amount, int Sign) : Step(Output, Width)
{
    public override void Run<T>(T[][] tensors)
    {
        var (x, y, negative) = (tensors[Input], tensors[Output], Sign < 0);
        for (var o = 0; o < Width; o++) y[o] = (negative ? -x[o] : x[o]) + T.CreateTruncating(Amount[o]);
    }

    public override void Exact(Rational[][] tensors)
    {
        for (var o = 0; o < Width; o++) tensors[Output][o] = Sign * tensors[Input][o] + Rational.Of(Amount[o]);
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var o = 0; o < Width; o++)
        {
            var middle = Sign * x.Middles[o] + Amount[o];
            y.Middles[o] = double.IsFinite(middle) ? middle : 0;
            y.Radii[o] = Amount[o] == 0 ? x.Radii[o]
                : Widen(middle, x.Radii[o], Math.Abs(x.Middles[o]) + Math.Abs(Amount[o]) + x.Radii[o], rounding.Unit, 1, rounding);
        }
    }
}

/// <summary>x + sign y: two ways through the model meet.</summary>
internal sealed record Sum(int Left, int Right, int Output, int Width, int Sign) : Step(Output, Width)
{
    public override void Run<T>(T[][] tensors)
    {
        if (Sign > 0) TensorPrimitives.Add<T>(tensors[Left], tensors[Right], tensors[Output]);
        else TensorPrimitives.Subtract<T>(tensors[Left], tensors[Right], tensors[Output]);
    }

    public override void Exact(Rational[][] tensors)
    {
        for (var o = 0; o < Width; o++) tensors[Output][o] = tensors[Left][o] + Sign * tensors[Right][o];
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (a, b, y) = (tensors[Left], tensors[Right], tensors[Output]);
        for (var o = 0; o < Width; o++)
        {
            var middle = a.Middles[o] + Sign * b.Middles[o];
            y.Middles[o] = double.IsFinite(middle) ? middle : 0;
            var nothing = (b.Middles[o] == 0 && b.Radii[o] == 0) || (a.Middles[o] == 0 && a.Radii[o] == 0);
            y.Radii[o] = nothing ? a.Radii[o] + b.Radii[o]
                : Widen(middle, a.Radii[o] + b.Radii[o], Math.Abs(a.Middles[o]) + Math.Abs(b.Middles[o]) + a.Radii[o] + b.Radii[o], rounding.Unit, 1, rounding);
        }
    }
}

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
            // An overflow may be NaN behind it: no clamp brings it back.
            if (double.IsPositiveInfinity(radius)) (y.Middles[o], y.Radii[o]) = (0, radius);
            else if (middle - radius >= Low && middle + radius <= High) (y.Middles[o], y.Radii[o]) = (middle, radius);
            else (y.Middles[o], y.Radii[o]) = Between(Math.Clamp(Math.BitDecrement(middle - radius), Low, High), Math.Clamp(Math.BitIncrement(middle + radius), Low, High));
        }
    }

    private static (double Middle, double Radius) Between(double low, double high)
    {
        if (low == high) return (low, 0);
        var middle = (low + high) / 2;
        return (middle, Math.BitIncrement(Math.Max(high - middle, middle - low) * (1 + 1e-15)));
    }
}
