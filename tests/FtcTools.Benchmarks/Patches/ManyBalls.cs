using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks.Patches;

/// <summary>
/// Edits that hold within a radius among many samples: K = 100,000, d = 64, N = 1,000 of ten values, by default. Prints neurons, seconds,
/// also as a ratio to one pass over the data, and memory beside the size of the data: of the process, and what the managed heap held at
/// most after a collection. With DOTNET_GCHeapHardLimit=0x61A8000 that heap never has more than twice the data, which is enough without a
/// radius, and for the build with one.
/// </summary>
internal static class ManyBalls
{
    private const int Inputs = 64;
    private const int Values = 10;
    private const string Usage =
        "usage: balls Gaussian|clustered [share of the largest radius, 0 to below 1 [samples edits]], or: balls write Gaussian|clustered file.csv";

    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        var write = args is ["write", _, _];
        if (write) args = args[1..];
        var (share, count, edits) = (0.0, 100_000, 1_000);
        if (args is not [var kind, .. var rest] || !(Is("clustered") || Is("Gaussian")) || !(write || Numbers()))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        if (write) Write(Make(Is("clustered"), count, edits), args[1]);
        else Measure(Is("clustered"), share, count, edits);
        return 0;

        bool Is(string name) => string.Equals(kind, name, StringComparison.OrdinalIgnoreCase);

        bool Numbers() => rest.Length is 0 or 1 or 3
            && (rest.Length < 1 || (double.TryParse(rest[0], NumberStyles.Float, CultureInfo.InvariantCulture, out share)
                && share is >= 0 and < 1))
            && (rest.Length < 3 || (int.TryParse(rest[1], CultureInfo.InvariantCulture, out count)
                && int.TryParse(rest[2], CultureInfo.InvariantCulture, out edits) && edits > 0 && edits < count));
    }

    private static void Measure(bool clustered, double share, int count, int edits)
    {
        var (megabytes, runtime) = (8.0 * count * Inputs / 1e6, Environment.WorkingSet / 1e6);
        var data = Make(clustered, count, edits);
        var made = Environment.WorkingSet / 1e6;
        var pass = Pass(data);
        var distance = Separation.Of(data, Norm.Infinity)!.Distance;
        var radius = share * distance / 2;
        Say($"{(clustered ? "clustered" : "Gaussian")}, K = {data.K}, d = {data.Inputs}, N = {data.N}: {megabytes:0} MB; one pass {pass * 1e3:0.0} ms; r = {radius:0.####} of less than {distance / 2:0.####}");

        using var heap = new Heap();
        var (clock, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var allocated = GC.GetTotalAllocatedBytes();
        var network = Design.Build(data, new DesignOptions { Method = "Polytope", Radius = radius }).Network;
        var built = clock.Elapsed.TotalSeconds;
        Say($"{network.Neurons} neurons ({network.Widths[0]} facets, {network.Widths[1]} units) in {built:0.0} s, {built / pass:0} passes, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0.0} s CPU, {(GC.GetTotalAllocatedBytes() - allocated) / 1e6:0} MB allocated in all");
        var (peak, most) = (Peak(), heap.Most / 1e6);
        clock.Restart();
        var report = Verifier.Verify(network, data, Arithmetic.Float64);
        Say($"verified in {clock.Elapsed.TotalSeconds:0.0} s: passed {report.Passed}, touched {report.Touched}, radius {report.Radius:0.####}");
        Say($"process: {runtime:0} MB before the data, {made:0} with it, at most {peak:0} until the network stood ({peak / megabytes:0.0} times the data) and {Peak():0} until it was verified");
        Say($"managed heap: at most {most:0} MB until the network stood ({most / megabytes:0.0} times the data) and {heap.Most / 1e6:0} until it was verified; {GC.GetTotalMemory(forceFullCollection: true) / 1e6:0} at the end");
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
        var builder = new DatasetBuilder(Inputs, Values, count);
        var nothing = new Rational[Values];
        for (var i = 0; i < count; i++)
        {
            var z = nothing;
            if (edited.Contains(i)) (z = new Rational[Values])[random.Next(Values)] = 8;
            builder.Add(Gauss(clustered ? 0.3 : 1, centres[random.Next(centres.Length)]), z);
        }
        return builder.Build("balls");

        double[] Gauss(double scale, double[] around) =>
            [.. around.Select(c => c
                + scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    // For Import-FtcDataset -Features x0..x63 -Residual z0..z9.
    private static void Write(Dataset data, string file)
    {
        using var text = new StreamWriter(file);
        text.WriteLine(string.Join(',',
            [.. Enumerable.Range(0, Inputs).Select(j => $"x{j}"), .. Enumerable.Range(0, Values).Select(o => $"z{o}")]));
        for (var i = 0; i < data.K; i++)
        {
            foreach (var x in data.Row(i)) text.Write(x.ToString("R", CultureInfo.InvariantCulture) + ",");
            text.WriteLine(string.Join(',', Enumerable.Range(0, Values).Select(o => data.Residual(i, o).IsZero ? "0" : "8")));
        }
    }

    // What is left after each collection, looked at many times a second.
    private sealed class Heap : IDisposable
    {
        private readonly Lock _looking = new();
        private readonly Timer _timer;
        private long _most;

        public Heap() => _timer = new(_ => Look(), null, 0, 10);

        public long Most => Look();

        public void Dispose() => _timer.Dispose();

        private long Look()
        {
            lock (_looking) return _most = Math.Max(_most, GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes);
        }
    }
}
