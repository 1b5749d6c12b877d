using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FtcTools.Constructions;
using FtcTools.Onnx;
using FtcTools.Shipping;

namespace FtcTools.Benchmarks.Patches;

/// <summary>
/// The patch of the digits, one sample at a time in float64: the generated class against the same network in ONNX Runtime (onnxruntime-node, one thread), in
/// turns within one run. `dotnet run -c Release -- class FOLDER`, where FOLDER holds node_modules with onnxruntime-node.
/// </summary>
internal static class ClassAgainstOnnxRuntime
{
    private const int Rounds = 9;

    public static void Run(string folder)
    {
        var data = DigitsPatch.Data();
        double[][] rows = [.. Enumerable.Range(0, data.K).Select(i => data.Row(i).ToArray())];
        var work = Directory.CreateTempSubdirectory("ftc-").FullName;
        try
        {
            var (model, features) = (Path.Combine(work, "patch.onnx"), Path.Combine(work, "x.bin"));
            OnnxExport.Write(model, Shipment.Of(Design.Build(data, new() { Untouched = Untouched.Exact }).Network, new()));
            File.WriteAllBytes(features, MemoryMarshal.AsBytes<double>(rows.SelectMany(row => row).ToArray()).ToArray());
            var script = Path.Combine(AppContext.BaseDirectory, "throughput.js");
            using var node = Process.Start(new ProcessStartInfo("node", [script, folder, model, features, data.Inputs.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            if (node.StandardOutput.ReadLine() is var answer && answer != "ready")
            {
                Console.WriteLine(answer);
                return;
            }
            PatchThroughput.WarmUp(() => Evaluate(rows));
            var (theirs, ours, sink) = (new List<double>(), new List<double>(), Evaluate(rows));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            sink += Evaluate(rows);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            for (var round = 0; round < Rounds; round++)
            {
                node.StandardInput.WriteLine();
                theirs.Add(double.Parse(node.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
                var clock = Stopwatch.StartNew();
                sink += Evaluate(rows);
                ours.Add(clock.Elapsed.TotalNanoseconds / rows.Length);
            }
            node.StandardInput.Close();
            node.WaitForExit();
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
