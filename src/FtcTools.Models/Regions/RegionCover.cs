using FtcTools.Constructions.Regions;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>The boxes of a region, and the directions of which they say their needs.</summary>
internal sealed record RegionCover(IReadOnlyList<Push> Pushes, IReadOnlyList<CoverBox> Boxes)
{
    // Neurons that are left for the steps of a lift.
    private const int MostSteps = 24;

    /// <summary>Covers what is not proven right.</summary>
    /// <param name="step">The number of the first step of a lift that is taken in steps: each region has steps of its own.</param>
    /// <param name="neurons">The most that are allowed.</param>
    /// <param name="outputs">The number of outputs of the model.</param>
    /// <exception cref="FtcException">FTC0082: one unit is asked for, and the model leaves a band at both ends.</exception>
    public static RegionCover Of(RegionBisection part, int step, int neurons, int outputs, RegionOptions options)
    {
        var mayBeMoved = RegionBand.MayBeMoved(part);
        var boxes = options.Form == RegionForm.Whole ? Whole(part, mayBeMoved) : Surgical(part, mayBeMoved, neurons, outputs, options);
        if (mayBeMoved is null) return new(part.Pushes, boxes);
        var (pushes, stepped) = LiftSteps.Of(part.Pushes, boxes, step, mayBeMoved);
        return new(pushes, stepped);
    }

    private static IReadOnlyList<CoverBox> Whole(RegionBisection part, Func<BoxNode, double[], bool>? mayBeMoved)
    {
        var root = part.Search.Root;
        var leaves = root.Leaves().Where(leaf => leaf.Needs is not null).ToList();
        if (leaves.Count == 0) return [];
        double[] needs = [.. part.Pushes.Select((_, k) => leaves.Max(leaf => leaf.Needs![k]))];
        if (mayBeMoved is not null && !mayBeMoved(root, needs))
            throw part.Task.Region.Fail(Codes.RegionConflict,
                $"{part.Task.Region.Name} requires a band that the model leaves at both ends, and one unit moves all answers of a region alike; ask for the surgical form");
        return [new(part.Task.Low, part.Task.High, needs, root)];
    }

    private static IReadOnlyList<CoverBox> Surgical(RegionBisection part, Func<BoxNode, double[], bool>? mayBeMoved, int neurons,
        int outputs, RegionOptions options)
    {
        var root = part.Search.Root;
        return new BoxCover(root, mayBeMoved).Choose(part.Violating + (1 - options.Keep) * (1 - part.Violating), boxes =>
            new RegionUnits(root.Low.Length, outputs, [], options.Margin).Add(boxes, part.Task.Region.Inside).Neurons
                + (mayBeMoved is null ? part.Pushes.Count : MostSteps) <= neurons);
    }

    /// <summary>Whether any box needs that direction.</summary>
    public bool Needs(Push push) => Boxes.Any(box => box.Needs[Pushes.ToList().IndexOf(push)] > 0);

    /// <summary>The boxes with their needs in the directions of all regions.</summary>
    public IEnumerable<CoverBox> Aligned(Push[] all)
    {
        var places = Array.ConvertAll(all, push => Pushes.ToList().IndexOf(push));
        return Boxes.Select(box => box with { Needs = Array.ConvertAll(places, place => place < 0 ? 0 : box.Needs[place]) });
    }

    /// <summary>The share of the region's volume that the boxes and their ramps take, at most.</summary>
    public double Share(RegionTask task, IReadOnlyList<double> ramps)
    {
        var (low, high, sum) = (task.Low, task.High, 0.0);
        foreach (var box in Boxes)
        {
            var volume = 1.0;
            for (var j = 0; j < low.Length; j++)
            {
                if (!(high[j] > low[j])) continue;
                volume *= (Math.Min(high[j], box.High[j] + ramps[j]) - Math.Max(low[j], box.Low[j] - ramps[j])) / (high[j] - low[j]);
            }
            sum += volume;
        }
        return sum;
    }

    /// <summary>The widest ramp, as a share of the region's width in that input.</summary>
    public double Margin(RegionTask task, IReadOnlyList<double> ramps) => Boxes.Count == 0 ? 0
        : Enumerable.Range(0, ramps.Count).Where(j => task.High[j] > task.Low[j])
            .Select(j => ramps[j] / (task.High[j] - task.Low[j])).DefaultIfEmpty(0).Max();
}
