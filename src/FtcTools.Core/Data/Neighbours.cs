using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// What a construction along a line needs to know of all K samples: the edited ones in order, and in each of the gaps before, between
/// and behind them the first and the last untouched one, and whether there are more. O(N d) memory, whatever K. Samples come in any order,
/// one by one or in batches; summaries of shards merge, and every split into shards gives the same summary.
/// </summary>
public sealed class Neighbours
{
    // Fewer samples are not worth a thread.
    private const int SmallestShard = 50_000;

    private readonly Ends _first;
    private readonly Ends _last;
    private readonly bool[] _more;

    /// <summary>The summary of no sample yet.</summary>
    /// <param name="edits">All edited samples, of whatever shard.</param>
    public Neighbours(ProjectedEdits edits)
    {
        Edits = edits;
        Separates = edits.Separate;
        _first = new Ends(edits);
        _last = new Ends(edits);
        _more = new bool[edits.Count + 1];
    }

    public ProjectedEdits Edits { get; }

    /// <summary>Number of samples seen.</summary>
    public int K { get; private set; }

    /// <summary>Number of edited samples seen.</summary>
    public int N { get; private set; }

    /// <summary>Whether no edited sample shares its c with a sample of another residual.</summary>
    public bool Separates { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <param name="features">d numbers.</param>
    /// <param name="residual">p numbers; null for a sample that is not edited.</param>
    /// <exception cref="FtcException">
    /// FTC0034: it is edited, but not among <see cref="Edits"/>; FTC0033: it has another number of features.
    /// </exception>
    public void Add(ReadOnlySpan<double> features, IReadOnlyList<Rational>? residual = null)
    {
        if (features.Length != Edits.Projection.Direction.Length)
            throw new FtcException(Codes.ShapeMismatch,
                $"a sample has {features.Length} feature(s) where the edits have {Edits.Projection.Direction.Length}.");
        K++;
        var sample = Edits.Projection.At(features);
        var gap = Edits.Locate(sample);
        if (residual is not null && residual.Any(z => !z.IsZero))
        {
            N++;
            if (gap >= 0)
                throw new FtcException(Codes.Argument,
                    "an edited sample is not among the edits that the summary was made for; collect T of all shards first.");
            Separates &= ReferenceEquals(residual, Edits.Z[~gap]) || residual.SequenceEqual(Edits.Z[~gap]);
        }
        else if (gap >= 0)
        {
            Insert(gap, sample);
        }
        else
        {
            Separates = false;
        }
    }

    /// <summary>Adds a batch of samples.</summary>
    /// <exception cref="FtcException">As <see cref="Add(ReadOnlySpan{double}, IReadOnlyList{Rational}?)"/>.</exception>
    public void Add(Dataset batch) => Add(batch, 0, batch.K);

    private void Add(Dataset batch, int from, int to)
    {
        var next = Array.BinarySearch(batch.Edited, from);
        if (next < 0) next = ~next;
        for (var i = from; i < to && Separates; i++)
        {
            var edited = next < batch.Edited.Length && batch.Edited[next] == i;
            if (edited) next++;
            Add(batch.Row(i), edited ? batch.Residual(i) : null);
        }
    }

    /// <summary>Adds all samples that another summary has seen.</summary>
    /// <exception cref="FtcException">FTC0034: it was made for other edits.</exception>
    public void Merge(Neighbours other)
    {
        if (!Edits.Same(other.Edits))
            throw new FtcException(Codes.Argument,
                "two summaries were made for different edits or directions; shards of one dataset share them.");
        K += other.K;
        N += other.N;
        Separates &= other.Separates;
        for (var gap = 0; gap < _more.Length; gap++)
        {
            if (!other._first.Has(gap)) continue;
            Insert(gap, other._first[gap]);
            Insert(gap, other._last[gap]);
            _more[gap] |= other._more[gap];
        }
    }

    private void Insert(int gap, in Projection.Position sample)
    {
        if (!_first.Has(gap))
        {
            _first[gap] = sample;
            _last[gap] = sample;
            return;
        }
        if (_more[gap] && _first.IsBelow(gap, sample) && _last.IsAbove(gap, sample)) return;
        var projection = Edits.Projection;
        var (below, above) = (projection.Compare(sample, _first[gap]), projection.Compare(sample, _last[gap]));
        // A new end leaves the old one inside, unless that was the other end too.
        if (below < 0 || above > 0) _more[gap] |= projection.Compare(_first[gap], _last[gap]) != 0;
        else _more[gap] |= below != 0 && above != 0;
        if (below < 0) _first[gap] = sample;
        if (above > 0) _last[gap] = sample;
    }

    /// <summary>
    /// For gap g (before edit g; the last one is behind them all) the smallest and the largest untouched c; null where there is none.
    /// </summary>
    internal (Rational First, Rational Last)? Untouched(int gap) =>
        _first.Has(gap) ? (Edits.Projection.Exact(_first[gap].Features), Edits.Projection.Exact(_last[gap].Features)) : null;

    /// <summary>Whether gap g holds an untouched sample strictly between the first and the last.</summary>
    internal bool More(int gap) => _more[gap];

    /// <summary>The neighbours in a dataset along a projection, whether that separates or not.</summary>
    public static Neighbours Of(Dataset dataset, Projection projection)
    {
        var edits = ProjectedEdits.Of(dataset, projection);
        var shards = new Neighbours[Math.Clamp(dataset.K / SmallestShard, 1, Environment.ProcessorCount)];
        Parallel.For(0, shards.Length, Cores.All(), s =>
        {
            shards[s] = new Neighbours(edits);
            shards[s].Add(dataset, (int)((long)dataset.K * s / shards.Length), (int)((long)dataset.K * (s + 1) / shards.Length));
        });
        foreach (var shard in shards.Skip(1)) shards[0].Merge(shard);
        return shards[0];
    }

    /// <summary>The neighbours in a dataset along the first random direction of <paramref name="seed"/> that separates.</summary>
    /// <exception cref="FtcException">FTC0032: none does.</exception>
    public static Neighbours Separating(Dataset dataset, int seed)
    {
        foreach (var projection in Projection.Random(dataset.Inputs, seed))
        {
            if (Of(dataset, projection) is { Separates: true } neighbours) return neighbours;
        }
        throw new FtcException(Codes.NoDirection,
            $"20 random directions (seed {seed}) each send two samples of {dataset.Name} with different residuals to one point; samples this close cannot be told apart on a line: try another seed.");
    }

    // One sample a gap, features and all, so that it can be compared exactly when it must.
    private sealed class Ends(ProjectedEdits edits)
    {
        private readonly int _inputs = edits.Projection.Direction.Length;
        private readonly bool[] _has = new bool[edits.Count + 1];
        private readonly double[] _values = new double[edits.Count + 1];
        private readonly double[] _errors = new double[edits.Count + 1];
        private readonly double[] _features = new double[(edits.Count + 1) * edits.Projection.Direction.Length];

        public bool Has(int gap) => _has[gap];

        // Floats decide nearly always; what they cannot tell is compared exactly.
        public bool IsBelow(int gap, in Projection.Position sample) => sample.Value - _values[gap] > 1.01 * (sample.Error + _errors[gap]);

        public bool IsAbove(int gap, in Projection.Position sample) => _values[gap] - sample.Value > 1.01 * (sample.Error + _errors[gap]);

        public Projection.Position this[int gap]
        {
            get => new(_features.AsSpan(gap * _inputs, _inputs), _values[gap], _errors[gap]);
            set
            {
                value.Features.CopyTo(_features.AsSpan(gap * _inputs, _inputs));
                (_has[gap], _values[gap], _errors[gap]) = (true, value.Value, value.Error);
            }
        }
    }
}
