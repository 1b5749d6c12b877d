using System.Diagnostics;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// Decides whether a network gives z on all K samples or, where the answer is a class, whether f + g gives the right one.
/// </summary>
public static class Verifier
{
    /// <summary>Default tolerance, relative to max |z| of the output: 0 exact, 1e-6 for Float64, 1e-3 for Float32.</summary>
    public static double DefaultTolerance(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.Exact => 0,
        Arithmetic.Float64 => 1e-6,
        _ => 1e-3,
    };

    /// <summary>
    /// Verifies <paramref name="network"/> on <paramref name="dataset"/>; the verdict does not depend on the number of threads.
    /// </summary>
    /// <param name="tolerance">
    /// Relative to max |z| of the output; null for the default. Not used by <see cref="Arithmetic.Exact"/>, nor where the answer is a
    /// class.
    /// </param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    /// <exception cref="FtcException">FTC0033: network and dataset do not fit; FTC0034: a negative or NaN tolerance.</exception>
    public static Report Verify(Network network, Dataset dataset, Arithmetic arithmetic, double? tolerance = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        network.MustFit(dataset);
        if (dataset.Stored is { } stored) return PassVerifier.Verify(network, stored, arithmetic, tolerance, progress, cancellation);
        if (PassVerifier.Takes(network, dataset))
            return PassVerifier.Verify(network, new DatasetSource(dataset), arithmetic, tolerance, progress, cancellation);
        using var keeper = MemoryKeeper.Within(dataset.MemoryLimit);
        var clock = Stopwatch.StartNew();
        var check = NewCheck(network, dataset, arithmetic, Allowed(dataset, arithmetic, tolerance), cancellation);
        var tally = Run(check, dataset, progress, cancellation);
        var pair = arithmetic == Arithmetic.Float32 && tally.Mismatches > 0 ? dataset.FindContradiction(value => (float)value) : null;
        var norm = network.Origin.Norm ?? Norm.Infinity;
        // Where edits have radii of their own each one counts.
        var own = network.Origin.Reach is not null;
        var distances = dataset.N == 0 ? null : UnitRadii.Of(network, dataset, norm, arithmetic, untilZero: !own, cancellation);
        double[]? radii = own && distances is not null ? [.. dataset.Edited.Select(i => distances[i]).Order()] : null;
        return tally.Report(network, dataset, dataset.K, arithmetic) with
        {
            Radius = dataset.N == 0 ? null : distances?.Min() ?? 0,
            RadiusMedian = radii?[(radii.Length - 1) / 2],
            RadiusLargest = radii?[^1],
            Radii = own ? distances : null,
            Norm = dataset.N == 0 ? null : norm,
            Coincident = pair?.Second + 1,
            CoincidentWith = pair?.First + 1,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <summary>The same without radii, which take longer than the answers do.</summary>
    internal static Report VerifyAnswers(Network network, Dataset dataset, Arithmetic arithmetic, CancellationToken cancellation) =>
        dataset.Stored is not null || PassVerifier.Takes(network, dataset)
            ? Verify(network, dataset, arithmetic, cancellation: cancellation)
            : Run(NewCheck(network, dataset, arithmetic, Allowed(dataset, arithmetic, null), cancellation), dataset, null, cancellation)
                .Report(network, dataset, dataset.K, arithmetic);

    /// <summary>
    /// The same for a classification with the frozen model at hand: the samples have its own answers, and the radius within which f + g
    /// gives the right class, f included, is certified.
    /// </summary>
    /// <exception cref="FtcException">
    /// FTC0043: model and samples do not go together; FTC0034: float32 of a float64 model; and as without a model.
    /// </exception>
    public static Report Verify(Network network, Dataset dataset, IFrozenModel model, Arithmetic arithmetic, double? tolerance = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgmaxRadius.MustFit(model, dataset);
        var clock = Stopwatch.StartNew();
        dataset = dataset.PredictedBy(model, arithmetic, cancellation);
        var report = Verify(network, dataset, arithmetic, tolerance, progress, cancellation);
        return Including(model, report, network, dataset, cancellation) with { Seconds = clock.Elapsed.TotalSeconds };
    }

    /// <summary>The report with the radius of the class itself, the outputs of the model included, in the report's arithmetic.</summary>
    internal static Report Including(IFrozenModel model, Report report, Network network, Dataset dataset, CancellationToken cancellation) =>
        report with
    {
        ArgmaxRadius = report.Radius is not { } most ? null
            : new ArgmaxRadius(network, dataset, model, report.Norm!.Value, report.Arithmetic)
                .Least(most, network.Origin.Radius, cancellation),
    };

    /// <summary>The largest error that each output of a sample may have.</summary>
    /// <exception cref="FtcException">FTC0034: a negative or NaN tolerance.</exception>
    internal static double[] Allowed(Dataset dataset, Arithmetic arithmetic, double? tolerance)
    {
        if (tolerance is { } t && !(t >= 0))
            throw new FtcException(Codes.Argument, $"the tolerance is {Text.Of(t)}; valid are 0 and more (relative to max |z|).");
        var relative = tolerance ?? DefaultTolerance(arithmetic);
        return [.. Enumerable.Range(0, dataset.Outputs).Select(output => relative * dataset.Unit(output))];
    }

    /// <summary>What looks at one sample after the other.</summary>
    internal static ISampleCheck NewCheck(Network network, Dataset dataset, Arithmetic arithmetic, double[] allowed,
        CancellationToken cancellation) => (arithmetic, dataset.Classes) switch
    {
        (Arithmetic.Exact, null) => new ExactCheck(network, dataset, cancellation),
        (Arithmetic.Float64, null) => new RoundedCheck<double>(new(network), dataset, allowed),
        (_, null) => new RoundedCheck<float>(new(network), dataset, allowed),
        (Arithmetic.Exact, _) => new ExactClassCheck(network, dataset, cancellation),
        (Arithmetic.Float64, _) => new RoundedClassCheck<double>(new(network), dataset),
        _ => new RoundedClassCheck<float>(new(network), dataset),
    };

    private static Tally Run(ISampleCheck check, Dataset dataset, IProgress<double>? progress, CancellationToken cancellation)
    {
        const int Chunk = 256;
        var chunks = new Tally[Integers.CeilingOfQuotient(dataset.K, Chunk)];
        var done = 0;
        ParallelLoop.Run(() => Parallel.For(0, chunks.Length, Cores.All(cancellation), check.NewWorker, (chunk, state, worker) =>
        {
            var tally = Tally.Empty;
            var edited = Array.BinarySearch(dataset.Edited, chunk * Chunk);
            if (edited < 0) edited = ~edited;
            for (var i = chunk * Chunk; i < Math.Min(dataset.K, (chunk + 1) * Chunk); i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var inT = edited < dataset.Edited.Length && dataset.Edited[edited] == i;
                if (inT) edited++;
                tally.Add(i, inT, worker(i));
            }
            chunks[chunk] = tally;
            progress?.Report((double)Interlocked.Increment(ref done) / chunks.Length);
            return worker;
        }, _ => { }));
        return chunks.Aggregate(Tally.Empty, (a, b) => a.Merge(b));
    }
}
