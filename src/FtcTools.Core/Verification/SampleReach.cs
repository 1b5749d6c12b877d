using FtcTools.Data;
using FtcTools.Networks;

namespace FtcTools.Verification;

/// <summary>How far from its samples a network still answers as at them: edits within a tolerance, and 0 at the others.</summary>
/// <param name="allowed">The tolerance of each output.</param>
internal sealed class SampleReach(Dataset dataset, Enclosure enclosure, double[] allowed)
{
    // A reach is looked for between 2^-1000 and 2^1000, and halved so often between two powers of two.
    private const int LargestExponent = 1000;
    private const int Steps = 12;

    private readonly Enclosure.Scratch _scratch = enclosure.NewScratch();

    /// <summary>The least reach of all edited samples, or of all others; infinite where nothing limits it.</summary>
    public double Least(bool edited, CancellationToken cancellation)
    {
        var least = Math.ScaleB(1, LargestExponent);
        for (var i = 0; i < dataset.K && least > 0; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            // Most samples need one look, for they hold as far as the least before them.
            if (dataset.Residual(i) is not null == edited && !Holds(i, least)) least = Of(i, least);
        }
        return Math.ILogB(least) == LargestExponent ? double.PositiveInfinity : least;
    }

    // The reach of a sample that does not reach as far as the largest so far, by bisection over powers of two.
    private double Of(int i, double most)
    {
        if (!Holds(i, 0)) return 0;
        var (yes, no) = (-LargestExponent, Math.ILogB(most) + 1);
        while (no - yes > 1)
        {
            var middle = (yes + no) / 2;
            if (Holds(i, Math.ScaleB(1, middle))) yes = middle;
            else no = middle;
        }
        if (yes == -LargestExponent) return 0;
        var (low, high) = (Math.ScaleB(1, yes), Math.Min(most, Math.ScaleB(1, no)));
        for (var step = 0; step < Steps; step++)
        {
            var middle = (low + high) / 2;
            if (Holds(i, middle)) low = middle;
            else high = middle;
        }
        return low;
    }

    private bool Holds(int i, double reach)
    {
        enclosure.Evaluate(dataset.Row(i), _scratch, reach);
        for (var o = 0; o < dataset.Outputs; o++)
        {
            var (middle, radius) = (_scratch.Middles[^1][o], _scratch.Radii[^1][o]);
            var z = dataset.Residual(i, o);
            if (z.IsZero && dataset.Residual(i) is null ? middle != 0 || radius != 0
                : !(Math.Abs(middle - z.ToDouble()) + radius <= allowed[o])) return false;
        }
        return true;
    }
}
