namespace FtcTools.Onnx.Reading;

/// <summary>The dimensions of one sample, and places of its elements in row-major order.</summary>
internal static class Shapes
{
    public static long Product(IEnumerable<long> shape) => shape.Aggregate(1L, (a, b) => a * b);

    public static string Show(long[] shape) => $"[{string.Join(", ", shape.Take(8))}{(shape.Length > 8 ? ", ..." : "")}]";

    /// <summary>Whether numbers of one shape can be repeated to another: dimensions of 1 are, missing ones stand in front.</summary>
    public static bool Fits(long[] given, long[] shape) =>
        given.Length <= shape.Length && given.Zip(shape[^given.Length..]).All(pair => pair.First == 1 || pair.First == pair.Second);

    /// <summary>The shape that both are repeated to; null where there is none.</summary>
    public static long[]? Common(long[] a, long[] b)
    {
        var shape = new long[Math.Max(a.Length, b.Length)];
        for (var d = 1; d <= shape.Length; d++)
        {
            var (m, n) = (d <= a.Length ? a[^d] : 1, d <= b.Length ? b[^d] : 1);
            if (m != n && m != 1 && n != 1) return null;
            shape[^d] = Math.Max(m, n);
        }
        return shape;
    }

    /// <summary>For each place in the larger shape, the place in the given one.</summary>
    public static IEnumerable<int> Repeated(long[] given, long[] shape) => Places(shape, index =>
    {
        var at = 0L;
        for (var d = 0; d < given.Length; d++) at = at * given[d] + (given[d] == 1 ? 0 : index[shape.Length - given.Length + d]);
        return at;
    });

    /// <summary>For each place in a shape, what a function makes of the index.</summary>
    public static IEnumerable<int> Places(long[] shape, Func<long[], long> place)
    {
        var index = new long[shape.Length];
        for (var count = Product(shape); count > 0; count--)
        {
            yield return (int)place(index);
            for (var d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
    }

    /// <summary>The place of an index in a shape.</summary>
    public static long PlaceOf(long[] index, long[] shape)
    {
        var at = 0L;
        for (var d = 0; d < shape.Length; d++) at = at * shape[d] + index[d];
        return at;
    }
}
