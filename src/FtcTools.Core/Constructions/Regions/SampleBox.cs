using FtcTools.Constructions.Slabs;
using FtcTools.Data;

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

    private readonly Dataset _data;
    private readonly Ball _ball;
    private readonly double[] _low;
    private readonly double[] _high;

    /// <param name="group">The samples that it holds.</param>
    public SampleBox(Dataset data, Ball ball, IReadOnlyList<int> group)
    {
        (_data, _ball, Group) = (data, ball, group);
        _low = [.. Enumerable.Range(0, data.Inputs).Select(j => group.Min(i => At(data.Row(i)[j], ball.At(i)).Low))];
        _high = [.. Enumerable.Range(0, data.Inputs).Select(j => group.Max(i => At(data.Row(i)[j], ball.At(i)).High))];
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
    public Wall[]? Walls(IEnumerable<int> others, bool single, CancellationToken cancellation)
    {
        var (walls, left) = (new List<Wall>(), others.Select(i => (Sample: i, Single: single || TellsApart(i))).ToList());
        while (left.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            // For each feature and side, below before above: the number of samples that a wall there leaves out, and the smallest gap.
            var (counts, gaps) = (new int[2 * _low.Length], new double[2 * _low.Length]);
            Array.Fill(gaps, double.PositiveInfinity);
            foreach (var (i, asSingle) in left)
            {
                var row = _data.Row(i);
                var radius = _ball.At(i);
                for (var j = 0; j < _low.Length; j++)
                {
                    var (side, gap) = Gap(row[j], radius, j, asSingle);
                    if (gap == 0) continue;
                    counts[2 * j + side]++;
                    gaps[2 * j + side] = Math.Min(gaps[2 * j + side], gap);
                }
            }
            var best = Array.IndexOf(counts, counts.Max());
            if (counts[best] == 0) return null;
            var (feature, above) = (best / 2, best % 2);
            walls.Add(new(feature, above == 0 ? -1 : 1, above == 0 ? _low[feature] : _high[feature],
                Math.ScaleB(Push, Math.Min(-Math.ILogB(gaps[best]), LargestPower))));
            left.RemoveAll(entry => Gap(_data.Row(entry.Sample)[feature], _ball.At(entry.Sample), feature, entry.Single) is var (side, gap)
                && gap > 0 && side == above);
        }
        return [.. walls];
    }

    private bool TellsApart(int i)
    {
        for (var j = 0; j < _low.Length; j++)
        {
            if ((float)_data.Row(i)[j] != (float)_low[j]) return true;
        }
        return false;
    }

    // How far a feature is below (0) or above (1) the box.
    private (int Side, double Gap) Gap(double x, double radius, int j, bool single)
    {
        var (low, high) = At(x, radius);
        var (side, from, to) = high < _low[j] ? (0, high, _low[j]) : (1, _high[j], low);
        return (side, Math.Max(0, single ? Math.Min(to - from, (float)to - (double)(float)from) : to - from));
    }

    // What a feature can be in the ball around a sample, with room for the rounding of what is proven there.
    private (double Low, double High) At(double x, double radius)
    {
        var room = radius == 0 ? 0 : radius + 2 * Precision.Single.Relative(_data.Inputs) * (Math.Abs(x) + radius);
        return (x - room, x + room);
    }
}
