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
}
