using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// A box around each edited sample, u(x) = s(1 - sum s(+-w (x_j - a_j))) over as few features j and sides as leave every other sample out,
/// where a is the edited sample and each w a power of two: products with it are exact, and the difference of two numbers is 0 only where
/// they are equal, so that u is exactly 1 at the sample and 0 at every other one in any arithmetic that tells them apart. Facets at one
/// value of a feature serve all boxes there.
/// </summary>
public sealed class SampleBoxes : Construction
{
    // Of the gap to the nearest sample left out, in units of w: enough for 1 - w gap to be below 0 whatever the order of summation.
    private const int Push = 2;

    // A gap for which w would have to be larger is left: no float64 tells its two sides apart after a product.
    private const int LargestPower = 1022;

    public override string Source => "plateaus over single samples (Vardi et al. 2022, Lemma G.2, a feature at a time)";
    public override int Layers => 3;
    public override string Formula => "N + 1 and more: one an edit, and one for each value and side of a feature; at most N (2d + 1)";
    public override bool Regroups => true;
    public override bool AlongOneDirection => false;
    internal override bool IsLastResort => true;

    public override bool LeavesUntouchedExact(Problem problem) => true;

    public override double Cost(Problem problem) => 8.0 * problem.N * problem.K * problem.Inputs;

    public override int Neurons(Problem problem)
    {
        var boxes = Groups(problem.Dataset).Length;
        return boxes == 0 ? 0 : boxes + (boxes > 1 || problem.N < problem.K ? 1 : 0);
    }

    // Edits of one residual that float32 cannot tell apart are to share a box: two would both be 1 there.
    private static int[][] Groups(Dataset data) =>
        [.. data.Edited.GroupBy(i => $"{Point(data.Row(i).ToArray().Select(x => (double)(float)x))}: {string.Join(' ', data.Residual(i)!)}")
            .Select(group => group.ToArray())];

    // 0 and -0 are one number.
    private static string Point(IEnumerable<double> row) => string.Join(' ', row.Select(x => x + 0.0));

    // A facet of a box: w (x_j - a_j) on one side of its samples.
    private readonly record struct Wall(int Feature, int Side, double At, double Weight);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, Layers);
        var groups = Groups(data);
        var found = new (int Sample, Wall[] Walls)[groups.Length][];
        Parallel.For(0, groups.Length, Cores.All(cancellation), g => found[g] = [.. Boxes(data, groups[g], cancellation)]);
        var boxes = found.SelectMany(own => own).ToArray();

        var facets = new Dictionary<(int, int, double), int>();
        var weights = new List<double>();
        foreach (var wall in boxes.SelectMany(box => box.Walls))
        {
            if (facets.TryAdd((wall.Feature, wall.Side, wall.At), weights.Count)) weights.Add(wall.Weight);
            else if (facets[(wall.Feature, wall.Side, wall.At)] is var at) weights[at] = Math.Max(weights[at], wall.Weight);
        }
        var first = facets.Select(facet =>
        {
            var ((feature, side, at), row) = (facet.Key, new Rational[data.Inputs]);
            row[feature] = side * Rational.Of(weights[facet.Value]);
            return (row, -row[feature] * Rational.Of(at), Shape.Relu);
        });
        var units = boxes.Select(box =>
        {
            var row = new Rational[weights.Count];
            foreach (var wall in box.Walls) row[facets[(wall.Feature, wall.Side, wall.At)]] = Rational.MinusOne;
            return (row, Rational.One, Shape.Relu);
        });
        return new NetworkBuilder(data.Inputs).Units(first).Units(units)
            .Outputs(Enumerable.Range(0, data.Outputs)
                .Select(o => (boxes.Select(box => data.Residual(box.Sample, o)).ToArray(), Rational.Zero)));
    }

    // One, or one for each of its points where others are among them.
    private static IEnumerable<(int Sample, Wall[] Walls)> Boxes(Dataset data, int[] group, CancellationToken cancellation)
    {
        if (Walls(data, group, cancellation) is { } walls) return [(group[0], walls)];
        return group.GroupBy(i => Point(data.Row(i).ToArray())).Select(point => (point.First(), Walls(data, [.. point], cancellation)!));
    }

    // Those that leave out most come first; null where another sample is inside.
    private static Wall[]? Walls(Dataset data, int[] group, CancellationToken cancellation)
    {
        var (low, high) = (data.Row(group[0]).ToArray(), data.Row(group[0]).ToArray());
        foreach (var i in group)
        {
            TensorPrimitives.Min(low, data.Row(i), low);
            TensorPrimitives.Max(high, data.Row(i), high);
        }
        var (walls, left) = (new List<Wall>(), Enumerable.Range(0, data.K).Except(group).ToList());
        while (left.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            // By feature and side, below before above: how many samples it leaves out, and the smallest gap to them.
            var (counts, gaps) = (new int[2 * data.Inputs], new double[2 * data.Inputs]);
            Array.Fill(gaps, double.PositiveInfinity);
            foreach (var i in left)
            {
                var row = data.Row(i);
                var single = TellApart(low, row);
                for (var j = 0; j < row.Length; j++)
                {
                    var (side, gap) = Gap(row[j], low[j], high[j], single);
                    if (gap == 0) continue;
                    counts[2 * j + side]++;
                    gaps[2 * j + side] = Math.Min(gaps[2 * j + side], gap);
                }
            }
            var best = Array.IndexOf(counts, counts.Max());
            if (counts[best] == 0) return null;
            var (feature, above) = (best / 2, best % 2);
            walls.Add(new(feature, above == 0 ? -1 : 1, above == 0 ? low[feature] : high[feature],
                Math.ScaleB(Push, Math.Min(-Math.ILogB(gaps[best]), LargestPower))));
            left.RemoveAll(i => Gap(data.Row(i)[feature], low[feature], high[feature], TellApart(low, data.Row(i))) is var (side, gap)
                && gap > 0 && side == above);
        }
        return [.. walls];
    }

    // Features are compared as float32, if that sees any difference at all.
    private static bool TellApart(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        for (var j = 0; j < a.Length; j++)
        {
            if ((float)a[j] != (float)b[j]) return true;
        }
        return false;
    }

    // How far a feature is below (0) or above (1) the box.
    private static (int Side, double Gap) Gap(double x, double low, double high, bool single)
    {
        var (side, edge) = x < low ? (0, low) : (1, high);
        var gap = Math.Max(0, side == 0 ? edge - x : x - edge);
        return (side, single ? Math.Min(gap, Math.Abs((double)(float)x - (float)edge)) : gap);
    }
}
