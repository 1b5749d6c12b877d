using FtcTools.Data;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Chooses the next slab: of several candidates, the one with the fewest neurons for each sample that it holds. In many dimensions the
/// candidates are around one sample, in few dimensions around many. Where no single slab leaves out all other samples, slabs that cross
/// each other can.
/// </summary>
/// <param name="search">Finds the slab for a given group of samples.</param>
/// <param name="pool">The samples that still need a slab, in any order; the array is shuffled.</param>
/// <param name="likely">The size of group to begin with.</param>
/// <param name="close">Finds a slab that holds a group and leaves out the other samples, or gives null.</param>
/// <param name="accepts">Whether the construction can use a group.</param>
/// <param name="enough">When this is cancelled, the first slab that is found will do.</param>
internal sealed class SlabChoice(SlabSamples samples, SlabMetric metric, SlabSearch search, Ball ball, int[] pool, Random random,
    SlabChoice.Likely likely, Func<int[], SlabChoice.Found?> close, Func<SlabRows, bool> accepts, CancellationToken enough)
{
    // In at most this many dimensions a group of full size leaves no freedom to move other samples out of the slab: whether any are in the
    // way is luck. So many groups are tried, until the tries for one slab have taken about this many multiplications: first groups as large
    // as can be, and where none of them works smaller ones.
    private const int FewDimensions = 16, MostTries = 64, CrossedTries = 4;
    private const double Effort = 2e8;

    // In few dimensions so many of the groups are made such that they span no other sample. All such groups of a dataset together take
    // about this many multiplications: where that is too few to look at all other samples, some are looked at. What a sample takes beside
    // the products with its features is as much as so many.
    private const int ApartTries = 8, BesideApart = 64;
    private const double ApartEffort = 5e8;

    // Pairs of samples are as quickly tried as chosen.
    private const int Pair = 2;

    // The number of neurons of a slab that no other one crosses.
    private const int Single = 3;

    // The size of a group changes by this share between tries: it grows when a slab was found for it, and shrinks when none was.
    private const double Step = 1.0 / 8;

    private readonly bool _few = samples.Rank <= FewDimensions;
    private bool? _apart = likely.Apart;
    private (bool Last, bool Best) _spansNone; // whether the last group, and the group of the best slab, were made to span no other sample
    private Found? _best;
    private int _most; // the largest group that one slab alone has held

    /// <summary>
    /// The size of group that is likely to work, whether the last slabs needed others that cross them, and whether groups that span no
    /// other sample gave the best slab (null where none had to be made).
    /// </summary>
    public readonly record struct Likely(int Size, bool Crossed, bool? Apart);

    /// <summary>A slab, and the equations by which its direction was found; null equations where it was found otherwise.</summary>
    public readonly record struct Found(Slab Slab, SlabRows? Rows);

    /// <summary>What the search for the next slab should begin with: it is likely to hold about as many samples.</summary>
    public Likely Next => new(Larger(Math.Max(1, _most)), Crossed: _best?.Slab.Neurons > Single, _apart is true ? _spansNone.Best : _apart);

    /// <summary>The samples for which no slab was found even where it had to hold nothing else.</summary>
    public HashSet<int> Lone { get; } = [];

    /// <summary>The best slab, or null where none was found.</summary>
    public Found? Best()
    {
        if (likely.Crossed) Cross();
        var tries = _few ? Math.Min(pool.Length, MostTries) : 1;
        // Where it is luck, other groups of full size are tried before any is made smaller.
        if (tries > 1) Try(tries, smaller: false);
        if (tries == 1 || _best is null) Try(tries, smaller: true);
        if (!likely.Crossed && Math.Min(samples.Rank - 1, Size) > Worth(Single + 2)) Cross();
        return _best;
    }

    private void Try(int tries, bool smaller)
    {
        var before = search.Products;
        for (var attempt = 0; attempt < tries && (_best is null || !enough.IsCancellationRequested); attempt++)
        {
            if (Around(attempt, smaller) || search.Products - before >= Effort) break;
        }
    }

    // A candidate of so many neurons is an improvement only if it holds more samples than this.
    private int Worth(int neurons) => _best is { } best ? best.Slab.Inside.Length * neurons / best.Slab.Neurons : 0;

    private static int Larger(int count) => count + Math.Max(1, (int)(Step * count));

    private static int Smaller(int count) => count - Math.Max(1, (int)(Step * count));

    // Takes the largest part of the group, from its start, for which a slab is found; returns whether that is the whole group.
    private bool Around(int attempt, bool smaller)
    {
        var (order, held) = (Group(attempt), Worth(Single));
        for (var count = Math.Min(likely.Size, order.Length); count > held;)
        {
            if (close(order[..count]) is { } closed)
            {
                Take(closed);
                (held, _most) = (count, Math.Max(_most, count));
                // A group that spans no other sample may be smaller than another such group.
                if (count == order.Length) return order.Length == Size || !_spansNone.Last;
                count = Math.Min(order.Length, Larger(count));
            }
            else if (search.Spans && _apart is null && ball.IsPoint && samples.Rank > Pair)
            {
                _apart = true;
                order = Group(attempt);
                count = Math.Min(samples.Rank, order.Length);
            }
            else
            {
                if (held > 0 || !smaller) return false;
                count = Smaller(count);
            }
        }
        if (_best is null) Lone.Add(order[0]);
        return false;
    }

    private void Take(Found found)
    {
        if (found.Slab.Inside.Length > Worth(found.Slab.Neurons)) (_best, _spansNone.Best) = (found, _spansNone.Last);
    }

    // Tries slabs that cross each other, which leave out samples that one slab cannot.
    private void Cross()
    {
        for (var attempt = 0; attempt < Math.Min(_few ? pool.Length : 1, CrossedTries); attempt++)
        {
            if (_best is not null && enough.IsCancellationRequested) return;
            var order = Group(attempt);
            for (var count = Math.Min(samples.Rank - 1, order.Length); count > Worth(Single + 2); count = Smaller(count))
            {
                if (search.Crossed(order[..count], random, out var rows) is not { } slab || !accepts(rows)) continue;
                Take(new(slab, rows));
                break;
            }
        }
    }

    private int Size => Math.Min(pool.Length, Math.Max(1, samples.Dimension));

    private int[] Group(int attempt)
    {
        _spansNone.Last = _apart is true && (!_few || attempt < ApartTries);
        if (!_few || !ball.IsPoint) return _spansNone.Last ? Apart(Crowded()) : Near(attempt);
        random.Shuffle(pool);
        return _spansNone.Last ? Apart(pool) : pool[..Size];
    }

    private int[] Near(int first) => [.. SlabGroup.Around(first, Mapped(pool), Size).Select(n => pool[n])];

    private int[] Apart(int[] order)
    {
        var (d, groups) = ((double)samples.Data.Inputs, _few ? ApartTries : 1);
        var others = Math.Min(samples.Data.K, ApartEffort / (groups * samples.Data.N / d * (d * d + BesideApart)));
        return [.. SlabGroup.Apart(Mapped(order), Size, Mapped(search.Others((int)others))).Select(n => order[n])];
    }

    // Samples that lie in a flat with many others first, while there are others to go with them: a slab holds few of those.
    private int[] Crowded()
    {
        var leverages = SlabMetric.Leverages(Mapped(pool));
        return [.. Enumerable.Range(0, pool.Length).OrderBy(n => leverages[n]).Select(n => pool[n])];
    }

    private double[][] Mapped(int[] of) => Array.ConvertAll(of, i => metric.Map(samples.Row(i)));
}
