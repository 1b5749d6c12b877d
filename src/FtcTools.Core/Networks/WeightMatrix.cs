using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// W of a dense layer as it is multiplied: column by column where there are more neurons than inputs and few weights are 0, row by row
/// otherwise. Rows that are equal, as those of the ReLUs of one hard-tanh are, are multiplied once, and large rows of zeros but for a few
/// weights by those weights alone.
/// </summary>
internal sealed class WeightMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Shorter rows gain nothing.
    private const int LongRow = 256, Few = 16;

    private readonly T[] _values;
    private readonly bool _byInput;
    private readonly int _inputs;
    private readonly int[][] _equal; // numbers of equal rows, by the first of them
    private readonly int[]?[] _support; // by the same: columns that are not zero, where they are few

    public WeightMatrix(T[] values, bool byInput, int inputs, int neurons)
    {
        (_values, _byInput, _inputs) = (values, byInput, inputs);
        _equal = byInput ? [] : [.. Enumerable.Range(0, neurons).GroupBy(r => r, Comparer(values, inputs))
            .Select(group => group.ToArray())];
        _support = Array.ConvertAll(_equal, rows => inputs < LongRow ? null : Support(Row(rows[0])));
    }

    /// <summary>Whether a layer has large rows of zeros but for a few weights, on average.</summary>
    public static bool IsSparse(Layer layer) => layer.Inputs >= LongRow
        && Enumerable.Range(0, layer.Neurons).Average(r => layer.Inputs - layer.Weights(r).Count(Rational.Zero)) <= layer.Inputs / Few;

    private ReadOnlySpan<T> Row(int r) => _values.AsSpan(r * _inputs, _inputs);

    private static int[]? Support(ReadOnlySpan<T> row)
    {
        var columns = new List<int>();
        for (var c = 0; c < row.Length && columns.Count <= row.Length / Few; c++)
        {
            if (!T.IsZero(row[c])) columns.Add(c);
        }
        return columns.Count <= row.Length / Few ? [.. columns] : null;
    }

    /// <summary>outputs = W inputs + bias, skipping inputs that are zero.</summary>
    public void Multiply(ReadOnlySpan<T> bias, ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        if (_byInput)
        {
            bias.CopyTo(outputs);
            for (var c = 0; c < inputs.Length; c++)
            {
                if (!T.IsZero(inputs[c]))
                    TensorPrimitives.MultiplyAdd(_values.AsSpan(c * outputs.Length, outputs.Length), inputs[c], outputs, outputs);
            }
            return;
        }
        for (var u = 0; u < _equal.Length; u++)
        {
            var product = Product(u, inputs);
            foreach (var r in _equal[u]) outputs[r] = product + bias[r];
        }
    }

    /// <summary>The same for several samples, to the last bit: each row is read once for all of them.</summary>
    public void Multiply(ReadOnlySpan<T> bias, ReadOnlySpan<T[]> inputs, ReadOnlySpan<T[]> outputs)
    {
        if (_byInput)
        {
            for (var b = 0; b < inputs.Length; b++) Multiply(bias, inputs[b], outputs[b]);
            return;
        }
        for (var u = 0; u < _equal.Length; u++)
        {
            for (var b = 0; b < inputs.Length; b++)
            {
                var product = Product(u, inputs[b]);
                foreach (var r in _equal[u]) outputs[b][r] = product + bias[r];
            }
        }
    }

    private T Product(int u, ReadOnlySpan<T> inputs)
    {
        var row = Row(_equal[u][0]);
        if (_support[u] is not { } columns) return Sums.Dot(row, inputs);
        var sum = T.Zero;
        foreach (var c in columns) sum += row[c] * inputs[c];
        return sum;
    }

    private static EqualityComparer<int> Comparer(T[] values, int inputs)
    {
        return EqualityComparer<int>.Create((a, b) => Bytes(a).SequenceEqual(Bytes(b)), r =>
        {
            var hash = default(HashCode);
            hash.AddBytes(Bytes(r));
            return hash.ToHashCode();
        });

        ReadOnlySpan<byte> Bytes(int r) => MemoryMarshal.AsBytes(values.AsSpan(r * inputs, inputs));
    }
}
