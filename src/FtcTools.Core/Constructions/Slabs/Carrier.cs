using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// What one output adds on a slab: the affine function c(x) = a . x + b that equals its residuals at the samples held. The top
/// s(c - M (h_1 + h_2)) equals c inside the slab and 0 outside of it, in any arithmetic, because M is at least twice what the other terms
/// can reach at any sample. A ReLU carries no number below 0: where the residuals have one sign, c is their magnitude; where they have
/// both, c is lifted by B, larger than any of their magnitudes below 0, and a top that is 1 on the slab takes B away.
/// </summary>
/// <param name="Output">The output that it serves, counted from 0.</param>
/// <param name="Sign">1, or -1 where all the residuals are below 0.</param>
/// <param name="Bias">The bias b, the lift included.</param>
/// <param name="Lift">The lift B, a power of two; 0 where the residuals have one sign.</param>
/// <param name="Origin">
/// What is subtracted from the features in the rows that all carriers share; null where the carrier has a row of its own.
/// </param>
internal sealed record Carrier(int Output, int Sign, double[] Weights, double Bias, double Lift, double Gate, double[]? Origin)
{
    // The rounding of c may use this share of the tolerance, which is 1e-3 of max |z| of the output in float32 and 1e-6 in float64.
    private const double Part = 0.25;

    /// <summary>The carriers of a slab, one for each output that changes on it.</summary>
    /// <param name="origin">As in <see cref="Origin"/>.</param>
    public static IEnumerable<Carrier> Of(SlabSamples samples, SlabRows rows, double[]? origin)
    {
        for (var output = 0; output < samples.Data.Outputs; output++)
        {
            var residuals = rows.Held.ConvertAll(i => samples.Data.Residual(i, output).ToDouble());
            var (low, high) = (residuals.Min(), residuals.Max());
            if (low == 0 && high == 0) continue;
            var (sign, lift) = (high > 0 ? 1 : -1, low < 0 && high > 0 ? Above(-low) : 0);
            var (weights, bias) = rows.Function([.. residuals.Select(z => sign * z)], origin);
            bias += lift;
            yield return new(output, sign, weights, bias, lift, Above(2.1 * (samples.Largest(weights, origin) + Math.Abs(bias))), origin);
        }
    }

    /// <summary>Whether c is within the tolerances at the samples held, for every order of summation.</summary>
    public bool Holds(SlabSamples samples, SlabRows rows, Precision precision) =>
        (precision == Precision.Double || Holds(samples, rows, precision, 1e-3)) && Holds(samples, rows, Precision.Double, 1e-6);

    private bool Holds(SlabSamples samples, SlabRows rows, Precision precision, double tolerance)
    {
        var room = tolerance * Part * samples.Data.Unit(Output);
        var rounding = precision.Relative(Math.Max(Weights.Length, samples.Data.Outputs));
        return Gate < precision.Most && Array.TrueForAll(Weights, w => Math.Abs(w) < precision.Most) && rows.Held.TrueForAll(i =>
        {
            var features = Array.ConvertAll(samples.Data.Row(i).ToArray(), precision.Nearest);
            if (Origin is not null) TensorPrimitives.Subtract(features, Origin, features);
            var magnitude = Sums.OfMagnitudes(features, Weights) + Math.Abs(Bias) + Lift;
            var error = Math.Max(Sums.Dot(features, Weights) + Bias, 0) - Lift - Sign * samples.Data.Residual(i, Output).ToDouble();
            return Math.Abs(error) + rounding * magnitude <= room;
        });
    }

    /// <summary>The least power of two that is larger.</summary>
    internal static double Above(double value) => Math.ScaleB(1, Math.ILogB(value) + 1);
}
