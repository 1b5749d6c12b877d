using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// u(x) = s(1 - s(a . x + b) - s(-a . x + c)) as it ships: 1 where both inner sums are at most 0, between two parallel hyperplanes, and 0
/// where one of them is at least 1.
/// </summary>
/// <param name="Weights">a.</param>
/// <param name="Above">b.</param>
/// <param name="Below">c.</param>
/// <param name="Inside">The edited samples, from 0, where u = 1.</param>
internal sealed record Slab(Rational[] Weights, Rational Above, Rational Below, int[] Inside)
{
    /// <summary>
    /// A slab in another direction that holds the same samples: u is then 0 outside of it, too. Null where there is none.
    /// </summary>
    public Slab? Crossing { get; init; }

    /// <summary>Two for each direction, and one.</summary>
    public int Neurons => 2 + (Crossing?.Neurons ?? 1);
}
