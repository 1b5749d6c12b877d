namespace FtcTools.Bounds.Yun;

/// <summary>
/// Activations of p pieces: h = L - 1 hidden layers of n_l neurons make at most (1 + (p - 1) n_1)..(1 + (p - 1) n_h) pieces of a line,
/// since on each piece of the layers before a neuron turns at most p - 1 times; some data ask for min{3N, K - 2} + 1. For p = 2 these are
/// the counts of ReLUs.
/// </summary>
public sealed class PiecesOfActivation : Statement
{
    internal PiecesOfActivation() : base(2, AnyDepth)
    {
    }

    public override string Source => "FtcTools (pieces of an activation; after Yun et al. 2019, Theorem 3.3)";
    public override string Says => "(1 + (p - 1) n_1)..(1 + (p - 1) n_h) >= min{3N, K - 2} + 1 for activations of p pieces, h = L - 1";

    /// <summary>The fewest neurons with so many pieces.</summary>
    public static long Neurons(long n, long k, int layers, int pieces)
    {
        if (n == 0) return 0;
        var (hidden, needed) = (layers - 1, (Int128)Math.Min(3 * n, k - 2) + 1);
        // Equal widths, or widths that differ by one, have the largest product.
        var (no, yes) = (hidden - 1L, (long)Int128.Max(hidden, needed));
        while (yes - no > 1)
        {
            var middle = no + (yes - no) / 2;
            if (Reaches(middle)) yes = middle;
            else no = middle;
        }
        return yes;

        bool Reaches(long neurons)
        {
            Int128 product = 1;
            for (var l = 0; l < hidden && product < needed; l++)
                product *= 1 + (pieces - 1) * (Int128)(neurons / hidden + (l < neurons % hidden ? 1 : 0));
            return product >= needed;
        }
    }
}
