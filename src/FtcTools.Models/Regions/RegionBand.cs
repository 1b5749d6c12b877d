using System.Diagnostics;
using FtcTools.Constructions.Regions;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.Models.Regions;

/// <summary>
/// What a region takes whose answers the model leaves at both ends, `y0 >= 1` and `y0 &lt;= 2`: more is not better there. Boxes are halved
/// until the answers of each are on one side, no box is moved by more than its leaves allow, and what is built is verified.
/// </summary>
internal static class RegionBand
{
    // The shares of the volume that may be covered beside what is open, tried one after the other.
    private static readonly double[] s_finer = [1, 0.1, 0];

    /// <summary>Halves boxes whose answers are on both sides of a band, or may be, until they are on one.</summary>
    /// <returns>The outputs that are moved, and by which of them each clause is met.</returns>
    /// <exception cref="FtcException">FTC0082, FTC0053: some boxes stay wider than the band.</exception>
    public static (IReadOnlyList<Push> Pushes, int[] OfClause) Halved(RegionSearch search, Region region, RegionPushes pushes,
        RegionOptions options, Func<bool> late, CancellationToken cancellation)
    {
        var moved = pushes.Choose([.. search.OpenLeaves]);
        for (var before = -1L; search.Boxes > before && search.Boxes < options.MostBoxes && !late();)
        {
            before = search.Boxes;
            search.Halve(IsWide, cancellation);
            moved = pushes.Choose([.. search.OpenLeaves]);
        }
        if (search.OpenLeaves.Count(IsWide) is > 0 and var wide)
            throw region.Fail(late() ? Codes.TimeLimit : Codes.RegionConflict,
                $"the answers of the model are wider than the band that {region.Name} requires on {wide} of {search.Boxes} boxes{(late() ? $" after the time limit of {options.TimeLimit.TotalSeconds:0.###} s" : "")}; allow more time or boxes, or ask for a wider band");
        return moved;

        bool IsWide(RegionSearch.Open leaf) => !pushes.Holds(leaf, moved.Pushes, pushes.Needs(leaf, moved));
    }

    /// <summary>Whether all leaves below a node may be moved by so much; null where more does no harm.</summary>
    public static Func<BoxNode, double[], bool>? MayBeMoved(RegionBisection part)
    {
        if (!part.Moves.IsTwoSided) return null;
        var leaves = part.Search.KnownLeaves.ToDictionary(leaf => leaf.Node);
        // Nothing is known of what lies outside of the region.
        return (node, needs) =>
            node.Leaves().All(below => !leaves.TryGetValue(below, out var leaf) || part.Moves.Holds(leaf, part.Pushes, needs));
    }

    /// <summary>
    /// A network that may move answers by too much where units meet, or where one covers what was right: it is verified, and made of
    /// smaller boxes where that fails.
    /// </summary>
    /// <param name="write">Makes the network.</param>
    /// <exception cref="FtcException">FTC0082: none holds.</exception>
    public static Network Verified(FrozenModel model, IReadOnlyList<RegionBisection> parts, Network? beside, RegionOptions options,
        Stopwatch clock, Func<RegionOptions, Network> write, CancellationToken cancellation)
    {
        RegionReport? failed = null;
        foreach (var finer in s_finer)
        {
            var network = write(options with { Keep = 1 - finer * (1 - options.Keep) });
            var sum = beside is null ? network : Composition.Beside(beside, network).With(network.Origin, null, network.Regions);
            failed = parts.SelectMany(part => Reports(sum, part.Task.Region)).FirstOrDefault(report => !report.Passed);
            if (failed is null) return network;
            if (options.Form == RegionForm.Whole || Left() <= TimeSpan.Zero) break;
        }
        throw parts.First(part => part.Task.Region.Name == failed!.Region).Task.Region.Fail(Codes.RegionConflict,
            $"{failed!.Region} requires a band that is too narrow for what {parts[0].Task.Region.Name} was bisected into: with the answers moved, it is {(failed.Verdict == RegionVerdict.Violated ? $"violated at {failed.Counterexample}" : "not decided")} in {failed.Arithmetic}; ask for a wider band, for one side of it, or allow more time");

        IEnumerable<RegionReport> Reports(Network sum, Region region) => new[] { Arithmetic.Exact, model.Arithmetic }.Distinct()
            .Select(arithmetic => RegionVerifier.Verify(model, sum, region, arithmetic,
                new() { TimeLimit = Left() / 4, Seed = options.Seed }, cancellation: cancellation));

        TimeSpan Left() => options.TimeLimit - clock.Elapsed;
    }
}
