using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

// Datasets that are made of others: some of their samples, or the same with other answers or edits.
public sealed partial class Dataset
{
    /// <summary>The same samples with other residuals, which are then to be met as they are: classes are forgotten.</summary>
    /// <param name="residual">p numbers of a sample (from 0); null or zeros where nothing is to be edited.</param>
    /// <exception cref="FtcException">FTC0016: samples with the same features get different residuals.</exception>
    internal Dataset With(Func<int, IReadOnlyList<Rational>?> residual)
    {
        var (edited, residuals) = (new List<int>(), new List<Rational[]>());
        for (var i = 0; i < K; i++)
        {
            if (residual(i) is not { } z || z.All(v => v.IsZero)) continue;
            edited.Add(i);
            residuals.Add([.. z]);
        }
        return Create(Name, Outputs, _features, _predictions, [.. edited], [.. residuals], classNames: Classes is null ? ClassNames : null)
            .From(FeatureTensor);
    }

    /// <summary>The same samples, classes and <see cref="PredictionErrors"/> with other answers of the model.</summary>
    /// <param name="predictions">K rows of p.</param>
    internal Dataset Predicted(double[] predictions) =>
        Classify(Name, Outputs, _features, predictions, _errors, Classes!.Labels, Classes.Margin.ToDouble(), ClassNames)
            .From(FeatureTensor);

    /// <summary>The same samples and classes with other answers of the model, and how far each may be off.</summary>
    /// <param name="predictions">K rows of p.</param>
    /// <param name="errors">K rows of p; null where the answers are exact.</param>
    internal Dataset Predicted(double[] predictions, double[]? errors) =>
        Classify(Name, Outputs, _features, predictions, errors, Classes!.Labels, Classes.Margin.ToDouble(), ClassNames).From(FeatureTensor);

    /// <summary>Some of the samples; those of a classification with lifts of their own.</summary>
    /// <param name="rows">The rows, counted from 0, in ascending order.</param>
    internal Dataset Rows(int[] rows)
    {
        double[] features = [.. rows.SelectMany(i => Row(i).ToArray())];
        double[]? predictions = _predictions is null ? null : [.. rows.SelectMany(i => Predictions(i).ToArray())];
        var edited = Enumerable.Range(0, rows.Length).Where(at => Residual(rows[at]) is not null).ToArray();
        var some = Classes is { } classes
            ? Classify(Name, Inputs, Outputs, features, predictions!, _errors is null ? null : [.. rows.SelectMany(Errors)],
                [.. rows.Select(classes.Label)], classes.Margin.ToDouble(), ClassNames)
            : Create(Name, Inputs, Outputs, features, predictions, edited, Array.ConvertAll(edited, at => Residual(rows[at])!.ToArray()),
                classNames: ClassNames);
        some = some.From(FeatureTensor);
        return AnsweredIn is { } arithmetic ? some.Answered(arithmetic) : some;
    }

    /// <summary>The same samples and classes with edits that lift more.</summary>
    /// <param name="lifts">As <see cref="Classification.Lift"/>, one a class.</param>
    internal Dataset Lifted(Rational[] lifts) => Create(Name, Outputs, _features, _predictions, _edited,
        Array.ConvertAll(_edited, i => Classification.Residual(Outputs, Classes!.Label(i), lifts[Classes.Label(i)])),
        new(Classes!.Labels, Classes.Margin, lifts), _errors, ClassNames).From(FeatureTensor);

    /// <summary>The same samples, some of which are to be left alone: what the model answers is then right.</summary>
    /// <param name="samples">Edited samples, from 1.</param>
    /// <exception cref="FtcException">FTC0018: there is no such sample; FTC0034: it is not edited.</exception>
    public Dataset Withdraw(params int[] samples)
    {
        var withdrawn = samples.ToHashSet();
        foreach (var sample in withdrawn)
        {
            if (sample < 1 || sample > K)
                throw new FtcException(Codes.SampleOutOfRange, $"there is no sample {sample}; valid are 1..K with K = {K}.");
            if (Residual(sample - 1) is null)
                throw new FtcException(Codes.Argument, $"sample {sample} is not edited: there is nothing to withdraw.");
        }
        if (Classes is null) return With(i => withdrawn.Contains(i + 1) ? null : Residual(i));
        int[] labels = [.. Classes.Labels.Select((label, i) => withdrawn.Contains(i + 1) ? Classification.Argmax(Predictions(i)) : label)];
        var edited = Array.FindAll(_edited, i => !withdrawn.Contains(i + 1));
        return Create(Name, Outputs, _features, _predictions, edited, Array.ConvertAll(edited, i => Residual(i)!.ToArray()),
            new(labels, Classes.Margin, Classes.Lifts), _errors, ClassNames).From(FeatureTensor);
    }

    /// <summary>These samples and others; a sample of both has the residual of the others.</summary>
    /// <exception cref="FtcException">FTC0033: the others have another number of features or outputs.</exception>
    public Dataset With(Dataset others)
    {
        if (others.Inputs != Inputs || others.Outputs != Outputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"{others.Name} has {others.Inputs} features and {others.Outputs} outputs; {Name} has {Inputs} and {Outputs}.");
        if (others.Classes is null != Classes is null)
            throw new FtcException(Codes.ShapeMismatch,
                $"one of {others.Name} and {Name} has classes and the other has not; a classification takes samples of a classification.");
        if (!(ClassNames ?? []).SequenceEqual(others.ClassNames ?? []))
            throw new FtcException(Codes.ShapeMismatch,
                $"{others.Name} has the classes {Listed(others.ClassNames)}, {Name} has {Listed(ClassNames)}; both have the same in the same order.");
        var samples = Enumerable.Range(0, others.K).ToLookup(others.Hash);
        var known = new HashSet<int>();
        // Where each sample comes from: of others (from 0), or -1 for its own place here.
        var source = new List<(int Here, int There)>();
        for (var i = 0; i < K; i++)
        {
            var same = samples[Hash(i)].Where(j => others.Row(j).SequenceEqual(Row(i))).ToArray();
            known.UnionWith(same);
            source.Add((i, same.Length > 0 ? same[0] : -1));
        }
        source.AddRange(Enumerable.Range(0, others.K).Where(j => !known.Contains(j)).Select(j => (-1, j)));
        double[] features = [.. source.SelectMany(s => (s.Here >= 0 ? Row(s.Here) : others.Row(s.There)).ToArray())];
        if (Classes is not null) return Classified(others, source, features);

        var all = source.Select(s => s.There >= 0 ? others.Residual(s.There) : Residual(s.Here)).ToArray();
        var edited = Enumerable.Range(0, all.Length).Where(i => all[i] is not null).ToArray();
        return Create(
            Name, Inputs, Outputs, features,
            HasPredictions && others.HasPredictions
                ? [.. source.SelectMany(s => (s.Here >= 0 ? Predictions(s.Here) : others.Predictions(s.There)).ToArray())] : null,
            edited, Array.ConvertAll(edited, i => all[i]!.ToArray()), classNames: ClassNames).From(FeatureTensor ?? others.FeatureTensor);
    }

    // Lifts that are large enough stay: edits that were made keep their residuals.
    private Dataset Classified(Dataset others, List<(int Here, int There)> source, double[] features)
    {
        int[] labels = [.. source.Select(s => s.There >= 0 ? others.Classes!.Label(s.There) : Classes!.Label(s.Here))];
        Rational[] lifts = [.. Classes!.Lifts.Zip(others.Classes!.Lifts, Rational.Max)];
        var all = source.Select((s, i) => s.There < 0 ? Residual(s.Here)
            : others.Residual(s.There) is null ? null
            : Classification.Residual(Outputs, labels[i], lifts[labels[i]])).ToArray();
        var edited = Enumerable.Range(0, all.Length).Where(i => all[i] is not null).ToArray();
        double[] predictions = [.. source.SelectMany(s => (s.There >= 0 ? others.Predictions(s.There) : Predictions(s.Here)).ToArray())];
        double[]? errors = _errors is null && others._errors is null ? null
            : [.. source.SelectMany(s => s.There >= 0 ? others.Errors(s.There) : Errors(s.Here))];
        return Create(Name, Inputs, Outputs, features, predictions, edited, Array.ConvertAll(edited, i => all[i]!.ToArray()),
            new(labels, Classes.Margin, lifts), errors, ClassNames).From(FeatureTensor ?? others.FeatureTensor);
    }

    internal static string Listed(IReadOnlyList<string>? names) => names is null ? "of numbers" : string.Join(", ", names);

    private double[] Errors(int i) => _errors is null ? new double[Outputs] : PredictionErrors(i).ToArray();

    /// <summary>
    /// The same samples where others are edited: what was and is not among them any more is to be left alone, right or not.
    /// </summary>
    internal Dataset Only(int[] edited, Rational[][] residuals) =>
        new(Name, Outputs, _features, _predictions, _errors, edited, residuals, Classes, ClassNames) { Whole = Whole };
}
