using System.Diagnostics;
using FtcTools.Constructions;
using FtcTools.Constructions.Regions;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Onnx;

namespace FtcTools.Models.Regions;

/// <summary>
/// Builds a network for regions (theory S7.4). Each region is bisected by bounds of the model in its own arithmetic, every order of
/// summation included; the boxes that are not proven right are covered by units that move an output by what the bounds ask for, and by
/// nothing beyond a narrow ramp.
/// </summary>
public static class RegionPatch
{
    /// <summary>Recorded with the network.</summary>
    public const string Source = "plateaus on boxes that linear bounds do not prove right (theory S7.4)";

    /// <summary>The method of a network that has one unit a region.</summary>
    internal const string WholeMethod = "WholeRegion";

    /// <summary>Builds the network.</summary>
    /// <param name="beside">
    /// A network for samples, such as <see cref="Design"/> builds: the sum of both is returned, and the regions are proven with it. Null
    /// without samples.
    /// </param>
    /// <exception cref="FtcException">
    /// FTC0033, FTC0080: a region does not fit the model, or is not bounded; FTC0082: regions contradict each other; FTC0083: the bounds
    /// are not finite; FTC0053: nothing was found within the time limit; FTC0034: an option out of range.
    /// </exception>
    public static Network Build(FrozenModel model, IReadOnlyList<Region> regions, RegionOptions? options = null, Network? beside = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new();
        Check(model, regions, options, beside?.Dataset);
        if (beside is not null) RegionSamples.MustFit(model, beside);
        var clock = Stopwatch.StartNew();
        var parts = new List<RegionBisection>();
        foreach (var region in regions)
        {
            var (done, others) = (parts.Count, RegionConflicts.Beside(region, regions, options.Margin));
            parts.Add(RegionBisection.Of(RegionVerifier.Task(model, beside, region, model.Arithmetic), others, options, clock,
                share => progress?.Report((done + Math.Clamp(share, 0, 1)) / regions.Count), cancellation));
        }
        // What moves answers one way is proven by how it is made.
        var network = parts.Exists(part => part.Moves.IsTwoSided)
            ? RegionBand.Verified(model, parts, beside, options, clock, finer => Write(model, parts, finer), cancellation)
            : Write(model, parts, options);
        return Beside(model, beside, network, cancellation);
    }

    /// <summary>A network for samples and one for regions, which is proven with it, as their sum.</summary>
    /// <exception cref="FtcException">FTC0082: a sample is not right with it.</exception>
    internal static Network Beside(FrozenModel model, Network? samples, Network regions, CancellationToken cancellation)
    {
        if (samples is null) return regions.With(regions.Origin, null, regions.Regions, (null, regions));
        var origin = regions.Origin with { K = samples.Dataset?.K, N = samples.Dataset?.N };
        var sum = Composition.Beside(samples, regions).With(origin, samples.Dataset, regions.Regions, (samples, regions));
        RegionSamples.MustKeep(model, sum, cancellation);
        return sum;
    }

    /// <summary>Whether there can be such a network: quick, before anything is built.</summary>
    /// <param name="data">The samples of a network beside; null without.</param>
    /// <exception cref="FtcException">As <see cref="Build"/>, but for FTC0053 and FTC0083.</exception>
    public static void Check(FrozenModel model, IReadOnlyList<Region> regions, RegionOptions options, Dataset? data)
    {
        if (regions.Count == 0) throw new FtcException(Codes.Argument, "there is no region to build a network for.");
        options.Check();
        foreach (var region in regions) RegionVerifier.MustFit(model, null, region);
        RegionConflicts.MustAgree(regions, model.Outputs);
        if (data is not null) RegionSamples.MustAgree(regions, data, model.Outputs);
        foreach (var region in regions)
            _ = new RegionPushes(region, RegionConflicts.Beside(region, regions, options.Margin), model.Outputs);
    }

    private static Network Write(FrozenModel model, List<RegionBisection> parts, RegionOptions options)
    {
        var covers = new List<RegionCover>();
        foreach (var part in parts)
        {
            var step = 1 + covers.Sum(cover => cover.Pushes.Count);
            covers.Add(RegionCover.Of(part, step, options.MostNeurons / parts.Count, model.Outputs, options));
        }
        Push[] all = [.. covers.SelectMany(cover => cover.Pushes).Distinct().OrderBy(push => push.Output).ThenBy(push => push.Sign)
            .ThenBy(push => push.Step)];
        var units = new RegionUnits(model.Inputs, model.Outputs, all, options.Margin);
        foreach (var (part, cover) in parts.Zip(covers)) units.Add(cover.Aligned(all), part.Task.Region.Inside);
        var (ramps, lifts) = (units.Ramps, units.Lifts);
        return units.Build().With(new NetworkOrigin
        {
            Method = options.Form == RegionForm.Whole ? WholeMethod : "RegionBoxes",
            Source = Source,
            Seed = options.Seed,
            Model = model.Hash,
            Precision = model.Arithmetic,
            Maker = NetworkOrigin.ThisMaker,
        }, null, [.. parts.Zip(covers, Plan)]);

        RegionPlan Plan(RegionBisection part, RegionCover cover) => new()
        {
            Region = part.Task.Region,
            Lift = part.Pushes.Select(push => cover.Pushes
                .Where(step => step with { Step = 0 } == push with { Step = 0 } && cover.Needs(step))
                .Sum(step => lifts[Array.IndexOf(all, step)])).DefaultIfEmpty(0).Max(),
            Violation = part.Search.Worst,
            Untouched = Math.Max(0, 1 - cover.Share(part.Task, ramps)),
            Margin = cover.Margin(part.Task, ramps),
            Boxes = part.Search.Boxes,
            Bisection = part.Search.Root,
        };
    }
}
