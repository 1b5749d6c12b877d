using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>What a sample means to the slabs of one value.</summary>
internal enum Role : byte
{
    /// <summary>It must be outside of every slab.</summary>
    Other,

    /// <summary>It has that value, and no slab holds it yet.</summary>
    Open,

    /// <summary>It may be anywhere.</summary>
    Free,
}

/// <summary>
/// Finds a slab that holds a group of samples. It begins with the direction w of least cost that is constant on the group, from its Gram
/// matrix; every other sample inside is moved just outside, on the side where it is, at the least cost; this repeats until none is inside.
/// Inequalities with room for rounding decide.
/// </summary>
/// <param name="roles">The role of each sample.</param>
/// <param name="open">The samples that are <see cref="Role.Open"/>.</param>
/// <param name="strict">Whether open samples that a slab does not hold must lie outside of it.</param>
/// <param name="widen">Whether a slab may hold more samples than its group.</param>
internal sealed class SlabSearch(SlabSamples samples, SlabMetric metric, Precision precision, Ball ball, Role[] roles,
    IReadOnlyCollection<int> open, bool strict, bool widen, CancellationToken cancellation)
{
    private const int Rounds = 50;

    // A sample is moved this much farther out than it would have to be.
    private const double Push = 1.02;

    // The ramp on either side is at least this share of half the width of the plateau.
    private const double LeastRamp = 1.0 / 8;

    // The ramp is at most this share of half the width of the plateau: a longer one gains nothing for the edits and acts on inputs that
    // nobody listed.
    private const double NearRamp = 0.5;

    // The number of random directions that are tried for a slab to cross another one, and the least number of samples on which they are
    // compared where any other sample may be inside.
    private const int Directions = 8, Looked = 1000;

    // A crossing slab may hold at most this share of those samples.
    private const double MostCrossed = 0.1;

    // A slab is widened only where it then holds this many more samples, as a share of its group, because a wider one acts on more inputs
    // that nobody listed.
    private const double Worthwhile = 1.0 / 8;

    // At least this share of the gap on either side is kept when a slab is widened.
    private const double Kept = 1.0 / 16;

    // Of the samples inside so many that are nearest to the middle tell whether any is spanned.
    private const int Nearest = 8;

    // The largest number of slabs that may cross at a group.
    private const int MostCrossing = 3;

    // What it costs to look at a sample beside the products with its features, in multiplications.
    private const int Beside = 16;

    // After the first so many samples, and whenever their number has doubled, a look ends if more are inside than can be put out. After the
    // second number of samples it ends if any are inside: these are put out before the many others are looked at.
    private const int FirstLook = 1 << 12, FirstPutOut = 1 << 15;

    // The samples inside that must be outside, nearest to the middle first, and how near the others come on either side.
    private sealed record Scan(List<Intruder> Inside, double Below, double Above);

    /// <summary>The approximate number of multiplications so far, by which the effort is limited.</summary>
    public double Products { get; private set; }

    /// <summary>
    /// Whether the last group for which no slab was found spans samples that must be outside: every hyperplane through it goes through
    /// them.
    /// </summary>
    public bool Spans { get; private set; }

    /// <summary>Samples that must be outside, up to so many, spread over all of them.</summary>
    public int[] Others(int most)
    {
        int[] others = [.. Enumerable.Range(0, roles.Length).Where(i => roles[i] == Role.Other)];
        return Array.ConvertAll(Integers.EvenlyApart(others.Length, most), n => others[n]);
    }

    /// <param name="group">The samples that the slab must hold; samples in the span of others in the group count as open.</param>
    /// <returns>The slab, or null where none was found.</returns>
    public Slab? Close(IReadOnlyList<int> group, out SlabRows rows)
    {
        rows = new(samples, metric, group);
        Spans = false;
        if (rows.Held.Count == 0) return null;
        for (var round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var band = new Band(samples, precision, ball, rows.Direction(), rows.Held);
            if (!band.IsUsable) return null;
            var scan = Look(band, rows.Room);
            if (scan.Inside.Count == 0 && Finish(band, scan, rows) is { } slab) return slab;
            if (rows.PutOut(scan.Inside)) continue;
            var others = scan.Inside.Select(intruder => intruder.Sample).Where(i => roles[i] == Role.Other).Take(Nearest);
            Spans = others.Any(rows.Spans);
            return null;
        }
        return null;
    }

    /// <summary>
    /// Slabs that cross at a group, each as narrow as rounding allows, such that every other sample is outside of at least one of them. The
    /// first has the direction of least cost, the others random ones. Null where more than <see cref="MostCrossing"/> would be needed.
    /// </summary>
    public Slab? Crossed(IReadOnlyList<int> group, Random random, out SlabRows rows)
    {
        rows = new(samples, metric, group);
        if (rows.Held.Count == 0) return null;
        int[] inside = [.. rows.Held.Order()];
        var band = new Band(samples, precision, ball, rows.Direction(), rows.Held);
        if (!band.IsUsable) return null;
        var scan = Look(band, null);
        var apart = strict ? open.Except(inside).Order() : Enumerable.Empty<int>();
        var first = Parted(band, [.. scan.Inside.Select(intruder => intruder.Sample), .. apart]);
        var parts = new List<Part> { first with { Below = Math.Max(first.Below, scan.Below), Above = Math.Min(first.Above, scan.Above) } };
        while (parts[^1].Left.Count > 0)
        {
            if (parts.Count == MostCrossing) return null;
            if (Across(rows, random, across => Parted(across, parts[^1].Left).Left.Count) is not { } fewest) return null;
            parts.Add(Parted(fewest.Band, parts[^1].Left));
        }
        Slab? slab = null;
        for (var c = parts.Count - 1; c >= 0; c--)
        {
            if (Written(parts[c].Band, parts[c].Below, parts[c].Above, inside) is not { } one) return null;
            slab = one with { Crossing = slab };
        }
        return slab;
    }

    // The samples that a band does not leave out, and how near those that it leaves out come on either side.
    private sealed record Part(Band Band, List<int> Left, double Below, double Above);

    private static Part Parted(Band band, IReadOnlyList<int> others)
    {
        var (left, below, above, ramp) =
            (new List<int>(), double.NegativeInfinity, double.PositiveInfinity, LeastRamp * band.Half);
        foreach (var i in others)
        {
            var (value, error) = band.At(i);
            if (value - error > band.High + ramp) above = Math.Min(above, value - error);
            else if (value + error < band.Low - ramp) below = Math.Max(below, value + error);
            else left.Add(i);
        }
        return new(band, left, below, above);
    }

    /// <summary>
    /// A slab around the same group in another direction, as narrow as rounding allows, wherever other samples are. Of several random
    /// directions it takes the one whose slab holds the fewest samples. Null where a group of several samples has none that holds few.
    /// </summary>
    public Slab? Cross(SlabRows rows, Random random)
    {
        // Where there are many samples, a thousand or more that are spread over them are counted.
        int[] looked = [.. Enumerable.Range(0, samples.Data.K).Where(i => i % Math.Max(1, samples.Data.K / Looked) == 0)];
        return Across(rows, random, Holds) is not { } fewest || (rows.Held.Count > 1 && fewest.Count > MostCrossed * looked.Length) ? null
            : Written(fewest.Band, double.NegativeInfinity, double.PositiveInfinity, [.. rows.Held.Order()]);

        int Holds(Band band) => looked.Count(i => Math.Abs(band.Near(i).Value - band.Middle) <= (1 + NearRamp) * band.Half);
    }

    // Of the bands around a group in several random directions, the one that holds the fewest other samples.
    private (Band Band, int Count)? Across(SlabRows rows, Random random, Func<Band, int> held)
    {
        (Band Band, int Count)? fewest = null;
        for (var attempt = 0; attempt < Directions && fewest?.Count != 0; attempt++)
        {
            if (rows.Across(random, alongSamples: attempt % 2 == 0) is not { } direction) continue;
            var band = new Band(samples, precision, ball, direction, rows.Held);
            if (band.IsUsable && held(band) is var count && !(count >= fewest?.Count)) fewest = (band, count);
        }
        return fewest;
    }

    // Finds where the other samples are along a band. A look ends early where more are inside than there is room for, which is null where
    // all samples are to be looked at.
    private Scan Look(Band band, int? room)
    {
        var scan = new Scan([], double.NegativeInfinity, double.PositiveInfinity);
        for (var (from, to) = (0, 0); to < samples.Data.K && !TooMany(to); from = to)
        {
            to = Math.Min(samples.Data.K, Math.Max(FirstLook, 2 * to));
            scan = Look(band, scan, from, to);
        }
        scan.Inside.Sort();
        return scan;

        bool TooMany(int looked) => room is { } most && scan.Inside.Count > (looked < FirstPutOut ? most : 0);
    }

    private Scan Look(Band band, Scan before, int first, int last)
    {
        var (inside, below, above) = before;
        var gate = new Lock();
        Products += (double)(last - first) * (samples.Data.Inputs + Beside);
        samples.InParts(first, last, (from, to) =>
        {
            var (partBelow, partAbove) = (double.NegativeInfinity, double.PositiveInfinity);
            List<Intruder>? found = null;
            var (low, high, ramp) = (band.Low, band.High, LeastRamp * band.Half);
            for (var i = from; i < to; i++)
            {
                if (roles[i] == Role.Free) continue;
                var (value, error) = band.Near(i);
                var isAbove = value > band.Middle;
                if (!(isAbove ? value - error > high + 2 * ramp : value + error < low - 2 * ramp))
                {
                    if (roles[i] == Role.Open) continue;
                    (value, error) = band.At(i);
                    isAbove = value > band.Middle;
                    if (!(isAbove ? value - error > high + ramp : value + error < low - ramp))
                    {
                        (found ??= []).Add(new(Math.Abs(value - band.Middle), i, isAbove, Push * (band.Half + ramp + error)));
                        continue;
                    }
                }
                if (roles[i] == Role.Open) continue;
                if (isAbove) partAbove = Math.Min(partAbove, value - error);
                else partBelow = Math.Max(partBelow, value + error);
            }
            lock (gate)
            {
                (below, above) = (Math.Max(below, partBelow), Math.Min(above, partAbove));
                if (found is not null) inside.AddRange(found);
            }
        }, cancellation);
        return new(inside, below, above);
    }

    // Makes a slab that leaves the other samples out: a wider one where it then holds many more, else a thin one. Returns null where there
    // is none; the open samples in its way are then added to those to be moved out.
    private Slab? Finish(Band band, Scan scan, SlabRows rows)
    {
        var gap = Math.Min(band.Low - scan.Below, scan.Above - band.High);
        if (double.IsInfinity(gap)) gap = Math.Max(band.Half, band.MostBias);
        var (below, above) = (Math.Max(scan.Below, band.Low - gap * 1e3), Math.Min(scan.Above, band.High + gap * 1e3));
        var held = rows.Held.ToHashSet();
        var positions = open.Where(i => !held.Contains(i)).Select(i => (Sample: i, At: band.At(i))).OrderBy(entry => entry.Sample)
            .ToArray();
        var middle = band.Middle;
        var wider = widen && positions.Count(entry => entry.At.Value >= middle ? FitsAbove(entry.At) : FitsBelow(entry.At))
            >= Worthwhile * held.Count;
        foreach (var (sample, at) in positions.Where(entry => entry.At.Value >= middle).OrderBy(entry => entry.At.Value - entry.At.Error))
        {
            var fits = FitsAbove(at);
            if (fits && wider) Take(sample, at);
            else if (strict && !Leave(sample, at.Value - at.Error - band.High, isAbove: true)) return null;
            else if (strict) above = Math.Min(above, at.Value - at.Error);
            if (!fits) break;
        }
        foreach (var (sample, at) in positions.Where(entry => entry.At.Value < middle)
            .OrderByDescending(entry => entry.At.Value + entry.At.Error))
        {
            var fits = FitsBelow(at);
            if (fits && wider) Take(sample, at);
            else if (strict && !Leave(sample, band.Low - at.Value - at.Error, isAbove: false)) return null;
            else if (strict) below = Math.Max(below, at.Value + at.Error);
            if (!fits) break;
        }
        return Written(band, below, above, [.. held.Order()]);

        bool FitsAbove((double Value, double Error) at) => at.Value - at.Error >= band.Low
            && at.Value + at.Error <= above - gap * Kept && Math.Abs(at.Value) + at.Error < band.MostBias;

        bool FitsBelow((double Value, double Error) at) => at.Value + at.Error <= band.High
            && at.Value - at.Error >= below + gap * Kept && Math.Abs(at.Value) + at.Error < band.MostBias;

        void Take(int sample, (double, double) at)
        {
            band.Include(at);
            held.Add(sample);
        }

        bool Leave(int sample, double room, bool isAbove)
        {
            if (room > LeastRamp * Kept * gap) return true;
            scan.Inside.Add(new(0, sample, isAbove, Push * (band.Half + 2 * LeastRamp * Kept * gap + band.At(sample).Error)));
            return false;
        }
    }

    // The slab in the numbers that ship, its ramp the largest power of two that fits; null where rounding leaves none.
    private Slab? Written(Band band, double below, double above, int[] inside)
    {
        var width = Math.Min(band.Low - below, above - band.High);
        if (band.Half > 0) width = Math.Min(width, NearRamp * band.Half);
        if (!(width > 0) || !double.IsFinite(width) || Math.Max(Math.Abs(band.Low), Math.Abs(band.High)) > band.MostBias) return null;
        var ramp = Math.ScaleB(1, Math.ILogB(width));
        for (var attempt = 0; attempt < 3; attempt++, ramp /= 2)
        {
            var weights = Array.ConvertAll(band.Weights, w => w / ramp);
            var (upper, lower) = (precision.Below(-band.High / ramp), precision.Below(band.Low / ramp));
            if (!precision.Has(upper) || !precision.Has(lower) || !Array.TrueForAll(weights, precision.Has)) return null;
            if (above / ramp + upper >= 1 && lower - below / ramp >= 1)
                return new(Array.ConvertAll(weights, Rational.Of), Rational.Of(upper), Rational.Of(lower), inside);
        }
        return null;
    }
}
