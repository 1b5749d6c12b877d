using System.Diagnostics;
using FtcTools.Constructions.Regions;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Models.Regions;

/// <summary>One region in boxes: those that are not proven right know what moves their answers far enough.</summary>
/// <param name="Moves">The outputs that may be moved.</param>
/// <param name="Pushes">Those that are.</param>
/// <param name="Violating">The share of the volume that was found to be wrong.</param>
internal sealed record RegionBisection(
    RegionTask Task, RegionSearch Search, RegionPushes Moves, IReadOnlyList<Push> Pushes, double Violating)
{
    private const int Samples = 100_000;

    // The share that may be left open beside the violating share, before boxes are merged.
    private const double OpenPart = 0.3;

    /// <summary>Bisects a region.</summary>
    /// <param name="others">Regions that it meets, ramps included.</param>
    /// <param name="clock">Since all regions were begun.</param>
    /// <param name="progress">Gets the share that is done.</param>
    /// <exception cref="FtcException">
    /// FTC0082: no output may be moved, or a band is too narrow; FTC0083: the bounds are not finite; FTC0053: the time limit.
    /// </exception>
    public static RegionBisection Of(RegionTask task, IReadOnlyList<Region> others, RegionOptions options, Stopwatch clock,
        Action<double> progress, CancellationToken cancellation)
    {
        var pushes = new RegionPushes(task.Region, others, task.Bounds.Outputs);
        var search = new RegionSearch(task) { KeepsProven = pushes.IsTwoSided };
        var violating = search.Sample(Samples, options.Seed, cancellation);
        // In a band some boxes are halved further at the end.
        Bisect(search, violating, pushes.IsTwoSided ? options.MostBoxes / 2 : options.MostBoxes, options, Late, progress, cancellation);
        MustBeBounded(search, task.Region, options, Late());
        var moved = pushes.IsTwoSided ? RegionBand.Halved(search, task.Region, pushes, options, Late, cancellation)
            : pushes.Choose([.. search.OpenLeaves]);
        foreach (var leaf in search.OpenLeaves) leaf.Node.Needs = pushes.Needs(leaf, moved);
        return new(task, search, pushes, moved.Pushes, violating);

        bool Late() => clock.Elapsed > options.TimeLimit;
    }

    // Until what is open is little, and no box lacks much more than the worst violation.
    private static void Bisect(RegionSearch search, double violating, int mostBoxes, RegionOptions options, Func<bool> late,
        Action<double> progress, CancellationToken cancellation)
    {
        var (keep, whole) = (1 - options.Keep, options.Form == RegionForm.Whole);
        var goal = violating + OpenPart * keep * (1 - violating);
        // The worst violation is found on the way; a first part of the boxes shows where to aim.
        search.Run(double.NegativeInfinity, state => state.Unbounded is not null || state.Boxes >= Math.Min(options.MostBoxes, 4_000)
            || late(), cancellation);
        while (search.Unbounded is null && search.OpenLeaves.Any() && search.Boxes < mostBoxes && !late())
        {
            var target = search.Worst > 0 ? options.LiftFactor * search.Worst : 0;
            if (search.MostLack <= target && (whole || (search.OpenShare <= goal && search.Worst > 0))) break;
            var until = Math.Min(mostBoxes, search.Boxes + 20_000);
            search.Run(target, state =>
            {
                progress(Math.Max((double)state.Boxes / options.MostBoxes, 1 - state.OpenShare));
                return state.Unbounded is not null || state.Boxes >= until || late()
                    || (search.Worst > 0 && !whole && state.OpenShare <= goal && state.IsBelow(target)) || (whole && state.IsBelow(target));
            }, cancellation);
        }
    }

    private static void MustBeBounded(RegionSearch search, Region region, RegionOptions options, bool late)
    {
        if (search.Unbounded is { } at)
            throw region.Fail(Codes.RegionNotBounded,
                $"the outputs of the model are not bounded on {region.Name}, not even at {string.Join(' ', at.Select(Text.Of))}: an overflow in its arithmetic cannot be ruled out");
        if (search.OpenLeaves.All(leaf => double.IsFinite(leaf.Lack))) return;
        throw late ? new FtcException(Codes.TimeLimit,
            $"the time limit of {options.TimeLimit.TotalSeconds:0.###} s was reached before {region.Name} was bounded.")
            : region.Fail(Codes.RegionNotBounded,
                $"the outputs of the model are not bounded on {region.Name}: an overflow in its arithmetic cannot be ruled out");
    }
}
