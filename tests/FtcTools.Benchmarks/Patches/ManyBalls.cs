using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks.Patches;

/// <summary>
/// Edits that hold within a radius among many samples: K = 100,000, d = 64, N = 1,000 of ten values, by default. Prints neurons, seconds, also as a
/// ratio to one pass over the data, and memory beside the size of the data; run it with DOTNET_GCConserveMemory=7 to see what is live.
/// </summary>
internal static class ManyBalls
{
    private const int Inputs = 64;
    private const int Values = 10;

    public static void Run(string[] args)
    {
        var clustered = args is ["clustered", ..];
        var share = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 0;
        var (count, edits) = args.Length > 3 ? (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture)) : (100_000, 1_000);
        var data = Make(clustered, count, edits);
        var megabytes = 8.0 * count * Inputs / 1e6;
        var pass = Pass(data);
        var distance = Separation.Of(data, Norm.Infinity)!.Distance;
        var radius = share * distance / 2;
        Say($"{(clustered ? "clustered" : "Gaussian")}, K = {data.K}, d = {data.Inputs}, N = {data.N}: {megabytes:0} MB; one pass {pass * 1e3:0.0} ms; r = {radius:0.####} of less than {distance / 2:0.####}; {Peak():0} MB with the runtime before the build");

        var (clock, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var network = Design.Build(data, new DesignOptions { Method = "Polytope", Radius = radius }).Network;
        var built = clock.Elapsed.TotalSeconds;
        Say($"{network.Neurons} neurons ({network.Widths[0]} facets, {network.Widths[1]} units) in {built:0.0} s, {built / pass:0} passes, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0.0} s CPU");
        clock.Restart();
        var report = Verifier.Verify(network, data, Arithmetic.Float64);
        Say($"verified in {clock.Elapsed.TotalSeconds:0.0} s: passed {report.Passed}, touched {report.Touched}, radius {report.Radius:0.####}");
        Say($"peak {Peak():0} MB, {Peak() / megabytes:0.0} times the data; live at the end {GC.GetTotalMemory(forceFullCollection: true) / 1e6:0} MB");
    }

    private static double Peak() => Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    // Seconds: the best of several.
    private static double Pass(Dataset data)
    {
        var (w, best, sum) = (data.Row(0).ToArray(), double.PositiveInfinity, 0.0);
        for (var round = 0; round < 20; round++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < data.K; i++) sum += TensorPrimitives.Dot(data.Row(i), w);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return double.IsFinite(sum) ? best : double.NaN;
    }

    // Gaussian, or around a hundred centres; an edit is a random sample and gets one of the values.
    private static Dataset Make(bool clustered, int count, int edits)
    {
        var random = new Random(1);
        var centres = Enumerable.Range(0, clustered ? 100 : 1).Select(_ => Gauss(clustered ? 1 : 0, new double[Inputs])).ToArray();
        var edited = new HashSet<int>();
        while (edited.Count < edits) edited.Add(random.Next(count));
        var builder = new DatasetBuilder(Inputs, Values);
        for (var i = 0; i < count; i++)
        {
            var z = new Rational[Values];
            if (edited.Contains(i)) z[random.Next(Values)] = 8;
            builder.Add(Gauss(clustered ? 0.3 : 1, centres[random.Next(centres.Length)]), z);
        }
        return builder.Build("balls");

        double[] Gauss(double scale, double[] around) => [.. around.Select(c => c + scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }
}
