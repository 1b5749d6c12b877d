using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Runtime;

namespace FtcTools.Patching;

/// <summary>
/// A model and its patched file, both run by ONNX Runtime on the samples that the patch is for: the worst of several sessions.
/// </summary>
/// <param name="WrongBefore">Samples at which the model's answer is wrong.</param>
/// <param name="WrongAfter">The same of the patched model.</param>
/// <param name="Moved">
/// Samples that are not edited, and of which any output of the patched model differs from the model's own in the same session.
/// </param>
public sealed record PatchTrial(int WrongBefore, int WrongAfter, int Moved)
{
    /// <summary>Runs both in each of <see cref="SessionSettings.Five"/>.</summary>
    /// <param name="point">The point of the model that was patched.</param>
    /// <param name="inputs">What the model is given at the K samples: one for each of its inputs.</param>
    /// <param name="tolerances">By how much each output that is no score of a class may differ from the right one.</param>
    /// <param name="regions">Samples in them, or on a ramp around them, may move.</param>
    /// <exception cref="FtcException">
    /// FTC0044: ONNX Runtime does not start; FTC0041: it refuses a file; FTC0042: no output tells what is right.
    /// </exception>
    public static PatchTrial Run(PatchPoint point, string patched, Dataset dataset, IReadOnlyList<SampleValues> inputs,
        IReadOnlyList<double> tolerances, IReadOnlyList<RegionPlan>? regions = null, CancellationToken cancellation = default)
    {
        var other = OnnxModel.Read(patched);
        string[] outputs = [.. point.Model.Outputs.Where(output => output.IsTensor).Select(output => output.Name)];
        int[] moving = [.. dataset.Edited, .. Enumerable.Range(0, regions is { Count: > 0 } ? dataset.K : 0)
            .Where(i => regions!.Any(plan => plan.Reaches(dataset.Row(i))))];
        var worst = new PatchTrial(0, 0, 0);
        foreach (var settings in SessionSettings.Five)
        {
            var (before, after, moved) = Rehearsal.SideBySide(point.Model, other, inputs, outputs, moving, settings, cancellation);
            worst = new(Math.Max(worst.WrongBefore, Wrong(before)), Math.Max(worst.WrongAfter, Wrong(after)), Math.Max(worst.Moved, moved));
        }
        return worst;

        int Wrong(SampleValues[] outputs) => dataset.Classes is { } classes
            ? Rehearsal.Answers(point, outputs, dataset.Outputs).Where((answer, i) => answer != classes.Label(i)).Count()
            : WrongValues(point, dataset, outputs, tolerances);
    }

    private static int WrongValues(PatchPoint point, Dataset dataset, SampleValues[] outputs, IReadOnlyList<double> tolerances)
    {
        var values = outputs.FirstOrDefault(output => output.Name == point.Score)
            ?? Array.Find(outputs, output => output.Numbers is not null && output.Width == dataset.Outputs)
            ?? throw new FtcException(Codes.OnnxUnsupported,
                $"no output of '{point.Model.Name}' has the {dataset.Outputs} value(s) of a sample.", point.Model.File);
        return Enumerable.Range(0, dataset.K).Count(i => Enumerable.Range(0, dataset.Outputs).Any(o =>
        {
            var off = values.Numbers![i * values.Width + o] - dataset.Predictions(i)[o] - dataset.Residual(i, o).ToDouble();
            return !(Math.Abs(off) <= tolerances[o]);
        }));
    }
}
