namespace FtcTools.Core.Tests.Bounds;

/// <summary>Data x_i = i that need many kinks, and the fewest kinks that any data need.</summary>
internal static class HardData
{
    /// <summary>Labels of K samples, N of them alternating -1 and +1 by position, at most two zeros in a row among the first min(K, 3N + 2).</summary>
    public static int[] Alternating(int n, int k)
    {
        var z = new int[k];
        var (used, slots) = (Math.Min(k, 3 * n + 2), n + 1);
        var zeros = used - n;
        var at = 0;
        for (var slot = 0; slot < slots; slot++)
        {
            at += zeros / slots + (slot < zeros % slots ? 1 : 0);
            if (slot < n)
            {
                z[at] = at % 2 == 0 ? 1 : -1;
                at++;
            }
        }
        return z;
    }

    /// <summary>The fewest kinks of a continuous piecewise linear function through (i, z_i): the slopes that can follow each sample, interval by interval.</summary>
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
