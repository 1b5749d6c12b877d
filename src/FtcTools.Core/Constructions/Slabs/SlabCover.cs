using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Divides samples among slabs: random groups as large as close, at most d samples, of several tries the first that closes. What is built
/// does not depend on the number of threads.
/// </summary>
/// <param name="twice">Whether a sample may be in several slabs.</param>
/// <param name="widen">Whether a slab may hold more than its group.</param>
/// <param name="accept">Whether a group will do whose slab closes; null where any does.</param>
internal sealed class SlabCover(SlabSamples samples, Ball ball, int seed, bool twice, bool widen, CancellationToken cancellation, Func<SlabRows, Precision, bool>? accept = null)
{
    // The most multiplications that the tries for one slab may take.
    private const double Effort = 3e8;
    private const int FewestTries = 2, MostTries = 64;

    // Tries that are made side by side; a number of its own, so that processors do not matter.
    private const int Together = 4;
    private const long SideBySide = 1 << 19;

    // A group that does not close is cut to this part of it.
    private const double Cut = 0.8;

    /// <summary>A slab, and the equations of its group.</summary>
    public readonly record struct Found(Slab Slab, SlabRows? Rows);

    /// <summary>Slabs that hold all members and no sample but those.</summary>
    /// <param name="members">Samples of one value, from 0.</param>
    /// <exception cref="FtcException">FTC0052: a sample cannot be had alone, within the radius asked for.</exception>
    public List<Found> Serve(int[] members)
    {
        var roles = new Role[samples.Data.K];
        foreach (var i in members) roles[i] = Role.Free;
        // Where several members are one point, the first stands for all.
        var open = members.DistinctBy(Key).ToList();
        foreach (var i in open) roles[i] = Role.Open;
        var found = new List<Found>();
        if (members.Length == samples.Data.K && widen)
            return [new(new(new Rational[samples.Data.Inputs], Rational.MinusOne, Rational.MinusOne, members), null)];
        foreach (var precision in samples.LargestFeature < Precision.Single.Most ? [Precision.Single, Precision.Double] : (Precision[])[Precision.Double])
        {
            var capacity = Math.Max(1, samples.Dimension);
            while (open.Count > 0)
            {
                var groups = Integers.CeilingOfQuotient(open.Count, capacity);
                var size = Integers.CeilingOfQuotient(open.Count, groups);
                if (Try(open, size, precision, roles, found.Count) is { } one)
                {
                    Accept(one);
                    continue;
                }
                if (size == 1) break;
                capacity = Math.Max(1, Math.Min(size - 1, (int)(Cut * size)));
            }
        }
        while (open.Count > 0) Accept(new(Alone(open[0], roles), null));
        return found;

        void Accept(Found one)
        {
            found.Add(one);
            foreach (var i in one.Slab.Inside) roles[i] = twice ? Role.Free : Role.Other;
            open.RemoveAll(i => roles[i] != Role.Open);
        }
    }

    private string Key(int i) => string.Join(' ', samples.Data.Row(i).ToArray().Select(BitConverter.DoubleToInt64Bits));

    private Found? Try(List<int> open, int size, Precision precision, Role[] roles, int number)
    {
        var products = (long)samples.Data.K * samples.Data.Inputs;
        var tries = (int)Math.Clamp(Effort / products, FewestTries, MostTries);
        var search = new SlabSearch(samples, precision, ball, roles, open, strict: !twice, widen, cancellation);
        for (var first = 0; first < tries; first += Together)
        {
            var results = new Found?[Math.Min(Together, tries - first)];
            if (products > SideBySide)
            {
                for (var i = 0; i < results.Length && (i == 0 || results[i - 1] is null); i++) results[i] = One(first + i);
            }
            else
            {
                Parallel.For(0, results.Length, Cores.All(cancellation), i => results[i] = One(first + i));
            }
            if (Array.Find(results, result => result is not null) is { } found) return found;
        }
        return null;

        Found? One(int attempt)
        {
            var random = new Xoshiro256StarStar(unchecked(((seed * 31 + samples.Number(open[0])) * 31 + number) * 131 + attempt * 7919 + size));
            var shift = attempt == 0 ? null : Array.ConvertAll(new double[samples.Data.Inputs], _ => random.NextDouble() / 2 - 0.25);
            if (search.Close(Group(open, size, random), shift, out var rows) is not { } slab || accept?.Invoke(rows, precision) == false) return null;
            return new(ball.EndsNear ? slab with { Crossing = search.Cross(rows, random) } : slab, rows);
        }
    }

    // At random or, where balls take room, near each other.
    private int[] Group(List<int> open, int size, Xoshiro256StarStar random)
    {
        int[] all = [.. open];
        if (size == all.Length) return all;
        random.Shuffle(all);
        if (ball.IsPoint) return all[..size];
        var first = samples.Row(all[0], null);
        return [.. all.OrderBy(i => Sums.Distance(samples.Row(i, null), first)).Take(size)];
    }

    // A slab around one sample whose neighbours are too near for floats: a random direction, and distances along it exactly.
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
