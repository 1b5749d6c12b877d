using System.Numerics;
using FtcTools.Networks;

namespace FtcTools.Shipping.CSharp;

/// <summary>A neuron's weights that are not zero.</summary>
internal sealed record WeightRow<T>(int[] Columns, T[] Weights, T Bias)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows with equal keys are equal, or opposite.</summary>
    public string Key { get; } = string.Join(' ', Columns.Zip(Weights, (c, w) => $"{c}:{(T.IsNegative(Weights[0]) ? -w : w)}"));

    public bool IsNegative => Weights.Length > 0 && T.IsNegative(Weights[0]);

    public static WeightRow<T>[] Of(DenseLayer<T> layer) =>
    [
        .. Enumerable.Range(0, layer.Neurons).Select(r =>
        {
            var columns = Enumerable.Range(0, layer.Inputs).Where(c => !T.IsZero(Weight(r, c))).ToArray();
            return new WeightRow<T>(columns, [.. columns.Select(c => Weight(r, c))], layer.Bias[r]);

            T Weight(int row, int column) => layer.Weights[layer.ByInput ? column * layer.Neurons + row : row * layer.Inputs + column];
        }),
    ];
}

/// <summary>How a layer is written.</summary>
internal enum LayerForm
{
    /// <summary>A line for each neuron.</summary>
    Lines,

    /// <summary>A table of the weights that are not zero.</summary>
    Sparse,

    /// <summary>A table of all weights, row by row.</summary>
    Rows,

    /// <summary>A table of all weights, column by column.</summary>
    Columns,
}

/// <summary>A layer as it is written.</summary>
internal sealed class LayerRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Shorter sums are written out.</summary>
    public const int ShortestDot = 8;

    private const int MostLines = 64;
    private const int MostDots = 32;
    private const int MostTerms = 512;

    public LayerRows(DenseLayer<T> layer)
    {
        Rows = WeightRow<T>.Of(layer);
        (Inputs, Activation) = (layer.Inputs, layer.Activation);
    }

    public WeightRow<T>[] Rows { get; }

    public int Inputs { get; }

    public int Neurons => Rows.Length;

    public Activation Activation { get; }

    /// <param name="span">Whether the inputs lie in one span, so that long rows may be one call.</param>
    public LayerForm Form(bool span)
    {
        var distinct = Rows.DistinctBy(row => row.Key).Select(row => row.Weights.Length).ToList();
        var (terms, dots) = (distinct.Where(length => !span || length < ShortestDot)
            .Sum(), distinct.Count(length => span && length >= ShortestDot));
        if (Neurons <= MostLines && dots <= MostDots && terms <= MostTerms) return LayerForm.Lines;
        if (3L * Rows.Sum(row => (long)row.Weights.Length) < (long)Neurons * Inputs) return LayerForm.Sparse;
        return Neurons > Inputs ? LayerForm.Columns : LayerForm.Rows;
    }
}
