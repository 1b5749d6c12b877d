using FtcTools.Runtime;

namespace FtcTools.Patching;

/// <summary>How far a tensor moves between sessions of ONNX Runtime that differ in optimisation level, batch size and threads.</summary>
/// <param name="Tensor">The name of the tensor: an output, or a vector that a side network could read.</param>
/// <param name="Size">The number of elements of a sample.</param>
/// <param name="Largest">The largest magnitude in it.</param>
/// <param name="Noise">The largest difference of one number between two sessions.</param>
/// <param name="Differing">The share of numbers that are not the same in all sessions.</param>
public sealed record TensorNoise(string Tensor, int Size, double Largest, double Noise, double Differing)
{
    private const int MostSamples = 64;
    private const int MostTensors = 24;

    /// <summary>Measures on at most 64 samples, spread over all.</summary>
    /// <param name="inputs">One for each input of the model.</param>
    public static IReadOnlyList<TensorNoise> Measure(OnnxModel model, IReadOnlyList<SampleValues> inputs,
        CancellationToken cancellation = default)
    {
        var count = inputs[0].Count;
        var some = Enumerable.Range(0, Math.Min(count, MostSamples)).Select(i => (int)((long)i * count / Math.Min(count, MostSamples)))
            .ToArray();
        SampleValues[] rows = [.. inputs.Select(input => input.Rows(some))];
        var outputs = model.Outputs.Where(output => output.IsNumeric).Select(output => output.Name).ToList();
        var vectors = model.Tensors.Where(tensor => tensor.Size is > 0 && tensor.Type.StartsWith("float", StringComparison.Ordinal)
            && !outputs.Contains(tensor.Name)
            && model.ValueOf(tensor.Name)!.Dimensions.Count <= 2).Select(tensor => tensor.Name).TakeLast(MostTensors);
        // Each in sessions of its own: a tensor that is asked for is not fused away.
        return [.. vectors.Concat(outputs).Select(tensor => Of(model, tensor, rows, cancellation))];
    }

    private static TensorNoise Of(OnnxModel model, string tensor, SampleValues[] rows, CancellationToken cancellation)
    {
        var runs = SessionSettings.Five.Select(settings =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var session = model.Open(settings, [tensor]);
            return session.Run(rows, [tensor], null, cancellation)[0];
        }).ToList();
        var (numbers, noise) = (runs[0].Numbers!, 0.0);
        var differing = Enumerable.Range(0, numbers.Length).Count(i => runs.Any(run => !run.Numbers![i].Equals(numbers[i])));
        foreach (var (a, b) in runs.SelectMany((a, i) => runs.Skip(i + 1).Select(b => (a, b)))) noise = Math.Max(noise, a.Distance(b));
        return new(tensor, runs[0].Width, runs[0].Largest, noise, numbers.Length == 0 ? 0 : (double)differing / numbers.Length);
    }
}
