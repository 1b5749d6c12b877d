namespace FtcTools.Bounds.Parameters;

/// <summary>
/// Vardi, Yehudai and Shamir 2022, Theorem 5.1: with about L layers, 1 &lt;= L &lt;= sqrt N, about N / L parameters that are not zero.
/// </summary>
public sealed class VardiTheorem51 : Statement
{
    internal VardiTheorem51() : base(2, AnyDepth)
    {
    }

    public override string Source => "Vardi et al. 2022, Theorem 5.1";
    public override string Says =>
        "O(L sqrt(log L) + L/sqrt(log L) max{log R, log C}) layers and N/L parameters up to logarithms, 1 <= L <= sqrt N";
}
