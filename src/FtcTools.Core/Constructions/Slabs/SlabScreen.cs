using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Whether slabs with a radius are worth a try. A slab that leaves room for balls is about 4 r |w| wide, and it must not meet many more of
/// the K samples than there are dimensions to move them out.
/// </summary>
internal static class SlabScreen
{
    private const int Sampled = 1000;

    // Up to so many samples in a slab for each dimension, slabs still have fewer neurons than polytopes; up to one for each pair of
    // dimensions where there are many of these, which is tried where as many passes as half of the edits are over in a moment.
    private const double Crowd = 3, Quick = 1e9;

    // The square of how far samples may spread beyond the typical size: a normal density has 7, and few very large numbers do not count.
    private const double LargestSpread = 8;

    // The height of a normal density at its middle.
    private const double Density = 0.4;

    public static bool Allows(Dataset data, Ball ball)
    {
        var columns = Enumerable.Range(0, data.Inputs)
            .Select(j => (Column: j, Power: TypicalSize.Of(data, j, Sampled))).Where(column => column.Power is not null)
            .Select(column => (column.Column, Size: Math.Pow(2, column.Power!.Value))).ToArray();
        if (columns.Length == 0) return true;
        var sampled = Integers.EvenlyApart(data.K, Sampled);
        // A direction with equal parts of columns of the middle size, for one that uses small columns less: how far it moves within the
        // balls, and how far the samples spread along it.
        var middle = columns.Select(column => column.Size).Order().ElementAt(columns.Length / 2);
        var moved = sampled.Average(ball.At) * (ball.Norm == Norm.Infinity ? Math.Sqrt(columns.Length) : 1) / middle;
        var spread = Math.Sqrt(columns.Average(column => Math.Min(LargestSpread, Variance(column.Column) / Math.Pow(column.Size, 2))));
        var met = data.K * 4 * moved / spread * Density;
        return met < columns.Length * ((double)data.K * data.Inputs * data.N / 2 <= Quick ? Math.Max(Crowd, data.Inputs) : Crowd);

        double Variance(int column)
        {
            var mean = sampled.Average(i => data.Row(i)[column]);
            return sampled.Average(i => Math.Pow(data.Row(i)[column] - mean, 2));
        }
    }
}
