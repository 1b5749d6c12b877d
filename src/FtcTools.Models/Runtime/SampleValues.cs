using System.Numerics.Tensors;
using FtcTools.Diagnostics;

namespace FtcTools.Runtime;

/// <summary>What K samples have for one tensor: numbers, or words. A number is the nearest one of the tensor's own type.</summary>
/// <param name="Name">The name of the tensor.</param>
/// <param name="Count">K.</param>
/// <param name="Numbers">K rows; null of words.</param>
/// <param name="Words">K rows; null of numbers.</param>
public sealed record SampleValues(string Name, int Count, double[]? Numbers, string[]? Words)
{
    /// <summary>The dimensions of a sample, for a tensor that leaves more than one open; null where they follow from the width.</summary>
    public long[]? Shape { get; init; }

    /// <summary>The number of values of a sample.</summary>
    public int Width => Count == 0 ? 0 : (Numbers?.Length ?? Words!.Length) / Count;

    /// <summary>The values of some samples.</summary>
    /// <param name="rows">The rows, counted from 0.</param>
    public SampleValues Rows(IReadOnlyList<int> rows) => new(
        Name, rows.Count,
        Numbers is null ? null : [.. rows.SelectMany(i => Numbers[(i * Width)..((i + 1) * Width)])],
        Words is null ? null : [.. rows.SelectMany(i => Words[(i * Width)..((i + 1) * Width)])]) { Shape = Shape };

    /// <summary>The largest change of a number; infinite where a word, or a number that is none, changes.</summary>
    /// <exception cref="FtcException">FTC0033: values of another shape.</exception>
    public double Distance(SampleValues other)
    {
        if (other.Count != Count || other.Width != Width)
            throw new FtcException(Codes.ShapeMismatch,
                $"'{Name}' has {Count} x {Width} values, and {other.Count} x {other.Width} in another session.");
        if (Words is not null) return Words.AsSpan().SequenceEqual(other.Words) ? 0 : double.PositiveInfinity;
        var largest = 0.0;
        for (var i = 0; i < Numbers!.Length; i++)
        {
            if (Numbers[i].Equals(other.Numbers![i])) continue;
            var difference = Math.Abs(Numbers[i] - other.Numbers[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }
        return largest;
    }

    /// <summary>The largest magnitude.</summary>
    public double Largest => Numbers is { Length: > 0 } numbers ? Math.Abs(TensorPrimitives.MaxMagnitude<double>(numbers)) : 0;
}
