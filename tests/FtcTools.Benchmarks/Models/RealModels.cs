using System.Diagnostics;
using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Runtime;
using FtcTools.Shipping;
using FtcTools.Verification;

namespace FtcTools.Benchmarks.Models;

/// <summary>
/// Public models as they are: 40 random samples with random labels, mended, exported and run in ONNX Runtime beside the model itself, in
/// five sessions. One line a model. `models folder [text in the file's name] [tensor] [shape of a sample]`.
/// </summary>
internal static class RealModels
{
    private const int Samples = 40;

    public static int Run(string[] arguments)
    {
        var files = Directory.GetFiles(arguments[0], "*.onnx", SearchOption.AllDirectories)
            .Where(file => arguments.Length < 2 || file.Contains(arguments[1], StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        long[]? shape = arguments.Length > 3 ? [.. arguments[3].Split('x').Select(n => long.Parse(n, CultureInfo.InvariantCulture))] : null;
        var failed = 0;
        Console.WriteLine("model | reads | d | adds to | bounded | wrong before | neurons | s | radius | wrong, moved in five sessions | f + g / f at batch 1 | f and three nodes that do nothing / f | f + g with an output that tells which edit acted / f + g | f + g with any further output / f + g");
        foreach (var file in files)
        {
            try
            {
                Console.WriteLine(Line(file, arguments.Length > 2 && arguments[2].Length > 0 ? arguments[2] : null, shape));
            }
            catch (FtcException e)
            {
                failed++;
                Console.WriteLine($"{Path.GetFileName(file)} | {e.Code}: {e.Message}");
            }
        }
        return failed;
    }

    private static string Line(string file, string? at, long[]? shape)
    {
        var clock = Stopwatch.StartNew();
        var model = Read(file, shape);
        var point = PatchPoint.Of(model, at);
        var inputs = RandomSamples(model);
        var reading = PointReading.Of(point, inputs);
        var classes = Math.Max(2, reading.Outputs);
        var random = new Random(7);
        // Most of the labels are right, as they are of a model in use.
        var answers = PointData.Answers(reading, model.Decision);
        int[] labels = [.. answers.Select(answer => random.Next(4) == 0 ? random.Next(classes) : answer)];
        // One number without a label is a value.
        double[]? values = reading.Outputs == 1 && model.Decision is { Kind: DecisionKind.Values, Label: null }
            ? [.. reading.Scores.Select((s, i) => labels[i] == answers[i] ? s : s + 1)] : null;
        var data = values is not null ? PointData.Values(model.Name, point, reading, values)
            : PointData.Classes(model.Name, point, reading, labels);
        var precision = PatchedModel.PrecisionOf(point);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = precision }).Network;
        var patched = Path.Combine(Path.GetTempPath(), $"ftc-{Environment.ProcessId}.onnx");
        var telling = Path.Combine(Path.GetTempPath(), $"ftc-{Environment.ProcessId}-telling.onnx");
        try
        {
            PatchedModel.Write(patched, point, network, new ShippingTerms { Precision = precision });
            var seconds = clock.Elapsed.TotalSeconds;
            PatchedModel.Write(telling, point, network, new ShippingTerms { Precision = precision, TouchedOutput = "touched" });
            var read = Read(patched, shape);
            int[] edited = [.. data.T.Select(i => i - 1)];
            var results = values is null ? Rehearsal.Run(point, read, inputs, labels, edited)
                : Rehearsal.Run(point, read, inputs, values, Verifier.DefaultTolerance(precision), edited);
            var (wider, outputs) = SideBySide.WithAnyOutput(read);
            return string.Create(CultureInfo.InvariantCulture,
                $"{model.Name} | {point.Tensor} | {data.Inputs} | {point.Score} | {(point.Frozen is null ? "no" : "yes")} | {data.N} of {data.K} | {network.Neurons} | {seconds:F1} | {network.Origin.Radius ?? 0:G3} | {string.Join("; ", results.Select(r => $"{r.Wrong}, {r.Moved}"))} | {SideBySide.Ratio(model, read, inputs):F3} | {(SideBySide.WithThreeNodes(model) is { } floor ? SideBySide.Ratio(model, floor, inputs) : double.NaN):F3} | {SideBySide.Ratio(read, Read(telling, shape), inputs):F3} | {SideBySide.Ratio(read, wider, inputs, outputs):F3}");
        }
        finally
        {
            File.Delete(patched);
            File.Delete(telling);
        }
    }

    private static OnnxModel Read(string file, long[]? shape)
    {
        var model = OnnxModel.Read(file);
        return shape is not null && model.Inputs.Any(input => input.Size is null) ? model.Shaped(shape) : model;
    }

    private static SampleValues[] RandomSamples(OnnxModel model)
    {
        var random = new Random(1);
        return [.. model.Inputs.Select(input =>
        {
            var width = input.Size ?? throw new FtcException(Codes.Argument,
                $"the input '{input.Name}' is {input}: give the shape of a sample.");
            return input.TypeName == "string"
                ? new SampleValues(input.Name, Samples, null,
                    [.. Enumerable.Range(0, Samples * width).Select(_ => $"word{random.Next(3)}")])
                : new SampleValues(input.Name, Samples,
                    [.. Enumerable.Range(0, Samples * width)
                        .Select(_ => input.TypeName.StartsWith("float", StringComparison.Ordinal) ? random.NextSingle()
                            : random.Next(4))], null);
        })];
    }
}
