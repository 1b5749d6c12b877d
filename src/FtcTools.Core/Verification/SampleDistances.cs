using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>How far samples are from where the answer at them ends: the reach of an edit, or the room around an untouched sample.</summary>
internal sealed class SampleDistances
{
    // Beyond this many exact products the linear pieces of a network that looks along many directions take minutes.
    private const double MostProducts = 1e8;

    private readonly Dataset _dataset;
    private readonly double[]? _all;
    private readonly double[]? _untouched;

    public SampleDistances(Network network, Dataset dataset, Norm norm, Arithmetic arithmetic, CancellationToken cancellation)
    {
        _dataset = dataset;
        _all = UnitRadii.Of(network, dataset, norm, arithmetic, untilZero: false, cancellation);
        _untouched = _all ?? ToEdges(network, dataset, norm, cancellation);
    }

    /// <summary>
    /// The radius within which the edit of sample <paramref name="i"/> (from 0) holds; null where the network is not made of units.
    /// </summary>
    public double? Reach(int i) => _all?[i];

    /// <summary>
    /// The untouched samples (from 0) that are nearest to being touched, nearest first. None where the network is neither made of units nor
    /// looks along one direction, and is too large for a look at its linear pieces.
    /// </summary>
    public IEnumerable<(int Sample, double Distance)> Nearest(int count) => _untouched is null ? [] :
        Enumerable.Range(0, _dataset.K).Where(i => _dataset.Residual(i) is null && double.IsFinite(_untouched[i]))
            .OrderBy(i => _untouched[i]).ThenBy(i => i)
            .Take(count).Select(i => (i, _untouched[i]));

    // The distances to the edges of the region around each sample in which the exact network is zero.
    private static double[]? ToEdges(Network network, Dataset dataset, Norm norm, CancellationToken cancellation)
    {
        var regions = ZeroRegions.Of(network, cancellation);
        if (regions is ZeroCells && (double)dataset.K * network.Neurons * network.Inputs > MostProducts) return null;
        var clearance = new Clearance(norm);
        var distances = new double[dataset.K];
        for (var i = 0; i < distances.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (dataset.Residual(i) is null)
                distances[i] = regions.Around(dataset.Row(i)) is { } edges ? clearance.Below(edges, dataset.Row(i)) : 0;
        }
        return distances;
    }
}
