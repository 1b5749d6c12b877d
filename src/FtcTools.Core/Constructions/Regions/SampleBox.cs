using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Regions;

/// <summary>
/// The box around a group of samples and their balls, with walls that leave other samples out. A wall is w (x_j - a) on one side of the
/// box, where w is a power of two: products with it are exact, and the difference of two numbers is 0 only where they are equal, so any
/// arithmetic that tells two samples apart sees the one inside and the other outside.
/// </summary>
internal sealed class SampleBox
{
    // The gap to the nearest sample left out, in units of w: enough for 1 - w gap to be below 0 whatever the order of summation.
    private const int Push = 2;

    // The weight is at most this power of two: no float64 tells the two sides of a smaller gap apart after a product.
    private const int LargestPower = 1022;

    // As many samples are looked at to choose a wall.
    private const int Looked = 1 << 10;

    private readonly Dataset _data;
    private readonly Ball _ball;
    private readonly double[] _low;
    private readonly double[] _high;

    /// <param name="group">The samples that it holds.</param>
    public SampleBox(Dataset data, Ball ball, IReadOnlyList<int> group)
    {
        (_data, _ball, Group) = (data, ball, group);
        (_low, _high) = (new double[data.Inputs], new double[data.Inputs]);
        Array.Fill(_low, double.PositiveInfinity);
        Array.Fill(_high, double.NegativeInfinity);
        foreach (var i in group)
        {
            var around = new SampleInterval(data, ball, i);
            for (var j = 0; j < data.Inputs; j++)
            {
                var (low, high) = around.Of(j);
                (_low[j], _high[j]) = (Math.Min(_low[j], low), Math.Max(_high[j], high));
            }
        }
    }

    public IReadOnlyList<int> Group { get; }

    public double Low(int feature) => _low[feature];

    public double High(int feature) => _high[feature];

    /// <summary>A facet of the box: w (x_j - a) on one side (-1 or 1) of its samples.</summary>
    public readonly record struct Wall(int Feature, int Side, double At, double Weight);

    /// <summary>
    /// Walls that together leave out all other samples, the wall that leaves out most of them first; null where one stays inside. Features
    /// are compared as float32, if that sees any difference at all.
    /// </summary>
    /// <param name="single">Whether samples that float32 does not tell apart from those held count as inside.</param>
    public Wall[]? Walls(IEnumerable<int> others, bool single, CancellationToken cancellation) =>
        Walls(null, [.. others], single, cancellation);

    /// <summary>The same behind a first wall.</summary>
    /// <param name="left">The samples that the first wall does not leave out; the array is overwritten.</param>
    public Wall[]? Walls(Wall? first, int[] left, bool single, CancellationToken cancellation)
    {
        List<Wall> walls = first is { } given ? [given] : [];
        for (var count = left.Length; count > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Facing(left.AsSpan(0, count), single) is not var (feature, side)) return null;
            var (nearest, staying) = (double.PositiveInfinity, 0);
            foreach (var i in left.AsSpan(0, count))
            {
                var gap = Gap(i, new SampleInterval(_data, _ball, i).Of(feature), feature, side, single);
                if (gap > 0) nearest = Math.Min(nearest, gap);
                else left[staying++] = i;
            }
            walls.Add(At(feature, side, nearest));
            count = staying;
        }
        return [.. walls];
    }

    /// <summary>
    /// The feature and side on which a wall leaves out most of the samples, as far as a thousand that are spread over them tell; null where
    /// no wall leaves one out.
    /// </summary>
    public (int Feature, int Side)? Facing(ReadOnlySpan<int> samples, bool single)
    {
        var step = Integers.CeilingOfQuotient(samples.Length, Looked);
        return Facing(samples, single, step) ?? (step > 1 ? Facing(samples, single, 1) : null);
    }

    private (int Feature, int Side)? Facing(ReadOnlySpan<int> samples, bool single, int step)
    {
        var counts = new int[2 * _low.Length];
        for (var n = 0; n < samples.Length; n += step)
        {
            var i = samples[n];
            var around = new SampleInterval(_data, _ball, i);
            for (var j = 0; j < _low.Length; j++)
            {
                var interval = around.Of(j);
                if (Gap(i, interval, j, -1, single) > 0) counts[2 * j]++;
                else if (Gap(i, interval, j, 1, single) > 0) counts[2 * j + 1]++;
            }
        }
        var best = Array.IndexOf(counts, counts.Max());
        return counts[best] == 0 ? null : (best / 2, best % 2 == 0 ? -1 : 1);
    }

    /// <summary>The wall on a side, where the nearest sample that it leaves out is so far away.</summary>
    public Wall At(int feature, int side, double gap) =>
        new(feature, side, side < 0 ? _low[feature] : _high[feature], Math.ScaleB(Push, Math.Min(-Math.ILogB(gap), LargestPower)));

    // How far a sample is from the box on a side; 0 where it is not on that side.
    private double Gap(int i, (double Low, double High) interval, int feature, int side, bool single)
    {
        var (low, high) = interval;
        var (from, to) = side < 0 ? (high, _low[feature]) : (_high[feature], low);
        if (!(from < to)) return 0;
        var rounded = (float)to - (double)(float)from;
        return rounded > 0 ? Math.Min(to - from, rounded) : single || TellsApart(i) ? 0 : to - from;
    }

    private bool TellsApart(int i)
    {
        for (var j = 0; j < _low.Length; j++)
        {
            if ((float)_data.Row(i)[j] != (float)_low[j]) return true;
        }
        return false;
    }
}
