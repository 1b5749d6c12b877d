using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The unit u(x) = s(1 - s(a . x + b) - s(-a . x + c)) as it ships. It is 1 between two parallel hyperplanes, where both inner sums are at
/// most 0, and 0 where one of them is at least 1.
/// </summary>
/// <param name="Weights">The weights a.</param>
/// <param name="Above">The bias b.</param>
/// <param name="Below">The bias c.</param>
/// <param name="Inside">The edited samples where u = 1, counted from 0.</param>
internal sealed record Slab(Rational[] Weights, Rational Above, Rational Below, int[] Inside)
{
    /// <summary>
    /// A slab in another direction that holds the same samples; u is then 0 outside of that one as well. Null where the slab stands alone.
    /// </summary>
    public Slab? Crossing { get; init; }

    /// <summary>The number of neurons: two for each direction, and one top.</summary>
    public int Neurons => 2 + (Crossing?.Neurons ?? 1);
}
