using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// The folding of Sohn et al. 2024, equations 28 and 29 (after Yun et al. 2019): G hard-tanh units. Unit j climbs (first, third, ... group)
/// or falls from -1 to 1 between the middles of the gaps around its group and is constant elsewhere.
/// </summary>
internal sealed class Zigzag : Folding
{
    private readonly Rational[] _slopes;
    private readonly Rational[] _shifts;
    private readonly Rational[] _middles; // G + 1 middles of the gaps around the groups

    public Zigzag(double[] direction, IReadOnlyList<Rational[]> groups, CancellationToken cancellation)
        : base(direction, groups, cancellation)
    {
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
        }
    }

    protected override (Rational Slope, Rational Shift, Shape Shape) Unit(int j) => (_slopes[j], _shifts[j], Shape.HardTanh);

    protected override (Rational? Left, Rational? Right) Region(int j) => (_middles[j], _middles[j + 1]);

    protected override (Row Particular, Row Null) Solve(Rational[] points, Rational[] targets)
    {
        var groups = points.Length;
        var (w, v) = (new Rational[groups], new Rational[groups]);
        var height = points.Select((c, j) => _slopes[j] * c + _shifts[j]).ToArray();
        v[0] = 1;
        for (var j = 0; j + 1 < groups; j++)
        {
            Cancellation.ThrowIfCancellationRequested();
            // Row of group j + 1 less row of group j: two unknowns are left.
            w[j + 1] = (targets[j + 1] - targets[j] - w[j] * (End(j) - height[j])) / (height[j + 1] - End(j));
            v[j + 1] = v[j] * (End(j) - height[j]) / (End(j) - height[j + 1]);
        }
        return (Complete(w, targets[0]), Complete(v, 0));

        Row Complete(Rational[] weights, Rational first)
        {
            var bias = first - weights[0] * height[0];
            for (var j = 1; j < groups; j++) bias += End(j) * weights[j];
            return new(weights, bias, [.. weights.Select((weight, j) => weight * _slopes[j])]);
        }
    }

    // Where unit j ends, left to right: at 1 for the first, third, ... group, at -1 for the others; it starts at the opposite.
    private static Rational End(int j) => j % 2 == 0 ? 1 : -1;
}
