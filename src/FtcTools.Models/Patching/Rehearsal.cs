using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Runtime;

namespace FtcTools.Patching;

/// <summary>What became of a patch in one session of ONNX Runtime.</summary>
/// <param name="Settings">The settings of the session.</param>
/// <param name="WrongBefore">Samples that the model gets wrong there.</param>
/// <param name="Wrong">Samples that the patched model gets wrong.</param>
/// <param name="Moved">Samples that are not edited, and of which any output differs from the model's own.</param>
public sealed record RehearsalResult(SessionSettings Settings, int WrongBefore, int Wrong, int Moved);

/// <summary>A model and its patched graph side by side in ONNX Runtime, in several sessions: the same samples, the same settings.</summary>
public static class Rehearsal
{
    /// <summary>Runs both.</summary>
    /// <param name="point">The point of the model that was patched.</param>
    /// <param name="patched">The patched one.</param>
    /// <param name="inputs">K samples, one for each input.</param>
    /// <param name="labels">K right classes, from 0.</param>
    /// <param name="edited">The samples that are edited, from 0.</param>
    public static IReadOnlyList<RehearsalResult> Run(
        PatchPoint point, OnnxModel patched, IReadOnlyList<SampleValues> inputs, int[] labels, IReadOnlyCollection<int> edited,
        IReadOnlyList<SessionSettings>? settings = null, CancellationToken cancellation = default)
    {
        var names = point.Model.Outputs.Where(output => output.IsTensor).Select(output => output.Name).ToArray();
        return [.. (settings ?? SessionSettings.Five).Select(session =>
        {
            var (before, after, moved) = SideBySide(point.Model, patched, inputs, names, edited, session, cancellation);
            return new RehearsalResult(session, Wrong(before), Wrong(after), moved);
        })];

        int Wrong(SampleValues[] outputs)
        {
            var answers = Answers(point, outputs, labels.Max() + 1);
            return labels.Where((label, i) => answers[i] != label).Count();
        }
    }

    /// <summary>The same for answers that are numbers.</summary>
    /// <param name="values">K rows of what the score is to be, with the edits.</param>
    /// <param name="tolerance">By how much an answer may differ.</param>
    public static IReadOnlyList<RehearsalResult> Run(PatchPoint point, OnnxModel patched, IReadOnlyList<SampleValues> inputs,
        double[] values, double tolerance, IReadOnlyCollection<int> edited, IReadOnlyList<SessionSettings>? settings = null,
        CancellationToken cancellation = default)
    {
        var (count, width) = (inputs[0].Count, values.Length / inputs[0].Count);
        var name = point.Model.Outputs.LastOrDefault(output => output.Name == point.Score)?.Name
            ?? point.Model.Outputs.LastOrDefault(output => output.IsNumeric && output.Size == width)?.Name
            ?? throw new FtcException(Codes.OnnxUnsupported, $"no output of '{point.Model.Name}' has {width} number(s) a sample.",
                point.Model.File);
        return [.. (settings ?? SessionSettings.Five).Select(session =>
        {
            var (before, after, moved) = SideBySide(point.Model, patched, inputs, [name], edited, session, cancellation);
            return new RehearsalResult(session, Wrong(before[0]), Wrong(after[0]), moved);
        })];

        int Wrong(SampleValues answers) => Enumerable.Range(0, count).Count(i =>
            Enumerable.Range(i * width, width).Any(at => !(Math.Abs(answers.Numbers![at] - values[at]) <= tolerance)));
    }

    /// <summary>
    /// What both models answer in one session, and how many samples that are not edited have moved in any of the outputs.
    /// </summary>
    internal static (SampleValues[] Before, SampleValues[] After, int Moved) SideBySide(OnnxModel model, OnnxModel patched,
        IReadOnlyList<SampleValues> inputs, IReadOnlyList<string> outputs, IEnumerable<int> edited, SessionSettings settings,
        CancellationToken cancellation)
    {
        var touched = edited.ToHashSet();
        var (before, after) = (Outputs(model), Outputs(patched));
        var moved = Enumerable.Range(0, inputs[0].Count)
            .Count(i => !touched.Contains(i) && before.Where((own, o) => !Same(own, after[o], i)).Any());
        return (before, after, moved);

        SampleValues[] Outputs(OnnxModel one)
        {
            using var session = one.Open(settings);
            return session.Run(inputs, outputs, null, cancellation);
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
        // Where the model has several heads, the answer is the one that follows from the tensor that decides.
        var scores = outputs.FirstOrDefault(output => output.Name == point.Score)
            ?? outputs.LastOrDefault(output => output.Numbers is not null && (output.Width >= classes || output.Width == 1)
                && point.Model.Graph.DependsOn(output.Name, point.Score))
            ?? throw new FtcException(Codes.OnnxUnsupported, $"no output of '{point.Model.Name}' tells a class.", point.Model.File);
        // One probability: above a half; one score: above 0.
        if (scores.Width == 1) return [.. scores.Numbers!.Select(s => s > (scores.Name == point.Score ? 0 : 0.5) ? 1 : 0)];
        return [.. Enumerable.Range(0, scores.Count)
            .Select(i => Classification.Argmax(scores.Numbers.AsSpan(i * scores.Width, scores.Width)))];
    }
}
