using System.Numerics.Tensors;

namespace FtcTools.Data.Passes;

/// <summary>An untouched sample that was kept from a pass; its features in float32 where that holds them, for many are kept.</summary>
internal sealed class PickedSample
{
    private readonly float[]? _single;
    private readonly double[] _wide = [];

    public PickedSample(int place, double[] features, int label, double[] predictions, double[] errors)
    {
        (Place, Label, Predictions, Errors) = (place, label, predictions, errors);
        if (Array.TrueForAll(features, x => (float)x == x)) _single = Array.ConvertAll(features, x => (float)x);
        else _wide = features;
    }

    private PickedSample(SampleBlock block, int i)
    {
        (Place, Label) = (block.First + i, block.Labels.IsEmpty ? 0 : block.Labels.Span[i]);
        (Predictions, Errors) = (block.Prediction(i).ToArray(), block.Errors(i).ToArray());
        if (block.Wide.IsEmpty) _single = block.SingleRow(i).ToArray();
        else _wide = block.Row(i);
    }

    public static PickedSample Of(SampleBlock block, int i) => new(block, i);

    /// <summary>Among all, from 0.</summary>
    public int Place { get; }

    /// <summary>Its class, where answers are classes.</summary>
    public int Label { get; }

    /// <summary>The model's answers there, where answers are classes.</summary>
    public double[] Predictions { get; }

    /// <summary>How far each of those may be off; none where they are exact.</summary>
    public double[] Errors { get; }

    /// <summary>Its d features.</summary>
    public double[] Features()
    {
        if (_single is null) return _wide;
        var features = new double[_single.Length];
        CopyTo(features);
        return features;
    }

    /// <summary>Writes the features.</summary>
    public void CopyTo(Span<double> features)
    {
        if (_single is null) _wide.CopyTo(features);
        else TensorPrimitives.ConvertTruncating<float, double>(_single, features);
    }
}
