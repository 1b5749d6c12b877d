using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// K samples of d features and, for each of p outputs, the residual z = label - prediction that a side network must give.
/// Residuals are exact and stored only for T, the samples where one of them is not zero. Immutable.
/// Samples are numbered from 1 wherever a person sees them, from 0 in arrays.
/// </summary>
public sealed class Dataset
{
    // Samples that a thread takes at once.
    private const int Chunk = 1 << 14;

    // Selects one of 2^10 words of bits, which hold one bit a hash.
    private const int MarkMask = (1 << 10) - 1;

    private readonly FeatureTable _features;
    private readonly double[]? _predictions; // K rows of p, or one for all samples
    private readonly double[]? _errors;
    private readonly int[] _edited;
    private readonly Rational[][] _residuals;

    private Dataset(string name, int outputs, FeatureTable features, double[]? predictions, double[]? errors, int[] edited,
        Rational[][] residuals, Classification? classes, IReadOnlyList<string>? classNames)
    {
        Name = name;
        Inputs = features.Width;
        Outputs = outputs;
        _features = features;
        _predictions = predictions;
        _errors = errors;
        Classes = classes;
        ClassNames = classNames;
        _edited = edited;
        _residuals = residuals;
        K = features.Count;
        MaxResidual = residuals.Distinct(ReferenceEqualityComparer.Instance).SelectMany(z => (Rational[])z!).Select(Rational.Abs)
            .Aggregate(Rational.Zero, Rational.Max);
        T = Array.AsReadOnly(Array.ConvertAll(edited, i => i + 1));
    }

    /// <summary>Where the samples came from: a file's name, or how they were made.</summary>
    public string Name { get; }

    /// <summary>Number of samples.</summary>
    public int K { get; }

    /// <summary>Number of samples with a residual that is not zero.</summary>
    public int N => _edited.Length;

    /// <summary>d, the number of features.</summary>
    public int Inputs { get; }

    /// <summary>p, the number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The samples to edit, from 1, ascending.</summary>
    public IReadOnlyList<int> T { get; }

    /// <summary>max |z| over all samples and outputs: the unit of every tolerance.</summary>
    public Rational MaxResidual { get; }

    /// <summary>The right classes, where the answer is the largest output; null where it is the outputs themselves.</summary>
    public Classification? Classes { get; }

    /// <summary>
    /// The words that the data have for classes, by number from 0; null where they have numbers. With <see cref="Classes"/> one for each
    /// output; otherwise the answer itself is the number of a word.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>
    /// Where the samples are that are not in memory, for they take more than was allowed: the edits are at hand, the others are looked at
    /// in
    /// passes. Null where all are here.
    /// </summary>
    internal Passes.SampleSource? Stored { get; private init; }

    /// <summary>
    /// Whether the samples stay on disk, for they take more memory than was allowed: networks are built and verified for them in
    /// passes; of single samples only the edited ones are at hand.
    /// </summary>
    public bool OnDisk => Stored is not null;

    /// <summary>The samples of a source, which stay where they are.</summary>
    internal static Dataset In(Passes.SampleSource source)
    {
        var edits = source.Edits;
        var classes = edits.Classes is { } own ? new Classification(i => own.Label(source.EditAt(i)), own.Margin, own.Lifts) : null;
        return new(source.Name, source.Outputs, FeatureTable.Elsewhere(source.K, source.Inputs), null, null, source.Edited,
            edits._residuals, classes, source.ClassNames) { Stored = source, Dropped = source.Dropped };
    }

    /// <summary>Bytes that the process may take while it works on the samples, wherever they are; null for no limit.</summary>
    internal long? MemoryLimit { get => Stored?.MemoryLimit ?? field; private set; }

    /// <summary>The same samples, for which the process may take so many bytes.</summary>
    internal Dataset Within(long memoryLimit)
    {
        var copy = (Dataset)MemberwiseClone();
        copy.MemoryLimit = memoryLimit;
        return copy;
    }

    /// <summary>What the data call the d features, in order; null where they are not named one by one.</summary>
    public IReadOnlyList<string>? FeatureNames { get; private set; }

    /// <summary>The same samples, whose features have names.</summary>
    internal Dataset Naming(IReadOnlyList<string> features)
    {
        var copy = (Dataset)MemberwiseClone();
        copy.FeatureNames = features.Count == Inputs ? features : null;
        return copy;
    }

    /// <summary>How many samples of the data were left out, for they contradict others; see <see cref="Conflict"/>.</summary>
    public int Dropped { get; private init; }

    /// <summary>The rows of the data (from 0, ascending) that its samples were; null where none was left out.</summary>
    internal int[]? Kept { get; private init; }

    /// <summary>Whether the frozen model's answers are known.</summary>
    public bool HasPredictions => Stored?.HasPredictions ?? _predictions is not null;

    /// <summary>The arithmetic in which the frozen model itself gave its answers; null where they are numbers of a file.</summary>
    public Arithmetic? AnsweredIn { get; private set; }

    /// <summary>The same samples, whose answers a model gave in that arithmetic.</summary>
    internal Dataset Answered(Arithmetic arithmetic)
    {
        var copy = (Dataset)MemberwiseClone();
        copy.AnsweredIn = arithmetic;
        return copy;
    }

    /// <summary>The tensor of a model that the features are of; null where the data themselves have them.</summary>
    public FeatureTensor? FeatureTensor { get; private set; }

    /// <summary>The same samples, whose features are of that tensor.</summary>
    internal Dataset From(FeatureTensor? tensor)
    {
        var copy = (Dataset)MemberwiseClone();
        copy.FeatureTensor = tensor;
        return copy;
    }

    /// <summary>How all samples lie, where these stand for more that are not at hand; null where these are all.</summary>
    internal Moments? Whole { get; private init; }

    /// <summary>T, from 0, ascending.</summary>
    internal int[] Edited => _edited;

    /// <summary>The d features of sample <paramref name="i"/> (from 0).</summary>
    public ReadOnlySpan<double> Row(int i) => Stored is null ? _features.Row(i) : Stored.Edits.Row(Stored.EditAt(i));

    /// <summary>All features, row by row.</summary>
    internal ReadOnlyMemory<double> FeatureRows => _features.All();

    /// <summary>All features, row by row.</summary>
    internal ReadOnlySpan<double> Features => _features.All();

    /// <summary>The features as they are kept.</summary>
    internal FeatureTable Table => _features;

    /// <summary>The p answers of the frozen model for sample <paramref name="i"/> (from 0); empty where they are not known.</summary>
    public ReadOnlySpan<double> Predictions(int i) => Stored is not null ? Stored.Edits.Predictions(Stored.EditAt(i))
        : _predictions is null ? [] : _predictions.AsSpan(_predictions.Length == Outputs ? 0 : i * Outputs, Outputs);

    /// <summary>How far each of those may be off, in any arithmetic and order of summation; empty where they are exact.</summary>
    public ReadOnlySpan<double> PredictionErrors(int i) => _errors is null ? [] : _errors.AsSpan(i * Outputs, Outputs);

    /// <summary>The answers at samples that stand together, row by row.</summary>
    /// <param name="repeated">Room for one that is given for all samples.</param>
    internal ReadOnlyMemory<double> PredictionRows(int first, int count, ref double[] repeated)
    {
        if (_predictions!.Length != Outputs || K == 1) return _predictions.AsMemory(first * Outputs, count * Outputs);
        if (repeated.Length < count * Outputs) repeated = [.. Enumerable.Repeat(_predictions, count).SelectMany(f => f)];
        return repeated.AsMemory(0, count * Outputs);
    }

    /// <summary>How far each of those may be off; empty where they are exact.</summary>
    internal ReadOnlyMemory<double> ErrorRows(int first, int count) =>
        _errors is null ? default : _errors.AsMemory(first * Outputs, count * Outputs);

    /// <summary>T alone, as a dataset, with residuals and lifts as they are; of any number of samples.</summary>
    internal Dataset EditsAlone() => new(Name, Outputs, new FeatureTable([.. _edited.SelectMany(i => Row(i).ToArray())], Inputs),
        HasPredictions ? [.. _edited.SelectMany(i => Predictions(i).ToArray())] : null,
        _errors is null ? null : [.. _edited.SelectMany(Errors)], [.. Enumerable.Range(0, N)], _residuals,
        Classes is null ? null : new([.. _edited.Select(Classes.Label)], Classes.Margin, Classes.Lifts), ClassNames);

    /// <summary>z of sample <paramref name="i"/> (from 0), p numbers; null off T, where all are zero.</summary>
    public IReadOnlyList<Rational>? Residual(int i)
    {
        var at = Array.BinarySearch(_edited, i);
        return at < 0 ? null : _residuals[at];
    }

    /// <summary>z of output <paramref name="output"/> of sample <paramref name="i"/> (both from 0).</summary>
    public Rational Residual(int i, int output) => Residual(i)?[output] ?? Rational.Zero;

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
    /// <param name="rows">From 0, ascending.</param>
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
        return conflict == Conflict.Stop ? throw Fail(Codes.ContradictingSamples, contradictions.Second, contradictions.Describe(Sample))
            : set.Keep(contradictions.Kept(conflict));

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
    /// <param name="whole">As <see cref="Whole"/>.</param>
    internal static Dataset Part(string name, int outputs, FeatureTable features, double[]? predictions, double[]? errors, int[] edited,
        Rational[][] residuals, Classification? classes, IReadOnlyList<string>? classNames, Moments? whole) =>
        new(name, outputs, features, predictions, errors, edited, residuals, classes, classNames) { Whole = whole };

    /// <summary>
    /// The same samples where others are edited: what was and is not among them any more is to be left alone, right or not.
    /// </summary>
    internal Dataset Only(int[] edited, Rational[][] residuals) =>
        new(Name, Outputs, _features, _predictions, _errors, edited, residuals, Classes, ClassNames) { Whole = Whole };

    /// <summary>The word for a class, or its number from 0.</summary>
    public string ClassName(int label) => ClassNames is { } names ? names[label] : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Two samples (from 0) with different residuals that are one point when every feature is rounded; null where there are none.
    /// </summary>
    // A contradiction needs an edited sample, so only T is held in the table.
    internal (int First, int Second)? FindContradiction(Func<double, double>? round = null)
    {
        var seen = new Dictionary<int, List<int>>();
        // Most samples are at none of them: a bit says so before the table is asked.
        var marks = new ulong[MarkMask + 1];
        foreach (var i in _edited)
        {
            var hash = Hash(i, round);
            if (!seen.TryGetValue(hash, out var bucket)) seen.Add(hash, bucket = []);
            bucket.Add(i);
            marks[(hash >>> 6) & MarkMask] |= 1UL << hash;
        }
        if (seen.Count == 0) return null;
        var chunks = Integers.CeilingOfQuotient(K, Chunk);
        var found = new (int First, int Second)?[chunks];
        var search = Parallel.For(0, chunks, Cores.All(), (chunk, loop) =>
        {
            found[chunk] = Find(chunk * Chunk, Math.Min(K, (chunk + 1) * Chunk));
            if (found[chunk] is not null) loop.Break();
        });
        return search.LowestBreakIteration is { } first ? found[first] : null;

        (int First, int Second)? Find(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                var hash = Hash(i, round);
                if ((marks[(hash >>> 6) & MarkMask] & 1UL << hash) == 0 || !seen.TryGetValue(hash, out var bucket)) continue;
                foreach (var j in bucket)
                {
                    if (j == i || !Same(Row(i), Row(j))) continue;
                    if (Residual(i) is not { } z || !z.SequenceEqual(_residuals[Array.BinarySearch(_edited, j)]))
                        return (Math.Min(i, j), Math.Max(i, j));
                }
            }
            return null;
        }

        bool Same(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            if (round is null) return a.SequenceEqual(b);
            for (var j = 0; j < a.Length; j++)
            {
                if (round(a[j]) != round(b[j])) return false;
            }
            return true;
        }
    }

    internal int Hash(int i) => Hash(i, null);

    private int Hash(int i, Func<double, double>? round)
    {
        // Not string-seeded HashCode: the same work in every run.
        var hash = 17L;
        foreach (var value in Row(i))
            hash = unchecked((hash ^ BitConverter.DoubleToInt64Bits(round is null ? value : round(value) + 0.0)) * 0x9E3779B97F4A7C1L
                + 0x7F4A7C15);
        return (int)(hash >> 32);
    }
}
