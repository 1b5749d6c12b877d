using FtcTools.Numerics;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>When a network is built with a few samples at a time, and by what.</summary>
internal static class WorkingSetRules
{
    /// <summary>Whether what is asked for can be built so.</summary>
    public static bool Takes(DesignOptions options) =>
        options is { Reach: 0, EndsNear: false, Pretrained: null, Widths: null, Bits: null, SmallerWeights: null }
            && options.Layers?.Contains(3) != false && Named(options).Any();

    /// <summary>The constructions to try, the cheapest first.</summary>
    public static IEnumerable<Construction> For(DesignOptions options, Problem problem)
    {
        var named = Named(options).Where(construction => problem.Ball.IsPoint || construction.CertifiesRadius).ToArray();
        return options.Method.Equals(Design.Auto, StringComparison.OrdinalIgnoreCase)
            ? named.Where(construction => construction.Competes(problem) && construction.Refusal(problem) is null)
            .OrderBy(construction => construction.Cost(problem)) : named;
    }

    /// <summary>Those whose units are zero off small parts of the space: what they do not see, they hardly touch.</summary>
    public static IEnumerable<Construction> Named(DesignOptions options) => Catalogue.All.Where(construction =>
        construction is Slabs.Slabs or Slabs.ValueSlabs or ThreeLayer.Polytope
        && !(construction.MeetsWithinRounding && (options.MeetExactly || options.Precision == Arithmetic.Exact))
        && (options.Method.Equals(Design.Auto, StringComparison.OrdinalIgnoreCase)
            || options.Method.Equals(construction.Name, StringComparison.OrdinalIgnoreCase)));
}
