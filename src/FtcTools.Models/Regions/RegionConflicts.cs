using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>Which regions have inputs in common, and whether they ask for answers that exclude each other.</summary>
internal static class RegionConflicts
{
    /// <summary>Other regions, on which the ramps of one may lie.</summary>
    /// <param name="margin">The widest ramp, as a share of the width of a box.</param>
    public static IReadOnlyList<Region> Beside(Region region, IReadOnlyList<Region> regions, double margin) =>
        [.. regions.Where(other => other != region && Near(region, other, margin))];

    /// <summary>Regions that meet must not deny what others require.</summary>
    /// <param name="outputs">The number of outputs, p.</param>
    /// <exception cref="FtcException">FTC0082: two of them do, or one denies itself.</exception>
    public static void MustAgree(IReadOnlyList<Region> regions, int outputs)
    {
        for (var b = 0; b < regions.Count; b++)
        {
            if (Contradiction(regions[b], regions[b], outputs) is { } own)
                throw regions[b].Fail(Codes.RegionConflict,
                    $"{regions[b].Name} requires {own.First.ToString('y')} and {own.Second.ToString('y')}: no answer is right for both");
            for (var a = 0; a < b; a++)
            {
                if (!regions[a].Meets(regions[b])) continue;
                if (Contradiction(regions[a], regions[b], outputs) is { } pair)
                    throw regions[b].Fail(Codes.RegionConflict,
                        $"{regions[b].Name} requires {pair.Second.ToString('y')} where {regions[a].Name}{At(regions[a])} requires {pair.First.ToString('y')}, and they have inputs in common: no answer is right for both");
            }
        }

        static string At(Region region) => region.Place is { } place ? $" ({Path.GetFileName(place.File)}, line {place.Line})" : "";
    }

    private static (Inequality First, Inequality Second)? Contradiction(Region a, Region b, int outputs)
    {
        foreach (var first in Certain(a))
        {
            foreach (var second in Certain(b))
            {
                // c . y >= e and -f c . y >= e' leave nothing where e > -e' / f.
                var at = first.Coefficients.ToList().FindIndex(c => c != 0);
                var factor = -second.Coefficients[at] / first.Coefficients[at];
                if (!(factor > 0) || !first.Coefficients.Zip(second.Coefficients).All(pair => pair.Second == -factor * pair.First))
                    continue;
                var (least, most) = (first.Bound, -second.Bound / factor);
                if (least > most || (least == most && (first.IsStrict || second.IsStrict))) return (first, second);
            }
        }
        return null;

        IEnumerable<Inequality> Certain(Region region) =>
            region.Requirement.Clauses(outputs).Where(clause => clause.Count == 1).Select(clause => clause[0]);
    }

    private static bool Near(Region a, Region b, double margin)
    {
        for (var j = 0; j < a.Inputs; j++)
        {
            var room = 4 * margin * Math.Max(a.High[j] - a.Low[j], b.High[j] - b.Low[j])
                + Math.ScaleB(Math.Max(Math.Abs(a.High[j]), Math.Abs(b.High[j])), -18);
            if (!(a.Low[j] - room <= b.High[j] && b.Low[j] - room <= a.High[j])) return false;
        }
        return true;
    }
}
