using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Shipping;
using FtcTools.Verification;

namespace FtcTools.Benchmarks;

/// <summary>
/// The digits model, patched, on all 1,797 samples: this library and ONNX Runtime in turn, round by round. `dotnet run -c Release -- onnxruntime FOLDER`, where FOLDER
/// holds node_modules with onnxruntime-node (`npm install --ignore-scripts onnxruntime-node`).
/// </summary>
internal static class AgainstOnnxRuntime
{
    private const int Rounds = 5;

    private const string Script = """
        const [, , model, features, folder] = process.argv;
        const ort = require(require('path').join(folder, 'node_modules', 'onnxruntime-node')), fs = require('fs');
        (async () => {
          const session = await ort.InferenceSession.create(model), bytes = fs.readFileSync(features);
          const all = Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)), K = all.length / 64;
          const time = async (batch, runs) => {
            const feeds = [];
            for (let at = 0; at < K; at += batch) feeds.push({ x: new ort.Tensor('float32', all.subarray(at * 64, (at + batch) * 64), [Math.min(batch, K - at), 64]) });
            for (const feed of feeds) await session.run(feed);
            const start = process.hrtime.bigint();
            for (let run = 0; run < runs; run++) for (const feed of feeds) await session.run(feed);
            return Number(process.hrtime.bigint() - start) / runs / K;
          };
          console.log(await time(K, 50), await time(1, 1));
        })();
        """;

    public static void Run(string folder)
    {
        var examples = Path.Combine(AppContext.BaseDirectory, "../../../../../examples");
        var model = FrozenModel.Read(Path.Combine(examples, "onnx-patch/digits-mlp.onnx"));
        var data = CsvFile.Read(Path.Combine(examples, "quickstart/digits.csv"), new() { Features = ["x0..x63"], Label = ["label"], Pretrained = model, Classification = true });
        var network = Design.Build(data, new() { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        var work = Directory.CreateTempSubdirectory("ftc-").FullName;
        try
        {
            var (file, script, features) = (Path.Combine(work, "patched.onnx"), Path.Combine(work, "run.js"), Path.Combine(work, "x.bin"));
            OnnxExport.WritePatched(file, model, network, new ShippingTerms { Precision = Arithmetic.Float32 });
            var rows = Enumerable.Range(0, data.K).SelectMany(i => data.Row(i).ToArray()).ToArray();
            File.WriteAllBytes(features, MemoryMarshal.AsBytes<double>(rows).ToArray());
            File.WriteAllText(script, Script);
            var patched = FrozenModel.Read(file);
            Console.WriteLine("round  ours, batch  ours, one by one  ONNX Runtime, batch  ONNX Runtime, one by one   (nanoseconds a sample)");
            for (var round = 1; round <= Rounds; round++)
            {
                var batch = Time(50, () => patched.Evaluate(rows.AsMemory()));
                var single = Time(5, () =>
                {
                    for (var i = 0; i < data.K; i++) patched.Evaluate(data.Row(i));
                });
                var runtime = Runtime(script, file, features, folder);
                Console.WriteLine($"{round,5}  {Text.Of(Math.Round(batch)),11}  {Text.Of(Math.Round(single)),16}  {Text.Of(Math.Round(runtime[0])),19}  {Text.Of(Math.Round(runtime[1])),24}");
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

    private static double[] Runtime(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }
}
