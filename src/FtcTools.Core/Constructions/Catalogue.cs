using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions;

/// <summary>All constructions of this assembly, by name.</summary>
public static class Catalogue
{
    /// <summary>Every construction, ordered by layers and name.</summary>
    public static IReadOnlyList<Construction> All { get; } =
    [
        .. typeof(Construction).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Construction)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null)
            .Select(type => (Construction)Activator.CreateInstance(type)!)
            .OrderBy(construction => construction.Layers).ThenBy(construction => construction.Name, StringComparer.Ordinal),
    ];

    /// <summary>The construction of that name, in any case.</summary>
    /// <exception cref="FtcException">FTC0030: there is none.</exception>
    public static Construction Find(string name) =>
        All.FirstOrDefault(construction => construction.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FtcException(Codes.UnknownMethod,
            $"there is no method '{name}'; valid are Auto, {string.Join(", ", All.Select(c => c.Name))}.");

    /// <summary>Whether a network is of a construction that meets its edits within rounding, and not as rational numbers.</summary>
    public static bool MeetsWithinRounding(Network network) =>
        All.Any(construction => construction.Name == network.Origin.Method && construction.MeetsWithinRounding);

    /// <summary>
    /// The arithmetic in which a network is verified where none is named: exact; where its construction meets residuals within rounding,
    /// that for which it was built. Classes are right in exact arithmetic either way.
    /// </summary>
    public static Arithmetic VerifiedIn(Network network, Dataset? dataset) =>
        dataset is { Classes: null } && MeetsWithinRounding(network) ? network.Origin.Precision ?? Arithmetic.Float64 : Arithmetic.Exact;
}
