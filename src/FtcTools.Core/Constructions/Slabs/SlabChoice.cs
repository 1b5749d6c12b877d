using FtcTools.Data;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The slab of fewest neurons for each sample that it holds, of those around one sample or, in few dimensions, many. Where no slab leaves
/// out all others, two that cross do.
/// </summary>
/// <param name="search">For slabs around a group.</param>
/// <param name="pool">The samples to be held, in any order; changed.</param>
/// <param name="likely">What to begin with.</param>
internal sealed class SlabChoice(SlabSamples samples, SlabMetric metric, SlabSearch search, Ball ball, int[] pool, Random random,
    SlabChoice.Likely likely)
{
    // In so few dimensions a group as large as can be leaves none to put others out: it is luck whether any are in the way, and many are
    // tried; the most multiplications that the tries for one slab may take.
    private const int FewDimensions = 16, MostTries = 64, CrossedTries = 4;
    private const double Effort = 3e8;

    // Neurons of a slab that no other crosses.
    private const int Single = 3;

    // A group that closes is tried with so many more, one that does not with so many fewer, as a part of it.
    private const double Step = 1.0 / 8;

    private readonly bool _few = samples.Rank <= FewDimensions;
    private Found? _best;
    private int _most; // that a slab without another across held of its group

    /// <summary>How many a group may hold at most, and whether the last slabs were better crossed.</summary>
    public readonly record struct Likely(int Size, bool Crossed);

    /// <summary>A slab, and the equations of its group.</summary>
    public readonly record struct Found(Slab Slab, SlabRows? Rows);

    /// <summary>Null where there is none.</summary>
    /// <param name="close">A slab around a group, whose others it leaves out.</param>
    /// <param name="accepts">Whether a group will do.</param>
    /// <param name="next">For the slab after this one, that is likely to hold about as many.</param>
    public Found? Best(Func<int[], Found?> close, Func<SlabRows, bool> accepts, out Likely next)
    {
        if (likely.Crossed) Cross(accepts);
        var tries = _few ? Math.Min(pool.Length, MostTries) : 1;
        var before = search.Products;
        for (var attempt = 0; attempt < tries && (attempt == 0 || search.Products - before < Effort); attempt++)
        {
            if (Try(Group(attempt), close)) break;
        }
        if (!likely.Crossed) Cross(accepts);
        next = new(Larger(Math.Max(1, _most)), Crossed: _best?.Slab.Neurons > Single);
        return _best;
    }

    // How many samples so many neurons must hold more than, to be worth it.
    private int Worth(int neurons) => _best is { } best ? best.Slab.Inside.Length * neurons / best.Slab.Neurons : 0;

    private static int Larger(int count) => count + Math.Max(1, (int)(Step * count));

    private static int Smaller(int count) => count - Math.Max(1, (int)(Step * count));

    // As many of the group as close; whether all of it does.
    private bool Try(int[] order, Func<int[], Found?> close)
    {
        var held = Worth(Single);
        for (var count = Math.Min(likely.Size, order.Length); count > held;)
        {
            if (close(order[..count]) is { } closed)
            {
                Take(closed);
                (held, _most) = (count, Math.Max(_most, count));
                if (count == order.Length) return true;
                count = Math.Min(order.Length, Larger(count));
            }
            else
            {
                if (held > 0) return false;
                count = Smaller(count);
            }
        }
        return false;
    }

    private void Take(Found found)
    {
        if (found.Slab.Inside.Length > Worth(found.Slab.Neurons)) _best = found;
    }

    // Slabs that cross leave out what one cannot.
    private void Cross(Func<SlabRows, bool> accepts)
    {
        for (var attempt = 0; attempt < Math.Min(_few ? pool.Length : 1, CrossedTries); attempt++)
        {
            var order = Group(attempt);
            for (var count = Math.Min(samples.Rank - 1, order.Length); count > Worth(Single + 2); count = Smaller(count))
            {
                if (search.Crossed(order[..count], random, out var rows) is not { } slab || !accepts(rows)) continue;
                Take(new(slab, rows));
                break;
            }
        }
    }

    private int[] Group(int attempt) => _few && ball.IsPoint ? Any() : Near(attempt);

    private int[] Any()
    {
        random.Shuffle(pool);
        return pool[..Math.Min(pool.Length, samples.Dimension)];
    }

    private int[] Near(int first)
    {
        var rows = Array.ConvertAll(pool, i => metric.Map(samples.Row(i)));
        return [.. SlabGroup.Around(first, rows, Math.Min(pool.Length, samples.Dimension)).Select(n => pool[n])];
    }
}
