namespace FtcTools.Constructions;

/// <summary>Samples, divided into sets: two that meet are in one set, and so are all that others connect.</summary>
internal static class ConnectedSets
{
    /// <param name="meet">Whether two samples meet.</param>
    public static int[][] Of(IReadOnlyList<int> samples, Func<int, int, bool> meet, CancellationToken cancellation)
    {
        var parent = Enumerable.Range(0, samples.Count).ToArray();
        for (var a = 0; a < parent.Length; a++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var b = 0; b < a; b++)
            {
                if (Root(a) != Root(b) && meet(samples[a], samples[b])) parent[Root(a)] = Root(b);
            }
        }
        return [.. Enumerable.Range(0, parent.Length).GroupBy(Root).Select(set => set.Select(a => samples[a]).ToArray())];

        int Root(int a)
        {
            while (parent[a] != a) a = parent[a];
            return a;
        }
    }
}
