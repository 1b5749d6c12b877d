using FtcTools.Constructions.Regions;
using FtcTools.Data.Regions;

namespace FtcTools.Models.Regions;

/// <summary>
/// Lifts that do not add up where boxes meet, for bands: what several boxes add together, there, might be more than the band allows. A
/// direction is taken in steps. A box that needs a higher one is in all those below it, each step is capped by itself, and so boxes that
/// meet move the answers by what the highest of them does.
/// </summary>
internal static class LiftSteps
{
    // Halvings in the search for the most that a box may be moved by.
    private const int Halvings = 30;

    /// <summary>The directions, in steps, and the boxes with what they need of each.</summary>
    /// <param name="first">The number of the first step: no cap is shared with other boxes.</param>
    /// <param name="mayBeMoved">Whether all leaves below a node may be moved by so much in each direction.</param>
    public static (IReadOnlyList<Push> Pushes, IReadOnlyList<CoverBox> Boxes) Of(
        IReadOnlyList<Push> pushes, IReadOnlyList<CoverBox> boxes, int first, Func<BoxNode, double[], bool> mayBeMoved)
    {
        var (steps, needs) = (new List<Push>(), boxes.Select(_ => new List<double>()).ToArray());
        for (var k = 0; k < pushes.Count; k++)
        {
            int[] moved = [.. Enumerable.Range(0, boxes.Count).Where(b => boxes[b].Needs[k] > 0)];
            var heights = Heights([.. moved.Select(b => (boxes[b].Needs[k], Most(boxes[b], k, mayBeMoved)))]);
            for (var step = 0; step < heights.Length; step++)
            {
                var rise = heights[step] - (step == 0 ? 0 : heights[step - 1]);
                steps.Add(pushes[k] with { Step = first + step });
                for (var b = 0; b < boxes.Count; b++) needs[b].Add(boxes[b].Needs[k] > (step == 0 ? 0 : heights[step - 1]) ? rise : 0);
            }
        }
        return (steps, [.. boxes.Select((box, b) => box with { Needs = [.. needs[b]] })]);
    }

    private static double Most(CoverBox box, int k, Func<BoxNode, double[], bool> mayBeMoved)
    {
        var (possible, impossible) = (box.Needs[k], box.Needs[k] * 2);
        while (Allows(impossible) && impossible < double.MaxValue / 4) (possible, impossible) = (impossible, impossible * 2);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = possible + (impossible - possible) / 2;
            if (Allows(middle)) possible = middle;
            else impossible = middle;
        }
        return possible;

        bool Allows(double lift)
        {
            var needs = (double[])box.Needs.Clone();
            needs[k] = lift;
            return mayBeMoved(box.Node, needs);
        }
    }

    // The fewest heights of which each range holds one: from the range that ends first on, its end. Then each as low as its boxes allow.
    private static double[] Heights((double Need, double Most)[] ranges)
    {
        var heights = new List<double>();
        foreach (var (need, most) in ranges.OrderBy(range => range.Most).ThenBy(range => range.Need))
        {
            if (heights.Count == 0 || heights[^1] < need) heights.Add(most);
        }
        return [.. heights.Select((height, h) => ranges.Where(range => range.Need <= height && (h == 0 || range.Need > heights[h - 1]))
            .Max(range => range.Need))];
    }
}
