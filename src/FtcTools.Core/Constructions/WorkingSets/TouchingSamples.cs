using FtcTools.Data.Passes;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>An untouched sample that comes into a unit of a group, or near one.</summary>
/// <param name="Depth">Where positive, how large a unit of the group may be there; where negative, how near the sample comes to
/// one.</param>
internal readonly record struct TouchingSample(double Depth, PickedSample Sample);

/// <summary>The answer to <see cref="TouchingQuestion"/>.</summary>
/// <param name="GroupOf">The group of each unit.</param>
/// <param name="Counts">For each unit, the number of untouched samples that come into it.</param>
/// <param name="Groups">For each group, the samples that are kept.</param>
internal sealed record TouchingSamples(int[] GroupOf, long[] Counts, TouchingSample[][] Groups)
{
    /// <summary>The units (from 0) that are not zero at some untouched sample.</summary>
    public IReadOnlySet<int> Touching => Enumerable.Range(0, Counts.Length).Where(u => Counts[u] > 0).ToHashSet();

    /// <summary>The number of times that samples come into units of a group.</summary>
    public long CountIn(int group) => Enumerable.Range(0, Counts.Length).Where(u => GroupOf[u] == group).Sum(u => Counts[u]);
}
