using System.Diagnostics;
using System.Globalization;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>Measures where a patch ends.</summary>
public static class LimitMeter
{
    /// <param name="tolerance">The tolerance of the reach of an edit, relative to max |z| of the output; null for the default of float64.</param>
    /// <exception cref="FtcException">FTC0033: network and dataset do not fit; FTC0034: a negative or NaN tolerance.</exception>
    public static Limits Measure(Network network, Dataset dataset, double? tolerance = null, CancellationToken cancellation = default) =>
        Measure(network, dataset, tolerance, timed: true, cancellation);

    /// <param name="timed">Whether queries are timed, for a second or so; else their times are NaN.</param>
    internal static Limits Measure(Network network, Dataset dataset, double? tolerance, bool timed, CancellationToken cancellation)
    {
        network.MustFit(dataset);
        var allowed = Verifier.Allowed(dataset, Arithmetic.Float64, tolerance);
        var rounded = new RoundedNetwork<double>(network);
        var reach = new SampleReach(dataset, Enclosure.OfRounded(rounded), allowed);
        var (half, brain, tensor) = (In(FloatFormat.Float16), In(FloatFormat.BFloat16), In(FloatFormat.TensorFloat32));
        var pair = dataset.FindContradiction(value => (float)value);
        var lookup = new LookupTable(dataset);
        var (outputs, scratch) = (new double[network.Outputs], new double[2 * rounded.Widest]);
        var limits = new Limits
        {
            Method = network.Origin.Method,
            N = dataset.N,
            K = dataset.K,
            EditReach = dataset.N == 0 ? null : reach.Least(edited: true, cancellation),
            UntouchedReach = dataset.N == dataset.K ? null : reach.Least(edited: false, cancellation),
            Tolerance = tolerance ?? Verifier.DefaultTolerance(Arithmetic.Float64),
            ErrorFloat16 = half.Error,
            TouchedFloat16 = half.Touched,
            ErrorBFloat16 = brain.Error,
            TouchedBFloat16 = brain.Touched,
            ErrorTensorFloat32 = tensor.Error,
            TouchedTensorFloat32 = tensor.Touched,
            Coincident = pair?.Second + 1,
            CoincidentWith = pair?.First + 1,
            NetworkNanoseconds = Time(i => rounded.Evaluate(dataset.Row(i), outputs, scratch)),
            LookupNanoseconds = Time(i => lookup.Find(dataset.Row(i))),
            NetworkBytes = sizeof(double) * network.Parameters,
            LookupBytes = lookup.Bytes,
            Advice = "",
        };
        return limits with { Advice = Advise(limits) };

        (double Error, int Touched) In(FloatFormat format) => Errors(network, dataset, format, cancellation);

        double Time(Action<int> query) => timed ? Nanoseconds(dataset, query, cancellation) : double.NaN;
    }

    // How far answers may be off in a format, and how many untouched samples it moves.
    private static (double Error, int Touched) Errors(Network network, Dataset dataset, FloatFormat format,
        CancellationToken cancellation)
    {
        var low = Enclosure.OfFormat(network, format);
        var scratch = low.NewScratch();
        var (error, touched) = (0.0, 0);
        for (var i = 0; i < dataset.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            low.Evaluate(dataset.Row(i), scratch);
            var zero = true;
            for (var o = 0; o < dataset.Outputs; o++)
            {
                var (middle, radius) = (scratch.Middles[^1][o], scratch.Radii[^1][o]);
                zero &= middle == 0 && radius == 0;
                error = Math.Max(error, (Math.Abs(middle - dataset.Residual(i, o).ToDouble()) + radius) * (1 + 1e-15));
            }
            if (!zero && dataset.Residual(i) is null) touched++;
        }
        return (error, touched);
    }

    /// <summary>What would be better than the network, in words.</summary>
    internal static string Advise(Limits limits)
    {
        var ratio = limits.NetworkNanoseconds / limits.LookupNanoseconds;
        var facts = string.Create(CultureInfo.InvariantCulture,
            $"a lookup table answers a query in {limits.LookupNanoseconds:0} ns with {limits.LookupBytes} bytes, the network in {limits.NetworkNanoseconds:0} ns with {limits.NetworkBytes} bytes");
        if (limits.N == 0) return "Nothing is edited.";
        if (limits.Coincident is not null)
            return $"In float32 samples {limits.CoincidentWith} and {limits.Coincident} are one point: neither a network nor a lookup table tells them apart there; {facts}.";
        if (2L * limits.N > limits.K) return $"Most samples are edited: training the model anew is the better answer; {facts}.";
        if (limits.EditReach < 1e-3 * (limits.UntouchedReach ?? 1) || limits.EditReach == 0)
            return $"Edits hold at the samples themselves and hardly beside them, as those of a lookup table: that is the better answer where inputs come back bit for bit and the model can be wrapped; the network is where it must be a part of the graph; {facts}. Where inputs near an edited sample should be edited too, build with a radius, or train anew.";
        return ratio > 10 && limits.LookupBytes < limits.NetworkBytes
            ? $"A lookup table is {ratio.ToString("0", CultureInfo.InvariantCulture)} times as fast and smaller, but its edits hold at the samples alone; {facts}."
            : $"The edits hold near their samples, which those of a lookup table do not; {facts}. Where they should carry over to inputs far from all samples, train anew.";
    }

    /// <summary>The time of one query: the best of several rounds over all samples.</summary>
    internal static double Nanoseconds(Dataset dataset, Action<int> query, CancellationToken cancellation)
    {
        const int Rounds = 7, Queries = 4096;
        const double Faster = 0.9;
        // For so long nothing may have become faster: the compiler puts its best code in the place of its first while that runs.
        var settled = TimeSpan.FromSeconds(0.3);
        var best = double.PositiveInfinity;
        var since = Stopwatch.StartNew();
        for (var round = 0; round < Rounds || since.Elapsed < settled; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            for (var n = 0; n < Queries; n++) query(n % dataset.K);
            var time = clock.Elapsed.TotalNanoseconds / Queries;
            if (time < Faster * best) since.Restart();
            best = Math.Min(best, time);
        }
        return best;
    }
}
