using FtcTools.Constructions;
using FtcTools.Constructions.Deep;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>Pictures of the networks of 4 layers and more.</summary>
internal static class Deep
{
    private const string Page = "deep.md";

    private static readonly Dataset Some = Given.Residuals(
        0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, Rational.Of(1, 2), 0, 0, 0, -1, 0, 0, Rational.Of(-1, 2), 0, 0, 1, 0, 0, -1, 0, 1, 0, 0);

    public static IEnumerable<Figure> Figures { get; } =
    [
        new(Page, "one-window", "One window behind a sum that passes through the edited samples", OneWindowPicture),
        new(Page, "stacked-blocks", "The sum that is carried from block to block", StackedBlocksPicture),
    ];

    private static (Svg, string) OneWindowPicture()
    {
        var network = new OneWindow().Build(new Problem(Some));
        var svg = new Svg(720, 400);
        // The window's first ReLU is s(t + 2).
        Panel(svg, 26, 190, 5).Title("the sum t in front of the window").Verticals(network.Knots().Select(k => k.Knot)).Band(-1, 1).Level(2)
            .Level(-2).Axis("c")
            .Curve(network.Before(3, [0], -2)[0], "b thin").SamplesAtZero(Some);
        Panel(svg, 252, 138, 1.6).Title("output g").Verticals(network.Knots().Select(k => k.Knot)).Level(-1).Level(1).Axis("c")
            .Curve(network.Output(), "a").Samples(Some);
        return (svg, $"K = {Some.K}, N = {Some.N}: hidden layers of {string.Join(", ", network.Widths)} neurons, {network.Neurons} in all. The sum is z at each edited sample and at 2 or above, or at -2 or below, at every other one; the window keeps the first and clears the others.");
    }

    private static (Svg, string) StackedBlocksPicture()
    {
        const int Layers = 7;
        var network = new StackedBlocks().Build(new Problem(Some).WithLayers(Layers));
        var svg = new Svg(720, 430);
        // The last neuron of a later block's first layer takes over the sum: s(sum + 1).
        var sums = ((int[])[3, 5]).Select(layer => network.Before(layer, [network.Layers[layer - 1].Neurons - 1], -1)[0])
            .Append(network.Output()).ToArray();
        foreach (var (b, sum) in sums.Index())
            Panel(svg, 26 + 136 * b, 100, 1.4).Title(b + 1 < sums.Length ? $"behind block {b + 1}" : "output g").Level(-1).Level(1)
                .Axis("c").Curve(sum, "a").Samples(Some);
        return (svg, $"The same samples with {Layers} layers: {sums.Length} blocks, hidden layers of {string.Join(", ", network.Widths)} neurons, {network.Neurons} in all. Each block adds its own part of T to the sum.");
    }

    private static Panel Panel(Svg svg, double top, double height, double high) =>
        new(svg, (34, top, 650, height), (0, Some.K + 1), (-high, high));

    private static Panel Verticals(this Panel panel, IEnumerable<double> knots)
    {
        foreach (var knot in knots.Where(k => k > 0 && k < Some.K + 1)) panel.Vertical(knot);
        return panel;
    }
}
