namespace FtcTools.Bounds;

/// <summary>
/// What is asked about: N of K samples, a number of layers, and d where the data are in general position. N, K at most
/// <see cref="BoundTable.MostSamples"/>.
/// </summary>
internal readonly record struct Case(long N, long K, int Layers, int? Dimension = null)
{
    /// <summary>
    /// min{3N, K - 2}: the kinks that some data on a line force on every continuous piecewise linear interpolant. Take min(K, 3N + 2)
    /// samples x_i = i u with at most two zeros in a row and z_i = (-1)^i on T: all inner kinks are nonzero and alternate in sign. (The
    /// proof of Sohn et al. 2024, Theorem 4.1 gives such data for K >= 3N + 2; its example for fewer samples can be interpolated with fewer
    /// kinks.)
    /// </summary>
    public long Kinks => Math.Min(3 * N, K - 2);

    public int HiddenLayers => Layers - 1;
}
