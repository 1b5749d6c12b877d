namespace FtcTools.Data.Passes;

/// <summary>Some samples that stand together, as a pass hands them out; valid until the next block is asked for.</summary>
/// <param name="inputs">The number of features, d.</param>
/// <param name="outputs">The number of outputs, p.</param>
internal sealed class SampleBlock(int inputs, int outputs)
{
    private readonly double[] _prediction = new double[outputs];
    private bool[] _edited = [];

    /// <summary>The first of them, from 0.</summary>
    public int First { get; private set; }

    public int Count { get; private set; }

    /// <summary>Features as float32, row by row: what they are, or what they round to.</summary>
    internal ReadOnlyMemory<float> Single { get; set; }

    /// <summary>Features as they are; empty where float32 holds all of them.</summary>
    internal ReadOnlyMemory<double> Wide { get; set; }

    /// <summary>The right classes; empty where answers are no classes.</summary>
    internal ReadOnlyMemory<int> Labels { get; set; }

    /// <summary>The model's answers, row by row; empty where they are not needed, for no class depends on them.</summary>
    internal ReadOnlyMemory<double> Predictions { get; set; }

    /// <summary>Writes the model's answers at one sample; null where they are at hand for all, or not needed.</summary>
    internal Action<int, double[]>? PredictionOf { get; set; }

    /// <summary>How far each of those may be off; empty where they are exact.</summary>
    internal ReadOnlyMemory<double> PredictionErrors { get; set; }

    /// <summary>Whether each sample's answer is to change.</summary>
    internal Span<bool> Edited => _edited.AsSpan(0, Count);

    internal void Start(int first, int count)
    {
        (First, Count) = (first, count);
        if (_edited.Length < count) _edited = new bool[count];
        Edited.Clear();
        (Wide, Labels, Predictions, PredictionErrors, PredictionOf) = (default, default, default, default, null);
    }

    /// <summary>The features of one sample of the block (from 0).</summary>
    public double[] Row(int i)
    {
        if (!Wide.IsEmpty) return Wide.Slice(i * inputs, inputs).ToArray();
        var row = new double[inputs];
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(SingleRow(i), row);
        return row;
    }

    internal ReadOnlySpan<float> SingleRow(int i) => Single.Span.Slice(i * inputs, inputs);

    /// <summary>
    /// The model's answers at one sample (from 0), until the next one is asked for; empty where they are not at hand.
    /// </summary>
    internal ReadOnlySpan<double> Prediction(int i) =>
        PredictionOf is not null ? Asked(i) : Predictions.IsEmpty ? [] : Predictions.Span.Slice(i * outputs, outputs);

    private double[] Asked(int i)
    {
        PredictionOf!(i, _prediction);
        return _prediction;
    }

    internal ReadOnlySpan<double> Errors(int i) => PredictionErrors.IsEmpty ? [] : PredictionErrors.Span.Slice(i * outputs, outputs);
}
