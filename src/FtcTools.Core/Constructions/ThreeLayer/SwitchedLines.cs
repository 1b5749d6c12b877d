using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Two layers whose sum runs on one steep line after another, each through the next point: d1 groups of d2 consecutive points, first layer
/// s(c - tau_j) with tau_j in front of group j, second layer d2 units s(p_k) of weight +1, -1, +1, ..., where p_k is linear between the
/// breakpoints tau_j and crosses zero once in every group: in the first, third, ... group the units switch on one after the other, in the
/// others off in the opposite order. While units 1..k are on, the sum is line k: it has some height at tau_j and goes through the k-th
/// point, counted from the end of the group where all units are off and the sum is the floor.
/// <para>
/// Unit k's values at all breakpoints grow with its value at the first one. So, unit by unit, that value is raised until line k is so
/// steep, in every group, that it is beyond the margin at the nearest samples on either side. As lines rise and fall in turn, neighbouring
/// ones cross between their points, and the sum is beyond the margin at all samples but the points. A value that serves the steepest group
/// and no more keeps weights small. </para>
/// </summary>
internal sealed class SwitchedLines
{
    private readonly Rational[] _points; // those that fill up groups included
    private readonly int[] _given; // each point's number among those that get a target; -1 for fill
    private readonly (Rational Left, Rational Right)[] _nearest; // to each point, no farther than its group reaches
    private readonly Rational[] _starts; // tau_j
    private readonly int _levels;

    /// <param name="points">What gets a target; at least one.</param>
    /// <param name="samples">The points, and whatever else must be beyond the margin.</param>
    /// <param name="groups">groups x levels >= points.</param>
    public SwitchedLines(Line points, Line samples, int groups, int levels)
    {
        _levels = levels;
        var (first, last) = (samples.C[0], samples.C[^1]);
        var step = first == last ? 1 : Rational.PowerOfTwoAtLeast((last - first) / samples.Count);
        var sizes = Divide([.. points.C.Select((c, i) => i == 0 ? 0 : c - points.C[i - 1])], groups, levels);
        _points = new Rational[groups * levels];
        _given = new int[_points.Length];
        Array.Fill(_given, -1);
        var at = 0;
        for (var j = 0; j < groups; j++)
        {
            var next = j * levels;
            for (var i = 0; i < (j < sizes.Count ? sizes[j] : 0); i++, at++, next++) (_points[next], _given[next]) = (points.C[at], at);
            // Fill goes to where there is no sample: between the group's last point and the next sample, or behind them all.
            var fill = (j + 1) * levels - next;
            var (below, pitch) = at == points.Count ? (Rational.Max(last, _points[next - 1]), step)
                : (points.C[at - 1], (samples.C[Array.BinarySearch(samples.C, points.C[at - 1]) + 1] - points.C[at - 1])
                    / Rational.PowerOfTwoAtLeast(fill + 1));
            for (var i = 1; i <= fill; i++, next++) _points[next] = below + i * pitch;
        }
        Rational[] all = [first - step, .. samples.C, .. _points.Where((_, i) => _given[i] < 0)];
        Array.Sort(all);
        all = [.. all, all[^1] + step];
        var places = Array.ConvertAll(_points, c => Array.BinarySearch(all, c));
        _starts = [.. Enumerable.Range(0, groups)
            .Select(j => Rational.Middle(j == 0 ? all[places[0] - 1] : _points[j * levels - 1], _points[j * levels]))];
        _nearest = [.. places.Select((place, i) => (
            Rational.Max(all[place - 1], _starts[i / levels]),
            i / levels + 1 < groups ? Rational.Min(all[place + 1], _starts[i / levels + 1]) : all[place + 1]))];
    }

    /// <summary>What the sum exceeds, in absolute value, at all samples but the points.</summary>
    public static Rational Margin => 2;

    /// <summary>What has to be added to the sum.</summary>
    public static Rational Floor => -Margin;

    /// <summary>First layer: s(c - breakpoint).</summary>
    public IReadOnlyList<Rational> Breakpoints => _starts;

    /// <summary>Weight of unit k, from 0, in the sum.</summary>
    public static Rational Sign(int k) => k % 2 == 0 ? 1 : -1;

    // Sizes of the groups, up to the given one, such that the narrowest gap in front of a group is as wide as possible: a breakpoint in a
    // narrow one makes steep lines.
    private static List<int> Divide(Rational[] gaps, int groups, int size)
    {
        var widths = gaps.Distinct().Order().ToArray();
        var best = Into(0)!;
        var (low, high) = (0, widths.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Into(widths[middle]) is { } sizes) (best, low) = (sizes, middle + 1);
            else high = middle;
        }
        return best;

        // Each is as long as possible; null where the gaps of that width are too few.
        List<int>? Into(Rational width)
        {
            var sizes = new List<int>();
            for (var at = 0; at < gaps.Length;)
            {
                var end = Math.Min(at + size, gaps.Length);
                while (end > at && end < gaps.Length && gaps[end] < width) end--;
                if (end == at || sizes.Count == groups) return null;
                sizes.Add(end - at);
                at = end;
            }
            return sizes;
        }
    }

    /// <summary>Second layer: for each unit its weights on the first layer and its bias.</summary>
    /// <param name="targets">In [-1, 1], one for each of the points.</param>
    public (Rational[] Row, Rational Bias)[] Units(IReadOnlyList<Rational> targets, CancellationToken cancellation)
    {
        var groups = _starts.Length;
        var lines = new (Rational Height, Rational Slope)[groups];
        Array.Fill(lines, (Floor, 0));
        var next = new (Rational Height, Rational Slope)[groups];
        var slopes = new Rational[groups]; // of p_k
        var units = new (Rational[], Rational)[_levels];
        for (var k = 0; k < _levels; k++)
        {
            // All units are off at the first breakpoint. 1, 5/4, 6/4, 7/4, 2, ...: few bits.
            var start = Rational.MinusOne;
            for (var raise = 1; !Trace(k, start); raise++)
            {
                cancellation.ThrowIfCancellationRequested();
                start = -(4 + raise % 4) * Rational.PowerOfTwo(raise / 4 - 2);
            }
            units[k] = ([.. slopes.Select((slope, j) => j == 0 ? slope : slope - slopes[j - 1])], start);
            next.CopyTo(lines, 0);
        }
        return units;

        // Unit k from its value at the first breakpoint; false where a line is not steep enough.
        bool Trace(int k, Rational value)
        {
            for (var j = 0; j < groups; j++)
            {
                var on = j % 2 == 0;
                var i = j * _levels + (on ? k : _levels - 1 - k);
                var (c, z) = (_points[i], _given[i] < 0 ? 0 : targets[_given[i]]);
                var height = lines[j].Height + Sign(k) * value;
                var slope = (z - height) / (c - _starts[j]);
                var rises = on == (k % 2 == 0) ? 1 : -1;
                var (left, right) = _nearest[i];
                if (!(rises * (z + slope * (right - c)) > Margin && rises * (z + slope * (left - c)) < -Margin)) return false;
                next[j] = (height, slope);
                slopes[j] = Sign(k) * (slope - lines[j].Slope);
                if (j + 1 < groups) value += slopes[j] * (_starts[j + 1] - _starts[j]);
            }
            return true;
        }
    }
}
