using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// A folding of one ReLU a group: s(c - start), s(c - b_1), ..., with boundary b_j in the gap between groups j and j + 1. A row is the one
/// piecewise linear function with knots at the boundaries that has its values at the level's points and a first slope of our choice; it
/// runs on at both ends.
/// </summary>
internal sealed class OneReluFolding : Folding
{
    private readonly Rational[] _starts; // start, b_1, ..., b_{G-1}

    /// <param name="direction">a, so that c = a . x.</param>
    /// <param name="groups">Ascending positions of each group.</param>
    /// <param name="cancellation">As of <see cref="Folding"/>.</param>
    /// <param name="least">Start no later than here, so that the first unit is off nowhere from here on.</param>
    public OneReluFolding(double[] direction, IReadOnlyList<Rational[]> groups, CancellationToken cancellation, Rational? least = null)
        : base(direction, groups, cancellation)
    {
        var boundaries = Enumerable.Range(1, groups.Count - 1).Select(j => Rational.Middle(groups[j - 1][^1], groups[j][0])).ToArray();
        // The first tooth is as wide on its left as on its right.
        var first = groups[0];
        var end = boundaries.Length > 0 ? boundaries[0] : first[^1] + 1;
        var start = 2 * first[0] - end;
        _starts = [least < start ? least.Value : start, .. boundaries];
    }

    protected override (Rational Slope, Rational Shift, Shape Shape) Unit(int j) => (1, -_starts[j], Shape.Relu);

    /// <summary>The interval of group j, up to the next boundary; the last one has no end.</summary>
    public (Rational Left, Rational? Right) Bounds(int j) => (_starts[j], j + 1 < _starts.Length ? _starts[j + 1] : null);

    protected override (Rational? Left, Rational? Right) Region(int j) => Bounds(j);

    protected override Rational? Wall => _starts[0];

    protected override (Row Particular, Row Null) Solve(Rational[] points, Rational[] targets)
    {
        return (Through(targets, 0), Through(new Rational[targets.Length], 1));

        Row Through(Rational[] values, Rational first)
        {
            var slopes = new Rational[values.Length];
            slopes[0] = first;
            for (var j = 1; j < slopes.Length; j++)
            {
                Cancellation.ThrowIfCancellationRequested();
                var atBoundary = values[j - 1] + slopes[j - 1] * (_starts[j] - points[j - 1]);
                slopes[j] = (values[j] - atBoundary) / (points[j] - _starts[j]);
            }
            var weights = slopes.Select((slope, j) => j == 0 ? slope : slope - slopes[j - 1]).ToArray();
            return new(weights, values[0] - first * (points[0] - _starts[0]), slopes);
        }
    }
}
