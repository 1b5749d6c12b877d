using FtcTools.Data;

namespace FtcTools.Core.Tests.Bounds;

/// <summary>Data x_i = i that need many kinks, and the fewest kinks that any data need.</summary>
internal static class HardData
{
    /// <summary>Residuals of the alternating instance.</summary>
    public static int[] Alternating(int n, int k)
    {
        var data = SyntheticData.Hard(n, k, HardKind.Alternating);
        return [.. Enumerable.Range(0, k).Select(i => (int)data.Residual(i, 0).ToDouble())];
    }

    /// <summary>
    /// The fewest kinks of a continuous piecewise linear function through (i, z_i): the slopes that can follow each sample, interval by
    /// interval.
    /// </summary>
    public static int FewestKinks(int[] z)
    {
        var kinks = 0;
        double low = z[1] - z[0], high = low;
        for (var i = 1; i + 1 < z.Length; i++)
        {
            double chord = z[i + 1] - z[i];
            if (low <= chord && chord <= high)
            {
                (low, high) = (chord, chord);
                continue;
            }
            // A kink in this gap towards the chord may overshoot it.
            kinks++;
            (low, high) = chord > high ? (chord, double.PositiveInfinity) : (double.NegativeInfinity, chord);
        }
        return kinks;
    }
}
