namespace FtcTools.Networks;

/// <summary>Where g is zero, as convex regions with flat edges.</summary>
internal abstract class ZeroRegions
{
    /// <summary>
    /// The edges of a region around a sample all over which g is zero, in all outputs; none where it has no edge. Null where there is no
    /// such region: g is not zero at the sample, or right beside it.
    /// </summary>
    public abstract IReadOnlyList<AffineFunction>? Around(ReadOnlySpan<double> features);

    /// <summary>
    /// The regions of a network: exactly those where it looks along one direction, the linear pieces on which it is zero where not.
    /// </summary>
    public static ZeroRegions Of(Network network, CancellationToken cancellation = default) =>
        LineFunction.Of(network, cancellation) is { } line ? new ZeroIntervals(line) : new ZeroCells(network);
}
