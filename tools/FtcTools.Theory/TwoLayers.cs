using FtcTools.Constructions;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>Pictures of the 2-layer networks along a line.</summary>
internal static class TwoLayers
{
    private const string Page = "two-layers.md";

    private static readonly Dataset Some = Given.Residuals(0, 0, 0, 0, 1, 3, 1, 0, 0, 0, 0, -2, 0, 0, 0, 0, -1, -3, -2, 0, 0, 0);

    public static IEnumerable<Figure> Figures { get; } =
    [
        new(Page, "block-end-points", "A function through the edited samples and the two ends of every block of zeros", BlockEndPoints),
        new(Page, "fewest-knots", "The same samples with fewer knots", FewestKnots),
        new(Page, "overshoot", "Seven alternating samples with five ReLUs", Overshoot),
    ];

    private static (Svg, string) BlockEndPoints()
    {
        var problem = new Problem(Some);
        var network = new BlockEndpoints().Build(problem);
        var (svg, panel) = Canvas(Some, -3.8, 3.4);
        foreach (var (knot, left) in network.Knots()) panel.Vertical(knot).Facing(knot, left);
        panel.Axis("c").Curve(network.Output(), "a").Samples(Some, i => !problem.Support.C.Contains(Rational.Of(Some.Row(i)[0])));
        return (svg, $"K = {Some.K}, N = {Some.N}. Of the {Some.K - Some.N} untouched samples, {problem.Support.Count - Some.N} end a block (rings); the small ones are left out. |J| = {problem.Support.Count}, so {network.Neurons} neurons: one at each dashed line.");
    }

    private static (Svg, string) FewestKnots()
    {
        var problem = new Problem(Some);
        var (all, fewest) = (new BlockEndpoints().Build(problem), new FewestKnots().Build(problem));
        var (svg, panel) = Canvas(Some, -3.8, 3.4);
        foreach (var (knot, left) in fewest.Knots()) panel.Vertical(knot).Facing(knot, left);
        panel.Axis("c").Curve(all.Output(), "old").Curve(fewest.Output(), "a").Samples(Some);
        return (svg, $"The same samples with {fewest.Neurons} neurons (solid) instead of {all.Neurons} (dashed). A marker under a knot points to where its ReLU is on.");
    }

    private static (Svg, string) Overshoot()
    {
        var data = SyntheticData.Hard(7, 7, HardKind.Alternating);
        var problem = new Problem(data);
        var (all, fewest) = (new BlockEndpoints().Build(problem), new FewestKnots().Build(problem));
        var (svg, panel) = Canvas(data, -2.2, 2.4, 0.4);
        foreach (var (knot, left) in fewest.Knots()) panel.Vertical(knot).Facing(knot, left);
        panel.Axis("c").Curve(all.Output(), "old").Curve(fewest.Output(), "a").Samples(data);
        var slopes = fewest.Output();
        return (svg, $"K = N = {data.K}: all {data.K - 2} kinks alternate. The slopes are {string.Join(", ", Enumerable.Range(0, slopes.Pieces).Select(i => slopes.Slope(i)))}: none is 0, and {fewest.Neurons} neurons do. The chords (dashed) take {all.Neurons}.");
    }

    private static (Svg, Panel) Canvas(Dataset data, double low, double high, double beyond = 1)
    {
        var svg = new Svg(720, 250);
        var panel = new Panel(svg, (34, 14, 650, 212), (1 - beyond, data.K + beyond), (low, high));
        for (var level = (int)Math.Ceiling(low); level <= high; level++) panel.Level(level);
        return (svg, panel);
    }
}
