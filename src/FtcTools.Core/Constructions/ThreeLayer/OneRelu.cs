using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// All samples with one ReLU a group and one a level: d1 groups of d2 consecutive points, first layer s(c - tau_j) with tau_j in front of group
/// j, second layer d2 units of alternating output sign that all cross zero once inside every group: in the first, third, ... group
/// they switch on one after the other, in the others off in the opposite order. Between two crossings the output is a line; unit by unit
/// the slopes are those that send that line through the next point.
/// Neurons: d1 + d2 p, the least over d1 d2 >= K (K counts distinct positions); 2 sqrt K for one output where K is a square, half of
/// Yun et al. 2019, Theorem 3.1, and within 2 of the lower bound. Weights grow with K: see <see cref="WholeSawtooth"/>.
/// </summary>
public sealed class OneRelu : Construction
{
    private const int MostDoublings = 64;

    public override string Source => "one ReLU a level over all samples (sharpens Yun et al. 2019, Theorem 3.1)";
    public override int Layers => 3;
    public override string Formula => "min d1 + d2 p, d1 d2 >= K";

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return groups + levels * problem.Dataset.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem) =>
        Integers.CheapestGrid(problem.Whole.Count, 1, problem.Dataset.Outputs);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Whole;
        var (groups, levels) = Widths(problem);
        Rational[] points = [.. line.C, .. Enumerable.Range(1, groups * levels - line.Count).Select(i => line.C[^1] + i)];
        var starts = new Rational[groups + 1];
        starts[0] = 2 * points[0] - (levels > 1 ? points[1] : points[0] + 1);
        for (var j = 1; j < groups; j++) starts[j] = Rational.Middle(points[j * levels - 1], points[j * levels]);
        starts[groups] = points[^1] + 1;

        var direction = Array.ConvertAll(line.Direction, Rational.Of);
        var units = new List<(Rational[], Rational, Shape)>();
        var outputs = new List<(Rational[], Rational)>();
        for (var o = 0; o < line.Outputs; o++)
        {
            var targets = new Rational[points.Length];
            for (var i = 0; i < line.Count; i++) targets[i] = line.Z(i, o);
            var (slopes, first, floor) = Fit(points, targets, starts, levels, line.Unit, cancellation);
            var row = new Rational[levels * line.Outputs];
            for (var k = 0; k < levels; k++)
            {
                units.Add(([.. slopes.Select((slope, j) => j == 0 ? slope[k] : slope[k] - slopes[j - 1][k])], first[k], Shape.Relu));
                row[o * levels + k] = Sign(k);
            }
            outputs.Add((row, floor));
        }
        return new NetworkBuilder(direction.Length)
            .Units(starts.Take(groups).Select(start => (direction, -start, Shape.Relu)))
            .Units(units)
            .Outputs(outputs);
    }

    private static Rational Sign(int k) => k % 2 == 0 ? 1 : -1;

    // The order of the crossings holds where |P_1| is large against the data and each |P_{k+1}| large against |P_k|: doubled until it does.
    private static (Rational[][] Slopes, Rational[] First, Rational Floor) Fit(
        Rational[] points, Rational[] targets, Rational[] starts, int levels, Rational unit, CancellationToken cancellation)
    {
        var floor = targets.Aggregate(Rational.Min) - unit;
        for (var doubling = 0; doubling < MostDoublings; doubling++)
        {
            Rational ratio = 2 + doubling;
            var values = new Rational[levels];
            values[0] = -Rational.PowerOfTwoAtLeast(unit) * Rational.PowerOfTwo(2 + doubling);
            for (var k = 1; k < levels; k++) values[k] = ratio * values[k - 1];
            if (Slopes(points, targets, starts, values, floor, cancellation) is { } slopes) return (slopes, values, floor);
        }
        throw new InvalidOperationException($"No spread of the levels up to {MostDoublings} orders the crossings.");
    }

    /// <summary>Slope of every unit in every group; null where a crossing is out of order.</summary>
    private static Rational[][]? Slopes(
        Rational[] points, Rational[] targets, Rational[] starts, Rational[] values, Rational floor, CancellationToken cancellation)
    {
        var levels = values.Length;
        var slopes = new Rational[starts.Length - 1][];
        var at = (Rational[])values.Clone(); // p_k at the group's start
        for (var j = 0; j < slopes.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            var on = j % 2 == 0;
            slopes[j] = new Rational[levels];
            // The line in force: through (start, height) with the given slope. Off groups begin with all units on, so with the first point's line.
            var height = floor;
            if (!on)
            {
                for (var k = 0; k < levels; k++) height += Sign(k) * at[k];
            }
            var slope = on ? Rational.Zero : LineTo(j * levels, height);
            for (var n = 0; n < levels; n++)
            {
                var k = on ? n : levels - 1 - n;
                height += on ? Sign(k) * at[k] : -Sign(k) * at[k];
                // On: the unit joins and the line runs through point n. Off: it leaves and the line runs through point n + 1, or is the floor.
                var next = on ? LineTo(j * levels + n, height) : n + 1 < levels ? LineTo(j * levels + n + 1, height) : Rational.Zero;
                slopes[j][k] = Sign(k) * (on ? next - slope : slope - next);
                if (slopes[j][k].IsZero || slopes[j][k].Sign != (on ? 1 : -1)) return null;
                var crossing = starts[j] - at[k] / slopes[j][k];
                var (low, high) = on
                    ? (n == 0 ? starts[j] : points[j * levels + n - 1], points[j * levels + n])
                    : (points[j * levels + n], n + 1 < levels ? points[j * levels + n + 1] : starts[j + 1]);
                if (!(crossing > low && crossing < high)) return null;
                slope = next;
            }
            for (var k = 0; k < levels; k++) at[k] += slopes[j][k] * (starts[j + 1] - starts[j]);

            Rational LineTo(int point, Rational from) => (targets[point] - from) / (points[point] - starts[j]);
        }
        return slopes;
    }
}
