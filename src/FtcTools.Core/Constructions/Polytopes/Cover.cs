namespace FtcTools.Constructions.Polytopes;

/// <summary>Edited samples that share one plateau: it lies in every facet that keeps them all inside.</summary>
/// <param name="Value">Which of the values of z it adds.</param>
/// <param name="Samples">From 0, ascending.</param>
internal sealed record Unit(int Value, int[] Samples);

/// <summary>Facets and units. A unit's polytope is made of all facets that keep its samples inside: a facet may serve many units.</summary>
internal sealed record Cover(IReadOnlyList<Facet> Facets, IReadOnlyList<Unit> Units)
{
    public int Neurons => Facets.Count + Units.Count;
}
