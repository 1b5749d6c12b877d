using System.Diagnostics;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// The edited samples, grouped by the value that they need, and within a value by those that must share a unit: where the balls of two
/// samples meet, g has the same value on both, and no half-space with a margin lies between them.
/// </summary>
internal static class InseparableSets
{
    /// <summary>The values in order of appearance, and for each value its samples (counted from 0) as sets.</summary>
    public static (IReadOnlyList<IReadOnlyList<Rational>> Values, int[][][] Samples) Of(Dataset data, Ball ball, bool joined)
    {
        var known = new Dictionary<string, int>();
        var (values, members) = (new List<IReadOnlyList<Rational>>(), new List<List<int>>());
        foreach (var i in data.Edited)
        {
            var z = data.Residual(i)!;
            var key = string.Join(' ', z);
            if (!known.TryGetValue(key, out var value))
            {
                known.Add(key, value = values.Count);
                values.Add(z);
                members.Add([]);
            }
            members[value].Add(i);
        }
        return (values, [.. members.Select(samples => joined ? Join(data, ball, samples) : [.. samples.Select(i => new[] { i })])]);
    }

    /// <summary>
    /// What is built with a reach: where edits of one value enclose another sample, so that no polytope holds all of their balls and leaves
    /// it out, it is built anew with balls that end half-way to each other.
    /// </summary>
    /// <param name="build">Builds within a ball and a time limit; throws FTC0051 where edits enclose a sample.</param>
    public static T Within<T>(Dataset data, Ball ball, TimeSpan limit, Func<Ball, TimeSpan, T> build, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            return build(ball, limit);
        }
        catch (FtcException e) when (e.Code == Codes.NoPolytope && ball.Share is not null)
        {
            return build(Apart(data, ball, cancellation), limit - clock.Elapsed);
        }
    }

    // The balls of edits that would have to share a unit, and whose bounding box meets the ball of another sample, end half-way to each
    // other: each of them is convex, and has a unit of its own. A box that meets no other ball is itself a polytope for all of its balls.
    private static Ball Apart(Dataset data, Ball ball, CancellationToken cancellation)
    {
        var (radii, difference) = (Enumerable.Range(0, data.K).Select(ball.At).ToArray(), new double[data.Inputs]);
        foreach (var set in Of(data, ball, joined: true).Samples.SelectMany(sets => sets).Where(set => set.Length > 1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsAmidOthers(data, ball, set)) continue;
            foreach (var (a, b) in set.SelectMany((a, n) => set.Skip(n + 1).Select(b => (a, b))))
            {
                var distance = Separation.Near(data, a, b, ball.Norm, difference) * (1 - (data.Inputs + 4) * Math.ScaleB(1, -50));
                if (ball.At(a) + ball.At(b) < distance) continue;
                var half = Math.Max(data.FeatureTensor?.Radius ?? 0, Math.BitDecrement(ball.Share!.Value * distance / 2));
                (radii[a], radii[b]) = (Math.Min(radii[a], half), Math.Min(radii[b], half));
            }
        }
        return new Ball(radii, ball.Norm) { Share = ball.Share, EndsNear = ball.EndsNear };
    }

    private static bool IsAmidOthers(Dataset data, Ball ball, int[] set)
    {
        var members = set.ToHashSet();
        var low = Enumerable.Range(0, data.Inputs).Select(j => set.Min(i => data.Row(i)[j] - ball.At(i))).ToArray();
        var high = Enumerable.Range(0, data.Inputs).Select(j => set.Max(i => data.Row(i)[j] + ball.At(i))).ToArray();
        return Enumerable.Range(0, data.K).Any(i => !members.Contains(i) && Meets(i));

        bool Meets(int sample)
        {
            var row = data.Row(sample);
            var radius = ball.At(sample);
            for (var j = 0; j < row.Length; j++)
            {
                if (row[j] + radius < low[j] || row[j] - radius > high[j]) return false;
            }
            return true;
        }
    }

    private static int[][] Join(Dataset data, Ball ball, List<int> samples)
    {
        var parent = Enumerable.Range(0, samples.Count).ToArray();
        var difference = new double[data.Inputs];
        for (var a = 0; a < parent.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                if (Root(a) == Root(b) || !Meet(samples[a], samples[b])) continue;
                parent[Root(a)] = Root(b);
            }
        }
        return [.. Enumerable.Range(0, parent.Length).GroupBy(Root).Select(group => group.Select(a => samples[a]).ToArray())];

        int Root(int a)
        {
            while (parent[a] != a) a = parent[a];
            return a;
        }

        bool Meet(int a, int b)
        {
            var distance = Separation.Near(data, a, b, ball.Norm, difference);
            var error = distance * (data.Inputs + 4) * Math.ScaleB(1, -50) + 1e-290;
            var both = ball.At(a) + ball.At(b);
            return distance - error <= both * (1 + 1e-15)
                && (distance + error < both * (1 - 1e-15)
                    || !new Separation(a, b, Separation.Exact(data, a, b, ball.Norm), ball.Norm).Allows(ball));
        }
    }
}
