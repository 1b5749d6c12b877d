using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Verification;

namespace FtcTools.Constructions;

/// <summary>What to build.</summary>
public sealed record DesignOptions
{
    /// <summary>Numbers of layers allowed.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [2, 3];

    /// <summary>A construction's name, or `Auto`: the fewest neurons that verify in <see cref="Precision"/>.</summary>
    public string Method { get; init; } = Design.Auto;

    /// <summary>The arithmetic in which `Auto` must verify.</summary>
    public Arithmetic Precision { get; init; } = Arithmetic.Float64;

    /// <summary>`Auto` stops trying after this; the best found so far counts.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of random directions.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>One construction that `Auto` considered.</summary>
public sealed record Attempt(string Method, int Layers, int? Neurons, string Outcome);

/// <summary>A network and how it was chosen.</summary>
public sealed record DesignResult(Network Network, IReadOnlyList<Attempt> Attempts);

/// <summary>Chooses a construction and builds it.</summary>
public static class Design
{
    public const string Auto = "Auto";

    /// <summary>Builds a side network for a dataset.</summary>
    /// <exception cref="Diagnostics.FtcException">FTC0030 unknown method; FTC0031 its condition does not hold; FTC0036 nothing verifies.</exception>
    public static DesignResult Build(Dataset dataset, DesignOptions options, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        throw new NotImplementedException();
}
