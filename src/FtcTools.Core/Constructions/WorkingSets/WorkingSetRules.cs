using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Numerics;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>Decides when a network is built from a few samples at a time, and by which constructions.</summary>
internal static class WorkingSetRules
{
    /// <summary>Whether a network with these options can be built that way.</summary>
    public static bool Takes(DesignOptions options) =>
        options is { Reach: 0, EndsNear: false, Pretrained: null, Widths: null, Bits: null, SmallerWeights: null }
            && options.Layers?.Contains(3) != false && Named(options).Any();

    /// <summary>Whether there are so many samples that a network with these options is built that way although all are in memory.</summary>
    public static bool Pays(Dataset dataset, DesignOptions options) =>
        SampleSource.IsLarge(dataset.K, dataset.N, dataset.Inputs, withinBalls: options.Radius > 0) && Takes(options);

    /// <summary>The constructions to try, the cheapest first.</summary>
    public static IEnumerable<Construction> For(DesignOptions options, Problem problem)
    {
        var named = Named(options).Where(construction => problem.Ball.IsPoint || construction.CertifiesRadius).ToArray();
        return options.Method.Equals(Design.Auto, StringComparison.OrdinalIgnoreCase)
            ? named.Where(construction => construction.Competes(problem) && construction.Refusal(problem) is null)
            .OrderBy(construction => construction.Cost(problem)) : named;
    }

    /// <summary>
    /// The constructions whose units are zero outside of small parts of the space, so that they hardly touch samples that they have not
    /// seen.
    /// </summary>
    public static IEnumerable<Construction> Named(DesignOptions options) => Catalogue.All.Where(construction =>
        construction is Slabs.Slabs or Slabs.ValueSlabs or ThreeLayer.Polytope
        && !(construction.MeetsWithinRounding && (options.MeetExactly || options.Precision == Arithmetic.Exact))
        && (options.Method.Equals(Design.Auto, StringComparison.OrdinalIgnoreCase)
            || options.Method.Equals(construction.Name, StringComparison.OrdinalIgnoreCase)));
}
