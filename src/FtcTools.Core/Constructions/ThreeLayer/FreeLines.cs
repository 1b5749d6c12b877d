using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// The staircase of <see cref="LevelGrid"/> for whole numbers that need be met only nearly. Two knots lie in every gap between groups, so
/// that a row is a line of its own in each group, through the level's point and as steep as the neighbours of that point ask for. No slope
/// follows from that of another group: weights stay as short as the distances of the samples ask for, and a float tells the numbers apart.
/// Every group and every gap between groups has a hard-tanh, at -1 or 1 exactly wherever the sample is elsewhere: 2 G - 1 in the first
/// layer.
/// </summary>
internal sealed class FreeLines
{
    // The bits of a group's weight: more would not make it fit better.
    private const int WeightBits = 8;

    private readonly Line _line;
    private readonly int[] _numbers;
    private readonly int _levels;
    private readonly Rational _unit; // half of the largest number: a step goes from 0 to it

    // How far a neighbour of the level's point is beyond the end of the step, so that rounding does not bring it back.
    private readonly Rational _margin;
    private readonly Rational _step;
    private readonly Group[] _groups;
    private readonly (Rational Left, Rational Width)[] _gaps; // knots behind each group but the last, a power of two apart

    /// <param name="Start">The start of its samples, in the line.</param>
    /// <param name="Count">At least 1, at most the number of levels.</param>
    /// <param name="Origin">The middle of its hard-tanh.</param>
    /// <param name="Scale">Slope of it.</param>
    private readonly record struct Group(int Start, int Count, Rational Origin, Rational Scale);

    /// <param name="line">All samples.</param>
    /// <param name="numbers">One for each sample, from 0.</param>
    /// <param name="largest">The largest of the numbers, at least 1.</param>
    /// <param name="tolerance">How far the staircase may be from the number.</param>
    public FreeLines(Line line, int[] numbers, (int Groups, int Levels) grid, int largest, Rational tolerance)
    {
        (_line, _numbers, _levels) = (line, numbers, grid.Levels);
        _unit = Rational.Of(largest, 2);
        _step = Rational.PowerOfTwoAtLeast(tolerance / _unit);
        // Rounding that moves the number by less than 1/4 does not come through a margin as wide as that.
        _margin = Rational.Min(Rational.Of(1, 64), 1 / (4 * _unit));
        var starts = Starts(line, grid.Groups);
        _gaps = [.. starts[1..^1].Select(start => Knots(line.C[start - 1], line.C[start]))];
        var outside = line.Count == 1 ? 1 : Rational.PowerOfTwoAtLeast((line.C[^1] - line.C[0]) / line.Count);
        (Rational Left, Rational Width)[] knots =
            [Knots(line.C[0] - outside, line.C[0]), .. _gaps, Knots(line.C[^1], line.C[^1] + outside)];
        _groups = [.. Enumerable.Range(0, grid.Groups).Select(j => Between(starts[j], starts[j + 1] - starts[j], knots[j], knots[j + 1]))];
    }

    /// <summary>
    /// The first point of every group, and behind the last one: as even as may be, so that no group gets points that are none of the
    /// samples.
    /// </summary>
    public static int[] Starts(Line line, int groups) =>
        [.. Enumerable.Range(0, groups + 1).Select(j => (int)((long)line.Count * j / groups))];

    // Well inside the gap between two points, on a coarse grid.
    private static (Rational Left, Rational Width) Knots(Rational from, Rational to)
    {
        var width = Rational.PowerOfTwoAtLeast(to - from) / 4;
        var step = width / 4;
        return (step * (Rational.Ceiling((Rational.Middle(from, to) - width / 2) / step) - 1), width);
    }

    private static Group Between(int start, int count, (Rational Left, Rational Width) before, (Rational Left, Rational Width) behind)
    {
        var (left, right) = (before.Left + before.Width, behind.Left);
        // The knots may move a little, so that a short slope will do.
        var play = Rational.Min(before.Width, behind.Width) / 8;
        var (least, most) = (2 / (right - left + 2 * play), 2 / (right - left - 2 * play));
        var step = Rational.PowerOfTwoAtLeast(most - least) / 2;
        return new(start, count, Rational.Middle(left, right), step * Rational.Ceiling(least / step));
    }

    public Network Build(CancellationToken cancellation)
    {
        var direction = Array.ConvertAll(_line.Direction, Rational.Of);
        var units = new (Rational[] Row, Rational Bias, Shape Shape)[_levels];
        Parallel.For(0, _levels, Cores.All(cancellation), k =>
        {
            var (row, bias) = Row(k);
            units[k] = (row, bias, Shape.HardTanh);
        });
        return new NetworkBuilder(direction.Length) { HardTanhs = true }
            .Units(FirstLayer().Select(unit =>
                (Array.ConvertAll(direction, a => unit.Scale * a), -unit.Scale * unit.Origin, Shape.HardTanh)))
            .Units(units)
            .Outputs([([.. Enumerable.Range(0, _levels).Select(k => Sign(k) * _unit)], _levels % 2 == 0 ? 0 : _unit)]);
    }

    private IEnumerable<(Rational Origin, Rational Scale)> FirstLayer()
    {
        for (var j = 0; j < _groups.Length; j++)
        {
            yield return (_groups[j].Origin, _groups[j].Scale);
            if (j == _gaps.Length) yield break;
            yield return (_gaps[j].Left + _gaps[j].Width / 2, 2 / _gaps[j].Width);
        }
    }

    private static Rational Sign(int k) => k % 2 == 0 ? 1 : -1;

    // Groups are numbered by height: rows climb in the first, third, ... and fall in the others.
    private (Rational[] Row, Rational Bias) Row(int k)
    {
        var lines = Enumerable.Range(0, _groups.Length).Select(j => Through(j, k)).ToArray();
        var row = new Rational[2 * lines.Length - 1];
        row[0] = lines[0].Weight;
        var bias = lines[0].Value;
        for (var j = 0; j < _gaps.Length; j++)
        {
            var ((value, weight), (next, nextWeight)) = (lines[j], lines[j + 1]);
            // It reaches from the end of this group's hard-tanh to the start of the next one's.
            (row[2 * j + 1], row[2 * j + 2]) = ((next - nextWeight - value - weight) / 2, nextWeight);
            bias += row[2 * j + 1] + nextWeight;
        }
        return (row, bias);
    }

    // A row in a group: its value at the origin, and the weight of the group's hard-tanh.
    private (Rational Value, Rational Weight) Through(int j, int k)
    {
        var group = _groups[j];
        // A level that the group has not: all its points are below.
        if (k >= group.Count) return (-2, 0);
        var side = j % 2 == 0 ? 1 : -1;
        var at = side > 0 ? group.Start + k : group.Start + group.Count - 1 - k;
        var (c, target) = (_line.C[at], Sign(k) * (_numbers[at] / _unit - 1));
        var steep = Rational.Zero;
        if (k > 0) steep = (1 + _margin + target) / Rational.Abs(c - _line.C[at - side]);
        if (k + 1 < group.Count) steep = Rational.Max(steep, (1 + _margin - target) / Rational.Abs(_line.C[at + side] - c));
        steep /= group.Scale;
        var unit = Rational.PowerOfTwoAtLeast(steep) / Rational.PowerOfTwo(WeightBits);
        var weight = unit.IsZero ? unit : side * unit * Rational.Ceiling(steep / unit);
        var value = target - weight * group.Scale * (c - group.Origin);
        return (_step * Rational.Ceiling(value / _step - Rational.Of(1, 2)), weight);
    }
}
