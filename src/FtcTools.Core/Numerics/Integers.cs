namespace FtcTools.Numerics;

/// <summary>Integer square roots and quotients, rounded up, exactly.</summary>
public static class Integers
{
    /// <summary>The smallest s >= 0 with s s >= value.</summary>
    public static int CeilingOfRoot(long value)
    {
        if (value <= 0) return 0;
        var root = (long)Math.Sqrt(value);
        while (root * root >= value) root--;
        while (root * root < value) root++;
        return (int)root;
    }

    /// <summary>The smallest integer that is at least a / b, for b > 0.</summary>
    public static int CeilingOfQuotient(long a, long b) => (int)((a + b - 1) / b);

    /// <summary>Up to so many of the numbers below a count, from 0 on and evenly apart.</summary>
    internal static int[] EvenlyApart(int count, int most)
    {
        var taken = Math.Min(count, most);
        return [.. Enumerable.Range(0, taken).Select(n => (int)((long)n * count / taken))];
    }

    /// <summary>
    /// Groups and levels with groups x levels >= count that cost least: the fewest groups for the levels, by cost of one of either.
    /// </summary>
    /// <returns>(0, 0) for count 0.</returns>
    public static (int Groups, int Levels) CheapestGrid(int count, long groupCost, long levelCost)
    {
        if (count == 0) return (0, 0);
        var best = (Groups: count, Levels: 1);
        // Beyond this many levels the levels alone cost more than the best found.
        for (var levels = 2; levels <= count && levels * levelCost < best.Groups * groupCost + best.Levels * levelCost; levels++)
        {
            var groups = CeilingOfQuotient(count, levels);
            if (groups * groupCost + levels * levelCost < best.Groups * groupCost + best.Levels * levelCost) best = (groups, levels);
        }
        return best;
    }
}
