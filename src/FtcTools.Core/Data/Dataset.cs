using System.Globalization;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// K samples of d features and, for each of p outputs, the residual z = label - prediction that a side network must give.
/// Residuals are exact and stored only for T, the samples where one of them is not zero. Immutable.
/// Samples are numbered from 1 wherever a person sees them, from 0 in arrays.
/// </summary>
public sealed partial class Dataset
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
    private readonly Lazy<int[][]> _alike;
    private readonly Lazy<double[]> _units;

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
        _alike = new(() => [.. Enumerable.Range(0, edited.Length).GroupBy(n => residuals[n], SameNumbers.Comparer)
            .Select(alike => alike.Select(n => edited[n]).ToArray())]);
        K = features.Count;
        MaxResidual = residuals.Distinct(ReferenceEqualityComparer.Instance).SelectMany(z => (Rational[])z!).Select(Rational.Abs)
            .Aggregate(Rational.Zero, Rational.Max);
        T = Array.AsReadOnly(Array.ConvertAll(edited, i => i + 1));
        _units = new(() => [.. Enumerable.Range(0, outputs).Select(UnitOf)]);
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

    /// <summary>max |z| over all samples and outputs.</summary>
    public Rational MaxResidual { get; }

    /// <summary>
    /// max |z| of an output over all samples: the unit of its tolerance. Of one that no edit moves it is that of all, and 1 without edits.
    /// </summary>
    /// <param name="output">Its number, from 0.</param>
    internal double Unit(int output) => _units.Value[output];

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

    /// <summary>The edited samples by what is to be added to them, in the order of the samples.</summary>
    internal IReadOnlyList<int[]> EditedByResidual => _alike.Value;

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

    private double UnitOf(int output)
    {
        var own = _residuals.Distinct(ReferenceEqualityComparer.Instance).Select(z => Rational.Abs(((Rational[])z!)[output]))
            .Aggregate(Rational.Zero, Rational.Max);
        return !own.IsZero ? own.ToDouble() : !MaxResidual.IsZero ? MaxResidual.ToDouble() : 1;
    }

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
        // HashCode has another seed in every process, and the same work is wanted in every run.
        var hash = 17L;
        foreach (var value in Row(i))
            hash = unchecked((hash ^ BitConverter.DoubleToInt64Bits(round is null ? value : round(value) + 0.0)) * 0x9E3779B97F4A7C1L
                + 0x7F4A7C15);
        return (int)(hash >> 32);
    }
}
