using FtcTools.Constructions.Regions;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>
/// Which outputs are moved so that a region's clauses hold. An output may be moved in a direction only where no inequality of the region,
/// or of another region that meets it, gets worse by it: then whatever several units add in their ramps does no harm.
/// </summary>
internal sealed class RegionPushes
{
    private readonly IReadOnlyList<Inequality> _inequalities;
    private readonly IReadOnlyList<int[]> _clauses;
    private readonly List<Push> _allowed = [];

    /// <param name="others">Regions that meet it, ramps included.</param>
    /// <exception cref="FtcException">FTC0082: no output may be moved for a clause.</exception>
    public RegionPushes(Region region, IReadOnlyList<Region> others, int outputs)
    {
        (_inequalities, _clauses) = RegionTask.Numbered(region, outputs);
        var all = _inequalities.Concat(others.SelectMany(other => other.Requirement.Clauses(outputs)).SelectMany(clause => clause)).ToList();
        for (var o = 0; o < outputs; o++)
        {
            foreach (var sign in new[] { 1, -1 })
            {
                if (all.TrueForAll(inequality => sign * inequality.Coefficients[o] >= 0)) _allowed.Add(new(o, sign));
            }
        }
        foreach (var clause in _clauses)
        {
            if (Helping(clause).Any()) continue;
            var text = string.Join(" or ", clause.Select(j => _inequalities[j].ToString('y')));
            throw region.Fail(Codes.RegionConflict, others.Count > 0
                ? $"{region.Name} requires {text}, and every output that would help moves against what {string.Join(" and ", others.Select(other => other.Name))} requires where they meet"
                : $"{region.Name} requires {text}, and every output that would help moves against another requirement of it: what is added is the same number whatever the model says, so it can push an answer out of one side only; ask for one side of a band here, and for the other one in a region of its own where the model fails it");
        }
    }

    private IEnumerable<Push> Helping(int[] clause) => _allowed.Where(push => clause.Any(j => push.Sign * _inequalities[j].Coefficients[push.Output] > 0));

    /// <summary>
    /// The outputs that are moved, and by which of them each clause is met: the least movement in all, over the leaves given.
    /// </summary>
    public (IReadOnlyList<Push> Pushes, int[] OfClause) Choose(IReadOnlyList<RegionSearch.Open> leaves)
    {
        var clauses = _clauses;
        // By clause and direction: what the leaf that needs most needs.
        var most = clauses.Select(clause => _allowed.Select(push => Helping(clause).Contains(push) ? leaves.Select(leaf => Need(leaf, clause, push)).DefaultIfEmpty(0).Max() : double.PositiveInfinity).ToArray()).ToArray();
        var each = most.Select(row => Array.IndexOf(row, row.Min())).ToArray();
        var (best, chosen) = (Total(each), each);
        for (var k = 0; k < _allowed.Count; k++)
        {
            // One output for all clauses that it helps.
            var joint = each.Select((own, c) => double.IsFinite(most[c][k]) ? k : own).ToArray();
            if (Total(joint) is var total && total < best) (best, chosen) = (total, joint);
        }
        int[] used = [.. chosen.Distinct().Order()];
        return ([.. used.Select(k => _allowed[k])], Array.ConvertAll(chosen, k => Array.IndexOf(used, k)));

        double Total(int[] choice) => choice.Select((k, c) => (k, Need: most[c][k])).GroupBy(pair => pair.k).Sum(group => group.Max(pair => pair.Need));
    }

    /// <summary>What a leaf needs of one direction so that a clause holds: 0 where it does already.</summary>
    public double Need(RegionSearch.Open leaf, int[] clause, Push push)
    {
        var least = double.PositiveInfinity;
        foreach (var j in clause)
        {
            if (leaf.Upper[j] < 0) return 0;
            var weight = push.Sign * _inequalities[j].Coefficients[push.Output];
            // The sum f + g is rounded once.
            if (weight > 0) least = Math.Min(least, (leaf.Upper[j] / weight + leaf.Sizes[push.Output] * Math.ScaleB(1, -22)) * (1 + Math.ScaleB(1, -8)) + double.Epsilon);
        }
        return least;
    }
}
