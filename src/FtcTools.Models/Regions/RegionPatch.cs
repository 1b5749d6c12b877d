using System.Diagnostics;
using FtcTools.Constructions;
using FtcTools.Constructions.Regions;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.Models.Regions;

/// <summary>How a region is repaired.</summary>
public enum RegionForm
{
    /// <summary>Only boxes that are not proven right are covered.</summary>
    Surgical,

    /// <summary>One unit answers on the whole region.</summary>
    Whole,
}

/// <summary>What is asked of a network for regions.</summary>
public sealed record RegionOptions
{
    public RegionForm Form { get; init; }

    /// <summary>
    /// Surgical: the share of the region's volume that is right and stays untouched, where <see cref="MostNeurons"/> allow it.
    /// </summary>
    public double Keep { get; init; } = 0.98;

    public int MostNeurons { get; init; } = 2000;

    /// <summary>The widest ramp around a box, as a share of its width: beyond it the network is exactly 0.</summary>
    public double Margin { get; init; } = 0.001;

    /// <summary>
    /// No lift is larger than this times the worst violation that is found, where <see cref="MostBoxes"/> are enough for that.
    /// </summary>
    public double LiftFactor { get; init; } = 2;

    /// <summary>Boxes that a region is bisected into at most.</summary>
    public int MostBoxes { get; init; } = 400_000;

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    public int Seed { get; init; } = 1;
}

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

    private const int Samples = 100_000;

    // The share that may be left open beside the violating share, before boxes are merged.
    private const double OpenPart = 0.3;

    // Neurons that are left for the steps of a lift.
    private const int MostSteps = 24;

    // Of the volume that may be covered beside what is open, in a band: one try after the other.
    private static readonly double[] s_finer = [1, 0.1, 0];

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
        var deadline = Stopwatch.StartNew();
        var parts = new List<Part>();
        for (var i = 0; i < regions.Count; i++)
        {
            var region = regions[i];
            var others = Neighbours(region, regions, options);
            var share = new Progress(progress, i, regions.Count);
            parts.Add(Bisect(RegionVerifier.Task(model, beside, region, model.Arithmetic), others, options, deadline, share, cancellation));
        }
        return Beside(model, beside, Written(model, parts, beside, options, deadline, cancellation), cancellation);
    }

    // What moves answers one way is proven by how it is made. In a band it may be too much where units meet, or where one covers what was
    // right: it is verified, and made of smaller boxes where that fails.
    private static Network Written(FrozenModel model, IReadOnlyList<Part> parts, Network? beside, RegionOptions options, Stopwatch clock,
        CancellationToken cancellation)
    {
        if (!parts.Any(part => part.Moves.IsTwoSided)) return Write(model, parts, options);
        RegionReport? failed = null;
        foreach (var finer in s_finer)
        {
            var network = Write(model, parts, options with { Keep = 1 - finer * (1 - options.Keep) });
            var sum = beside is null ? network : Composition.Beside(beside, network).With(network.Origin, null, network.Regions);
            failed = parts.Select(part => part.Task.Region)
                .SelectMany(region => new[] { Arithmetic.Exact, model.Arithmetic }.Distinct().Select(arithmetic =>
                RegionVerifier.Verify(model, sum, region, arithmetic, new() { TimeLimit = Left() / 4, Seed = options.Seed },
                    cancellation: cancellation))).FirstOrDefault(report => !report.Passed);
            if (failed is null) return network;
            if (options.Form == RegionForm.Whole || Left() <= TimeSpan.Zero) break;
        }
        throw parts.First(part => part.Task.Region.Name == failed!.Region).Task.Region.Fail(Codes.RegionConflict,
            $"{failed!.Region} requires a band that is too narrow for what {parts[0].Task.Region.Name} was bisected into: with the answers moved, it is {(failed.Verdict == RegionVerdict.Violated ? $"violated at {failed.Counterexample}" : "not decided")} in {failed.Arithmetic}; ask for a wider band, for one side of it, or allow more time");

        TimeSpan Left() => options.TimeLimit - clock.Elapsed;
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
        if (!(options.Keep is >= 0 and < 1))
            throw new FtcException(Codes.Argument,
                $"the share to keep is {Text.Of(options.Keep)}; valid are numbers from 0 up to, not including, 1.");
        if (!(options.Margin is > 0 and <= 0.5))
            throw new FtcException(Codes.Argument,
                $"the margin is {Text.Of(options.Margin)}; valid are numbers above 0 and up to 0.5, as a share of the width of a region.");
        if (options.MostNeurons < 1)
            throw new FtcException(Codes.Argument, $"at most {options.MostNeurons} neurons are allowed; valid are 1 and more.");
        foreach (var region in regions) RegionVerifier.MustFit(model, null, region);
        MustAgree(regions, model.Outputs);
        if (data is not null) RegionSamples.MustAgree(regions, data, model.Outputs);
        foreach (var region in regions) _ = new RegionPushes(region, Neighbours(region, regions, options), model.Outputs);
    }

    // Other regions, on which the ramps of this one may lie.
    private static List<Region> Neighbours(Region region, IReadOnlyList<Region> regions, RegionOptions options) =>
        [.. regions.Where(other => other != region && Near(region, other, options.Margin))];

    // Two regions that meet, and of which one denies what the other requires.
    private static void MustAgree(IReadOnlyList<Region> regions, int outputs)
    {
        for (var b = 0; b < regions.Count; b++)
        {
            if (Contradiction(regions[b], regions[b], outputs) is { } own)
                throw regions[b].Fail(Codes.RegionConflict,
                    $"{regions[b].Name} requires {own.First.ToString('y')} and {own.Second.ToString('y')}: no answer is right for both");
            for (var a = 0; a < b; a++)
            {
                if (!regions[a].Meets(regions[b])) continue;
                if (Contradiction(regions[a], regions[b], outputs) is { } pair)
                    throw regions[b].Fail(Codes.RegionConflict,
                        $"{regions[b].Name} requires {pair.Second.ToString('y')} where {regions[a].Name}{At(regions[a])} requires {pair.First.ToString('y')}, and they have inputs in common: no answer is right for both");
            }
        }

        static string At(Region region) => region.Place is { } place ? $" ({Path.GetFileName(place.File)}, line {place.Line})" : "";
    }

    private static (Inequality First, Inequality Second)? Contradiction(Region a, Region b, int outputs)
    {
        foreach (var first in Certain(a))
        {
            foreach (var second in Certain(b))
            {
                // c . y >= e and -f c . y >= e' leave nothing where e > -e' / f.
                var at = first.Coefficients.ToList().FindIndex(c => c != 0);
                var factor = -second.Coefficients[at] / first.Coefficients[at];
                if (!(factor > 0) || !first.Coefficients.Zip(second.Coefficients).All(pair => pair.Second == -factor * pair.First))
                    continue;
                var (least, most) = (first.Bound, -second.Bound / factor);
                if (least > most || (least == most && (first.IsStrict || second.IsStrict))) return (first, second);
            }
        }
        return null;

        IEnumerable<Inequality> Certain(Region region) =>
            region.Requirement.Clauses(outputs).Where(clause => clause.Count == 1).Select(clause => clause[0]);
    }

    private static bool Near(Region a, Region b, double margin)
    {
        for (var j = 0; j < a.Inputs; j++)
        {
            var room = 4 * margin * Math.Max(a.High[j] - a.Low[j], b.High[j] - b.Low[j])
                + Math.ScaleB(Math.Max(Math.Abs(a.High[j]), Math.Abs(b.High[j])), -18);
            if (!(a.Low[j] - room <= b.High[j] && b.Low[j] - room <= a.High[j])) return false;
        }
        return true;
    }

    private sealed record Part(RegionTask Task, RegionSearch Search, RegionPushes Moves, IReadOnlyList<Push> Pushes, double Violating)
    {
        /// <summary>Whether all leaves below a node may be moved by so much; null where more does no harm.</summary>
        public Func<BoxNode, double[], bool>? MayBeMoved()
        {
            if (!Moves.IsTwoSided) return null;
            var leaves = Search.KnownLeaves.ToDictionary(leaf => leaf.Node);
            // Nothing is known of what lies outside of the region.
            return (node, needs) =>
                node.Leaves().All(below => !leaves.TryGetValue(below, out var leaf) || Moves.Holds(leaf, Pushes, needs));
        }
    }

    private sealed class Progress(IProgress<double>? progress, int number, int count)
    {
        public void Report(double share) => progress?.Report((number + Math.Clamp(share, 0, 1)) / count);
    }

    private static Part Bisect(RegionTask task, IReadOnlyList<Region> others, RegionOptions options, Stopwatch clock, Progress progress,
        CancellationToken cancellation)
    {
        var pushes = new RegionPushes(task.Region, others, task.Bounds.Outputs);
        var search = new RegionSearch(task) { KeepsProven = pushes.IsTwoSided };
        var violating = search.Sample(Samples, options.Seed, cancellation);
        var (keep, whole) = (1 - options.Keep, options.Form == RegionForm.Whole);
        var goal = violating + OpenPart * keep * (1 - violating);
        // The worst violation is found on the way; a first part of the boxes shows where to aim.
        search.Run(double.NegativeInfinity, state => state.Unbounded is not null || state.Boxes >= Math.Min(options.MostBoxes, 4_000)
            || Late(), cancellation);
        // In a band some boxes are halved further at the end.
        var most = pushes.IsTwoSided ? options.MostBoxes / 2 : options.MostBoxes;
        for (var round = 0; search.Unbounded is null && search.OpenLeaves.Any() && search.Boxes < most && !Late(); round++)
        {
            var target = search.Worst > 0 ? options.LiftFactor * search.Worst : 0;
            if (search.MostLack <= target && (whole || (search.OpenShare <= goal && search.Worst > 0))) break;
            var until = Math.Min(most, search.Boxes + 20_000);
            search.Run(target, state =>
            {
                progress.Report(Math.Max((double)state.Boxes / options.MostBoxes, 1 - state.OpenShare));
                return state.Unbounded is not null || state.Boxes >= until || Late()
                    || (search.Worst > 0 && !whole && state.OpenShare <= goal && state.IsBelow(target)) || (whole && state.IsBelow(target));
            }, cancellation);
        }
        var leaves = search.OpenLeaves.ToList();
        if (search.Unbounded is { } at)
            throw task.Region.Fail(Codes.RegionNotBounded,
                $"the outputs of the model are not bounded on {task.Region.Name}, not even at {string.Join(' ', at.Select(Text.Of))}: an overflow in its arithmetic cannot be ruled out");
        if (leaves.Any(leaf => !double.IsFinite(leaf.Lack)))
        {
            throw Late() ? new FtcException(Codes.TimeLimit,
                $"the time limit of {options.TimeLimit.TotalSeconds:0.###} s was reached before {task.Region.Name} was bounded.")
                : task.Region.Fail(Codes.RegionNotBounded,
                    $"the outputs of the model are not bounded on {task.Region.Name}: an overflow in its arithmetic cannot be ruled out");
        }
        var (chosen, ofClause) = pushes.Choose(leaves);
        // A box whose answers are on both sides of a band, or may be, is halved until they are on one.
        for (var before = -1L; pushes.IsTwoSided && search.Boxes > before && search.Boxes < options.MostBoxes && !Late();)
        {
            before = search.Boxes;
            search.Halve(leaf => !pushes.Holds(leaf, chosen, Needs(leaf)), cancellation);
            leaves = [.. search.OpenLeaves];
            (chosen, ofClause) = pushes.Choose(leaves);
        }
        foreach (var leaf in leaves) leaf.Node.Needs = Needs(leaf);
        if (pushes.IsTwoSided && leaves.Count(leaf => !pushes.Holds(leaf, chosen, leaf.Node.Needs!)) is > 0 and var wide)
            throw task.Region.Fail(Late() ? Codes.TimeLimit : Codes.RegionConflict,
                $"the answers of the model are wider than the band that {task.Region.Name} requires on {wide} of {search.Boxes} boxes{(Late() ? $" after the time limit of {options.TimeLimit.TotalSeconds:0.###} s" : "")}; allow more time or boxes, or ask for a wider band");
        return new(task, search, pushes, chosen, violating);

        double[] Needs(RegionSearch.Open leaf)
        {
            var needs = new double[chosen.Count];
            for (var c = 0; c < task.Clauses.Count; c++)
                needs[ofClause[c]] = Math.Max(needs[ofClause[c]], pushes.Need(leaf, task.Clauses[c], chosen[ofClause[c]]));
            return needs;
        }

        bool Late() => clock.Elapsed > options.TimeLimit;
    }

    private static Network Write(FrozenModel model, IReadOnlyList<Part> parts, RegionOptions options)
    {
        var covers = new List<Cover>();
        foreach (var part in parts)
            covers.Add(Covered(part, 1 + covers.Sum(cover => cover.Pushes.Count), options.MostNeurons / parts.Count, model, options));
        Push[] all = [.. covers.SelectMany(cover => cover.Pushes).Distinct().OrderBy(push => push.Output).ThenBy(push => push.Sign)
            .ThenBy(push => push.Step)];
        var units = new RegionUnits(model.Inputs, model.Outputs, all, options.Margin);
        foreach (var (part, cover) in parts.Zip(covers)) units.Add(Aligned(cover, all), part.Task.Region.Inside);
        var (ramps, lifts, plans) = (units.Ramps, units.Lifts, new List<RegionPlan>());
        foreach (var (part, cover) in parts.Zip(covers))
        {
            var (low, high) = (part.Task.Low, part.Task.High);
            plans.Add(new RegionPlan
            {
                Region = part.Task.Region,
                Lift = part.Pushes.Select(push =>
                    cover.Pushes.Where(step => step with { Step = 0 } == push with { Step = 0 } && cover.Needs(step))
                        .Sum(step => lifts[Array.IndexOf(all, step)])).DefaultIfEmpty(0).Max(),
                Violation = part.Search.Worst,
                Untouched = Math.Max(0, 1 - Touched(part, cover.Boxes, ramps)),
                Margin = cover.Boxes.Count == 0 ? 0 : Enumerable.Range(0, low.Length).Where(j => high[j] > low[j])
                    .Select(j => ramps[j] / (high[j] - low[j])).DefaultIfEmpty(0).Max(),
                Boxes = part.Search.Boxes,
                Bisection = part.Search.Root,
            });
        }
        var network = units.Build();
        return network.With(new NetworkOrigin
        {
            Method = options.Form == RegionForm.Whole ? WholeMethod : "RegionBoxes",
            Source = Source,
            Seed = options.Seed,
            Model = model.Hash,
            Precision = model.Arithmetic,
            Maker = NetworkOrigin.ThisMaker,
        }, null, plans);
    }

    // The boxes of a region, and the directions of which they say their needs.
    private sealed record Cover(IReadOnlyList<Push> Pushes, IReadOnlyList<CoverBox> Boxes)
    {
        public bool Needs(Push push) => Boxes.Any(box => box.Needs[Pushes.ToList().IndexOf(push)] > 0);
    }

    private static Cover Covered(Part part, int step, int neurons, FrozenModel model, RegionOptions options)
    {
        var mayBeMoved = part.MayBeMoved();
        var boxes = Boxes(part, mayBeMoved, neurons, model, options);
        if (mayBeMoved is null) return new(part.Pushes, boxes);
        var (pushes, stepped) = LiftSteps.Of(part.Pushes, boxes, step, mayBeMoved);
        return new(pushes, stepped);
    }

    private static IReadOnlyList<CoverBox> Boxes(Part part, Func<BoxNode, double[], bool>? mayBeMoved, int neurons, FrozenModel model,
        RegionOptions options)
    {
        var root = part.Search.Root;
        if (options.Form == RegionForm.Whole)
        {
            var leaves = root.Leaves().Where(leaf => leaf.Needs is not null).ToList();
            if (leaves.Count == 0) return [];
            double[] needs = [.. part.Pushes.Select((_, k) => leaves.Max(leaf => leaf.Needs![k]))];
            if (mayBeMoved is not null && !mayBeMoved(root, needs))
                throw part.Task.Region.Fail(Codes.RegionConflict,
                    $"{part.Task.Region.Name} requires a band that the model leaves at both ends, and one unit moves all answers of a region alike; ask for the surgical form");
            return [new(part.Task.Low, part.Task.High, needs, root)];
        }
        return new BoxCover(root, mayBeMoved).Choose(part.Violating + (1 - options.Keep) * (1 - part.Violating), boxes =>
            new RegionUnits(model.Inputs, model.Outputs, [], options.Margin)
                .Add(boxes, part.Task.Region.Inside).Neurons + (mayBeMoved is null ? part.Pushes.Count : MostSteps) <= neurons);
    }

    // Needs in the directions of all regions.
    private static IEnumerable<CoverBox> Aligned(Cover cover, Push[] all)
    {
        var places = Array.ConvertAll(all, push => cover.Pushes.ToList().IndexOf(push));
        return cover.Boxes.Select(box => box with { Needs = Array.ConvertAll(places, place => place < 0 ? 0 : box.Needs[place]) });
    }

    // Boxes with their ramps, at most.
    private static double Touched(Part part, IEnumerable<CoverBox> boxes, IReadOnlyList<double> ramps)
    {
        var (low, high, sum) = (part.Task.Low, part.Task.High, 0.0);
        foreach (var box in boxes)
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
}
