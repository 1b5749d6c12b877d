namespace FtcTools.Bounds;

/// <summary>Neurons for samples, and samples for neurons.</summary>
public static class BoundTable
{
    /// <summary>The bounds for N of K samples and a number of layers.</summary>
    public static Bound Row(long n, long k, int layers, int? dimension = null) => new()
    {
        N = n, K = k, Layers = layers, Dimension = dimension, Lower = Math.Min(3 * n, k - 2), Upper = Math.Min((3 * n) + 1, k - 1), LowerSource = "", UpperSource = "",
    };
}
