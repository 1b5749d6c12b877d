using System.Diagnostics;
using FtcTools.Patching;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Runtime;
using FtcTools.Shipping;
using FtcTools.Verification;

namespace FtcTools.Benchmarks;

/// <summary>
/// The digits model, patched, on all 1,797 samples: this library and ONNX Runtime on one thread in turn, round by round.
/// `dotnet run -c Release -- onnxruntime`.
/// </summary>
internal static class AgainstOnnxRuntime
{
    private const int Rounds = 5;

    public static void Run()
    {
        var examples = Path.Combine(AppContext.BaseDirectory, "../../../../../examples");
        var model = FrozenModel.Read(Path.Combine(examples, "onnx-patch/digits-mlp.onnx"));
        var data = DataFile.Read(Path.Combine(examples, "quickstart/digits.csv"),
            new() { Features = ["x0..x63"], Label = ["label"], Point = PatchPoint.Of(OnnxModel.Read(model.File)), Classification = true });
        var network = Design.Build(data, new() { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        var work = Directory.CreateTempSubdirectory("ftc-").FullName;
        try
        {
            var file = Path.Combine(work, "patched.onnx");
            OnnxExport.WritePatched(file, model, network, new ShippingTerms { Precision = Arithmetic.Float32 });
            var rows = Enumerable.Range(0, data.K).SelectMany(i => data.Row(i).ToArray()).ToArray();
            using var runtime = new OneThread(file);
            using var all = OneThread.Tensor(Array.ConvertAll(rows, value => (float)value), data.K);
            var each = Enumerable.Range(0, data.K)
                .Select(i => OneThread.Tensor(Array.ConvertAll(data.Row(i).ToArray(), value => (float)value), 1)).ToList();
            var patched = FrozenModel.Read(file);
            Console.WriteLine("round  ours, batch  ours, one by one  ONNX Runtime, batch  ONNX Runtime, one by one   (nanoseconds a sample)");
            for (var round = 1; round <= Rounds; round++)
            {
                var batch = Time(50, () => patched.Evaluate(rows.AsMemory()));
                var single = Time(5, () =>
                {
                    for (var i = 0; i < data.K; i++) patched.Evaluate(data.Row(i));
                });
                var theirs = Time(50, () => runtime.Run(all));
                var theirsSingle = Time(5, () => each.ForEach(runtime.Run));
                Console.WriteLine($"{round,5}  {Text.Of(Math.Round(batch)),11}  {Text.Of(Math.Round(single)),16}  {Text.Of(Math.Round(theirs)),19}  {Text.Of(Math.Round(theirsSingle)),24}");
            }

            double Time(int runs, Action action)
            {
                action();
                var clock = Stopwatch.StartNew();
                for (var run = 0; run < runs; run++) action();
                return clock.Elapsed.TotalNanoseconds / runs / data.K;
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
