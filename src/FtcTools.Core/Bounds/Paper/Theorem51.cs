namespace FtcTools.Bounds.Paper;

/// <summary>
/// Sohn et al. 2024, Theorem 5.1 (3 layers, K >= 3):
/// sqrt(2 min{3N, K - 2} + 1/4) - 1/2 &lt;= m* &lt;= min{2 sqrt(K) + min{2 sqrt(K), 3N}, 6 sqrt(3N + 2)}. As printed: the roots are not
/// made whole.
/// </summary>
public sealed class Theorem51 : NeuronStatement
{
    internal Theorem51() : base(3, 3)
    {
    }

    public override string Source => "Sohn et al. 2024, Theorem 5.1";
    public override string Says => "sqrt(2 min{3N, K - 2} + 1/4) - 1/2 <= m <= min{2 sqrt(K) + min{2 sqrt(K), 3N}, 6 sqrt(3N + 2)}";

    internal override double Lower(in Case at) => Math.Sqrt(2.0 * at.Kinks + 0.25) - 0.5;

    internal override double Upper(in Case at)
    {
        var side = 2 * Math.Sqrt(at.K);
        return Math.Min(side + Math.Min(side, 3.0 * at.N), 6 * Math.Sqrt(3.0 * at.N + 2));
    }
}
