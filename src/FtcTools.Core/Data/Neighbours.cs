namespace FtcTools.Data;

/// <summary>
/// What a construction along a line needs to know of all K samples: the edited ones in order, and in each of the gaps before, between
/// and behind them the first and the last untouched one, and whether there are more. One pass, O(N) memory.
/// </summary>
public sealed class Neighbours
{
    private Neighbours(int[] edited, int[] first, int[] last, bool[] more)
    {
        Edited = edited;
        First = first;
        Last = last;
        More = more;
    }

    /// <summary>The edited samples (from 0) by ascending c, one for each c.</summary>
    internal int[] Edited { get; }

    /// <summary>For gap g (before edited sample g; the last one is behind them all) the untouched sample of smallest c, or -1.</summary>
    internal int[] First { get; }

    /// <summary>As <see cref="First"/>, of largest c.</summary>
    internal int[] Last { get; }

    /// <summary>Whether the gap holds an untouched sample strictly between the first and the last.</summary>
    internal bool[] More { get; }

    /// <summary>The neighbours along a projection; null where it sends samples of different residuals to one point.</summary>
    public static Neighbours? Find(Projection projection)
    {
        var data = projection.Dataset;
        var edited = (int[])data.Edited.Clone();
        Array.Sort(edited, projection.Compare);
        var distinct = 0;
        for (var j = 0; j < edited.Length; j++)
        {
            if (distinct > 0 && projection.Compare(edited[distinct - 1], edited[j]) == 0)
            {
                if (!data.Residual(edited[distinct - 1])!.SequenceEqual(data.Residual(edited[j])!)) return null;
                continue;
            }
            edited[distinct++] = edited[j];
        }
        Array.Resize(ref edited, distinct);

        var keys = Array.ConvertAll(edited, projection.Approximate);
        var (first, last) = (new int[distinct + 1], new int[distinct + 1]);
        var more = new bool[distinct + 1];
        Array.Fill(first, -1);
        Array.Fill(last, -1);
        var next = 0;
        for (var i = 0; i < data.K; i++)
        {
            if (next < data.Edited.Length && data.Edited[next] == i)
            {
                next++;
                continue;
            }
            var gap = Gap(i);
            if (gap < 0) return null;
            if (first[gap] < 0)
            {
                first[gap] = last[gap] = i;
                continue;
            }
            var (below, above) = (projection.Compare(i, first[gap]), projection.Compare(i, last[gap]));
            // A new end leaves the old one inside, unless that was the other end too.
            if (below < 0 || above > 0) more[gap] |= first[gap] != last[gap] && projection.Compare(first[gap], last[gap]) != 0;
            else more[gap] |= below != 0 && above != 0;
            if (below < 0) first[gap] = i;
            if (above > 0) last[gap] = i;
        }
        return new Neighbours(edited, first, last, more);

        // Number of edited samples below sample i; -1 where one is at it.
        int Gap(int i)
        {
            var (low, high) = (0, keys.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                switch (projection.Compare(edited[middle], i))
                {
                    case 0: return -1;
                    case < 0: low = middle + 1; break;
                    default: high = middle; break;
                }
            }
            return low;
        }
    }
}
