using FtcTools.Data;
using FtcTools.Diagnostics;

namespace FtcTools.Patching;

/// <summary>Makes a dataset of what a model computes at a patch point and what is right.</summary>
internal static class PointData
{
    /// <summary>Samples whose answer is a class.</summary>
    /// <param name="labels">K right classes, from 0, in the order of the model's scores.</param>
    /// <param name="names">The words for them; null for numbers.</param>
    /// <exception cref="FtcException">
    /// FTC0040: the model has one score, and nothing says above which number it means the second class.
    /// </exception>
    public static Dataset Classes(
        string name, PatchPoint point, PointReading reading, int[] labels, double? margin = null, IReadOnlyList<string>? names = null,
        Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null)
    {
        var (scores, errors, outputs) = (reading.Scores, reading.Errors, reading.Outputs);
        if (outputs == 1)
        {
            if (point.Model.Decision.Kind != Onnx.DecisionKind.Probabilities)
                throw new FtcException(Codes.Classes,
                    $"'{point.Model.Name}' has one number in '{point.Score}', and no Sigmoid behind it: it is compared with a threshold that the model does not tell. Give what is to be added with -Residual.", point.Model.File);
            // Behind a Sigmoid the threshold is 0.5, in front of it 0: the classes have the scores 0 and s.
            scores = [.. scores.SelectMany(s => (double[])[0, s])];
            errors = errors is null ? null : [.. errors.SelectMany(e => (double[])[0, e])];
            outputs = 2;
        }
        return Dataset.Classify(name, reading.Width, outputs, reading.Features, scores, errors, labels, margin, names, conflict, place)
            .From(TensorOf(point, reading)).Answered(PatchedModel.PrecisionOf(point));
    }

    /// <summary>Samples whose answer is a number, or several: K rows of p.</summary>
    public static Dataset Values(string name, PatchPoint point, PointReading reading, double[] labels,
        Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null) =>
        Dataset.Of(name, reading.Width, reading.Outputs, reading.Features, reading.Scores, labels, conflict: conflict, place: place)
            .From(TensorOf(point, reading)).Answered(PatchedModel.PrecisionOf(point));

    private static FeatureTensor TensorOf(PatchPoint point, PointReading reading) => new(point.Tensor, reading.Noise);

    /// <summary>The classes that a model answers with.</summary>
    public static int[] Answers(PointReading reading) => reading.Outputs == 1
        ? [.. reading.Scores.Select(s => s > 0 ? 1 : 0)]
        : [.. Enumerable.Range(0, reading.Scores.Length / reading.Outputs)
            .Select(i => Classification.Argmax(reading.Scores.AsSpan(i * reading.Outputs, reading.Outputs)))];
}
