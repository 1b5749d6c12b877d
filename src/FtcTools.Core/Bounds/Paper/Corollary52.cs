namespace FtcTools.Bounds.Paper;

/// <summary>
/// Sohn et al. 2024, Corollary 5.2 (3 layers). N* = K for K &lt;= floor(m^2/16) (18); floor(m^2/108 - 2/3) &lt;= N* &lt;= K for
/// floor(m^2/16) + 1 &lt;= K &lt; (m^2 + m + 4)/2 (19); floor(m^2/108 - 2/3) &lt;= N* &lt;= (m^2 + m)/6 for K >= (m^2 + m + 4)/2 (20).
/// The upper side of (20) does not follow from Theorem 5.1 at equality of its condition, where min{3N, K - 2} is at most (m^2 + m)/2 for
/// every N.
/// </summary>
public sealed class Corollary52 : CapacityStatement
{
    internal Corollary52() : base(3)
    {
    }

    public override string Source => "Sohn et al. 2024, Corollary 5.2";

    public override string Says =>
        "N = K for K <= floor(m^2/16); floor(m^2/108 - 2/3) <= N <= K for floor(m^2/16) + 1 <= K < (m^2 + m + 4)/2; "
        + "floor(m^2/108 - 2/3) <= N <= (m^2 + m)/6 for K >= (m^2 + m + 4)/2";

    public override (double Lower, double Upper) Samples(long m, long k)
    {
        var square = (Int128)m * m;
        if (k <= square / 16) return (k, k);
        // floor((m^2 - 72)/108); whole division would round the negative values of m < 9 up.
        var lower = (double)((square + 36) / 108 - 1);
        return (lower, 2 * (Int128)k < square + m + 4 ? k : (double)(square + m) / 6);
    }
}
