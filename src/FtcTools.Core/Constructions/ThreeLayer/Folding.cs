using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// A first layer that folds the line: one unit for each group of consecutive points, such that a combination of the units runs up through
/// the first group, down through the second, and so on. The points of level k, one in each group, are the k-th from below in height; a row
/// of the second layer can be given any value at them, and pushed as far as one likes from them everywhere else.
/// </summary>
internal abstract class Folding
{
    private readonly Rational[] _direction;
    private readonly Rational[][] _points; // ascending in height, one array a group

    /// <param name="direction">a, so that c = a . x.</param>
    /// <param name="groups">Ascending positions of each group, every group not empty and above the one before.</param>
    /// <param name="cancellation">Is looked at row by row: the numbers of long rows are long.</param>
    protected Folding(double[] direction, IReadOnlyList<Rational[]> groups, CancellationToken cancellation)
    {
        Cancellation = cancellation;
        _direction = Array.ConvertAll(direction, Rational.Of);
        _points = [.. groups.Select((group, j) => j % 2 == 0 ? group : [.. group.Reverse()])];
    }

    protected CancellationToken Cancellation { get; }

    public int Groups => _points.Length;

    /// <summary>Position of the point of level k (from 0) in group j (from 0).</summary>
    public Rational Point(int j, int k) => _points[j][k];

    /// <summary>The units of the first layer, for <see cref="NetworkBuilder.Units"/>.</summary>
    public IEnumerable<(Rational[] Row, Rational Bias, Shape Shape)> Units() => Enumerable.Range(0, Groups).Select(j =>
    {
        var (slope, shift, shape) = Unit(j);
        return (slope == Rational.One ? _direction : Array.ConvertAll(_direction, a => slope * a), shift, shape);
    });

    /// <summary>Unit j as shape(slope c + shift).</summary>
    protected abstract (Rational Slope, Rational Shift, Shape Shape) Unit(int j);

    /// <summary>The interval in which a row is one line through its point of group j; null for no end.</summary>
    protected abstract (Rational? Left, Rational? Right) Region(int j);

    /// <summary>Where a row turns constant to the left, if samples may lie there; it must be away from its level by then.</summary>
    protected virtual Rational? Wall => null;

    /// <summary>
    /// Rows of the second layer that have the given values at the level's points: a particular one, and one that is 0 at all of them (to be
    /// added as often as one likes). Slopes are those within the regions.
    /// </summary>
    protected abstract (Row Particular, Row Null) Solve(Rational[] points, Rational[] targets);

    protected sealed record Row(Rational[] Weights, Rational Bias, Rational[] Slopes);

    /// <summary>
    /// A row of the second layer: alpha = targets_j at the level-k point of every group j, and |alpha| >= <paramref name="margin"/> at
    /// every other position of <paramref name="others"/> (above the level: +, below: -).
    /// </summary>
    /// <param name="k">The level, from 0.</param>
    /// <param name="targets">One number a group, in [-1, 1].</param>
    /// <param name="margin">At least 1.</param>
    /// <param name="others">Ascending positions, among them the points of the level and their neighbours.</param>
    public (Rational[] Row, Rational Bias) Level(int k, Rational[] targets, Rational margin, Rational[] others) =>
        Level([.. _points.Select(group => group[k])], targets, margin, others);

    /// <summary>The same, through any point of each group's region.</summary>
    public (Rational[] Row, Rational Bias) Level(Rational[] points, Rational[] targets, Rational margin, Rational[] others)
    {
        var (particular, none) = Solve(points, targets);
        var scale = Rational.Zero;
        for (var j = 0; j < points.Length; j++)
        {
            Cancellation.ThrowIfCancellationRequested();
            // In odd groups the row falls: the same condition, seen from the other side.
            var sign = none.Slopes[j].Sign;
            Raise(j, 0, Rational.Zero);
            var at = Array.BinarySearch(others, points[j]);
            var (below, above) = at >= 0 ? (at - 1, at + 1) : (~at - 1, ~at);
            var (left, right) = Region(j);
            if (j == 0 && Wall is { } wall) Raise(j, -1, points[j] - wall);
            if (below >= 0 && !(others[below] < left)) Raise(j, -1, points[j] - others[below]);
            if (above < others.Length && !(others[above] > right)) Raise(j, 1, others[above] - points[j]);

            // At distance d on a side, targets + side (slope + scale null) d must be at least margin away from 0, on that side's own sign.
            void Raise(int group, int side, Rational distance)
            {
                var needed = side == 0 ? Rational.Zero : (margin - side * sign * targets[group]) / distance;
                scale = Rational.Max(scale, (needed - sign * particular.Slopes[group]) / (sign * none.Slopes[group]));
            }
        }
        scale = Rational.PowerOfTwoAtLeast(scale);
        return ([.. particular.Weights.Select((w, j) => w + scale * none.Weights[j])], particular.Bias + scale * none.Bias);
    }
}
