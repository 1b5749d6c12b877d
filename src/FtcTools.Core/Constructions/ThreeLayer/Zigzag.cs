using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// The first layer that all 3-layer constructions of Sohn et al. share (equations 28 and 29, after Yun et al. 2019): G hard-tanh units, one
/// for each group of consecutive points. Unit j climbs (odd j) or falls (even j) from -1 to 1 between the middles of the gaps around its
/// group and is constant elsewhere, so that a combination with positive weights is a zigzag that crosses every level once a group.
/// The points of level k, one in each group, are the k-th from below in height.
/// </summary>
internal sealed class Zigzag
{
    private readonly Rational[] _direction;
    private readonly Rational[][] _points; // ascending in height, one array a group
    private readonly Rational[] _slopes;
    private readonly Rational[] _shifts;
    private readonly Rational[] _middles; // G + 1 middles of the gaps around the groups

    /// <param name="direction">a, so that c = a . x.</param>
    /// <param name="groups">Ascending positions of each group, every group not empty and above the one before.</param>
    public Zigzag(double[] direction, IReadOnlyList<Rational[]> groups)
    {
        _direction = Array.ConvertAll(direction, Rational.Of);
        _points = new Rational[groups.Count][];
        _slopes = new Rational[groups.Count];
        _shifts = new Rational[groups.Count];
        _middles = new Rational[groups.Count + 1];
        _middles[0] = groups[0][0] - 1;
        for (var j = 1; j < groups.Count; j++) _middles[j] = Rational.Middle(groups[j - 1][^1], groups[j][0]);
        _middles[^1] = groups[^1][^1] + 1;
        for (var j = 0; j < groups.Count; j++)
        {
            var (left, right) = (_middles[j], _middles[j + 1]);
            _slopes[j] = End(j) * 2 / (right - left);
            _shifts[j] = -End(j) * (right + left) / (right - left);
            _points[j] = j % 2 == 0 ? groups[j] : [.. groups[j].Reverse()];
        }
    }

    public int Groups => _points.Length;

    /// <summary>Ascending positions of a group of unit j, padded so that all groups hold <paramref name="levels"/> points.</summary>
    public static List<Rational[]> Divide(IReadOnlyList<Rational> points, int levels)
    {
        var groups = points.Chunk(levels).ToList();
        var last = groups[^1];
        // Points behind the last one make the groups equal; their target is 0 and no sample is there.
        groups[^1] = [.. last, .. Enumerable.Range(1, levels - last.Length).Select(i => last[^1] + i)];
        return groups;
    }

    /// <summary>The hard-tanh units of the first layer, for <see cref="NetworkBuilder.Units"/>.</summary>
    public IEnumerable<(Rational[] Row, Rational Bias, Shape Shape)> Units() =>
        Enumerable.Range(0, Groups).Select(j => (Array.ConvertAll(_direction, a => _slopes[j] * a), _shifts[j], Shape.HardTanh));

    /// <summary>Position of the point of level k (from 0) in group j (from 0).</summary>
    public Rational Point(int j, int k) => _points[j][k];

    /// <summary>
    /// A row of the second layer: alpha = target_j at the level-k point of every group j, and |alpha - target| pushed so far elsewhere that
    /// |alpha| >= <paramref name="margin"/> at every other position of <paramref name="others"/> (above the level: +, below: -).
    /// </summary>
    /// <param name="k">The level, from 0.</param>
    /// <param name="targets">One number a group, in [-1, 1].</param>
    /// <param name="margin">At least 1.</param>
    /// <param name="others">Ascending positions of all samples (and of padding), among them the points of the level.</param>
    public (Rational[] Row, Rational Bias) Level(int k, Rational[] targets, Rational margin, Rational[] others)
    {
        var groups = Groups;
        var (w, v) = (new Rational[groups], new Rational[groups]);
        v[0] = 1;
        var height = new Rational[groups];
        for (var j = 0; j < groups; j++) height[j] = Height(j, Point(j, k));
        for (var j = 0; j + 1 < groups; j++)
        {
            // Row of group j + 1 less row of group j: two unknowns are left.
            w[j + 1] = (targets[j + 1] - targets[j] - w[j] * (End(j) - height[j])) / (height[j + 1] - End(j));
            v[j + 1] = v[j] * (End(j) - height[j]) / (End(j) - height[j + 1]);
        }

        var scale = Rational.Zero;
        for (var j = 0; j < groups; j++)
        {
            var at = Array.BinarySearch(others, Point(j, k));
            foreach (var neighbour in (ReadOnlySpan<int>)[at - 1, at + 1])
            {
                if (neighbour < 0 || neighbour >= others.Length || others[neighbour] < _middles[j] || others[neighbour] > _middles[j + 1]) continue;
                // target + w_j (height - height_j) must clear the margin on its own side.
                var rise = Height(j, others[neighbour]) - height[j];
                var needed = (margin - targets[j] * rise.Sign) / Rational.Abs(rise);
                scale = Rational.Max(scale, (needed - w[j]) / v[j]);
            }
            scale = Rational.Max(scale, -w[j] / v[j]);
        }
        scale = PowerOfTwoAtLeast(scale);
        for (var j = 0; j < groups; j++) w[j] += scale * v[j];
        var bias = targets[0] - w[0] * height[0];
        for (var j = 1; j < groups; j++) bias += End(j) * w[j];
        return (w, bias);
    }

    // Where unit j ends, left to right: at 1 for the first, third, ... group, at -1 for the others; it starts at the opposite.
    private static Rational End(int j) => j % 2 == 0 ? 1 : -1;

    private Rational Height(int j, Rational c) => _slopes[j] * c + _shifts[j];

    private static Rational PowerOfTwoAtLeast(Rational value)
    {
        if (value.Sign <= 0) return 0;
        var exponent = (int)(value.Numerator.GetBitLength() - value.Denominator.GetBitLength());
        var power = Rational.PowerOfTwo(exponent - 1);
        while (power < value) power *= 2;
        return power;
    }
}
