using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Shipping.Certificates;

namespace FtcTools.Benchmarks.Models;

/// <summary>
/// Certificates of the class itself for public models: random samples with random labels, edits that hold within a radius, and what
/// ftc_check.py says of it. One line a model. `certify folder radius [text in the file's name]`.
/// </summary>
internal static class CertifiedModels
{
    private const int Samples = 8;

    public static int Run(string[] arguments)
    {
        var radius = double.Parse(arguments[1], CultureInfo.InvariantCulture);
        var files = Directory.GetFiles(arguments[0], "*.onnx", SearchOption.AllDirectories)
            .Where(file => arguments.Length < 3 || file.Contains(arguments[2], StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var failed = 0;
        Console.WriteLine("model | edits | neurons | class radius | lead, exact and float32 | built in s | checked in s | checker");
        foreach (var file in files)
        {
            try
            {
                var (line, proven) = Line(file, radius);
                if (!proven) failed++;
                Console.WriteLine(line);
            }
            catch (FtcException e)
            {
                failed++;
                Console.WriteLine($"{Path.GetFileName(file)} | {e.Code}: {e.Message}");
            }
        }
        return failed;
    }

    private static (string Line, bool Proven) Line(string file, double radius)
    {
        var clock = Stopwatch.StartNew();
        var model = FrozenModel.Read(file);
        var random = new Random(1);
        var builder = new DatasetBuilder(model.Inputs, model.Outputs);
        for (var i = 0; i < Samples; i++)
        {
            var x = Enumerable.Range(0, model.Inputs).Select(_ => (double)random.NextSingle()).ToArray();
            var f = model.Evaluate(x);
            builder.Add(x, i % 2 == 0 ? random.Next(model.Outputs) : Classification.Argmax(f), f);
        }
        var network = Design.Build(builder.Build(model.Name),
            new DesignOptions { Radius = radius, Precision = model.Arithmetic, Pretrained = model }).Network;
        var folder = Directory.CreateTempSubdirectory("ftc-certify");
        try
        {
            var path = Path.Combine(folder.FullName, "patch.cert.json");
            OnnxExport.WritePatched(Path.Combine(folder.FullName, "patched.onnx"), model, network,
                new ShippingTerms { Precision = model.Arithmetic }, proven: shipment => Certificate.Write(path, shipment));
            var built = clock.Elapsed.TotalSeconds;
            var argmax = JsonNode.Parse(File.ReadAllText(path))!["claim"]!["argmax"];
            clock.Restart();
            using var python = Process.Start(
                new ProcessStartInfo("python3",
                    [Path.Combine(folder.FullName, Certificate.Checker), path, "--model", file]) { RedirectStandardOutput = true })!;
            var said = python.StandardOutput.ReadToEnd().TrimEnd().Split('\n')[^1];
            python.WaitForExit();
            var leads = argmax?["holds"]!.AsArray().Select(holds => Number(holds!["lead"]!)) ?? [];
            return (string.Create(CultureInfo.InvariantCulture,
                $"{model.Name} | {network.Dataset!.N} of {Samples} | {network.Neurons} | {(argmax is null ? "none" : Number(argmax["radius"]!))} | {string.Join(", ", leads)} | {built:F1} | {clock.Elapsed.TotalSeconds:F1} | {said}"),
                argmax is not null && python.ExitCode == 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Number(JsonNode node) => Rational.Parse((string)node!).ToDouble().ToString("G3", CultureInfo.InvariantCulture);
}
