using System.Diagnostics;
using System.Numerics;
using FtcTools.Bounds;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>Decides whether a network gives z on all K samples.</summary>
public static class Verifier
{
    /// <summary>Default tolerance, relative to max |z|: 0 exact, 1e-6 for Float64, 1e-3 for Float32.</summary>
    public static double DefaultTolerance(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.Exact => 0,
        Arithmetic.Float64 => 1e-6,
        _ => 1e-3,
    };

    /// <summary>Verifies <paramref name="network"/> on <paramref name="dataset"/>; the verdict does not depend on the number of threads.</summary>
    /// <param name="tolerance">Relative to max |z|; null for the default. Not used by <see cref="Arithmetic.Exact"/>.</param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    /// <exception cref="FtcException">FTC0033: network and dataset do not fit; FTC0034: a negative or NaN tolerance.</exception>
    public static Report Verify(
        Network network, Dataset dataset, Arithmetic arithmetic, double? tolerance = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        network.MustFit(dataset);
        if (tolerance is { } t && !(t >= 0))
            throw new FtcException(Codes.Argument, $"the tolerance is {Text.Of(t)}; valid are 0 and more (relative to max |z|).");

        var clock = Stopwatch.StartNew();
        var unit = dataset.MaxResidual.IsZero ? 1 : dataset.MaxResidual.ToDouble();
        var allowed = (tolerance ?? DefaultTolerance(arithmetic)) * unit;
        ISampleCheck check = arithmetic switch
        {
            Arithmetic.Exact => new ExactCheck(network, dataset, cancellation),
            Arithmetic.Float64 => new RoundedCheck<double>(network, dataset, allowed),
            _ => new RoundedCheck<float>(network, dataset, allowed),
        };
        var tally = Run(check, dataset, progress, cancellation);
        var bound = BoundTable.Row(dataset.N, dataset.K, Math.Max(2, network.Layers.Count), dataset.Inputs > 1 ? dataset.Inputs : null);
        return new Report
        {
            Passed = tally.Mismatches == 0,
            K = dataset.K,
            N = dataset.N,
            Layers = network.Layers.Count,
            Neurons = network.Neurons,
            Parameters = network.Parameters,
            LowerBound = bound.Lower,
            PaperBound = bound.PaperUpper ?? bound.Upper,
            Arithmetic = arithmetic,
            Mismatches = tally.Mismatches,
            MaxError = tally.MaxError,
            MaxErrorOffT = tally.MaxErrorOffT,
            ErrorBound = tally.ErrorBound,
            Touched = tally.Touched,
            Worst = tally.Worst < 0 ? null : tally.Worst + 1,
            Method = network.Origin.Method,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    private static Tally Run(ISampleCheck check, Dataset dataset, IProgress<double>? progress, CancellationToken cancellation)
    {
        const int Chunk = 256;
        var chunks = new Tally[Integers.CeilingOfQuotient(dataset.K, Chunk)];
        var done = 0;
        try
        {
            Parallel.For(0, chunks.Length, new ParallelOptions { CancellationToken = cancellation }, check.NewWorker, (chunk, state, worker) =>
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
            }, _ => { });
        }
        catch (AggregateException e) when (e.InnerExceptions is [OperationCanceledException cancelled, ..])
        {
            throw new OperationCanceledException(cancelled.Message, e, cancellation);
        }
        return chunks.Aggregate(Tally.Empty, (a, b) => a.Merge(b));
    }

    /// <summary>What one sample showed.</summary>
    /// <param name="Right">Equal, or provably within the tolerance.</param>
    /// <param name="Error">Of a plain evaluation.</param>
    /// <param name="Bound">Proven for every order of summation.</param>
    /// <param name="Zero">All outputs are zero to the last bit, in every order of summation.</param>
    private readonly record struct Finding(bool Right, double Error, double Bound, bool Zero);

    private interface ISampleCheck
    {
        /// <summary>A function for one thread: the finding for a sample, from 0.</summary>
        Func<int, Finding> NewWorker();
    }

    private sealed class ExactCheck(Network network, Dataset dataset, CancellationToken cancellation) : ISampleCheck
    {
        private readonly ExactFunction _function = new(network, cancellation);

        public Func<int, Finding> NewWorker()
        {
            var g = _function.NewWorker();
            return i => Compare(i, g(dataset.Row(i)));
        }

        private Finding Compare(int i, ReadOnlySpan<Rational> outputs)
        {
            var (right, zero, error) = (true, true, Rational.Zero);
            var z = dataset.Residual(i);
            for (var o = 0; o < outputs.Length; o++)
            {
                zero &= outputs[o].IsZero;
                var target = z is null ? Rational.Zero : z[o];
                if (outputs[o] == target) continue;
                right = false;
                error = Rational.Max(error, Rational.Abs(outputs[o] - target));
            }
            var rounded = right ? 0 : Math.Max(double.Epsilon, error.ToDouble());
            return new(right, rounded, rounded, zero);
        }
    }

    private sealed class RoundedCheck<T>(Network network, Dataset dataset, double allowed) : ISampleCheck
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly RoundedNetwork<T> _rounded = new(network);
        private readonly Lazy<Enclosure> _enclosure = new(() => Enclosure.OfRounded(new RoundedNetwork<T>(network)));

        public Func<int, Finding> NewWorker()
        {
            var enclosure = _enclosure.Value;
            var room = enclosure.NewScratch();
            var (outputs, scratch) = (new T[network.Outputs], new T[2 * _rounded.Widest]);
            return i =>
            {
                _rounded.Evaluate(dataset.Row(i), outputs, scratch);
                enclosure.Evaluate(dataset.Row(i), room);
                var (error, bound, zero) = (0.0, 0.0, true);
                for (var o = 0; o < outputs.Length; o++)
                {
                    var z = dataset.Residual(i, o);
                    var (middle, radius) = (room.Middles[^1][o], room.Radii[^1][o]);
                    zero &= middle == 0 && radius == 0;
                    error = Math.Max(error, Distance(z, double.CreateTruncating(outputs[o])));
                    bound = Math.Max(bound, (Distance(z, middle) + radius) * (1 + 1e-15));
                }
                return new(bound <= allowed, error, bound, zero);
            };
        }

        private static double Distance(Rational z, double value) =>
            !double.IsFinite(value) ? double.PositiveInfinity : z.IsZero ? Math.Abs(value) : Rational.Abs(Rational.Of(value) - z).ToDouble();
    }

    private struct Tally
    {
        public static Tally Empty => new() { Worst = -1 };

        public int Mismatches;
        public int Touched;
        public int Worst;
        public double MaxError;
        public double MaxErrorOffT;
        public double ErrorBound;

        public void Add(int sample, bool edited, Finding finding)
        {
            if (!finding.Right) Mismatches++;
            MaxError = Math.Max(MaxError, finding.Error);
            if (!edited)
            {
                MaxErrorOffT = Math.Max(MaxErrorOffT, finding.Error);
                if (!finding.Zero) Touched++;
            }
            if (!(finding.Bound > ErrorBound)) return;
            ErrorBound = finding.Bound;
            Worst = sample;
        }

        public readonly Tally Merge(Tally later) => new()
        {
            Mismatches = Mismatches + later.Mismatches,
            Touched = Touched + later.Touched,
            Worst = later.ErrorBound > ErrorBound ? later.Worst : Worst,
            MaxError = Math.Max(MaxError, later.MaxError),
            MaxErrorOffT = Math.Max(MaxErrorOffT, later.MaxErrorOffT),
            ErrorBound = Math.Max(ErrorBound, later.ErrorBound),
        };
    }
}
