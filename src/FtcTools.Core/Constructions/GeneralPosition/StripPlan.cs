using FtcTools.Data;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>Edited samples that share a strip. Their residuals are all multiples of <see cref="Height"/>, by -1 to 1.</summary>
/// <param name="Strip">t, which is <see cref="StripPlan.Layout"/>'s value at each of them.</param>
/// <param name="Height">p numbers.</param>
/// <param name="Mixed">Whether the multiples have both signs.</param>
internal sealed record StripGroup(Strip Strip, Rational[] Height, bool Mixed);

/// <summary>
/// Divides the edited samples among as few strips as possible: samples whose residuals point the same way share one of 3 ReLUs, those that
/// point opposite ways one of 4. A strip holds as many samples as the data's rank, fewer where a hyperplane through them meets another
/// sample: the groups are shuffled, then made smaller.
/// </summary>
internal sealed class StripPlan
{
    // The cost of an exact solution of n equations, as measured: each of n^2 numbers has about n digits, and the products of such numbers
    // grow in length as well.
    private const double ExactWork = 240;

    // What each group costs a sample beside that: the proof that it is left alone.
    private const double SampleWork = 4000;

    /// <summary>
    /// About how many products strips in a space of so many dimensions take: to know the rank, to keep the others away from each strip, and
    /// to solve each group's equations exactly.
    /// </summary>
    public static double Products(Problem problem, double dimension)
    {
        var group = Math.Max(1, Math.Min(dimension, problem.N / 2.0));
        var samples = problem.K * dimension;
        return 4 * samples * dimension
            + problem.N / group * (ExactWork * Math.Pow(group, 4) + SampleWork * problem.K + 40 * samples * (dimension - group + 1));
    }

    private const int Shuffles = 3;
    private const int Spares = 3;

    private readonly Dataset _data;
    private readonly PointCloud _cloud;
    private readonly Ray[] _rays;

    /// <summary>Where a sample whose residual is a multiple m of the height sits: t = Layout(m, mixed).</summary>
    public delegate Rational Layout(Rational multiple, bool mixed);

    // Residuals along one line through 0: samples on its positive and on its negative side.
    private sealed record Ray(Rational[] Direction, List<int> Positive, List<int> Negative);

    /// <param name="data">The samples.</param>
    /// <param name="cloud">The same samples as points.</param>
    public StripPlan(Dataset data, PointCloud cloud)
    {
        _data = data;
        _cloud = cloud;
        var (rays, byDirection) = (new List<Ray>(), new Dictionary<Rational[], Ray>(SameNumbers.Comparer));
        var seen = new HashSet<string>();
        foreach (var i in data.Edited)
        {
            if (!seen.Add(Key(i))) continue;
            var z = data.Residual(i)!;
            var lead = z.First(v => !v.IsZero);
            var direction = z.Select(v => v / Rational.Abs(lead)).ToArray();
            if (lead.Sign < 0) direction = Array.ConvertAll(direction, v => -v);
            if (!byDirection.TryGetValue(direction, out var ray))
            {
                byDirection.Add(direction, ray = new(direction, [], []));
                rays.Add(ray);
            }
            (lead.Sign > 0 ? ray.Positive : ray.Negative).Add(i);
        }
        _rays = [.. rays];
    }

    /// <summary>Cost of the strips where each holds up to <paramref name="capacity"/> samples: 3 for one side, 4 for both.</summary>
    public int Cost(int capacity) => _rays.Sum(ray => Divisions(ray.Positive.Count, ray.Negative.Count, capacity)[0].Cost);

    /// <summary>Strips for one side only, strips for the other, and whether one more takes a rest of both.</summary>
    private readonly record struct Division(int Positive, int Negative, bool Mixed)
    {
        public int Cost => 3 * (Positive + Negative) + (Mixed ? 4 : 0);
    }

    // Ways to divide with up to a few strips more than the fewest, cheapest first.
    private static Division[] Divisions(int positive, int negative, int capacity)
    {
        var (p, q) = (Integers.CeilingOfQuotient(positive, capacity), Integers.CeilingOfQuotient(negative, capacity));
        var sides =
            from morePositive in Enumerable.Range(-1, Spares + 1)
            from moreNegative in Enumerable.Range(-1, Spares + 1)
            from mixed in (bool[])[false, true]
            select new Division(p + morePositive, q + moreNegative, mixed);
        return [.. sides.Where(d => Fits(d, positive, negative, capacity)).OrderBy(d => d.Cost).ThenBy(d => d.Mixed)];
    }

    private static bool Fits(Division d, int positive, int negative, int capacity)
    {
        if (d.Positive < 0 || d.Negative < 0 || d.Positive > positive || d.Negative > negative
            || (d.Mixed && (positive == 0 || negative == 0))) return false;
        var rest = Math.Max(0, positive - d.Positive * capacity) + Math.Max(0, negative - d.Negative * capacity);
        return rest <= (d.Mixed ? capacity : 0);
    }

    /// <summary>The strips, with capacity <paramref name="capacity"/> or, where that cannot be had, less.</summary>
    public List<StripGroup> Build(int capacity, Layout layout, int seed, CancellationToken cancellation)
    {
        var solver = new StripSolver(_cloud);
        var random = new Xoshiro256StarStar(seed);
        return [.. _rays.SelectMany(ray => Serve(ray, ray.Positive, ray.Negative, capacity))];

        List<StripGroup> Serve(Ray ray, IReadOnlyList<int> positive, IReadOnlyList<int> negative, int limit)
        {
            var divisions = Divisions(positive.Count, negative.Count, limit);
            foreach (var division in divisions.Take(Spares))
            {
                for (var shuffle = 0; shuffle < Shuffles; shuffle++)
                {
                    var groups = All(ray, Divide(division, Shuffle(positive), Shuffle(negative), limit), false);
                    if (groups is not null) return groups;
                }
            }
            return All(ray, Divide(divisions[0], Shuffle(positive), Shuffle(negative), limit), true)!;
        }

        // Every group, or null; where asked to, a group that cannot be had is served by smaller ones, which have more freedom.
        List<StripGroup>? All(Ray ray, List<int[]> division, bool split)
        {
            var groups = new List<StripGroup>();
            // The largest are the hardest.
            foreach (var members in division.OrderByDescending(group => group.Length))
            {
                cancellation.ThrowIfCancellationRequested();
                if (Solve(ray, members, random.Next()) is { } group) groups.Add(group);
                else if (!split) return null;
                else
                    groups.AddRange(Serve(ray, [.. members.Where(i => Multiple(ray, i).Sign > 0)],
                        [.. members.Where(i => Multiple(ray, i).Sign < 0)], Integers.CeilingOfQuotient(members.Length, 2)));
            }
            return groups;
        }

        int[] Shuffle(IEnumerable<int> members) => [.. members.OrderBy(_ => random.NextDouble())];

        StripGroup? Solve(Ray ray, int[] members, int start)
        {
            var multiples = Array.ConvertAll(members, i => Multiple(ray, i));
            var mixed = multiples.Any(m => m.Sign > 0) && multiples.Any(m => m.Sign < 0);
            // A mixed strip is the identity near 0 but not at it: every multiple stays within a half.
            var unit = multiples.Select(Rational.Abs).Aggregate(Rational.Max) * (mixed ? 2 : 1);
            var sign = mixed || multiples[0].Sign > 0 ? 1 : -1;
            var values = Array.ConvertAll(multiples, m => layout(sign * m / unit, mixed));
            var inside = members.Select(Key).ToHashSet();
            var others = Enumerable.Range(0, _data.K).Where(i => _data.Residual(i) is null || !inside.Contains(Key(i))).ToArray();
            return solver.Solve(members, values, others, start, cancellation) is { } strip
                ? new(strip, Array.ConvertAll(ray.Direction, v => sign * unit * v), mixed)
                : null;
        }
    }

    // Groups as equal in size as the division allows; one-sided strips are filled first where the mixed one would be larger.
    private static List<int[]> Divide(Division division, int[] positive, int[] negative, int capacity)
    {
        var groups = new List<int[]>();
        var strips = division.Positive + division.Negative + (division.Mixed ? 1 : 0);
        var size = Math.Min(capacity, Integers.CeilingOfQuotient(positive.Length + negative.Length, strips));
        var (left, right) = division.Mixed
            ? (Math.Min(positive.Length, division.Positive * size), Math.Min(negative.Length, division.Negative * size))
            : (positive.Length, negative.Length);
        if (division.Mixed && positive.Length - left + negative.Length - right > capacity)
            (left, right) = (Math.Min(positive.Length, division.Positive * capacity),
                Math.Min(negative.Length, division.Negative * capacity));
        Cut(positive[..left], division.Positive);
        Cut(negative[..right], division.Negative);
        if (division.Mixed) groups.Add([.. positive[left..], .. negative[right..]]);
        return groups;

        void Cut(int[] members, int count)
        {
            for (var g = 0; g < count; g++)
                groups.Add(members[(int)((long)members.Length * g / count)..(int)((long)members.Length * (g + 1) / count)]);
            groups.RemoveAll(group => group.Length == 0);
        }
    }

    // Samples that stand twice in the data are one point.
    private string Key(int i) => string.Join(' ', _data.Row(i).ToArray().Select(BitConverter.DoubleToInt64Bits));

    private Rational Multiple(Ray ray, int i)
    {
        var o = Array.FindIndex(ray.Direction, v => !v.IsZero);
        return _data.Residual(i, o) / ray.Direction[o];
    }
}
