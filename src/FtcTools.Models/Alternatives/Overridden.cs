using System.Numerics.Tensors;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Alternatives;

/// <summary>
/// The edits of known samples kept as they are: within the radius of the nearest one the answer is its own, elsewhere the model's. With
/// radii of 0 a lookup table; with others a codebook with radii (Hartvigsen et al., GRACE, NeurIPS 2023), whose radii here are half the
/// distance to the nearest sample of another residual, the largest for which no two of them claim a point differently.
/// </summary>
internal sealed record Overridden : Corrected
{
    private readonly Dataset _known;
    private readonly Norm _norm;
    private readonly double[]? _radii;

    public Overridden(Dataset known, Norm norm, double[]? radii)
    {
        (_known, _norm, _radii) = (known, norm, radii);
        Bytes = (long)known.N * sizeof(float) * (known.Inputs + (radii is null ? 0 : 1) + (known.Classes is null ? known.Outputs : 1));
    }

    /// <inheritdoc />
    public override bool[] EditsRight(Dataset known, CancellationToken cancellation) =>
        Array.ConvertAll(known.Edited, i => Find(known.Row(i), new double[known.Inputs]) is not null);

    /// <inheritdoc />
    public override Func<int, double[]> AnswersAt(Dataset samples)
    {
        var difference = new double[samples.Inputs];
        return i =>
        {
            var f = samples.HasPredictions ? samples.Predictions(i).ToArray() : new double[samples.Outputs];
            if (Find(samples.Row(i), difference) is not { } edit) return f;
            if (_known.Classes is { } classes)
            {
                // The class itself is kept, whatever the model answers here.
                if (Classification.Argmax(f) != classes.Label(edit))
                    f[classes.Label(edit)] = TensorPrimitives.Max<double>(f) + classes.Margin.ToDouble();
                return f;
            }
            for (var o = 0; o < f.Length; o++) f[o] += _known.Residual(edit, o).ToDouble();
            return f;
        };
    }

    private int? Find(ReadOnlySpan<double> x, double[] difference)
    {
        int? nearest = null;
        var least = double.PositiveInfinity;
        foreach (var i in _known.Edited)
        {
            var radius = _radii?[i] ?? 0;
            if (radius == 0 ? !x.SequenceEqual(_known.Row(i)) : Separation.Beyond(x, _known.Row(i), Math.BitIncrement(radius), _norm))
                continue;
            var distance = Separation.Near(x, _known.Row(i), _norm, difference);
            if (distance <= radius && distance < least) (nearest, least) = (i, distance);
        }
        return nearest;
    }
}
