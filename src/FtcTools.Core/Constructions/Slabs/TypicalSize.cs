using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// How far a column is from its median where it is not there: the geometric mean of some samples, each taken down to a power of two, so
/// that it is the same on every processor. A few very large numbers hardly change it, while the largest number or the variance would be
/// theirs alone.
/// </summary>
internal static class TypicalSize
{
    /// <param name="most">The number of samples that are looked at, spread over all of them.</param>
    /// <returns>Its logarithm to base 2; null where all samples looked at are at the median.</returns>
    public static double? Of(Dataset data, int column, int most)
    {
        double[] values = [.. Integers.EvenlyApart(data.K, most).Select(i => data.Row(i)[column]).Order()];
        var median = values[values.Length / 2];
        int[] sizes = [.. values.Where(value => value != median).Select(value => Math.ILogB(value - median))];
        return sizes.Length == 0 ? null : sizes.Average();
    }
}
