using FtcTools.Data;

namespace FtcTools.Constructions;

/// <summary>A dataset to be fixed, and what constructions share about it; each part is computed when it is first asked for.</summary>
public sealed class Problem
{
    private readonly Lazy<Projection> _projection;
    private readonly Lazy<Line> _whole;
    private readonly Lazy<Line> _support;

    /// <param name="dataset">The samples.</param>
    /// <param name="seed">Of the random direction for constructions that work along a line.</param>
    public Problem(Dataset dataset, int seed = 1)
    {
        Dataset = dataset;
        Seed = seed;
        _projection = new(() => Projection.Separating(dataset, seed));
        _whole = new(() => Line.Whole(Projection));
        _support = new(() => Line.Support(Projection));
    }

    public Dataset Dataset { get; }

    public int Seed { get; }

    /// <summary>A direction along which samples of different residuals stay apart.</summary>
    public Projection Projection => _projection.Value;

    /// <summary>All samples along that direction.</summary>
    public Line Whole => _whole.Value;

    /// <summary>Edited samples and the end points of the blocks between them along that direction: J of Theorem 4.4.</summary>
    public Line Support => _support.Value;
}
