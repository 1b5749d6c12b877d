namespace FtcTools.Bounds.Paper;

/// <summary>
/// Sohn et al. 2024, Corollary 4.2 (2 layers, K >= 3): floor((m - 1)/3) &lt;= N* &lt;= m/3 for K >= m + 2, and N* = K for K &lt;= m + 1.
/// The upper side is wrong at K = m + 2, where min{3N, K - 2} is at most m for every N: m = 3 neurons edit all of K = 5 samples.
/// </summary>
public sealed class Corollary42 : CapacityStatement
{
    internal Corollary42() : base(2)
    {
    }

    public override string Source => "Sohn et al. 2024, Corollary 4.2";
    public override string Says =>
        "floor((m - 1)/3) <= N <= m/3 for K >= m + 2 (the upper side is wrong at K = m + 2); N = K for K <= m + 1";

    public override (double Lower, double Upper) Samples(long m, long k) => k - 2 >= m ? (Math.Floor((m - 1) / 3.0), m / 3.0) : (k, k);
}
