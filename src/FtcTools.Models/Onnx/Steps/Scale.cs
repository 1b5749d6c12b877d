using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>a x + b, or x / a + b, number by number, with constants: Mul, Div, Neg, BatchNormalization.</summary>
/// <param name="Factor">The factors a.</param>
/// <param name="Divides">Whether the step computes x / a; no a is 0 then.</param>
/// <param name="Amount">The summands b; null for 0.</param>
/// <param name="Normalizes">Whether a comes from a square root and b from a difference, as in BatchNormalization: both are then only near
/// the real numbers, and runtimes round on the way to them.</param>
/// <param name="Sizes">Where it normalizes, the sum of the magnitudes of which b is the difference.</param>
internal sealed record Scale(int Input, int Output, int Width, double[] Factor, bool Divides = false, double[]? Amount = null,
    bool Normalizes = false, double[]? Sizes = null)
    : Step(Output, Width)
{
    // Roundings on the way to a normalized number: a sum, a square root, a quotient, two products and two sums, each of which may be an
    // approximation to within a few units.
    private const int Steps = 12;

    public override string? NotRational => Normalizes ? "BatchNormalization takes a square root" : null;

    public override void Run<T>(T[][] tensors)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var i = 0; i < Width; i++)
        {
            var factor = T.CreateTruncating(Factor[i]);
            y[i] = Divides ? x[i] / factor : x[i] * factor;
            if (Amount is not null) y[i] += T.CreateTruncating(Amount[i]);
        }
    }

    public override void Exact(Rational[][] tensors)
    {
        for (var i = 0; i < Width; i++)
        {
            var (x, factor) = (tensors[Input][i], Rational.Of(Factor[i]));
            tensors[Output][i] = (Divides ? x / factor : x * factor) + (Amount is null ? Rational.Zero : Rational.Of(Amount[i]));
        }
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        var relative = Gamma(Normalizes ? Steps : 2, rounding.Unit) + (Normalizes ? Steps * Own : 0);
        for (var i = 0; i < Width; i++)
        {
            var (middle, radius, factor) = (x.Middles[i], x.Radii[i], Divides ? 1 / Factor[i] : Factor[i]);
            if (middle == 0 && radius == 0 && Amount is null)
            {
                (y.Middles[i], y.Radii[i]) = (0, 0);
                continue;
            }
            var (scaled, times) = (Divides ? middle / Factor[i] : middle * factor, Math.Max(1, Math.Abs(factor)));
            var value = scaled + (Amount is null ? 0 : Amount[i]);
            var size = Math.Abs(scaled) + Math.Abs(factor) * radius + (Amount is null ? 0 : Normalizes ? Sizes![i] : Math.Abs(Amount[i]));
            y.Middles[i] = double.IsFinite(value) ? value : 0;
            y.Radii[i] = Widen(value, Math.Abs(factor) * radius * (1 + 4 * Own), size, relative, 4, rounding, times);
        }
    }
}
