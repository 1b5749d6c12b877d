namespace FtcTools.Bounds.Yun;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Theorem 3.3 (one output, activations of p pieces): with 2 layers and (p - 1) d1 + 2 &lt; K, or with 3
/// layers and p (p - 1) d1 d2 + (p - 1) d2 + 2 &lt; K, some K samples cannot be memorized. Sharper: <see cref="PiecesOfActivation"/>.
/// </summary>
public sealed class YunTheorem33 : Statement
{
    internal YunTheorem33() : base(2, 3)
    {
    }

    public override string Source => "Yun et al. 2019, Theorem 3.3";
    public override string Says =>
        "(p - 1) d1 + 2 >= K for L = 2; p (p - 1) d1 d2 + (p - 1) d2 + 2 >= K for L = 3, to memorize any K samples with activations of p pieces";

    /// <summary>The fewest neurons that satisfy the condition as printed; null for other numbers of layers.</summary>
    public static long? Neurons(long k, int layers, int pieces)
    {
        long p = pieces;
        if (layers == 2) return (k - 2 + p - 2) / (p - 1);
        if (layers != 3) return null;
        // d2 (p (p - 1) d1 + p - 1) >= K - 2: for a sum of widths the product is a parabola in d1.
        var (no, yes) = (1L, k);
        while (yes - no > 1)
        {
            var middle = no + (yes - no) / 2;
            if (Most(middle) >= k - 2) yes = middle;
            else no = middle;
        }
        return yes;

        Int128 Most(long sum)
        {
            var d1 = Math.Clamp((p * sum - 1) / (2 * p), 1, sum - 1);
            return Int128.Max(Cells(d1), Cells(Math.Min(sum - 1, d1 + 1)));

            Int128 Cells(long first) => (Int128)(sum - first) * (p * (p - 1) * (Int128)first + p - 1);
        }
    }
}
