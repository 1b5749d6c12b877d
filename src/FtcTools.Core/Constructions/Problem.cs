using FtcTools.Constructions.GeneralPosition;
using FtcTools.Data;
using FtcTools.Diagnostics;

namespace FtcTools.Constructions;

/// <summary>
/// Samples to be fixed, and what constructions share about them; each part is computed when it is first asked for. Constructions along a
/// line that need no more than <see cref="Support"/> can do with a summary of the samples.
/// </summary>
public sealed class Problem
{
    /// <summary>The most directions to choose from.</summary>
    public const int MostProjections = 100_000;

    private readonly Dataset? _dataset;
    private readonly Lazy<Neighbours> _neighbours;
    private readonly Lazy<Line> _whole;
    private readonly Lazy<Line> _support;
    private readonly Lazy<PointCloud> _cloud;
    private readonly Lazy<StripPlan> _strips;
    private Lazy<Separation?> _separation;

    /// <param name="dataset">The samples.</param>
    /// <param name="seed">The seed of random directions and groups.</param>
    /// <param name="projections">How many directions a construction along a line may choose from.</param>
    /// <exception cref="FtcException">FTC0034: fewer than one direction, or more than <see cref="MostProjections"/>.</exception>
    public Problem(Dataset dataset, int seed = 1, int projections = 1)
        : this(seed, () => Neighbours.Separating(dataset, seed))
    {
        if (projections is < 1 or > MostProjections)
            throw new FtcException(Codes.Argument, $"{projections} projections are asked for; valid are 1 to {MostProjections}.");
        _dataset = dataset;
        (K, N, Inputs, Outputs) = (dataset.K, dataset.N, dataset.Inputs, dataset.Outputs);
        // One feature has one direction. Others are numbered by their seeds, so that the best one can be had again by its own.
        Directions = [this, .. Enumerable.Range(1, dataset.Inputs == 1 ? 0 : projections - 1)
            .Select(i => new Problem(dataset, unchecked(seed + i)))];
    }

    /// <summary>Samples of which only a summary is at hand; what needs all of them is refused.</summary>
    /// <param name="summary">The summary of all K samples.</param>
    /// <param name="seed">The seed by which its direction was found.</param>
    /// <exception cref="FtcException">FTC0017: fewer than 3 samples.</exception>
    public Problem(Neighbours summary, int seed = 1)
        : this(seed, () => summary)
    {
        if (summary.K < 3)
            throw new FtcException(Codes.TooFewSamples, $"the summary is of {summary.K} sample(s); every theorem asks for K >= 3.");
        (K, N, Inputs, Outputs) = (summary.K, summary.N, summary.Edits.Projection.Direction.Length, summary.Edits.Outputs);
    }

    private Problem(int seed, Func<Neighbours> neighbours)
    {
        Seed = seed;
        _neighbours = new(neighbours);
        _whole = new(() => Line.Whole(Dataset, _neighbours.Value.Edits.Projection));
        _support = new(() => Line.Support(_neighbours.Value));
        _cloud = new(() => PointCloud.OfFeatures(Dataset));
        _strips = new(() => new StripPlan(Dataset, Cloud));
        _separation = new(() => Separation.Of(Dataset, Ball.Norm));
        Directions = [this];
    }

    private Problem(Problem other)
    {
        (_dataset, Seed, K, N, Inputs, Outputs, Directions) =
            (other._dataset, other.Seed, other.K, other.N, other.Inputs, other.Outputs, other.Directions);
        (_neighbours, _whole, _support, _cloud, _strips, _separation) =
            (other._neighbours, other._whole, other._support, other._cloud, other._strips, other._separation);
    }

    /// <summary>The samples.</summary>
    /// <exception cref="FtcException">FTC0031: only a summary is at hand.</exception>
    public Dataset Dataset =>
        _dataset ?? throw new FtcException(Codes.Condition, "the construction needs all samples; only a summary of them is at hand.");

    /// <summary>Whether all samples are at hand, not only a summary.</summary>
    public bool HasSamples => _dataset is not null;

    /// <summary>Number of samples.</summary>
    public int K { get; }

    /// <summary>Number of edited samples.</summary>
    public int N { get; }

    /// <summary>The number of features, d.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs, p.</summary>
    public int Outputs { get; }

    public int Seed { get; }

    /// <summary>The same samples along each direction that a construction may choose, this one first.</summary>
    public IReadOnlyList<Problem> Directions { get; private set; }

    /// <summary>0: the fewest neurons. Constructions with a choice spend more of them, for smaller weights, the larger this is.</summary>
    public int SmallerWeights { get; private init; }

    /// <summary>Layers that the network must have; null for the fewest of the construction.</summary>
    public int? Layers { get; private init; }

    /// <summary>Where edits must hold, and nothing else move: around every sample.</summary>
    public Ball Ball { get; private set; } = Ball.Point;

    /// <summary>
    /// The edited sample and the one of another residual that are nearest to each other, in the norm of <see cref="Ball"/>; null where
    /// there are none.
    /// </summary>
    public Separation? Separation => _separation.Value;

    /// <summary>Finds <see cref="Separation"/>, which takes a while for many edits.</summary>
    internal void FindSeparation(CancellationToken cancellation)
    {
        if (_separation.IsValueCreated) return;
        var found = Separation.Of(Dataset, Ball.Norm, cancellation);
        _separation = new(() => found);
    }

    /// <summary>When this is cancelled, a construction that could still improve on a network that it has is to end with it.</summary>
    public CancellationToken Enough { get; private set; }

    /// <summary>Where a construction that serves one edit after the other says how far it is.</summary>
    internal Served Served { get; private set; } = new();

    /// <summary>Neurons of each hidden layer that the network may have at most; null for the construction's own choice.</summary>
    public IReadOnlyList<int>? Widths { get; private init; }

    /// <summary>Bits that a number which holds several labels may have; null for the construction's own choice.</summary>
    public int? Bits { get; private init; }

    /// <summary>The same problem, what was computed included, with another <see cref="SmallerWeights"/>.</summary>
    public Problem With(int smallerWeights) => With(smallerWeights, Layers, Widths, Bits);

    /// <summary>The same problem, what was computed included, for a network of so many <see cref="Layers"/>.</summary>
    public Problem WithLayers(int layers) => With(SmallerWeights, layers, Widths, Bits);

    /// <summary>The same problem, what was computed included, where edits must hold within a ball.</summary>
    public Problem Within(Ball ball)
    {
        var version = With(SmallerWeights, Layers, Widths, Bits);
        foreach (var direction in version.Directions)
        {
            direction.Ball = ball;
            direction._separation = new(() => Separation.Of(Dataset, ball.Norm));
        }
        return version;
    }

    /// <summary>The same problem, what was computed included, with a time at which there is <see cref="Enough"/>.</summary>
    public Problem Until(CancellationToken enough) => Until(Served, enough);

    /// <summary>The same, for a construction that is watched.</summary>
    internal Problem Until(Served served, CancellationToken enough)
    {
        var version = With(SmallerWeights, Layers, Widths, Bits);
        foreach (var direction in version.Directions) (direction.Enough, direction.Served) = (enough, served);
        return version;
    }

    /// <summary>The same problem, what was computed included, for a network of such <see cref="Widths"/> and <see cref="Bits"/>.</summary>
    public Problem With(IReadOnlyList<int>? widths, int? bits) => With(SmallerWeights, Layers, widths, bits);

    private Problem With(int smallerWeights, int? layers, IReadOnlyList<int>? widths, int? bits)
    {
        var version = Version(this);
        version.Directions = [version, .. Directions.Skip(1).Select(Version)];
        return version;

        Problem Version(Problem direction) =>
            new(direction)
            {
                SmallerWeights = smallerWeights,
                Layers = layers,
                Widths = widths,
                Bits = bits,
                Ball = Ball,
                Enough = Enough,
                Served = Served,
            };
    }

    /// <summary>All samples along a direction that keeps those of different residuals apart.</summary>
    public Line Whole => _whole.Value;

    /// <summary>Edited samples and the end points of the blocks between them along that direction: J of Theorem 4.4.</summary>
    public Line Support => _support.Value;

    /// <summary>The samples in the space of their features.</summary>
    internal PointCloud Cloud => _cloud.Value;

    /// <summary>The edited samples, to be divided among strips of that space.</summary>
    internal StripPlan Strips => _strips.Value;
}
