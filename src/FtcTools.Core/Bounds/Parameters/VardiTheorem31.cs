namespace FtcTools.Bounds.Parameters;

/// <summary>
/// Vardi, Yehudai and Shamir 2022, Theorem 3.1: N of K samples with labels 1..C, at most r from the origin and at least delta apart, by
/// ReLUs of width 12 and, with R = 20 r K^2 sqrt(pi d) / delta (Kajitsuka and Sato 2025, Lemma C.1), at most 3 (sqrt(N log N) + sqrt(N /
/// log N) max{log R, log C}) + 2 sqrt(N / log N) + 6 layers.
/// </summary>
public sealed class VardiTheorem31 : Statement
{
    internal VardiTheorem31() : base(2, AnyDepth)
    {
    }

    public override string Source => "Vardi et al. 2022, Theorem 3.1";
    public override string Says =>
        "width 12 and 3 sqrt(N log2 N) + 3 sqrt(N/log2 N) max{log2 R, log2 C} + 2 sqrt(N/log2 N) + 6 layers, R = 20 r K^2 sqrt(pi d)/delta";

    /// <summary>The depth as printed.</summary>
    /// <param name="spread">r / delta.</param>
    public static double Depth(long n, long k, double spread, int dimension, long classes)
    {
        var log = Math.Max(1, Math.Log2(n));
        var range = Math.Max(Math.Log2(20 * spread * k * k * Math.Sqrt(Math.PI * dimension)), Math.Log2(Math.Max(2, classes)));
        return 3 * Math.Sqrt(n * log) + 3 * Math.Sqrt(n / log) * range + 2 * Math.Sqrt(n / log) + 6;
    }
}
