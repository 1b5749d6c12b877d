namespace FtcTools.Bounds.Parameters;

/// <summary>
/// Harvey, Liaw and Mehrabian 2017 (Bartlett et al. 2019): the VC dimension of ReLU networks of L layers and W parameters is at most v with
/// v &lt;= 4 W (L + 1) log2(4 e W v) (Theorem 3, p = 2 pieces), and for some of them at least W L log2(W / L) / 640 (Theorem 1, for W > 640
/// L > 640^2). To edit any N of K samples by discrete residuals is to shatter N points, so W must satisfy the first at v = N.
/// </summary>
public sealed class VcDimension : Statement
{
    private const double Constant = 640;

    internal VcDimension() : base(2, AnyDepth)
    {
    }

    public override string Source => "Harvey, Liaw and Mehrabian 2017, Theorems 1 and 3";
    public override string Says =>
        "W L log2(W/L)/640 <= v (some networks, W > 640 L > 640^2); v <= 4 W (L + 1) log2(4 e W v) (all), v the VC dimension";

    /// <summary>The largest v that the upper side allows.</summary>
    public static double Upper(double parameters, int layers)
    {
        // v -> 4 W (L + 1) log2(4 e W v) grows slower than v beyond its fixed point.
        var scale = 4 * parameters * (layers + 1);
        var v = scale;
        for (var step = 0; step < 100; step++) v = scale * Math.Log2(4 * Math.E * parameters * Math.Max(1, v));
        return v;
    }

    /// <summary>What some networks reach; null where the statement does not hold.</summary>
    public static double? Lower(double parameters, int layers) =>
        parameters > Constant * layers && layers > Constant ? parameters * layers * Math.Log2(parameters / layers) / Constant : null;

    /// <summary>The fewest parameters of a network of so many layers that edits any N of K samples by discrete residuals.</summary>
    public static long Parameters(long n, int layers)
    {
        var (no, yes) = (0L, Math.Max(1, n));
        while (yes - no > 1)
        {
            var middle = no + (yes - no) / 2;
            if (middle > 0 && Upper(middle, layers) >= n) yes = middle;
            else no = middle;
        }
        return yes;
    }
}
