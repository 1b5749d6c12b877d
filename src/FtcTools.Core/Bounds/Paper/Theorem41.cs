namespace FtcTools.Bounds.Paper;

/// <summary>Sohn et al. 2024, Theorem 4.1 (2 layers, K >= 3): min{3N, K - 2} &lt;= m* &lt;= min{3N + 1, K - 1}.</summary>
public sealed class Theorem41 : NeuronStatement
{
    internal Theorem41() : base(2, 2)
    {
    }

    public override string Source => "Sohn et al. 2024, Theorem 4.1";
    public override string Says => "min{3N, K - 2} <= m <= min{3N + 1, K - 1}";

    internal override double Lower(in Case at) => at.Kinks;

    internal override double Upper(in Case at) => Math.Min(3 * at.N + 1, at.K - 1);
}
