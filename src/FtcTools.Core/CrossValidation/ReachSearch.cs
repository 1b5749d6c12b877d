using System.Diagnostics;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.CrossValidation;

/// <summary>What a share of their room does for edits, on samples held out. Scalars only.</summary>
/// <param name="Reach">The share.</param>
/// <param name="Better">Held-out answers that become better; null where it was not measured.</param>
/// <param name="Worse">Those that become worse.</param>
/// <param name="Generality">Of the wrong ones near an edit, the share that is right.</param>
/// <param name="Locality">Of the right ones, the share that stays right.</param>
/// <param name="Neurons">The most of a fold.</param>
/// <param name="Note">Why it was not measured.</param>
public sealed record ReachPoint(double Reach, int? Better, int? Worse, double? Generality, double? Locality, int? Neurons, string? Note)
{
    /// <summary>Better - Worse.</summary>
    public int? Gain => Better - Worse;

    /// <summary>`0.25: 16 better, 0 worse`.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Reach}: ")
            + (Gain is null ? "none" : FormattableString.Invariant($"{Better} better, {Worse} worse"));
}

/// <summary>A network with a reach that was chosen, and the curve by which it was, in the order of the shares.</summary>
public sealed record ReachResult(DesignResult Design, IReadOnlyList<ReachPoint> Curve);

/// <summary>
/// Chooses the reach of edits by cross-validation: the share for which most more answers of held-out samples become better than worse; of
/// equal ones that for which fewer become worse, then the smallest. 0 is always among them, so where nothing helps it stays.
/// </summary>
public static class ReachSearch
{
    /// <summary>The shares that are tried, in this order.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0, 0.1, 0.25, 0.5, 0.75];

    /// <summary>Parts in which samples are held out.</summary>
    public const int Parts = 5;

    // The share of the time limit that trying may take: the rest is left for the network itself.
    private const double ForTrying = 0.6;

    /// <summary>Builds a network with the reach that cross-validation chooses; its curve stands in the network's origin.</summary>
    /// <param name="options">What to build: <see cref="DesignOptions.Reach"/> is not used; units end near their edits.</param>
    /// <exception cref="FtcException">
    /// FTC0034: a radius is asked for, too, or there are too few samples; and what <see cref="Design"/> throws.
    /// </exception>
    public static ReachResult Build(Dataset data, DesignOptions options, IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        if (options.Radius > 0)
            throw new FtcException(Codes.Argument,
                $"a radius of {Text.Of(options.Radius)} and a reach that is to be chosen are asked for; give one of them.");
        var clock = Stopwatch.StartNew();
        var curve = Curve(data, options, Math.Min(Parts, data.K), clock, progress, cancellation);
        var chosen = Best(curve).Options with { TimeLimit = options.TimeLimit };
        var result = Design.Build(data, chosen with { TimeLimit = options.TimeLimit - clock.Elapsed }, progress, cancellation);
        var origin = result.Network.Origin with { ReachCurve = string.Join("; ", curve.Select(tried => tried.Point.ToString())) };
        return new(result with { Network = result.Network.With(origin, result.Network.Dataset).With(chosen) },
            [.. curve.Select(tried => tried.Point)]);
    }

    /// <summary>What the share that would be chosen does, in so many parts; nothing is built for all samples.</summary>
    /// <exception cref="FtcException">As for a network that is built.</exception>
    public static HeldOutMeasurement Measure(Dataset data, DesignOptions options, int folds, IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        var best = Best(Curve(data, options, folds, Stopwatch.StartNew(), progress, cancellation));
        return (best.Measured! with { IsReachChosen = true }).Advised();
    }

    // One share, how it was tried, and what was measured with it; null where nothing was.
    private sealed record Tried(DesignOptions Options, ReachPoint Point, HeldOutMeasurement? Measured);

    private static Tried Best(IEnumerable<Tried> curve) =>
        curve.Where(tried => tried.Measured is not null).OrderByDescending(tried => tried.Point.Gain).ThenBy(tried => tried.Point.Worse)
            .ThenBy(tried => tried.Point.Reach).First();

    private static List<Tried> Curve(Dataset data, DesignOptions options, int parts, Stopwatch clock, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        var curve = new List<Tried>();
        foreach (var share in data.N == 0 ? [0] : Shares)
        {
            progress?.Report(FormattableString.Invariant($"a reach of {share}"));
            var left = ForTrying * options.TimeLimit - clock.Elapsed;
            // 0 must do, with wider units where narrow ones do not verify.
            var tried = Try(data, options with { Reach = share, EndsNear = true }, parts, share == 0 ? left / 2 : left, cancellation);
            curve.Add(share == 0 && tried.Measured is null
                ? Try(data, options with { Reach = 0, EndsNear = false }, parts, ForTrying * options.TimeLimit - clock.Elapsed,
                    cancellation) : tried);
        }
        return curve;
    }

    private static Tried Try(Dataset data, DesignOptions options, int parts, TimeSpan limit, CancellationToken cancellation)
    {
        var (clock, built) = (Stopwatch.StartNew(), 0);
        try
        {
            var measured = CrossValidator.Measure(data, parts, options.Seed, options.Norm, Build, null, cancellation);
            return new(options, new(options.Reach, measured.Better, measured.Worse, measured.Generality, measured.Locality,
                measured.Neurons, null), measured);
        }
        catch (FtcException e) when ((options.Reach > 0 || options.EndsNear) && WidestRadius.IsForRoom(e))
        {
            return new(options, new(options.Reach, null, null, null, null, null, e.Message), null);
        }

        // A share is given up by its first part where all of them would not end in time: what is left is for the next.
        Corrected Build(Dataset known)
        {
            if (built > 0 && clock.Elapsed / built * parts > limit)
                throw new FtcException(Codes.TimeLimit, $"{parts} parts take longer than is left of the time limit.");
            var left = built++ == 0 ? limit / parts : limit - clock.Elapsed;
            return CrossValidator.Build(known, options with { TimeLimit = left }, cancellation);
        }
    }
}
