using FtcTools.Constructions;
using FtcTools.Numerics;

namespace FtcTools.Shipping;

/// <summary>What must be proven of a network before it ships.</summary>
public sealed record ShippingTerms
{
    /// <summary>The arithmetic that it runs in: <see cref="Arithmetic.Float64"/> or <see cref="Arithmetic.Float32"/>.</summary>
    public Arithmetic Precision { get; init; } = Arithmetic.Float64;

    /// <summary>Relative to max |z| of the output; null for the default of the precision.</summary>
    public double? Tolerance { get; init; }

    /// <summary>Exact: g is zero to the last bit at every sample that is not edited. Any: the tolerance holds there too.</summary>
    public Untouched Untouched { get; init; } = Untouched.Exact;

    /// <summary>
    /// The name of a further output of a patched model, which says for each sample what the patch does there; null for none.
    /// </summary>
    public string? TouchedOutput { get; init; }

    /// <summary>Ships without a proof; what ships says so.</summary>
    public bool Unproven { get; init; }
}
