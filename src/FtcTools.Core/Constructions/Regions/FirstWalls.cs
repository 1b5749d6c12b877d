using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Regions;

/// <summary>
/// The first walls of many boxes among the same samples. Most samples are beyond the first wall of a box, so that only few remain to be
/// looked at for the next ones; and one look at all samples serves every box whose first wall faces the same way, because what one such
/// wall leaves out, those farther inwards leave out as well.
/// </summary>
internal sealed class FirstWalls(Dataset data, Ball ball, SampleBox[] boxes, CancellationToken cancellation)
{
    /// <summary>
    /// Calls an action for every box (by its place) with its first wall, null where there is none, and the other samples that this wall
    /// does not leave out.
    /// </summary>
    public void Each(Action<int, SampleBox.Wall?, int[]> use)
    {
        int[] all = [.. Enumerable.Range(0, data.K)];
        var facings = new (int Feature, int Side)?[boxes.Length];
        ParallelLoop.For(boxes.Length, b => facings[b] = boxes[b].Facing(all, single: false), cancellation);
        var alike = Enumerable.Range(0, boxes.Length).GroupBy(b => facings[b]).ToArray();
        ParallelLoop.For(alike.Length, n =>
        {
            if (alike[n].Key is var (feature, side)) Facing(feature, side, [.. alike[n]], use);
            else
                foreach (var b in alike[n]) use(b, null, Others(b, all));
        }, cancellation);
    }

    private void Facing(int feature, int side, int[] alike, Action<int, SampleBox.Wall?, int[]> use)
    {
        // How far inwards the walls are, the outermost first.
        var walls = Array.ConvertAll(alike, b => -side * (side < 0 ? boxes[b].Low(feature) : boxes[b].High(feature)));
        Array.Sort(walls, alike);
        var rounded = Array.ConvertAll(walls, wall => (float)wall);
        var inside = new int[data.K]; // of how many walls, the outermost first, each sample is on the inner side
        var nearest = new double[walls.Length + 1]; // of the samples that are on the inner side of so many walls, the one farthest inwards
        Array.Fill(nearest, double.NegativeInfinity);
        var counts = new int[walls.Length + 1];
        for (var i = 0; i < data.K; i++)
        {
            var at = Inwards(i);
            inside[i] = NotAbove(rounded, (float)at);
            counts[inside[i]]++;
            nearest[inside[i]] = Math.Max(nearest[inside[i]], at);
        }
        for (var n = 1; n < nearest.Length; n++) nearest[n] = Math.Max(nearest[n], nearest[n - 1]);
        // The samples by the number of walls on whose inner side they are, the largest first.
        var (order, ends, end) = (new int[data.K - counts[0]], new int[counts.Length], 0);
        for (var n = walls.Length; n > 0; n--)
        {
            ends[n] = end;
            end += counts[n];
        }
        for (var i = 0; i < data.K; i++)
        {
            if (inside[i] > 0) order[ends[inside[i]]++] = i;
        }
        ParallelLoop.For(walls.Length, n =>
        {
            var gap = Math.Min(walls[n] - nearest[n], rounded[n] - (double)(float)nearest[n]);
            use(alike[n], double.IsFinite(gap) ? boxes[alike[n]].At(feature, side, gap) : null,
                Others(alike[n], order.AsSpan(0, ends[n + 1])));
        }, cancellation);

        double Inwards(int i) => new SampleInterval(data, ball, i).Of(feature) is var (low, high) && side < 0 ? high : -low;
    }

    // How many of some numbers, the smallest first, are not above a value.
    private static int NotAbove(float[] sorted, float value)
    {
        var (from, to) = (0, sorted.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (sorted[middle] <= value) from = middle + 1;
            else to = middle;
        }
        return from;
    }

    private int[] Others(int b, ReadOnlySpan<int> samples)
    {
        var own = boxes[b].Group.ToHashSet();
        var others = new List<int>(samples.Length);
        foreach (var i in samples)
        {
            if (!own.Contains(i)) others.Add(i);
        }
        return [.. others];
    }
}
