using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>An increasing function of one number.</summary>
/// <param name="Name">The name of the operator.</param>
/// <param name="Value">Its value, to within a few units in the last place of the larger of 1 and the value.</param>
internal sealed record RisingFunction(string Name, Func<double, double> Value)
{
    public static RisingFunction Sigmoid { get; } = new("Sigmoid", x => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)));

    public static RisingFunction Tanh { get; } = new("Tanh", Math.Tanh);

    /// <summary>log(1 + exp(x)), written so that nothing overflows.</summary>
    public static RisingFunction Softplus { get; } = new("Softplus", x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))));
}

/// <summary>
/// Sigmoid, Tanh and Softplus. They are increasing, so their values at the ends of an interval enclose those in it. Libraries approximate
/// them: a result y is taken to be within 2^-18 (float32) or 2^-44 (float64) times the larger of 1 and |y| of the real number. ONNX Runtime
/// 1.31 is within 2^-22 in float32.
/// </summary>
internal sealed record Curve(int Input, int Output, int Width, RisingFunction Function) : Step(Output, Width)
{
    private const double Margin32 = 1.0 / (1 << 18);
    private const double Margin64 = 1.0 / (1L << 44);

    // The error of the functions of .NET, which are within a few units in the last place.
    private const double OwnMargin = 1.0 / (1L << 48);

    public override double Multiplications => 16.0 * Width;

    public override string? NotRational => $"{Function.Name} has no rational values";

    public override void Run<T>(T[][] tensors)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var i = 0; i < Width; i++) y[i] = T.CreateTruncating(Function.Value(double.CreateTruncating(x[i])));
    }

    public override void Exact(Rational[][] tensors) => throw new NotSupportedException(NotRational);

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        var margin = OwnMargin + (rounding == Rounding.Float32 ? Margin32 : rounding == Rounding.Float64 ? Margin64 : 0);
        for (var i = 0; i < Width; i++)
        {
            var (low, high) = x.At(i);
            if (double.IsInfinity(low) || double.IsInfinity(high))
            {
                y.Set(i, double.NegativeInfinity, double.PositiveInfinity);
                continue;
            }
            var (least, most) = (Function.Value(low), Function.Value(high));
            y.Set(i, least - margin * Math.Max(1, Math.Abs(least)), most + margin * Math.Max(1, Math.Abs(most)));
        }
    }
}
