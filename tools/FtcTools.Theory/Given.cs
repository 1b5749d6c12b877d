using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>Datasets on the line x_i = i.</summary>
internal static class Given
{
    /// <summary>The residuals of samples 1, 2, 3, ...</summary>
    public static Dataset Residuals(params Rational[] z)
    {
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < z.Length; i++) builder.Add([i + 1], [z[i]]);
        return builder.Build("line");
    }

    /// <summary>
    /// Data that need about 4 sqrt N neurons in 3 layers: one half of T is +1, then the other half -1, with three zeros between neighbours
    /// or as many as there are. Without zeros such labels are easy, and random ones take their place.
    /// </summary>
    public static Dataset TwoHalves(int n, int k)
    {
        if (k == n) return SyntheticData.RandomLine(n, k, 1);
        if (k > 4 * n) return SyntheticData.Hard(n, k, HardKind.Signed);
        var z = new Rational[k];
        for (var j = 0; j < n; j++) z[(int)((long)j * k / n)] = 2 * j < n ? 1 : -1;
        return Residuals(z);
    }
}
