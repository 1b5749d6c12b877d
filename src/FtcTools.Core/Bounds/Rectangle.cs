namespace FtcTools.Bounds;

/// <summary>The integer programs behind all square roots here: d1 groups of d2 levels for the least d1 + w d2.</summary>
internal static class Rectangle
{
    /// <summary>The least d1 + w d2 over whole d1, d2 with d1 d2 >= cells; ceil(2 sqrt(cells)) for w = 1.</summary>
    public static long Perimeter(long cells, long weight = 1)
    {
        // The real optimum 2 sqrt(w cells) is a lower bound; the integer one is a few units above it.
        var sum = (long)(2 * Math.Sqrt((double)weight * cells));
        while (sum > 0 && Cells(sum, weight) >= cells) sum--;
        while (Cells(sum, weight) < cells) sum++;
        return sum;
    }

    /// <summary>The most d1 d2 with d1 + w d2 = sum: a parabola in d2, so the integer nearest to its top.</summary>
    public static long Cells(long sum, long weight = 1)
    {
        var levels = (sum + weight) / (2 * weight);
        return levels * (sum - weight * levels);
    }
}
