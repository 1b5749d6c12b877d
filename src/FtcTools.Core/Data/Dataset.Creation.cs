using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

// Datasets that are made of arrays, which are checked here once.
public sealed partial class Dataset
{
    /// <summary>
    /// A dataset from features (K rows of d), the edited samples (from 0, ascending) and their residuals (N rows of p).
    /// </summary>
    /// <param name="conflict">What is done where samples contradict each other.</param>
    /// <param name="place">File and line (0 where there is none) of a sample (from 0), for error messages.</param>
    /// <exception cref="FtcException">
    /// FTC0017 K &lt; 3; FTC0015 a feature that is not finite; FTC0016 samples with the same features and different residuals.
    /// </exception>
    internal static Dataset Create(string name, int inputs, int outputs, double[] features, double[]? predictions, int[] edited,
        Rational[][] residuals, Classification? classes = null, double[]? errors = null, IReadOnlyList<string>? classNames = null,
        Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null) =>
        Create(name, outputs, new FeatureTable(features, inputs), predictions, edited, residuals, classes, errors, classNames,
            conflict, place);

    internal static Dataset Create(string name, int outputs, FeatureTable features, double[]? predictions, int[] edited,
        Rational[][] residuals, Classification? classes = null, double[]? errors = null, IReadOnlyList<string>? classNames = null,
        Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null)
    {
        if (features.Count < 3)
            throw new FtcException(Codes.TooFewSamples, $"{name} has {features.Count} sample(s); every theorem asks for K >= 3.")
                .At(place?.Invoke(0).File);
        if (features.NotFinite() is var (row, feature, value))
            throw Fail(Codes.NotFinite, row, $"sample {row + 1}, feature {feature + 1} is {Text.Of(value)}; a feature is a finite number.");
        var set = new Dataset(name, outputs, features, predictions, errors, edited, residuals, classes, classNames);
        if (set.FindContradiction() is null) return set;
        var contradictions = new Contradictions(set);
        if (conflict == Conflict.Stop) throw Fail(Codes.ContradictingSamples, contradictions.Second, contradictions.Describe(Sample));
        var kept = contradictions.Kept(conflict);
        return kept.Length >= 3 ? set.Keep(kept) : throw Fail(Codes.TooFewSamples, contradictions.Second,
            $"{kept.Length} of {set.K} samples stay where those that contradict each other are left out; every theorem asks for K >= 3.");

        string Sample(int i) => place?.Invoke(i) is (_, > 0 and var line) ? $"{i + 1} (line {line})" : $"{i + 1}";

        FtcException Fail(string code, int sample, string message)
        {
            var (file, line) = place?.Invoke(sample) ?? (null, 0);
            return new FtcException(code, message, file, line, Math.Min(line, 1));
        }
    }

    // The samples of these rows (from 0, ascending); the margin stays, and lifts are found among them.
    private Dataset Keep(int[] rows)
    {
        double[] features = [.. rows.SelectMany(i => Row(i).ToArray())];
        double[]? predictions = _predictions is null || _predictions.Length == Outputs ? _predictions
            : [.. rows.SelectMany(i => Predictions(i).ToArray())];
        var dropped = K - rows.Length;
        if (Classes is not null)
        {
            double[]? errors = _errors is null ? null : [.. rows.SelectMany(Errors)];
            var (t, z, classes) = Classification.Of([.. rows.Select(Classes.Label)], Outputs, predictions!, errors,
                Classes.Margin.ToDouble());
            return Fewer(Create(Name, Inputs, Outputs, features, predictions, t, z, classes, errors, ClassNames));
        }
        var edited = Enumerable.Range(0, rows.Length).Where(i => Residual(rows[i]) is not null).ToArray();
        return Fewer(Create(Name, Inputs, Outputs, features, predictions, edited,
            Array.ConvertAll(edited, i => Residual(rows[i])!.ToArray()), classNames: ClassNames));

        Dataset Fewer(Dataset kept) =>
            new(kept.Name, Outputs, kept._features, kept._predictions, kept._errors, kept._edited, kept._residuals, kept.Classes,
                ClassNames) { Dropped = dropped, Kept = rows };
    }

    /// <summary>
    /// A dataset from features (K rows of d) and labels and predictions (K rows of p each); without predictions the labels are the
    /// residuals.
    /// </summary>
    /// <exception cref="FtcException">As of the table of features.</exception>
    internal static Dataset Of(string name, int inputs, int outputs, double[] features, double[]? predictions, double[] labels,
        IReadOnlyList<string>? classNames = null, Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null)
    {
        var table = new FeatureTable(features, inputs);
        var (edited, residuals) = Differences(table.Count, outputs, predictions, labels);
        return Create(name, outputs, table, predictions, edited, residuals, classNames: classNames, conflict: conflict, place: place);
    }

    // T, and label - prediction there.
    private static (int[] Edited, Rational[][] Residuals) Differences(int count, int outputs, double[]? predictions, double[] labels)
    {
        var (edited, residuals) = (new List<int>(), new List<Rational[]>());
        for (var i = 0; i < count; i++)
        {
            // Most answers are right.
            var equal = predictions is null ? labels.AsSpan(i * outputs).IndexOfAnyExcept(0)
                : labels.AsSpan(i * outputs).CommonPrefixLength(predictions.AsSpan(i * outputs));
            if (equal < 0 || i * outputs + equal == labels.Length) break;
            i += equal / outputs;
            var y = labels.AsSpan(i * outputs, outputs);
            var f = predictions is null ? default : predictions.AsSpan(i * outputs, outputs);
            var z = new Rational[outputs];
            for (var o = 0; o < outputs; o++) z[o] = predictions is null ? Rational.Of(y[o]) : Rational.Of(y[o]) - Rational.Of(f[o]);
            edited.Add(i);
            residuals.Add(z);
        }
        return ([.. edited], [.. residuals]);
    }

    /// <summary>
    /// A classification from features, the model's outputs (K rows of p, or one that it gives for every sample) and the right classes.
    /// </summary>
    /// <param name="margin">As <see cref="Classification.Margin"/>; null for the median lead that the model's right answers have.</param>
    /// <exception cref="FtcException">As of the table of features; FTC0034: a margin that is not above 0.</exception>
    internal static Dataset Classify(
        string name, int inputs, int outputs, double[] features, double[] predictions, double[]? errors, int[] labels, double? margin,
        IReadOnlyList<string>? classNames = null, Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null) =>
        Classify(name, outputs, new FeatureTable(features, inputs), predictions, errors, labels, margin, classNames, conflict, place);

    internal static Dataset Classify(
        string name, int outputs, FeatureTable features, double[] predictions, double[]? errors, int[] labels, double? margin,
        IReadOnlyList<string>? classNames = null, Conflict conflict = Conflict.Stop, Func<int, (string? File, int Line)>? place = null)
    {
        var (edited, residuals, classes) = Classification.Of(labels, outputs, predictions, errors, margin);
        return Create(name, outputs, features, predictions, edited, residuals, classes, errors, classNames, conflict, place);
    }

    /// <summary>Some samples of a larger whole, which has been checked: their residuals and lifts are those of the whole.</summary>
    /// <param name="features">Rows of d; any number of them.</param>
    /// <param name="whole">The whole dataset, as in <see cref="Whole"/>.</param>
    internal static Dataset Part(string name, int outputs, FeatureTable features, double[]? predictions, double[]? errors, int[] edited,
        Rational[][] residuals, Classification? classes, IReadOnlyList<string>? classNames, Moments? whole) =>
        new(name, outputs, features, predictions, errors, edited, residuals, classes, classNames) { Whole = whole };
}
