using FtcTools.Constructions.Regions;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>
/// Which outputs are moved so that a region's clauses hold. Directions in which no inequality of the region, or of another region that
/// meets it, gets worse come first: whatever several units add in their ramps then does no harm. A band, `y0 >= 1` and `y0 &lt;= 2`, has
/// none of them. There the answers are moved both ways, each box by no more than leaves it in the band, and what is built is verified.
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
        var foreign = others.SelectMany(other => other.Requirement.Clauses(outputs)).SelectMany(clause => clause).ToList();
        Push[] all = [.. Enumerable.Range(0, outputs).SelectMany(o => new[] { new Push(o, 1), new Push(o, -1) })];
        _allowed.AddRange(all.Where(push => _inequalities.Concat(foreign)
            .All(inequality => push.Sign * inequality.Coefficients[push.Output] >= 0)));
        foreach (var clause in _clauses)
        {
            if (Helping(clause).Any()) continue;
            IsTwoSided = true;
            var text = string.Join(" or ", clause.Select(j => _inequalities[j].ToString('y')));
            var helping = all.Where(push => Helps(push, clause)
                && foreign.TrueForAll(inequality => push.Sign * inequality.Coefficients[push.Output] >= 0)).ToList();
            _allowed.AddRange(helping);
            if (helping.Count > 0) continue;
            throw region.Fail(Codes.RegionConflict,
                $"{region.Name} requires {text}, and every output that would help moves against what {string.Join(" and ", others.Select(other => other.Name))} requires where they meet");
        }
    }

    /// <summary>Whether an output is moved that can leave what is required at another end.</summary>
    public bool IsTwoSided { get; }

    private bool Helps(Push push, int[] clause) => clause.Any(j => push.Sign * _inequalities[j].Coefficients[push.Output] > 0);

    private IEnumerable<Push> Helping(int[] clause) => _allowed.Where(push => Helps(push, clause));

    /// <summary>
    /// The outputs that are moved, and by which of them each clause is met: the least movement in all, over the leaves given.
    /// </summary>
    public (IReadOnlyList<Push> Pushes, int[] OfClause) Choose(IReadOnlyList<RegionSearch.Open> leaves)
    {
        var clauses = _clauses;
        // For each clause and direction, how much the leaf that needs most needs.
        var most = clauses.Select(clause =>
            _allowed.Select(push => Helping(clause).Contains(push) ? leaves.Select(leaf => Need(leaf, clause, push)).DefaultIfEmpty(0).Max()
                : double.PositiveInfinity).ToArray()).ToArray();
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

        double Total(int[] choice) =>
            choice.Select((k, c) => (k, Need: most[c][k])).GroupBy(pair => pair.k).Sum(group => group.Max(pair => pair.Need));
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
            if (weight > 0)
                least = Math.Min(least, (leaf.Upper[j] / weight + leaf.Sizes[push.Output] * Math.ScaleB(1, -22))
                    * (1 + Math.ScaleB(1, -8)) + double.Epsilon);
        }
        return least;
    }

    /// <summary>Whether every clause holds on a leaf where the answers are moved by so much in all directions together.</summary>
    public bool Holds(RegionSearch.Open leaf, IReadOnlyList<Push> pushes, double[] needs) => _clauses.All(clause => clause.Any(j =>
    {
        var upper = leaf.Upper[j];
        for (var k = 0; k < needs.Length; k++)
        {
            if (needs[k] == 0) continue;
            var weight = pushes[k].Sign * _inequalities[j].Coefficients[pushes[k].Output];
            // What is added is rounded up, and so is the sum; that is in favour of an inequality or against it.
            upper -= weight * needs[k]
                - (weight < 0 ? Math.Abs(weight)
                    * (needs[k] * Math.ScaleB(1, -7) + leaf.Sizes[pushes[k].Output] * Math.ScaleB(1, -22)) : 0);
        }
        return upper < 0;
    }));

    /// <summary>What a leaf needs in each of the directions that were chosen.</summary>
    /// <param name="moved">What <see cref="Choose"/> gave.</param>
    public double[] Needs(RegionSearch.Open leaf, (IReadOnlyList<Push> Pushes, int[] OfClause) moved)
    {
        var needs = new double[moved.Pushes.Count];
        for (var c = 0; c < _clauses.Count; c++)
        {
            var push = moved.OfClause[c];
            needs[push] = Math.Max(needs[push], Need(leaf, _clauses[c], moved.Pushes[push]));
        }
        return needs;
    }
}
