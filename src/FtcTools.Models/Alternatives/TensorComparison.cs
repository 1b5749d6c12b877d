using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Patching;
using FtcTools.Runtime;

namespace FtcTools.Alternatives;

/// <summary>
/// Where a patch does most good: the same samples, read at several tensors of a model, each with the reach that cross-validation chooses
/// there.
/// </summary>
public static class TensorComparison
{
    /// <summary>The word for the model's own input.</summary>
    public const string Input = "input";

    /// <summary>
    /// One measurement a tensor, the one with the largest gain first; of equal ones that with fewer worse, then in the order given.
    /// </summary>
    /// <param name="data">A classification whose features are the numbers of the model's one input.</param>
    /// <param name="tensors">Names of tensors, or <see cref="Input"/>.</param>
    /// <param name="options">How to build; its reach is not used, and its time limit is that of one tensor.</param>
    /// <exception cref="FtcException">
    /// FTC0043: model and samples do not go together; FTC0045: there is no such tensor; and as <see cref="ReachSearch"/>.
    /// </exception>
    public static IReadOnlyList<HeldOutMeasurement> Measure(Dataset data, OnnxModel model, IReadOnlyList<string> tensors,
        DesignOptions options, int folds, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (model.Inputs is not [var input] || data.FeatureTensor is not null || (input.Size is { } size && size != data.Inputs))
        {
            throw new FtcException(Codes.Pretrained,
                $"{data.Name} has {data.Inputs} features{(data.FeatureTensor is { } tensor ? $" of '{tensor.Name}'" : "")}, and '{model.Name}' takes {string.Join(", ", model.Inputs.Select(value => $"{value.Name} ({value.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"})"))}; valid are samples read at the one input of a model.");
        }
        if (data.Classes is not { } classes)
            throw new FtcException(Codes.Classes,
                $"{data.Name} has no classes; tensors are compared for a classification (Import-FtcDataset -Classification).");
        int[] labels = [.. Enumerable.Range(0, data.K).Select(classes.Label)];
        var values = new SampleValues(input.Name, data.K, data.FeatureRows.ToArray(), null);
        var rows = new List<HeldOutMeasurement>();
        foreach (var tensor in tensors)
        {
            progress?.Report($"'{tensor}'");
            var point = PatchPoint.Of(model, tensor.Equals(Input, StringComparison.OrdinalIgnoreCase) ? input.Name : tensor);
            var read = PointData.Classes(data.Name, point, PointReading.Of(point, [values], null, cancellation), labels, null,
                data.ClassNames);
            rows.Add(ReachSearch.Measure(read, options.Shipping(read, null, null), folds, null, cancellation) with { At = tensor });
        }
        return [.. rows.OrderByDescending(row => row.Better - row.Worse).ThenBy(row => row.Worse)];
    }
}
