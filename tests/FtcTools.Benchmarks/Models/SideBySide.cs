using System.Diagnostics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Runtime;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FtcTools.Benchmarks.Models;

/// <summary>
/// Two models in ONNX Runtime alone, one sample at a time on one thread, by turns: what the machine does besides, it does to both. What
/// FtcTools does around a run is no part of the time.
/// </summary>
internal static class SideBySide
{
    private const int Fewest = 50;

    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The same model with three nodes behind what decides, each of one number a score: no patch of three layers takes less time, whatever
    /// it computes. Null where the scores are no float32.
    /// </summary>
    public static Model? WithThreeNodes(OnnxModel model)
    {
        var score = model.Decision.Score;
        if (model.ValueOf(score) is not { Type: TensorElementType.Float }) return null;
        var wider = OnnxFile.Whole(model.Message, model.File).Clone();
        var at = Enumerable.Range(0, wider.Graph.Node.Count).First(n => wider.Graph.Node[n].Output.Contains(score));
        var node = wider.Graph.Node[at];
        node.Output[node.Output.IndexOf(score)] = "floor/0";
        // What is subtracted is not 0, which an optimiser would leave out.
        wider.Graph.Initializer.Add(SideGraph.Tensor("floor/one", [1], [1], FtcTools.Onnx.Messages.Tensor.Types.ElementType.Float));
        for (var n = 0; n < 3; n++)
        {
            wider.Graph.Node.Insert(at + 1 + n, new Node { OpType = "Sub", Input = { $"floor/{n}", "floor/one" },
                Output = { n == 2 ? score : $"floor/{n + 1}" } });
        }
        return wider;
    }

    /// <summary>
    /// A patched model that gives what its patch computes on the way, too: no further output takes less time, whatever it tells.
    /// </summary>
    public static (Model Model, string[] Outputs) WithAnyOutput(OnnxModel patched)
    {
        var wider = OnnxFile.Whole(patched.Message, patched.File).Clone();
        var hidden = wider.Graph.Node
            .Last(node => node.OpType == "Relu" && node.Name.StartsWith("ftc/", StringComparison.Ordinal)).Output[0];
        wider.Graph.Output.Add(new Value { Name = hidden });
        string[] outputs = [.. Outputs(patched), hidden];
        return (wider, outputs);
    }

    /// <summary>The median time of the second, over that of the first.</summary>
    public static double Ratio(OnnxModel first, OnnxModel second, IReadOnlyList<SampleValues> samples) =>
        Ratio(first, OnnxModel.Serialize(second.Message, second.File), Outputs(second), samples);

    /// <summary>The same of a model that gives these outputs; those of the first where none are named.</summary>
    public static double Ratio(OnnxModel first, Model second, IReadOnlyList<SampleValues> samples, string[]? outputs = null) =>
        Ratio(first, second.ToByteArray(), outputs ?? Outputs(first), samples);

    private static double Ratio(OnnxModel first, byte[] second, string[] outputsOfSecond, IReadOnlyList<SampleValues> samples)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var run = new RunOptions();
        using var a = new InferenceSession(OnnxModel.Serialize(first.Message, first.File), options);
        using var b = new InferenceSession(second, options);
        var names = first.Inputs.Select(input => input.Name).ToArray();
        var values = first.Inputs.Select(input => Value(first, input, samples.First(sample => sample.Name == input.Name))).ToArray();
        var outputsOfFirst = Outputs(first);
        var (ofFirst, ofSecond) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_least || ofFirst.Count < Fewest;)
        {
            ofFirst.Add(Time(a, outputsOfFirst));
            ofSecond.Add(Time(b, outputsOfSecond));
        }
        foreach (var value in values) value.Dispose();
        return Median(ofSecond) / Median(ofFirst);

        TimeSpan Time(InferenceSession session, string[] outputs)
        {
            var start = Stopwatch.GetTimestamp();
            using (session.Run(run, names, values, outputs)) return Stopwatch.GetElapsedTime(start);
        }
    }

    private static string[] Outputs(OnnxModel model) => [.. model.Outputs.Where(output => output.IsTensor).Select(output => output.Name)];

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    // The first sample.
    private static OrtValue Value(OnnxModel model, ModelValue input, SampleValues samples)
    {
        var shape = input.Shape(samples.Width, model.File, 1, samples.Shape);
        if (samples.Words is { } words)
        {
            var strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
            for (var i = 0; i < samples.Width; i++) strings.StringTensorSetElementAt(words[i].AsSpan(), i);
            return strings;
        }
        var numbers = samples.Numbers![..samples.Width];
        return input.Type switch
        {
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, v => (float)v), shape),
            TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(numbers, shape),
            TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, v => (Float16)(float)v), shape),
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, v => (long)v), shape),
            TensorElementType.UInt8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, v => (byte)v), shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, v => (int)v), shape),
            var other => throw new NotSupportedException($"{input.Name} is of {other}"),
        };
    }
}
