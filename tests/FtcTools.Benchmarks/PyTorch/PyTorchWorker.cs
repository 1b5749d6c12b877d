using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using FtcTools.Networks;
using FtcTools.Training;

namespace FtcTools.Benchmarks.PyTorch;

/// <summary>A Python process that trains one network after the other in a single thread.</summary>
internal sealed class PyTorchWorker : IDisposable
{
    private static readonly JsonSerializerOptions s_names = new(JsonSerializerDefaults.Web);

    private readonly Process _process;

    private PyTorchWorker(Process process, string version) => (_process, Version) = (process, version);

    public string Version { get; }

    /// <summary>Null, and the reason, where there is no Python with PyTorch.</summary>
    public static PyTorchWorker? Start(out string reason)
    {
        reason = "there is no python3";
        // The system's Python has the distribution's PyTorch; another one may come first on the path.
        foreach (var python in (string[])["/usr/bin/python3", "python3", "python"])
        {
            var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "train.py")]) { RedirectStandardInput = true,
                RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = "1";
            // Settings for old OpenBLAS versions would slow PyTorch down.
            start.Environment.Remove("OPENBLAS_CORETYPE");
            start.Environment.Remove("OPENBLAS_L2_SIZE");
            try
            {
                var process = Process.Start(start)!;
                if (process.StandardOutput.ReadLine() is { } line)
                    return new(process, JsonDocument.Parse(line).RootElement.GetProperty("version").GetString()!);
                reason = $"{python}: {process.StandardError.ReadToEnd().TrimEnd().Split('\n')[^1]}";
                process.Dispose();
            }
            catch (Win32Exception)
            {
            }
        }
        return null;
    }

    public Outcome Train(TrainingSet set, Network start, TrainingOptions options)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new
        {
            options.Steps,
            Rate = options.LearningRate,
            X = Enumerable.Range(0, set.Count).Select(i => set.Row(i).ToArray()),
            Z = Enumerable.Range(0, set.Count).Select(i => set.Target(i).ToArray()),
            Layers = start.Layers.Select(layer => new object[]
            {
                Enumerable.Range(0, layer.Neurons).Select(r => layer.Weights(r).ToArray().Select(w => w.ToDouble())),
                Enumerable.Range(0, layer.Neurons).Select(r => layer.Bias(r).ToDouble()),
            }),
        }, s_names));
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() is { } line
            ? JsonSerializer.Deserialize<Outcome>(line, s_names)!
            : throw new InvalidOperationException($"PyTorch ended: {_process.StandardError.ReadToEnd()}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <param name="Loss">After the last step, in float64.</param>
    /// <param name="Wall">Seconds.</param>
    /// <param name="Cpu">Seconds.</param>
    internal sealed record Outcome(double Loss, double Wall, double Cpu);
}
