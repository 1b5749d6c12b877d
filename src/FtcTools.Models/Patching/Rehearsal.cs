using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Onnx;
using FtcTools.Runtime;

namespace FtcTools.Patching;

/// <summary>What became of a patch in one session of ONNX Runtime.</summary>
/// <param name="Settings">Of the session.</param>
/// <param name="WrongBefore">Samples that the model gets wrong there.</param>
/// <param name="Wrong">Samples that the patched model gets wrong.</param>
/// <param name="Moved">Samples that are not edited, and of which any output differs from the model's own.</param>
public sealed record RehearsalResult(SessionSettings Settings, int WrongBefore, int Wrong, int Moved);

/// <summary>A model and its patched graph side by side in ONNX Runtime, in several sessions: the same samples, the same settings.</summary>
public static class Rehearsal
{
    /// <summary>Runs both.</summary>
    /// <param name="point">Of the model that was patched.</param>
    /// <param name="patched">The patched one.</param>
    /// <param name="inputs">K samples, one for each input.</param>
    /// <param name="labels">K right classes, from 0.</param>
    /// <param name="edited">The samples that are edited, from 0.</param>
    public static IReadOnlyList<RehearsalResult> Run(
        PatchPoint point, OnnxModel patched, IReadOnlyList<SampleValues> inputs, int[] labels, IReadOnlyCollection<int> edited,
        IReadOnlyList<SessionSettings>? settings = null, CancellationToken cancellation = default)
    {
        var all = edited.ToHashSet();
        var names = point.Model.Outputs.Where(output => output.IsTensor).Select(output => output.Name).ToArray();
        return [.. (settings ?? SessionSettings.Five).Select(session =>
        {
            var (before, after) = (Outputs(point.Model, session), Outputs(patched, session));
            var moved = Enumerable.Range(0, labels.Length).Count(i => !all.Contains(i) && names.Where((_, o) => !Same(before[o], after[o], i)).Any());
            return new RehearsalResult(session, Wrong(before), Wrong(after), moved);
        })];

        SampleValues[] Outputs(OnnxModel model, SessionSettings session)
        {
            using var run = model.Open(session);
            return run.Run(inputs, names, null, cancellation);
        }

        int Wrong(SampleValues[] outputs)
        {
            var answers = Answers(point, outputs, labels.Max() + 1);
            return labels.Where((label, i) => answers[i] != label).Count();
        }
    }

    private static bool Same(SampleValues a, SampleValues b, int row)
    {
        if (a.Width != b.Width) return false;
        var range = (row * a.Width)..((row + 1) * a.Width);
        // f + 0 is f, but for -0 + 0 = +0: compared as numbers; NaN is itself.
        return a.Numbers is null ? a.Words![range].SequenceEqual(b.Words!.AsSpan()[range].ToArray())
            : a.Numbers[range].AsSpan().SequenceEqual(b.Numbers!.AsSpan()[range]);
    }

    /// <summary>The classes that a model's own outputs tell: by its label where it gives one, and else by the largest score.</summary>
    /// <exception cref="FtcException">FTC0042: no output tells one.</exception>
    internal static int[] Answers(PatchPoint point, SampleValues[] outputs, int classes)
    {
        if (point.Model.Decision.Label is { } label && point.Words is { } words)
        {
            var named = outputs.First(output => output.Name == label);
            string[] given = named.Words ?? [.. named.Numbers!.Select(Numerics.Text.Of)];
            return Array.ConvertAll(given, word => words.ToList().IndexOf(word));
        }
        var scores = outputs.FirstOrDefault(output => output.Name == point.Score) ?? outputs.LastOrDefault(output => output.Numbers is not null && (output.Width >= classes || output.Width == 1))
            ?? throw new FtcException(Codes.OnnxUnsupported, $"no output of '{point.Model.Name}' tells a class.", point.Model.File);
        // One probability: above a half; one score: above 0.
        if (scores.Width == 1) return [.. scores.Numbers!.Select(s => s > (scores.Name == point.Score ? 0 : 0.5) ? 1 : 0)];
        return [.. Enumerable.Range(0, scores.Count).Select(i => Classification.Argmax(scores.Numbers.AsSpan(i * scores.Width, scores.Width)))];
    }
}
