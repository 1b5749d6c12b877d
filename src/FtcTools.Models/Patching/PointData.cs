using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Onnx;

namespace FtcTools.Patching;

/// <summary>Makes a dataset of what a model computes at a patch point and what is right.</summary>
internal static class PointData
{
    /// <summary>Samples whose answer is a class.</summary>
    /// <param name="labels">K right classes, from 0, in the order of the model's scores.</param>
    /// <param name="names">The words for them; null for numbers.</param>
    /// <exception cref="FtcException">
    /// FTC0040: the model has one score, and nothing says above which number it means the second class; or one for each of many classes.
    /// </exception>
    public static Dataset Classes(
        string name, PatchPoint point, PointReading reading, int[] labels, double? margin = null, IReadOnlyList<string>? names = null,
        Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null)
    {
        var (scores, errors, outputs) = (reading.Scores, reading.Errors, reading.Outputs);
        MustTell(point, outputs);
        if (outputs == 1)
        {
            // Behind a Sigmoid the threshold is 0.5, in front of it 0. The classes have the scores t and s, or s and t.
            var decision = point.Model.Decision;
            scores = [.. scores.SelectMany(s => (double[])(decision.IsBelow ? [s, decision.Threshold] : [decision.Threshold, s]))];
            errors = [.. (errors ?? new double[scores.Length / 2]).Select(e => e + decision.Unsure)
                .SelectMany(e => (double[])(decision.IsBelow ? [e, 0] : [0, e]))];
            if (!errors.AsSpan().ContainsAnyExcept(0.0)) errors = null;
            outputs = 2;
        }
        return Dataset.Classify(name, reading.Width, outputs, reading.Features, scores, errors, labels, margin, names, conflict, place)
            .From(TensorOf(point, reading)).Answered(PatchedModel.PrecisionOf(point));
    }

    /// <summary>Checks that the scores of a model tell one class.</summary>
    /// <exception cref="FtcException">FTC0040.</exception>
    public static void MustTell(PatchPoint point, int outputs)
    {
        var (name, kind) = (point.Model.Name, point.Model.Decision.Kind);
        if (outputs == 1 && kind is not (DecisionKind.Probabilities or DecisionKind.Threshold))
        {
            throw new FtcException(Codes.Classes,
                $"'{name}' has one number in '{point.Score}', and neither a Sigmoid nor a comparison behind it: the threshold that tells classes is not in the model. Give what is to be added with -Residual, or the right numbers without a classification.", point.Model.File);
        }
        if (outputs > 1 && kind == DecisionKind.Threshold)
        {
            throw new FtcException(Codes.Classes,
                $"'{name}' compares each of the {outputs} numbers in '{point.Score}' with a threshold, so a sample has any number of classes. Give what is to be added with -Residual, or the right numbers without a classification.", point.Model.File);
        }
    }

    /// <summary>Samples whose answer is a number, or several: K rows of p.</summary>
    public static Dataset Values(string name, PatchPoint point, PointReading reading, double[] labels,
        Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null) =>
        Dataset.Of(name, reading.Width, reading.Outputs, reading.Features, reading.Scores, labels, conflict: conflict, place: place)
            .From(TensorOf(point, reading)).Answered(PatchedModel.PrecisionOf(point));

    private static FeatureTensor TensorOf(PatchPoint point, PointReading reading) => new(point.Tensor, reading.Noise);

    /// <summary>The classes that a model answers with.</summary>
    public static int[] Answers(PointReading reading, Decision? decision = null) => reading.Outputs == 1
        ? [.. reading.Scores.Select(s => s > (decision?.Threshold ?? 0) != (decision?.IsBelow ?? false) ? 1 : 0)]
        : [.. Enumerable.Range(0, reading.Scores.Length / reading.Outputs)
            .Select(i => Classification.Argmax(reading.Scores.AsSpan(i * reading.Outputs, reading.Outputs)))];
}
