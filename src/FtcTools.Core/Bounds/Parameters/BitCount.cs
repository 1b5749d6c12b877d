namespace FtcTools.Bounds.Parameters;

/// <summary>
/// Counting: T can be chosen in K over N ways and each residual in c ways, and no network serves two of these choices; so a kind of network
/// with B bits in all, whatever they stand for, needs 2^B at least as large. Vardi et al. 2022, Theorem 6.1, says it for the bits of each
/// of W parameters: W times their bits is of the order of N at least.
/// </summary>
public sealed class BitCount : Statement
{
    internal BitCount() : base(2, AnyDepth)
    {
    }

    public override string Source => "FtcTools (counting; Vardi et al. 2022, Theorem 6.1)";
    public override string Says => "B >= log2(K over N) + N log2 c bits in all parameters, for residuals of c values";

    public static double Bits(long n, long k, long values)
    {
        // log2 of the binomial coefficient by Stirling's series: to a bit or so, rounded down.
        var choices = n == 0 || n == k ? 0 : (LogFactorial(k) - LogFactorial(n) - LogFactorial(k - n)) / Math.Log(2);
        return Math.Max(0, Math.Floor(choices)) + n * Math.Log2(values);
    }

    private static double LogFactorial(double x) =>
        x < 2 ? 0 : x * Math.Log(x) - x + Math.Log(2 * Math.PI * x) / 2 + 1 / (12 * x) - 1 / (360 * x * x * x);
}
