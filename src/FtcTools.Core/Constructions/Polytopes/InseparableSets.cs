using FtcTools.Data;
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
