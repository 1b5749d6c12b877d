using System.Diagnostics;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.CrossValidation;

/// <summary>
/// Measures what a remedy does to inputs that nobody listed: samples are held out in parts, each in its turn, and the remedy is made anew,
/// in the same way, from all the others.
/// </summary>
public static class CrossValidator
{
    /// <summary>Builds a network anew for the complement of every fold, as it was asked for, and measures it on the fold.</summary>
    /// <param name="data">The samples; null for those that the network was built for.</param>
    /// <param name="progress">Gets what is being made.</param>
    /// <exception cref="FtcException">
    /// FTC0033: the samples do not fit; FTC0034: no samples, or folds that they do not give; and what <see cref="Design"/> throws, with the
    /// fold.
    /// </exception>
    public static HeldOutMeasurement Measure(Network network, Dataset? data, int folds, int seed = 1, IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        data ??= network.Dataset
            ?? throw new FtcException(Codes.Argument,
                "the network holds no samples, for it was read from a file: give them with -Dataset.");
        network.MustFit(data);
        var measured = Measure(data, RequestOf(network, data, cancellation), folds, seed, progress, cancellation);
        return (measured with { IsReachChosen = network.Origin.ReachCurve is not null }).Advised();
    }

    /// <summary>The same of what would be built for all samples.</summary>
    /// <exception cref="FtcException">As for a network.</exception>
    public static HeldOutMeasurement Measure(Dataset data, DesignOptions options, int folds, int seed = 1,
        IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        Measure(data, folds, seed, options.Norm, known => Build(known, options, cancellation), progress, cancellation).Advised();

    internal static HeldOutMeasurement Measure(Dataset data, int folds, int seed, Norm norm, Func<Dataset, Corrected> make,
        IProgress<string>? progress, CancellationToken cancellation)
    {
        var (parts, tally) = (Folds.Of(data, folds, seed), new HeldOutTally(data, norm));
        for (var fold = 0; fold < folds; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report($"fold {fold + 1} of {folds}");
            int[] rows = [.. parts.Where(part => part != parts[fold]).SelectMany(part => part).Order()];
            var known = data.Rows(rows);
            tally.Add(Made(known, fold), known, rows, parts[fold], fold + 1, cancellation);
        }
        return tally.Measurement();

        Corrected Made(Dataset known, int fold)
        {
            try
            {
                return make(known);
            }
            catch (FtcException e)
            {
                throw new FtcException(e.Code, $"fold {fold + 1} of {folds}: {e.Message}", inner: e);
            }
        }
    }

    internal static Corrected Build(Dataset known, DesignOptions options, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var network = Design.Build(known, options, null, cancellation).Network;
        return new Patched(network, Patched.PrecisionOf(network, known)) { Seconds = clock.Elapsed.TotalSeconds };
    }

    /// <summary>How a network was asked for; of one that was read from a file, what its metadata say.</summary>
    internal static DesignOptions RequestOf(Network network, Dataset data, CancellationToken cancellation)
    {
        if (network.Request is DesignOptions asked) return asked;
        var (origin, precision) = (network.Origin, Patched.PrecisionOf(network, data));
        return new DesignOptions
        {
            Method = Catalogue.All.FirstOrDefault(construction => construction.Name == origin.Method)?.Name ?? Design.Auto,
            Layers = [network.Layers.Count],
            Precision = precision,
            Untouched = Verifier.VerifyAnswers(network, data, precision, cancellation).Touched == 0 ? Untouched.Exact : Untouched.Any,
            Radius = origin.Reach is null ? origin.Radius ?? 0 : 0,
            Reach = origin.Reach ?? 0,
            Norm = origin.Norm ?? Norm.Infinity,
            Seed = origin.Seed ?? 1,
        };
    }
}
