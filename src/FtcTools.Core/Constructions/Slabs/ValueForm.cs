using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// One of the ways to write slabs whose edits have residuals of their own. Carriers have a row each, or share one row a feature: the first
/// takes fewer neurons where slabs are few, the other where features are. Edits of any signs share slabs, or those of the same signs do,
/// which need no lift.
/// </summary>
/// <param name="Groups">The edits, in groups that slabs are found for one after the other.</param>
/// <param name="Shared">Whether carriers share one row a feature.</param>
internal sealed record ValueForm(int[][] Groups, bool Shared)
{
    /// <summary>All of them for a dataset.</summary>
    public static ValueForm[] All(Dataset data) =>
        [.. Groupings(data).SelectMany(groups => (ValueForm[])[new(groups, Shared: false), new(groups, Shared: true)])];

    /// <summary>The neurons, where each slab holds so many edits, and carriers use so many features.</summary>
    public int Neurons(Dataset data, int capacity, int features) => (Shared ? features : 0)
        + Groups.Sum(group => Integers.CeilingOfQuotient(group.Length, capacity) * OfSlab(data, group));

    // The edits of a part of a larger dataset come in groups for one slab each, by the sign of a single output; these are not joined.
    private static IEnumerable<int[][]> Groupings(Dataset data)
    {
        yield return [.. data.Edited.GroupBy(i => string.Join(' ', data.Residual(i)!.Select(z => z.Sign)))
            .Select(group => group.ToArray())];
        if (data.Outputs > 1 || data.Whole is null) yield return [data.Edited];
    }

    // Two rows, and a top and perhaps a row for each output; one top takes all lifts away. An edit alone needs no carrier.
    private int OfSlab(Dataset data, int[] group)
    {
        if (group.Length == 1) return 3;
        var (neurons, lifted) = (2, false);
        for (var output = 0; output < data.Outputs; output++)
        {
            var (above, below) = (false, false);
            foreach (var i in group)
            {
                var sign = data.Residual(i, output).Sign;
                (above, below) = (above || sign > 0, below || sign < 0);
            }
            if (above || below) neurons += Shared ? 1 : 2;
            lifted |= above && below;
        }
        return neurons + (lifted ? 1 : 0);
    }
}
