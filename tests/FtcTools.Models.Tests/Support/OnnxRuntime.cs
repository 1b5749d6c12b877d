using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace FtcTools.Models.Tests.Support;

/// <summary>
/// ONNX Runtime on the CPU, through Node.js: the npm package onnxruntime-node, installed once without its scripts into the folder that
/// FTC_ONNXRUNTIME names, or one in the folder for temporary files.
/// </summary>
internal static class OnnxRuntime
{
    private const string Package = "onnxruntime-node@1.30.0";

    private const string Script = """
        const ort = require('onnxruntime-node'), fs = require('fs');
        (async () => {
          for (const job of JSON.parse(fs.readFileSync(process.argv[2]))) {
            const session = await ort.InferenceSession.create(job.model);
            const type = job.wide ? Float64Array : Float32Array, width = job.shape.reduce((a, b) => a * b);
            const bytes = fs.readFileSync(job.features), all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
            const parts = [];
            for (let at = 0; at < all.length; at += job.batch * width) {
              const rows = type.from(all.subarray(at, at + job.batch * width));
              const x = new ort.Tensor(job.wide ? 'float64' : 'float32', rows, [rows.length / width, ...job.shape]);
              const y = (await session.run({ [session.inputNames[0]]: x }))[job.output];
              parts.push(Buffer.from(y.data.buffer, y.data.byteOffset, y.data.byteLength));
            }
            fs.writeFileSync(job.result, Buffer.concat(parts));
          }
        })().catch(e => { console.error(e); process.exit(1); });
        """;

    private static readonly Lazy<(string? Folder, string? Reason)> s_installed = new(Install);

    /// <summary>One model to run.</summary>
    /// <param name="Wide">Whether it takes and gives float64.</param>
    /// <param name="Shape">Of the features behind the batch.</param>
    public sealed record Job(string Model, string Output, bool Wide, int Batch, params int[] Shape);

    /// <summary>The outputs of every job at all samples, one after the other, as float64. Skips the test where there is no runtime.</summary>
    public static double[][] Run(string folder, double[] features, params Job[] jobs)
    {
        var (installed, reason) = s_installed.Value;
        Assert.SkipWhen(reason is not null, reason!);
        File.WriteAllBytes(Path.Combine(folder, "features.bin"), MemoryMarshal.AsBytes<double>(features).ToArray());
        File.WriteAllText(Path.Combine(folder, "jobs.json"), JsonSerializer.Serialize(jobs.Select((job, j) => new
        {
            model = job.Model,
            output = job.Output,
            wide = job.Wide,
            batch = job.Batch,
            shape = job.Shape,
            features = Path.Combine(folder, "features.bin"),
            result = Path.Combine(folder, $"result{j}.bin"),
        })));
        File.WriteAllText(Path.Combine(installed!, "run.js"), Script);
        var (code, text) = Start("node", installed!, "run.js", Path.Combine(folder, "jobs.json"));
        Assert.True(code == 0, text);
        return [.. jobs.Select((job, j) =>
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, $"result{j}.bin"));
            return job.Wide ? MemoryMarshal.Cast<byte, double>(bytes).ToArray() : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), v => (double)v);
        })];
    }

    private static (string? Folder, string? Reason) Install()
    {
        var folder = Environment.GetEnvironmentVariable("FTC_ONNXRUNTIME") is { Length: > 0 } chosen ? chosen : Path.Combine(Path.GetTempPath(), "ftc-" + Package.Replace('@', '-'));
        try
        {
            var major = Start("node", ".", "--version") is (0, var version) ? int.Parse(version.Trim().TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture) : 0;
            if (major < 18) return (null, "Node.js 18 or later is not installed");
            if (Directory.Exists(Path.Combine(folder, "node_modules", "onnxruntime-node"))) return (folder, null);
            // Whoever is first gives the folder its name.
            var staging = $"{folder}-{Guid.NewGuid():n}";
            Directory.CreateDirectory(staging);
            File.WriteAllText(Path.Combine(staging, "package.json"), "{ \"private\": true }");
            var (code, text) = Start(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", staging, "install", "--ignore-scripts", "--no-audit", "--no-fund", Package);
            if (code == 0 && !Directory.Exists(folder)) Directory.Move(staging, folder);
            else Directory.Delete(staging, recursive: true);
            return code == 0 ? (folder, null) : (null, $"{Package} cannot be installed: {text.Trim()}");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or FormatException)
        {
            return (null, $"Node.js and npm are not installed: {e.Message}");
        }
    }

    private static (int Code, string Text) Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
