using System.Diagnostics;
using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks.Scale;

/// <summary>
/// Edits among very many samples: neurons, seconds and memory of building and proving a network that ships in float32, untouched samples
/// exact.
/// </summary>
internal static class ManySamples
{
    private const string Usage =
        "usage: scale clustered|gaussian|table K N d [radius [time limit in seconds]] [--disk memory limit, such as 1GB]";

    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        var disk = 0L;
        if (args is [.. var before, "--disk", var limit] && ByteCount.TryParse(limit, out disk)) args = before;
        var numbers = args.Skip(1)
            .Select(arg => double.TryParse(arg, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN)
            .ToArray();
        if (args.Length is < 4 or > 6 || args[0] is not ("clustered" or "gaussian" or "table") || numbers.Any(double.IsNaN))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        var made = new MadeSamples(args[0], (int)numbers[0], (int)numbers[1], (int)numbers[2]);
        var (radius, time) = (numbers.ElementAtOrDefault(3), TimeSpan.FromSeconds(numbers.Length > 4 ? numbers[4] : 1800));
        if (disk > 0) SamplesOnDisk.Run(made, args[0], radius, time, disk);
        else InMemory(made, args[0], radius, time);
        return 0;
    }

    private static void InMemory(MadeSamples made, string kind, double radius, TimeSpan limit)
    {
        var megabytes = 4.0 * made.K * made.Inputs / 1e6;
        var data = Make(made);
        Say($"{kind}: K = {data.K}, N = {data.N}, d = {data.Inputs}, r = {radius}; the features in float32 are {megabytes:0} MB; with the samples the process took at most {Peak():0} MB");
        Build(data, radius, limit);
        Say($"process: at most {Peak():0} MB, {Peak() / megabytes:0.00} times the features in float32");
    }

    /// <summary>Builds and proves a network.</summary>
    internal static void Build(Dataset data, double radius, TimeSpan limit)
    {
        var (clock, before) = (Stopwatch.StartNew(), Cpu());
        try
        {
            var result = Design.Build(data,
                new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact, Radius = radius, TimeLimit = limit },
                new Steps(clock));
            Say($"{result.Network.Neurons} neurons ({result.Network.Shape}) by {result.Network.Origin.Method} in {clock.Elapsed.TotalSeconds:0.0} s, {Cpu() - before:0.0} s CPU; {result.Attempts[^1].Outcome}");
            clock.Restart();
            var report = Verifier.Verify(result.Network, data, Arithmetic.Float32);
            Say($"float32: passed {report.Passed}, touched {report.Touched}, radius {report.Radius:0.###e+0}, verified in {clock.Elapsed.TotalSeconds:0.0} s");
        }
        catch (FtcException e)
        {
            Say($"none in {clock.Elapsed.TotalSeconds:0.0} s: {e.Message}");
        }
    }

    private static Dataset Make(MadeSamples made)
    {
        var builder = new DatasetBuilder(made.Inputs, MadeSamples.Classes, made.K);
        var (x, f) = (new float[made.Inputs], new float[MadeSamples.Classes]);
        var (wide, answers) = (new double[x.Length], new double[f.Length]);
        for (var i = 0; i < made.K; i++)
        {
            var label = made.Fill(i, x, f);
            for (var j = 0; j < x.Length; j++) wide[j] = x[j];
            for (var c = 0; c < f.Length; c++) answers[c] = f[c];
            builder.Add(wide, label, answers);
        }
        return builder.Build("made");
    }

    internal static double Peak() => Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;

    internal static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    internal static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private sealed class Steps(Stopwatch clock) : IProgress<string>
    {
        public void Report(string value) =>
            Console.Error.WriteLine(FormattableString.Invariant($"  {clock.Elapsed.TotalSeconds:0.0} s: {value}"));
    }
}
