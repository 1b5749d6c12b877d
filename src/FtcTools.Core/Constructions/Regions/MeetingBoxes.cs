using FtcTools.Data;

namespace FtcTools.Constructions.Regions;

/// <summary>
/// The edits, divided into those that are to share a box: of one residual, and with balls whose boxes meet, or meet others that do. Two
/// boxes would answer twice where they meet.
/// </summary>
internal static class MeetingBoxes
{
    public static int[][] Of(Dataset data, Ball ball, CancellationToken cancellation) =>
        [.. data.Edited.GroupBy(i => string.Join(' ', data.Residual(i)!))
            .SelectMany(alike => Joined(data, ball, [.. alike], cancellation))];

    private static IEnumerable<int[]> Joined(Dataset data, Ball ball, int[] alike, CancellationToken cancellation)
    {
        var parent = Enumerable.Range(0, alike.Length).ToArray();
        for (var a = 0; a < alike.Length; a++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var b = 0; b < a; b++)
            {
                if (Root(a) != Root(b) && Meet(data, ball, alike[a], alike[b])) parent[Root(a)] = Root(b);
            }
        }
        return Enumerable.Range(0, alike.Length).GroupBy(Root).Select(group => group.Select(a => alike[a]).ToArray());

        int Root(int a)
        {
            while (parent[a] != a) a = parent[a];
            return a;
        }
    }

    // As float32 sees them, which may not tell apart what float64 does.
    private static bool Meet(Dataset data, Ball ball, int a, int b)
    {
        var ofA = new SampleInterval(data, ball, a);
        var ofB = new SampleInterval(data, ball, b);
        for (var j = 0; j < data.Inputs; j++)
        {
            var ((lowA, highA), (lowB, highB)) = (ofA.Of(j), ofB.Of(j));
            if ((float)highA < (float)lowB || (float)highB < (float)lowA) return false;
        }
        return true;
    }
}
