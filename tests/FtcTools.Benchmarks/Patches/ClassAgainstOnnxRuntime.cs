using System.Diagnostics;
using System.Globalization;
using FtcTools.Patching;
using FtcTools.Constructions;
using FtcTools.Onnx;
using FtcTools.Shipping;

namespace FtcTools.Benchmarks.Patches;

/// <summary>
/// The patch of the digits, one sample at a time in float64: the generated class against the same network in ONNX Runtime on one thread, in
/// turns within one run. `dotnet run -c Release -- class`.
/// </summary>
internal static class ClassAgainstOnnxRuntime
{
    private const int Rounds = 9;

    public static void Run()
    {
        var data = DigitsPatch.Data();
        double[][] rows = [.. Enumerable.Range(0, data.K).Select(i => data.Row(i).ToArray())];
        var work = Directory.CreateTempSubdirectory("ftc-").FullName;
        try
        {
            var model = Path.Combine(work, "patch.onnx");
            OnnxExport.Write(model, Shipment.Of(Design.Build(data, new() { Untouched = Untouched.Exact }).Network, new()));
            using var runtime = new OneThread(model);
            var tensors = Array.ConvertAll(rows, row => OneThread.Tensor(row, 1));
            Array.ForEach(tensors, runtime.Run);
            PatchThroughput.WarmUp(() => Evaluate(rows));
            var (theirs, ours, sink) = (new List<double>(), new List<double>(), Evaluate(rows));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            sink += Evaluate(rows);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            for (var round = 0; round < Rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                Array.ForEach(tensors, runtime.Run);
                theirs.Add(clock.Elapsed.TotalNanoseconds / rows.Length);
                clock.Restart();
                sink += Evaluate(rows);
                ours.Add(clock.Elapsed.TotalNanoseconds / rows.Length);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"ns a sample, median of {Rounds}: ONNX Runtime {Median(theirs):0}, generated class {Median(ours):0}, ratio {Median(theirs) / Median(ours):0.0}; best: {theirs.Min():0}, {ours.Min():0}, ratio {theirs.Min() / ours.Min():0.0}; the class allocates {allocated} bytes (sum {sink:R})"));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static double Evaluate(double[][] rows)
    {
        var sum = 0.0;
        foreach (var row in rows) sum += DigitsClass.Evaluate(row);
        return sum;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
