namespace FtcTools.Onnx.Steps;

/// <summary>
/// What a window sees of one channel of an image, at each position it takes: places in row-major order, -1 for one outside of the image.
/// </summary>
/// <param name="Area">The number of elements of a channel.</param>
/// <param name="Size">The number of places that the window sees at one position.</param>
/// <param name="Places">The places, position by position.</param>
internal sealed record Window(int Area, int Size, int[] Places)
{
    /// <summary>The number of positions.</summary>
    public int Count => Places.Length / Size;

    public ReadOnlySpan<int> At(int position) => Places.AsSpan(position * Size, Size);

    /// <summary>Makes a window that moves over an image.</summary>
    /// <param name="image">The dimensions of a channel, one or more; the other parameters have as many.</param>
    /// <param name="before">Zeros, or nothing, in front of each dimension.</param>
    /// <param name="positions">The number of positions of the window in each dimension.</param>
    public static Window Over(long[] image, long[] kernel, long[] strides, long[] dilations, long[] before, long[] positions)
    {
        var (area, size, count) = (Product(image), Product(kernel), Product(positions));
        var places = new int[count * size];
        var (position, offset) = (new long[image.Length], new long[image.Length]);
        for (var n = 0; n < places.Length; n++)
        {
            var place = 0L;
            for (var d = 0; d < image.Length; d++)
            {
                var at = position[d] * strides[d] - before[d] + offset[d] * dilations[d];
                place = place < 0 || at < 0 || at >= image[d] ? -1 : place * image[d] + at;
            }
            places[n] = (int)place;
            if (Next(offset, kernel)) Next(position, positions);
        }
        return new((int)area, (int)size, places);
    }

    // Moves to the next index in row-major order; true after the last one, when it is the first one again.
    private static bool Next(long[] index, long[] sizes)
    {
        for (var d = index.Length - 1; d >= 0; d--)
        {
            if (++index[d] < sizes[d]) return false;
            index[d] = 0;
        }
        return true;
    }

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (a, b) => a * b);
}
