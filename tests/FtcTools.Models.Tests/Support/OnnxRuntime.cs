using Microsoft.ML.OnnxRuntime;

namespace FtcTools.Models.Tests.Support;

/// <summary>ONNX Runtime itself on the CPU, in every way in which a file may be run elsewhere.</summary>
internal static class OnnxRuntime
{
    /// <summary>One way to run a file.</summary>
    /// <param name="Batch">Samples a call.</param>
    /// <param name="Optimised">Whether nodes are fused and reordered.</param>
    public sealed record Way(int Batch, int Threads, bool Optimised);

    /// <summary>Samples one by one, by seven and all at once, on one and two threads, with and without optimisation.</summary>
    public static IEnumerable<Way> Ways(int all) =>
        from batch in (int[])[1, 7, all] from threads in (int[])[1, 2] from optimised in (bool[])[true, false] select new Way(batch,
            threads, optimised);

    /// <summary>An output at all samples, one after the other, as float64.</summary>
    /// <param name="wide">Whether the model takes and gives float64.</param>
    /// <param name="shape">Of the features behind the batch.</param>
    public static double[] Run(string model, string output, bool wide, double[] features, int[] shape, Way way)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = way.Threads,
            GraphOptimizationLevel = way.Optimised ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        using var session = new InferenceSession(model, options);
        return wide
            ? Run(session, output, features, shape, way.Batch)
            : Array.ConvertAll(Run(session, output, Array.ConvertAll(features, value => (float)value), shape, way.Batch),
                value => (double)value);
    }

    private static T[] Run<T>(InferenceSession session, string output, T[] features, int[] shape, int batch)
        where T : unmanaged
    {
        var width = shape.Aggregate(1, (product, length) => product * length);
        var results = new List<T>();
        using var options = new RunOptions();
        for (var at = 0; at < features.Length; at += batch * width)
        {
            var rows = features.AsMemory(at, Math.Min(batch * width, features.Length - at));
            using var x = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, rows, [rows.Length / width, .. shape]);
            using var outputs = session.Run(options, [session.InputNames[0]], [x], [output]);
            results.AddRange(outputs[0].GetTensorDataAsSpan<T>());
        }
        return [.. results];
    }
}
