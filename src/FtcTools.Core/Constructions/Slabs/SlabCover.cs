using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Divides samples among slabs, one slab after the other: each is built around a first sample and as many of those that go well with it as
/// one slab can hold. The result does not depend on the number of threads.
/// </summary>
/// <param name="twice">Whether a sample may lie in several slabs.</param>
/// <param name="widen">Whether a slab may hold more samples than the group it was built for.</param>
/// <param name="served">Where it says how far it is.</param>
/// <param name="enough">When this is cancelled, the first slab that is found will do.</param>
/// <param name="accept">Whether the construction can use a group for which a slab was found; null where it can use any.</param>
internal sealed class SlabCover(SlabSamples samples, Ball ball, int seed, bool twice, bool widen, Served served,
    CancellationToken enough, CancellationToken cancellation, Func<SlabRows, Precision, bool>? accept = null)
{
    private readonly Lazy<SlabMetric> _single = new(() => SlabMetric.Of(samples, Precision.Single, ball));
    private readonly Lazy<SlabMetric> _double = new(() => SlabMetric.Of(samples, Precision.Double, ball));

    /// <summary>Finds slabs that together hold all members and no other sample.</summary>
    /// <param name="members">Samples that share a value, counted from 0.</param>
    /// <exception cref="FtcException">FTC0052: a sample cannot be had alone, within the radius asked for.</exception>
    public List<SlabChoice.Found> Serve(int[] members)
    {
        var roles = new Role[samples.Data.K];
        foreach (var i in members) roles[i] = Role.Free;
        // Where several members are the same point, the first one stands for all of them.
        var open = members.DistinctBy(Key).ToList();
        foreach (var i in open) roles[i] = Role.Open;
        var found = new List<SlabChoice.Found>();
        if (members.Length == samples.Data.K && widen)
            return [new(new(new Rational[samples.Data.Inputs], Rational.MinusOne, Rational.MinusOne, members), null)];
        foreach (var precision in samples.LargestFeature < Precision.Single.Most ? [Precision.Single, Precision.Double]
            : (Precision[])[Precision.Double])
        {
            // Where one slab is large enough for all members, the plain metric is tried first: it needs no covariance of the other samples.
            if (open.Count > 0 && open.Count <= samples.Dimension
                && One([.. open], Search(SlabMetric.Plain), precision,
                    new Xoshiro256StarStar(unchecked(seed * 31 + found.Count))) is { } all) Accept(all);
            // The next slab is likely to hold about as many as the last.
            var (likely, aside) = (new SlabChoice.Likely(samples.Rank, Crossed: false, Apart: null), new List<int>());
            while (open.Count > 0)
            {
                var choice = Choice(open, likely, Search(Metric(precision)), precision, found.Count);
                if (choice.Best() is { } one)
                {
                    Accept(one);
                    likely = choice.Next;
                    continue;
                }
                // Where no slab holds even a single ball, other constructions need fewer neurons.
                if (!ball.IsPoint) break;
                foreach (var i in choice.Lone) Alone(i, precision, aside);
            }
            foreach (var i in aside) roles[i] = Role.Open;
            open.AddRange(aside);

            SlabSearch Search(SlabMetric metric) => new(samples, metric, precision, ball, roles, open, strict: !twice, widen, cancellation);
        }
        return open.Count == 0 ? found : throw new FtcException(Codes.NoSlab, !ball.IsPoint
            ? $"no slab holds sample {open[0] + 1} and the ball of {ball} around it and leaves out those of the others. Ask for a smaller radius, or -Method Polytope."
            : $"sample {open[0] + 1} is too near to one of another residual for float64 to tell them apart.");

        void Accept(SlabChoice.Found one)
        {
            found.Add(one);
            foreach (var i in one.Slab.Inside) roles[i] = twice ? Role.Free : Role.Other;
            served.Add(open.RemoveAll(i => roles[i] != Role.Open));
        }

        // Serves a sample that no sum of several products tells apart from the others by a box, or sets it aside for the next precision.
        void Alone(int sample, Precision precision, List<int> aside)
        {
            cancellation.ThrowIfCancellationRequested();
            if (roles[sample] != Role.Open) return;
            var others = Enumerable.Range(0, roles.Length).Where(i => roles[i] == Role.Other || (roles[i] == Role.Open && !twice));
            if (FeatureSlabs.Around(sample, open, others, samples.Data, precision, cancellation) is { } slab)
            {
                Accept(new(slab, null));
                return;
            }
            aside.Add(sample);
            roles[sample] = Role.Other;
            open.Remove(sample);
        }
    }

    private SlabMetric Metric(Precision precision) => (precision == Precision.Single ? _single : _double).Value;

    private string Key(int i) => string.Join(' ', samples.Data.Row(i).ToArray().Select(BitConverter.DoubleToInt64Bits));

    private SlabChoice Choice(List<int> open, SlabChoice.Likely likely, SlabSearch search, Precision precision, int number)
    {
        var random = new Xoshiro256StarStar(unchecked((seed * 31 + samples.Number(open[0])) * 31 + number));
        int[] pool = [.. open];
        random.Shuffle(pool);
        return new(samples, Metric(precision), search, ball, pool, random, likely, group => One(group, search, precision, random),
            rows => accept?.Invoke(rows, precision) != false, enough);
    }

    private SlabChoice.Found? One(int[] group, SlabSearch search, Precision precision, Random random)
    {
        if (search.Close(group, out var rows) is not { } slab || accept?.Invoke(rows, precision) == false) return null;
        if (!ball.EndsNear) return new(slab, rows);
        // A group that leaves no slab to cross its own is too large to end near its edits.
        var crossing = search.Cross(rows, random);
        return crossing is null && group.Length > 1 ? null : new(slab with { Crossing = crossing }, rows);
    }
}
