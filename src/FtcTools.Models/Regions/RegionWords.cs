using FtcTools.Data.Regions;
using FtcTools.Numerics;

namespace FtcTools.Models.Regions;

/// <summary>What a region requires, as a sentence for people.</summary>
public static class RegionWords
{
    // More ends than this are not listed.
    private const int MostEnds = 12;

    /// <summary>
    /// `Where income is at most 12000, the answer is denied (class 0), whatever the model says. Proven where age is from 18 to 99.`
    /// </summary>
    /// <param name="region">The region as it is proven.</param>
    /// <param name="stated">The region as it was written, with the open ends that a range has closed.</param>
    /// <param name="inputs">Names of the inputs; null for x0, x1, ...</param>
    /// <param name="classes">Words for classes; null where they have numbers.</param>
    public static string Of(Region region, Region? stated = null, IReadOnlyList<string>? inputs = null,
        IReadOnlyList<string>? classes = null)
    {
        stated ??= region;
        var ends = Enumerable.Range(0, region.Inputs).Select(j => End(Name(j), stated.Low[j], stated.High[j])).OfType<string>().ToList();
        var inside = stated.Inside.Select(inequality => inequality.ToWords(Name));
        var where = string.Join(" and ", (ends.Count > MostEnds ? [$"{ends.Count} inputs lie in a box"] : ends).Concat(inside));
        var required = stated.Requirement.ToWords(o => $"output {o}", classes);
        var added = Enumerable.Range(0, region.Inputs).Where(j => !double.IsFinite(stated.Low[j]) || !double.IsFinite(stated.High[j]))
            .Select(j => End(Name(j), region.Low[j], region.High[j])).OfType<string>().ToList();
        var closed = added.Count == 0 ? ""
            : $" Proven where {(added.Count > MostEnds ? $"{added.Count} inputs stay in the range of the data" : string.Join(" and ", added))}.";
        return $"Where {where}, {required}, whatever the model says.{closed}";

        string Name(int j) => inputs is not null && j < inputs.Count ? inputs[j] : $"x{j}";
    }

    private static string? End(string name, double low, double high) => (double.IsFinite(low), double.IsFinite(high)) switch
    {
        (true, true) when low == high => $"{name} is {Text.Of(low)}",
        (true, true) => $"{name} is from {Text.Of(low)} to {Text.Of(high)}",
        (true, false) => $"{name} is at least {Text.Of(low)}",
        (false, true) => $"{name} is at most {Text.Of(high)}",
        _ => null,
    };
}
