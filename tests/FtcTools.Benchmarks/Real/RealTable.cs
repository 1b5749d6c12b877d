using System.Diagnostics;
using System.Numerics.Tensors;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Training;
using FtcTools.Verification;

namespace FtcTools.Benchmarks.Real;

/// <summary>
/// Patches that ship (float32, untouched to the last bit, by Auto) of a trained model on a dozen kinds of data: neurons beside 3 ceil(N/d),
/// seconds beside those of one pass over the features, and what else would do: a lookup table, and the model trained on. A table keeps the
/// target where it takes at most 1.5 times 3 ceil(N/d) neurons and 12, and 10 seconds of processor time, which a machine with other work
/// does not lengthen. Where columns depend on one another a hyperplane goes through as many edits as their rank: a table that keeps the
/// target of its rank alone is told apart.
/// </summary>
internal static class RealTable
{
    private const int Seed = 1;
    private const string Head =
        "| data | K | N | d | method | neurons | 3 ceil(N/d) | seconds | CPU | one pass (ms) | float32 proven | moved | table (kB) | patch (kB) | retrained: right of N | lost | seconds | target |";

    /// <param name="args">Parts of the names of kinds, all of them by default; the first may be a time limit in seconds.</param>
    public static void Run(string[] args)
    {
        var limit = TimeSpan.FromSeconds(args.Length > 0 && int.TryParse(args[0], out var seconds) ? seconds : 60);
        var wanted = args.Where(name => !int.TryParse(name, out _)).ToArray();
        Console.WriteLine(Head);
        Console.WriteLine(string.Concat(Enumerable.Repeat("|---", Head.Count(c => c == '|') - 1)) + "|");
        foreach (var kind in RealKind.All.Where(kind => wanted.Length == 0
            || wanted.Any(part => kind.Name.Contains(part, StringComparison.OrdinalIgnoreCase))))
            Console.WriteLine(FormattableString.Invariant($"{Row(kind, limit)}"));
    }

    private static string Row(RealKind kind, TimeSpan limit)
    {
        var instance = new RealInstance(kind, Seed);
        var data = instance.Data;
        var pass = Pass(data);
        var least = Least(data, data.Inputs);
        var (clock, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        string patch;
        string verdict;
        try
        {
            var network = Design.Build(data,
                new DesignOptions { Precision = Arithmetic.Float32, Untouched = Untouched.Exact, TimeLimit = limit }).Network;
            var report = Verifier.Verify(network, data, Arithmetic.Float32);
            var (wall, cpu) = (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            patch = FormattableString.Invariant(
                $"{report.Method} | {network.Neurons} | {least} | {wall:0.00} | {cpu:0.00} | {pass * 1e3:0.000} | {(report.Passed ? "yes" : $"no: {report.Mismatches}")} | {report.Touched} | {new LookupTable(data).Bytes / 1e3:0} | {4e-3 * report.Parameters:0}");
            verdict = !kind.IsTable ? "" : cpu > 10 ? "**broken**" : network.Neurons <= Most(least) ? "kept"
                : new Problem(data).Cloud.Rank is var rank && network.Neurons <= Most(Least(data, rank)) ? $"kept by rank {rank}"
                : "**broken**";
        }
        catch (FtcException e)
        {
            patch = FormattableString.Invariant(
                $"{e.Code} | none | {least} | {clock.Elapsed.TotalSeconds:0.00} | {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0.00} | {pass * 1e3:0.000} | no | | {new LookupTable(data).Bytes / 1e3:0} | ");
            verdict = "**broken**";
        }
        var (right, lost, trained) = instance.Retrain();
        return FormattableString.Invariant(
            $"| {kind.Name} | {data.K} | {data.N} | {data.Inputs} | {patch} | {right} | {lost} | {trained:0.0} | {verdict} |");
    }

    private static int Least(Dataset data, int dimension) => 3 * ((data.N + dimension - 1) / dimension);

    private static double Most(int least) => 1.5 * least + 12;

    // Seconds to read all features once: the best of several.
    private static double Pass(Dataset data)
    {
        var (w, best, sum) = (data.Row(0).ToArray(), double.PositiveInfinity, 0.0);
        for (var round = 0; round < 5; round++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < data.K; i++) sum += TensorPrimitives.Dot(data.Row(i), w);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        GC.KeepAlive(sum);
        return best;
    }
}
