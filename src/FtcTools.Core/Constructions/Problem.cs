using FtcTools.Constructions.GeneralPosition;
using FtcTools.Data;

namespace FtcTools.Constructions;

/// <summary>A dataset to be fixed, and what constructions share about it; each part is computed when it is first asked for.</summary>
public sealed class Problem
{
    private readonly Lazy<Projection> _projection;
    private readonly Lazy<Line> _whole;
    private readonly Lazy<Line> _support;
    private readonly Lazy<PointCloud> _cloud;
    private readonly Lazy<StripPlan> _strips;

    /// <param name="dataset">The samples.</param>
    /// <param name="seed">Of random directions and groups.</param>
    public Problem(Dataset dataset, int seed = 1)
    {
        Dataset = dataset;
        Seed = seed;
        _projection = new(() => Projection.Separating(dataset, seed));
        _whole = new(() => Line.Whole(Projection));
        _support = new(() => Line.Support(Projection));
        _cloud = new(() => PointCloud.OfFeatures(dataset));
        _strips = new(() => new StripPlan(dataset, Cloud));
    }

    public Dataset Dataset { get; }

    public int Seed { get; }

    /// <summary>0: the fewest neurons. Constructions with a choice spend more of them, for smaller weights, the larger this is.</summary>
    public int Ease { get; private init; }

    /// <summary>The same problem, what was computed included, with another <see cref="Ease"/>.</summary>
    public Problem With(int ease) => new(this) { Ease = ease };

    private Problem(Problem other)
    {
        (Dataset, Seed) = (other.Dataset, other.Seed);
        (_projection, _whole, _support, _cloud, _strips) = (other._projection, other._whole, other._support, other._cloud, other._strips);
    }

    /// <summary>A direction along which samples of different residuals stay apart.</summary>
    public Projection Projection => _projection.Value;

    /// <summary>All samples along that direction.</summary>
    public Line Whole => _whole.Value;

    /// <summary>Edited samples and the end points of the blocks between them along that direction: J of Theorem 4.4.</summary>
    public Line Support => _support.Value;

    /// <summary>The samples in the space of their features.</summary>
    internal PointCloud Cloud => _cloud.Value;

    /// <summary>The edited samples, to be divided among strips of that space.</summary>
    internal StripPlan Strips => _strips.Value;
}
