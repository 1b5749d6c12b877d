namespace FtcTools.Constructions.Polytopes;

/// <summary>Edited samples that share one plateau: it lies in every facet that keeps them all inside.</summary>
/// <param name="Value">The place of the value of z that it adds, in the list of values.</param>
/// <param name="Samples">The samples, counted from 0, in ascending order.</param>
internal sealed record Unit(int Value, int[] Samples);

/// <summary>Facets and units. A unit's polytope is made of all facets that keep its samples inside: a facet may serve many units.</summary>
internal sealed record Cover(IReadOnlyList<Facet> Facets, IReadOnlyList<Unit> Units)
{
    public int Neurons => Facets.Count + Units.Count;
}

/// <summary>A cover that was built, and the approximate number of multiplications that it took.</summary>
internal readonly record struct Proposal(Cover Cover, long Multiplications);
