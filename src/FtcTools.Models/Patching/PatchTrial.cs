using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Onnx;
using FtcTools.Runtime;

namespace FtcTools.Patching;

/// <summary>A model and its patched file, both run by ONNX Runtime on the samples that the patch is for: the worst of several sessions.</summary>
/// <param name="WrongBefore">Samples at which the model's answer is wrong.</param>
/// <param name="WrongAfter">The same of the patched model.</param>
/// <param name="Moved">Samples that are not edited, and of which any output of the patched model differs from the model's own in the same session.</param>
public sealed record PatchTrial(int WrongBefore, int WrongAfter, int Moved)
{
    /// <summary>Runs both in each of <see cref="SessionSettings.Five"/>.</summary>
    /// <param name="tolerance">By how much an answer that is no class may differ from the right one.</param>
    /// <exception cref="FtcException">FTC0044: ONNX Runtime does not start; FTC0041: it refuses a file.</exception>
    public static PatchTrial Run(FrozenModel model, string patched, Dataset dataset, double tolerance, CancellationToken cancellation = default)
    {
        var (own, other) = (OnnxModel.Read(model.File), OnnxModel.Read(patched));
        SampleValues[] inputs = [new(model.InputName, dataset.K, dataset.Features.ToArray(), null)];
        string[] outputs = [.. own.Message.Graph.Output.Select(output => output.Name)];
        var worst = new PatchTrial(0, 0, 0);
        foreach (var settings in SessionSettings.Five)
        {
            var (before, after, moved) = Rehearsal.SideBySide(own, other, inputs, outputs, dataset.Edited, settings, cancellation);
            worst = new(Math.Max(worst.WrongBefore, Wrong(before)), Math.Max(worst.WrongAfter, Wrong(after)), Math.Max(worst.Moved, moved));
        }
        return worst;

        int Wrong(SampleValues[] outputs) => Enumerable.Range(0, dataset.K).Count(i => !IsRight(dataset, i, Row(outputs[0], i), model.Ending, tolerance));
    }

    private static ReadOnlySpan<double> Row(SampleValues output, int i) => output.Numbers.AsSpan(i * output.Width, output.Width);

    private static bool IsRight(Dataset dataset, int i, ReadOnlySpan<double> answer, Ending ending, double tolerance)
    {
        if (dataset.Classes is { } classes) return (ending == Ending.ArgMax ? (int)answer[0] : Classification.Argmax(answer)) == classes.Label(i);
        for (var o = 0; o < answer.Length; o++)
        {
            if (Math.Abs(answer[o] - dataset.Predictions(i)[o] - dataset.Residual(i, o).ToDouble()) > tolerance) return false;
        }
        return true;
    }
}
