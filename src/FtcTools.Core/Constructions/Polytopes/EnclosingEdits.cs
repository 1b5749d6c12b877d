using FtcTools.Data;
using FtcTools.Diagnostics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Edits of one value whose balls meet around another sample, so that no polytope holds all of their balls and leaves that sample out.
/// </summary>
internal static class EnclosingEdits
{
    /// <summary>
    /// What is built with a reach: where edits enclose another sample it is built anew, with balls that end half-way to each other.
    /// </summary>
    /// <param name="build">Builds within a ball; throws FTC0051 where edits enclose a sample.</param>
    /// <param name="apart">What <see cref="Apart"/> gives.</param>
    public static T Within<T>(Ball ball, Func<Ball, T> build, Func<Ball, Ball> apart)
    {
        try
        {
            return build(ball);
        }
        catch (FtcException e) when (e.Code == Codes.NoPolytope && ball.Share is not null)
        {
            return build(apart(ball));
        }
    }

    /// <summary>
    /// The balls of edits that would have to share a unit, and whose bounding box meets the ball of another sample, end half-way to each
    /// other: each of them is convex, and has a unit of its own. A box that meets no other ball is itself a polytope for all of its balls.
    /// </summary>
    public static Ball Apart(Dataset data, Ball ball, CancellationToken cancellation)
    {
        var (radii, difference) = (Enumerable.Range(0, data.K).Select(ball.At).ToArray(), new double[data.Inputs]);
        var joined = InseparableSets.Of(data, ball, joined: true, cancellation).Samples.SelectMany(sets => sets);
        foreach (var set in joined.Where(set => set.Length > 1))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsAmidOthers(data, ball, set)) continue;
            foreach (var (a, b) in set.SelectMany((a, n) => set.Skip(n + 1).Select(b => (a, b))))
            {
                var distance = Separation.Near(data, a, b, ball.Norm, difference) * (1 - (data.Inputs + 4) * Math.ScaleB(1, -50));
                if (ball.At(a) + ball.At(b) < distance) continue;
                var half = Math.Max(data.FeatureTensor?.LeastRadius ?? 0, Math.BitDecrement(ball.Share!.Value * distance / 2));
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
}
