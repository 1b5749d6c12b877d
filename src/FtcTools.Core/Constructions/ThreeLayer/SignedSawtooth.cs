using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// A sawtooth over the edited samples whose levels have a fixed sign, so that a hat of 3 ReLUs does: a group ends when it holds P positive
/// and Q negative residuals, each hat is 1 - |t| on [-1, 1] and 0 elsewhere, and a sample with residual z sits at t = 1 - |z| / max |z|.
/// Neurons: G + 3 (P + Q), the least over P and Q, with G(P, Q) groups; about 3.46 sqrt N for residuals of one sign or alternating ones.
/// One output. Sharpens Theorem 5.1 of Sohn et al. 2024.
/// </summary>
public sealed class SignedSawtooth : Construction
{
    public override string Source => "signed sawtooth over T (sharpens Sohn et al. 2024, Theorem 5.1)";
    public override int Layers => 3;
    public override string Formula => "min G + 3 (P + Q)";
    public override bool DependsOnDirection => true;
    public override string Conditions => "p = 1";

    public override string? Refusal(Problem problem) =>
        problem.Outputs == 1 ? null : $"the condition p = 1 does not hold for p = {problem.Outputs} outputs";

    public override int Neurons(Problem problem) => problem.N == 0 ? 0 : Best(Signs(problem.Support.Edited())).Neurons;

    private static int[] Signs(Line edited) => [.. Enumerable.Range(0, edited.Count).Select(i => edited.Z(i, 0).Sign)];

    private static (int Neurons, int Positive, int Negative) Best(int[] signs)
    {
        var (positives, negatives) = (signs.Count(s => s > 0), signs.Count(s => s < 0));
        var best = (Neurons: int.MaxValue, Positive: 0, Negative: 0);
        for (var p = Math.Min(1, positives); p <= positives && 3 * p < best.Neurons; p++)
        {
            for (var q = Math.Min(1, negatives); q <= negatives && 3 * (p + q) < best.Neurons; q++)
            {
                var neurons = Groups(signs, p, q).Count + 3 * (p + q);
                if (neurons < best.Neurons) best = (neurons, p, q);
            }
        }
        return best;
    }

    // Where groups end: as long as possible each.
    private static List<int> Groups(int[] signs, int positive, int negative)
    {
        var ends = new List<int>();
        var (p, q) = (0, 0);
        for (var i = 0; i < signs.Length; i++)
        {
            if (signs[i] > 0 ? p == positive : q == negative)
            {
                ends.Add(i);
                (p, q) = (0, 0);
            }
            if (signs[i] > 0) p++;
            else q++;
        }
        ends.Add(signs.Length);
        return ends;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var support = problem.Support;
        var edited = support.Edited();
        if (edited.Count == 0) return NetworkBuilder.Nothing(problem.Inputs, 1, Layers);
        var signs = Signs(edited);
        var (_, positive, negative) = Best(signs);
        var groups = new List<int[]>();
        foreach (var end in Groups(signs, positive, negative))
        {
            var start = groups.Count == 0 ? 0 : groups[^1][^1] + 1;
            int[] members = [.. Enumerable.Range(start, end - start)];
            groups.Add(members);
        }
        var folding = new OneReluFolding(edited.Direction,
            [.. groups.Select(group => Array.ConvertAll(group, i => edited.C[i]))], cancellation);

        var units = new List<(Rational[], Rational, Shape)>();
        var heights = new List<Rational>();
        foreach (var (sign, levels) in new[] { (1, positive), (-1, negative) })
        {
            for (var k = 0; k < levels; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                var points = new Rational[groups.Count];
                var targets = new Rational[groups.Count];
                for (var j = 0; j < groups.Count; j++)
                {
                    // Levels go by height: the k-th sample of its sign from below, which is the k-th from the right in groups that fall.
                    var own = groups[j].Where(i => signs[i] == sign);
                    var at = (j % 2 == 0 ? own : own.Reverse()).Skip(k).Append(-1).First();
                    points[j] = at >= 0 ? edited.C[at] : Vacant(j);
                    if (at >= 0) targets[j] = 1 - Rational.Abs(edited.Z(at, 0)) / edited.Unit;
                }
                var (row, bias) = folding.Level(points, targets, 1, support.C);
                units.Add((row, bias, Shape.Hat));
                heights.Add(sign * edited.Unit);
            }
        }
        return new NetworkBuilder(edited.Direction.Length)
            .Units(folding.Units())
            .Units(units)
            .Outputs([([.. heights], Rational.Zero)]);

        // A place in group j's region, higher than all its samples, where no sample is: a group with too few of a sign crosses there.
        Rational Vacant(int j)
        {
            var climbs = j % 2 == 0;
            var last = edited.C[climbs ? groups[j][^1] : groups[j][0]];
            var next = Array.BinarySearch(support.C, last) + (climbs ? 1 : -1);
            var limit = next >= 0 && next < support.Count ? support.C[next] : last + 1;
            var (left, right) = folding.Bounds(j);
            if (climbs && limit > right) limit = right.Value;
            if (!climbs && limit < left) limit = left;
            return Rational.Middle(last, limit);
        }
    }
}
