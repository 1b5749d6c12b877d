using FtcTools.Data.Passes;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>An untouched sample that comes into a unit of a group, or near one.</summary>
/// <param name="Depth">Above 0: how large a unit of the group may be there. Below: how near it comes to one.</param>
internal readonly record struct TouchingSample(double Depth, PickedSample Sample);

/// <summary>The answer to <see cref="TouchingQuestion"/>.</summary>
/// <param name="GroupOf">Of each unit.</param>
/// <param name="Counts">Of each unit, how many untouched samples come into it.</param>
/// <param name="Groups">Of each group, the samples that are kept.</param>
internal sealed record TouchingSamples(int[] GroupOf, long[] Counts, TouchingSample[][] Groups)
{
    /// <summary>Units (from 0) that are not zero at some untouched sample.</summary>
    public IReadOnlySet<int> Touching => Enumerable.Range(0, Counts.Length).Where(u => Counts[u] > 0).ToHashSet();

    /// <summary>How often samples come into units of a group.</summary>
    public long CountIn(int group) => Enumerable.Range(0, Counts.Length).Where(u => GroupOf[u] == group).Sum(u => Counts[u]);
}
