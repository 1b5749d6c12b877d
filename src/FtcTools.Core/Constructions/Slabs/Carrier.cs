using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The neuron c(x) = s(a . x + b), which equals the magnitude of one output at those samples of a slab where that output has one sign, and
/// 0 at the other samples of the slab. Behind the slab, s(c - M (h_1 + h_2)) equals c inside the slab and 0 outside of it, in any
/// arithmetic, because M is at least twice the largest c at any sample.
/// </summary>
/// <param name="Output">The output that it serves, counted from 0.</param>
/// <param name="Sign">The sign of the residuals that it serves, 1 or -1.</param>
internal sealed record Carrier(int Output, int Sign, double[] Weights, double Bias, double Gate)
{
    // The rounding of c may use this share of the tolerance, which is 1e-3 of max |z| in float32 and 1e-6 in float64.
    private const double Part = 0.25;

    /// <summary>The carriers of a slab, one for each output and sign that occurs.</summary>
    public static IEnumerable<Carrier> Of(SlabSamples samples, SlabRows rows)
    {
        for (var output = 0; output < samples.Data.Outputs; output++)
        {
            foreach (var sign in (int[])[1, -1])
            {
                var targets = rows.Held.Select(i => Math.Max(0, sign * samples.Data.Residual(i, output).ToDouble())).ToArray();
                if (Array.TrueForAll(targets, t => t == 0)) continue;
                var (weights, bias) = rows.Function(targets);
                var most = samples.Largest(weights) + Math.Abs(bias);
                yield return new(output, sign, weights, bias, Math.ScaleB(1, Math.ILogB(2.1 * most) + 1));
            }
        }
    }

    /// <summary>Whether c is within the tolerances at the samples held, for every order of summation.</summary>
    public bool Holds(SlabSamples samples, SlabRows rows, Precision precision)
    {
        var (single, wide) = (precision == Precision.Single ? 1e-3 : double.PositiveInfinity, 1e-6);
        var unit = samples.Data.MaxResidual.ToDouble() * Part;
        return double.IsFinite(Gate) && Array.TrueForAll(Weights, double.IsFinite) && rows.Held.TrueForAll(i =>
        {
            var row = samples.Data.Row(i);
            var (value, magnitude) = (Sums.Dot(row, Weights) + Bias, Sums.OfMagnitudes(row, Weights) + Math.Abs(Bias));
            var error = Math.Abs(Math.Max(value, 0) - Math.Max(0, Sign * samples.Data.Residual(i, Output).ToDouble()));
            return error + Precision.Single.Relative(Weights.Length) * magnitude <= single * unit
                && error + Precision.Double.Relative(Weights.Length) * magnitude <= wide * unit;
        });
    }
}
