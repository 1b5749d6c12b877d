using System.Numerics;
using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>alpha W x + beta b: Gemm, and MatMul with a constant.</summary>
/// <param name="Weights">The weights row by row, one row for each output.</param>
/// <param name="Bias">The bias of each output; null for 0.</param>
/// <param name="Folded">The number of times that an optimiser may round each weight when it folds something into it.</param>
internal sealed record Affine(int Input, int Output, int Width, double[] Weights, double[]? Bias, double Alpha, double Beta, int Folded = 0)
    : Step(Output, Width)
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

    // For each row, an upper bound of its 2-norm.
    private readonly Lazy<double[]> _lengths = new(() => [.. Enumerable.Range(0, Width).Select(r =>
    {
        var row = Weights.AsSpan(r * (Weights.Length / Width), Weights.Length / Width);
        var (largest, sum) = (row.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(row)), 0.0);
        // Divided by the largest, no square overflows or is lost.
        foreach (var w in row) sum += largest == 0 ? 0 : w / largest * (w / largest);
        return largest * Math.Sqrt(sum) * (1 + (row.Length + 8) * Own) + double.Epsilon;
    })]);

    // The largest of the factors that are not 0, of their inverses, and of 1: by so much an underflow may be magnified.
    private double Times =>
        new[] { Alpha, Beta }.Where(a => a != 0).SelectMany(a => new[] { Math.Abs(a), 1 / Math.Abs(a) }).Append(1).Max();

    public override double Multiplications => Weights.Length;

    public override int Roundings => Inputs + 1;

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
        // Each term is rounded as a product, in the sum and, where they are not 1, by the two factors.
        var (relative, times) = (Gamma(terms + 4 + Folded, rounding.Unit), Times);
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
            if (x.Disc is { } disc)
                radius = Math.Min(radius, Math.Abs(Alpha) * (disc.Reach * _lengths.Value[r] + Sums.Dot(magnitudes, disc.Slack)));
            y.Middles[r] = double.IsFinite(middle) ? middle : 0;
            y.Radii[r] = Widen(middle, radius, size, relative, terms + 4, rounding, times);
        }
    }
}
