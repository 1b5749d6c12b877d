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
/// <param name="accept">Whether the construction can use a group for which a slab was found; null where it can use any.</param>
internal sealed class SlabCover(SlabSamples samples, Ball ball, int seed, bool twice, bool widen, CancellationToken cancellation,
    Func<SlabRows, Precision, bool>? accept = null)
{
    private readonly Lazy<SlabMetric> _metric = new(() => SlabMetric.Of(samples));

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
            var likely = new SlabChoice.Likely(samples.Rank, Crossed: false);
            while (open.Count > 0 && Next(open, likely, Search(_metric.Value), precision, found.Count, out likely) is { } one) Accept(one);

            SlabSearch Search(SlabMetric metric) => new(samples, metric, precision, ball, roles, open, strict: !twice, widen, cancellation);
        }
        while (open.Count > 0) Accept(new(Alone(open[0], roles), null));
        return found;

        void Accept(SlabChoice.Found one)
        {
            found.Add(one);
            foreach (var i in one.Slab.Inside) roles[i] = twice ? Role.Free : Role.Other;
            open.RemoveAll(i => roles[i] != Role.Open);
        }
    }

    private string Key(int i) => string.Join(' ', samples.Data.Row(i).ToArray().Select(BitConverter.DoubleToInt64Bits));

    private SlabChoice.Found? Next(List<int> open, SlabChoice.Likely likely, SlabSearch search, Precision precision, int number,
        out SlabChoice.Likely next)
    {
        var random = new Xoshiro256StarStar(unchecked((seed * 31 + samples.Number(open[0])) * 31 + number));
        int[] pool = [.. open];
        random.Shuffle(pool);
        return new SlabChoice(samples, _metric.Value, search, ball, pool, random, likely)
            .Best(group => One(group, search, precision, random), rows => accept?.Invoke(rows, precision) != false, out next);
    }

    private SlabChoice.Found? One(int[] group, SlabSearch search, Precision precision, Random random)
    {
        if (search.Close(group, out var rows) is not { } slab || accept?.Invoke(rows, precision) == false) return null;
        if (!ball.EndsNear) return new(slab, rows);
        // A group that leaves no slab to cross its own is too large to end near its edits.
        var crossing = search.Cross(rows, random);
        return crossing is null && group.Length > 1 ? null : new(slab with { Crossing = crossing }, rows);
    }

    // A slab around one sample whose neighbours are too near for floats to tell apart: in a random direction, with distances along it in
    // exact arithmetic.
    private Slab Alone(int sample, Role[] roles)
    {
        const int Attempts = 64;
        var data = samples.Data;
        var random = new Xoshiro256StarStar(seed);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var direction = Array.ConvertAll(new Rational[data.Inputs], _ => (Rational)random.Next(-1 << 20, 1 << 20));
            var row = new ExactRow(direction, 0);
            var length = Length(direction);
            var room = Rational.Of(ball.At(sample)) * length;
            var centre = row.At(data.Row(sample));
            Rational? nearest = null;
            for (var i = 0; i < data.K; i++)
            {
                if (roles[i] == Role.Free || i == sample) continue;
                var distance = Rational.Abs(row.At(data.Row(i)) - centre) - room - Rational.Of(ball.At(i)) * length;
                nearest = nearest is { } least ? Rational.Min(least, distance) : distance;
            }
            var gap = nearest ?? 1;
            if (gap.Sign <= 0) continue;
            var factor = Rational.PowerOfTwoAtLeast(1 / gap);
            return new(Array.ConvertAll(direction, w => factor * w), -factor * (centre + room), factor * (centre - room), [sample]);
        }
        throw new FtcException(Codes.NoSlab, !ball.IsPoint
            ? $"no slab holds sample {sample + 1} and the ball of {ball} around it and leaves out those of the others. Ask for a smaller radius, or -Method Polytope."
            : $"{Attempts} random directions send sample {sample + 1} and another one of a different residual to one point.");
    }

    private Rational Length(Rational[] w)
    {
        var sum = Rational.Zero;
        foreach (var entry in w) sum += ball.Norm == Norm.Infinity ? Rational.Abs(entry) : entry * entry;
        return ball.Norm == Norm.Infinity ? sum : Rational.RootUp(sum);
    }
}
