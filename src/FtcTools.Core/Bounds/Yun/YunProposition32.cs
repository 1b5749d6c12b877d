namespace FtcTools.Bounds.Yun;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Proposition 3.2 (4 layers, N samples of C classes, one-hot): ReLUs with 4 floor(d1/4) floor(d2/4) >= N and
/// d3 >= 4C. Sharper: d1 floor(d2/2) >= N and d3 >= C, the last layer's knots being shared by all classes.
/// </summary>
public sealed class YunProposition32 : Statement
{
    internal YunProposition32() : base(4, 4)
    {
    }

    public override string Source => "Yun et al. 2019, Proposition 3.2";
    public override string Says =>
        "4 floor(d1/4) floor(d2/4) >= N and d3 >= 4C ReLUs memorize N samples of C classes; d1 floor(d2/2) >= N and d3 >= C do";

    /// <summary>The least sum of widths as printed.</summary>
    public static (long D1, long D2, long D3) Printed(long n, long classes)
    {
        var (a, b) = Cheapest((n + 3) / 4, 1);
        return (4 * a, 4 * b, 4 * classes);
    }

    /// <summary>The least sum of widths by the sharper condition.</summary>
    public static (long D1, long D2, long D3) Sharper(long n, long classes)
    {
        var (groups, levels) = Cheapest(n, 2);
        return (groups, 2 * levels, classes);
    }

    // Groups x levels >= cells with the least groups + weight levels; the integer optimum is next to the real one.
    private static (long Groups, long Levels) Cheapest(long cells, long weight)
    {
        var root = (long)Math.Sqrt((double)cells / weight);
        var span = 2 + (long)Math.Sqrt(Math.Sqrt(cells));
        var best = (Groups: cells, Levels: 1L);
        for (var levels = Math.Max(1, root - span); levels <= root + span; levels++)
        {
            var groups = (cells + levels - 1) / levels;
            // Among equal sums the most even widths are taken.
            if ((groups + weight * levels, Math.Abs(groups - weight * levels))
                .CompareTo((best.Groups + weight * best.Levels, Math.Abs(best.Groups - weight * best.Levels))) < 0) best = (groups, levels);
        }
        return best;
    }
}
