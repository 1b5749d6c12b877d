namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 4 layers or more, (n_1 + 1)..(n_h + 1) >= min{3N, K - 2} + 1 for h = L - 1 hidden layers of n_l >= 1 neurons: the pieces along a line
/// (Serra, Tjandraatmadja and Ramalingam 2018). The least sum of such n_l is that of widths that differ by at most one.
/// </summary>
public sealed class PiecesOfDepth : NeuronStatement
{
    internal PiecesOfDepth() : base(4)
    {
    }

    public override string Source => "FtcTools (product of pieces; Serra et al. 2018)";
    public override string Says => "m >= min{n_1 + .. + n_h : (n_1 + 1)..(n_h + 1) >= min{3N, K - 2} + 1, n_l >= 1}, h = L - 1";

    internal override double Lower(in Case at)
    {
        var (hidden, pieces) = (at.HiddenLayers, at.Kinks + 1);
        if (hidden >= 62 || 1L << hidden >= pieces) return hidden;

        // Factors f and f + 1: first the largest f with f^h <= pieces, then as few f + 1 as it takes.
        var factor = (long)Math.Pow(pieces, 1.0 / hidden);
        while (Power(factor, hidden) > pieces) factor--;
        while (Power(factor + 1, hidden) <= pieces) factor++;
        var larger = 0;
        while (Power(factor, hidden - larger) * Power(factor + 1, larger) < pieces) larger++;
        return hidden * (factor - 1) + larger;
    }

    private static Int128 Power(long factor, int exponent)
    {
        Int128 power = 1;
        for (; exponent > 0; exponent--) power *= factor;
        return power;
    }
}
