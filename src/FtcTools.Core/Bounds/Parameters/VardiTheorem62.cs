namespace FtcTools.Bounds.Parameters;

/// <summary>
/// Vardi, Yehudai and Shamir 2022, Theorem 6.2: with parameters of O(log d + B / sqrt(log B) max{log R, log C}) bits, 1 &lt;= B &lt;= sqrt
/// N, width 13 and O(N sqrt(log B) / B + N / (B sqrt(log B)) max{log R, log C}) layers. Here width 12 is enough.
/// </summary>
public sealed class VardiTheorem62 : Statement
{
    internal VardiTheorem62() : base(2, AnyDepth)
    {
    }

    public override string Source => "Vardi et al. 2022, Theorem 6.2";
    public override string Says =>
        "O(log d + B/sqrt(log B) max{log R, log C}) bits a parameter, width 13, O(N sqrt(log B)/B + N/(B sqrt(log B)) max{log R, log C}) layers, 1 <= B <= sqrt N";
}
