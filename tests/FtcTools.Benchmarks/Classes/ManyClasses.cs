using System.Diagnostics;
using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks.Classes;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Proposition 3.2 at its own size: 10^6 samples of 1,000 classes, by default, built, rounded to float64 and
/// verified by class, sample by sample. Prints times and memory.
/// </summary>
internal static class ManyClasses
{
    public static void Run(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var classes = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000;
        var method = args.Length > 2 ? args[2] : "ClassHardTanhs";
        var seed = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1;
        var clock = Stopwatch.StartNew();
        var data = SyntheticData.OfClasses(count, 10, classes, 1);
        Say($"{data.K} samples, d = {data.Inputs}, {classes} classes, N = {data.N}");
        var network = Design.Build(data, new DesignOptions { Method = method, Seed = seed }).Network;
        Say($"{method}: {string.Join("-", network.Widths)}, {network.Neurons} neurons, {network.Parameters} parameters");
        var tenths = 0;
        var report = Verifier.Verify(network, data, Arithmetic.Float64, progress: new Every(share =>
        {
            for (; tenths < (int)(10 * share); tenths++) Say($"{10 * (tenths + 1)} % of the samples verified");
        }));
        Say($"verified in float64: {report.Passed}, {report.Mismatches} of {report.K} not proven in every order of summation, largest error of the evaluation itself {report.MaxError.ToString(CultureInfo.InvariantCulture)}, proven lead {report.Margin?.ToString(CultureInfo.InvariantCulture)}");

        void Say(string text) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds,8:0.0} s {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds,8:0.0} s CPU {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9,5:0.0} GB  {text}"));
    }

    // Called by every thread, at once.
    private sealed class Every(Action<double> say) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (say) say(value);
        }
    }
}
