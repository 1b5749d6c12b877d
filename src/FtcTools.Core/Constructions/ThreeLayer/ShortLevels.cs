using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// The staircase of <see cref="LevelGrid"/> over a <see cref="Sawblade"/> for targets that need be met only nearly: slopes are rounded one after the other, each correcting what the one before left, so that no error
/// adds up and no weight gets long. At every point the staircase is within a given distance of the target.
/// </summary>
internal sealed class ShortLevels
{
    private readonly Line _line;
    private readonly Sawblade _sawblade;
    private readonly Dictionary<Rational, int> _points = [];
    private readonly Rational[] _others;
    private readonly int _levels;
    private readonly Rational _unit;
    private readonly Rational _tolerance;

    /// <param name="line">All samples, with one number each.</param>
    /// <param name="tolerance">How far the staircase may be from the number.</param>
    public ShortLevels(Line line, int levels, Rational tolerance)
    {
        (_line, _levels) = (line, levels);
        _unit = Rational.PowerOfTwoAtLeast(line.Unit);
        _tolerance = tolerance / _unit;
        var groups = LevelGrid.Divide(line.C, line.C[^1], levels);
        _sawblade = new Sawblade(line.Direction, groups);
        _others = [.. line.C, .. groups[^1].Where(c => c > line.C[^1])];
        for (var i = 0; i < line.Count; i++) _points.Add(line.C[i], i);
    }

    public Network Build(CancellationToken cancellation)
    {
        var units = new (Rational[] Row, Rational Bias, Shape Shape)[_levels];
        Parallel.For(0, _levels, Cores.All(cancellation), k =>
        {
            var (row, bias) = Row(k);
            units[k] = (row, bias, Shape.HardTanh);
        });
        return new NetworkBuilder(_line.Direction.Length)
            .Units(_sawblade.Units())
            .Units(units)
            .Outputs([([.. Enumerable.Range(0, _levels).Select(k => Sign(k) * _unit)], _levels % 2 == 0 ? -_unit : 0)]);
    }

    private static Rational Sign(int k) => k % 2 == 0 ? 1 : -1;

    // A first slope that is steep enough for every group, by doubling: all slopes grow with it.
    private (Rational[] Row, Rational Bias) Row(int k)
    {
        var groups = _sawblade.Groups;
        var slopes = new Rational[groups];
        var first = Rational.One / (_others[^1] - _others[0] + 1);
        for (first = Rational.PowerOfTwoAtLeast(first); !Trace(first); first *= 2)
        {
        }
        return ([.. slopes.Select((slope, j) => j == 0 ? slope : slope - slopes[j - 1])], Target(0) - slopes[0] * (_sawblade.Point(0, k) - _sawblade.Bounds(0).Left));

        Rational Target(int j) => _points.TryGetValue(_sawblade.Point(j, k), out var i) ? Sign(k) * _line.Z(i, 0) / _unit : 0;

        bool Trace(Rational start)
        {
            var value = Rational.Zero;
            for (var j = 0; j < groups; j++)
            {
                var (c, (left, right)) = (_sawblade.Point(j, k), _sawblade.Bounds(j));
                slopes[j] = j == 0 ? start : Rounded((Target(j) - value) / (c - left), c - left);
                var height = j == 0 ? Target(0) : value + slopes[j] * (c - left);
                var side = j % 2 == 0 ? 1 : -1;
                var at = Array.BinarySearch(_others, c);
                if (at > 0 && !(_others[at - 1] < left) && !(side * (height - slopes[j] * (c - _others[at - 1])) <= -1)) return false;
                if (at + 1 < _others.Length && !(_others[at + 1] > right) && !(side * (height + slopes[j] * (_others[at + 1] - c)) >= 1)) return false;
                if (side * slopes[j].Sign <= 0) return false;
                if (right is { } end) value = height + slopes[j] * (end - c);
            }
            return true;
        }
    }

    // To a power of two so small that the change does not show at the point.
    private Rational Rounded(Rational slope, Rational distance)
    {
        var step = Rational.PowerOfTwoAtLeast(_tolerance / distance) / 2;
        return step * Rational.Ceiling(slope / step);
    }
}
