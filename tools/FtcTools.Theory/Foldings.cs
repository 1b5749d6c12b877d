using FtcTools.Constructions;
using FtcTools.Constructions.ThreeLayer;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>Pictures of the 3-layer networks along a line: first layer, rows of the second layer, output.</summary>
internal static class Foldings
{
    private const string Page = "foldings.md";
    private static readonly string[] Colours = ["a", "b", "c", "d", "e", "f"];

    public static IEnumerable<Figure> Figures { get; } =
    [
        new(Page, "zigzag", "Zigzag: hard-tanh units, rows and output of AllPoints", ZigzagPicture),
        new(Page, "one-relu-folding", "OneReluFolding: ReLUs, rows and output of Sawtooth", OneReluFoldingPicture),
        new(Page, "units", "Window, hat, tooth and staircase as functions of t", Units),
        new(Page, "one-relu", "One ReLU a level: second layer and output", OneReluPicture),
    ];

    private static (Svg, string) ZigzagPicture()
    {
        var data = Given.Residuals(0, 0, 1, 0, Rational.Of(-1, 2), 0, 0, 1, 0, 0, -1, 0);
        var network = new AllPoints().Build(new Problem(data));
        var units = network.Behind(1, network.Layers[0].Each(2).Select(n => (Pair(n), Rational.MinusOne)));
        // A hard-tanh of t is s(t + 1) - s(t - 1) - 1.
        var rows = network.Before(2, network.Layers[1].Each(2), -1);
        return (ThreePanels(data, ("first layer: hard-tanh units", units, 1.3), ("rows of the second layer", rows, 4), network, 1.7, 1),
            $"K = {data.K} samples in {units.Length} groups of {rows.Length}, one colour a unit above and a level in the middle: {network.Neurons} neurons. In every group each row passes the band once, at the sample of its level; at all others it is above or below it.");

        static IEnumerable<(int, int)> Pair(int n) => [(n, 1), (n + 1, -1)];
    }

    private static (Svg, string) OneReluFoldingPicture()
    {
        var data = Given.Residuals(0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, Rational.Of(1, 2), 0, 0, -1, -1, 0, 0, Rational.Of(-1, 2), 0, 1, 1, 0,
            0, -1, 0, 1, 1, 0, 0);
        var network = new Sawtooth().Build(new Problem(data));
        var teeth = network.Behind(1, Enumerable.Range(0, network.Layers[0].Neurons).Select(n => (One(n), Rational.Zero)));
        // The first ReLU of a window is s(t + 2).
        var rows = network.Before(2, network.Layers[1].Each(4), -2);
        return (ThreePanels(data, ("first layer: ReLUs", teeth, 12), ("rows of the second layer", rows, 5), network, 1.7, 1),
            $"K = {data.K}, N = {data.N}: the {data.N} edited samples in {teeth.Length} groups of {rows.Length}, {network.Neurons} neurons. A row is in the band at one edited sample of each group; at every other sample it is at 2 or above, or at -2 or below, where the window is 0. Between samples g does what it likes.");

        static IEnumerable<(int, int)> One(int n) => [(n, 1)];
    }

    private static (Svg, string) OneReluPicture()
    {
        var data = Given.Residuals(0, 1, 0, 0, -1, 0, Rational.Of(1, 2), 0, 0, -1, 0, 1);
        var network = new OneRelu().Build(new Problem(data));
        var units = network.Before(2, Enumerable.Range(0, network.Layers[1].Neurons), 0);
        var svg = new Svg(720, 400);
        Horizontal(new Panel(svg, (34, 26, 650, 150), X(data), Around(units, data)).Title("second layer, before its ReLUs"), network, data)
            .Axis("c").CurveAll(units);
        Horizontal(new Panel(svg, (34, 212, 650, 170), X(data), (-3.2, 3.2)).Title("output"), network, data).Axis("c")
            .Curve(network.Output(), "a").Samples(data);
        return (svg, $"K = {data.K} samples in {network.Layers[0].Neurons} groups of {network.Layers[1].Neurons}: {network.Neurons} neurons. Dashed: the breakpoints of the first layer. Each unit changes sign once between two breakpoints. The output is a steep line through every sample.");
    }

    // Each shape is what a real network with one edited sample, or one level, does along its row.
    private static (Svg, string) Units()
    {
        var svg = new Svg(720, 330);
        var one = Given.Residuals(0, 0, 1, 0, 0);
        Small(0, 0, "window, 4 ReLUs (Sawtooth)", new Sawtooth(), one, 4, -2);
        Small(1, 0, "hat, 3 ReLUs (SignedSawtooth)", new SignedSawtooth(), one, 3, -1);
        Small(0, 1, "tooth, 2 ReLUs (OneUnit)", new OneUnit(), Given.Residuals(0, 0, 0, 0, 0), 2, -2, -1);
        Small(1, 1, "hard-tanh, 2 ReLUs (WholeSawtooth, AllPoints)", new WholeSawtooth(), Given.Residuals(0, 1, 0), 2, -1);
        return (svg, "Each curve is the second layer's unit of a built network: its output against the row t that it sees.");

        void Small(int column, int row, string title, Construction construction, Dataset data, int relus, int shift, int facing = 1)
        {
            var second = construction.Build(new Problem(data)).Layers[1];
            var last = construction.Build(new Problem(data)).Layers[2];
            // The unit alone, on an input t: neuron n of it is s(slope t + own shift), with the row of the first neuron as t - shift.
            var weights = Enumerable.Range(0, relus).Select(n => new[] { Ratio(second, n) * facing }).ToArray();
            var bias = Enumerable.Range(0, relus).Select(n => second.Bias(n) - Ratio(second, n) * (second.Bias(0) + shift)).ToArray();
            var top = Enumerable.Range(0, relus).Select(n => last.Weights(0)[n]).ToArray();
            var unit = new Network([new Layer(Activation.Relu, 1, weights, bias),
                new Layer(Activation.Identity, relus, [top], [relus == 2 && facing > 0 ? -1 : Rational.Zero])]);
            new Panel(svg, (34 + 350 * column, 26 + 160 * row, 290, 120), (-3, 3), (-1.4, 1.4)).Title(title).Level(-1).Level(1).Axis("t")
                .Curve(unit.Output(), "a");
        }

        static Rational Ratio(Layer layer, int n)
        {
            var pivot = layer.Weights(0).IndexOfAnyExcept(Rational.Zero);
            return layer.Weights(n)[pivot] / layer.Weights(0)[pivot];
        }
    }

    private static Svg ThreePanels(Dataset data, (string Title, PiecewiseLinear[] Curves, double High) first,
        (string Title, PiecewiseLinear[] Curves, double High) rows, Network network, double high, double band)
    {
        var svg = new Svg(720, 490);
        var low = first.Curves.All(f => f.Corners(0, data.K + 1).All(p => p.Y >= 0)) ? -0.05 * first.High : -first.High;
        Horizontal(new Panel(svg, (34, 26, 650, 90), X(data), (low, first.High)).Title(first.Title), network, data).Axis("c")
            .CurveAll(first.Curves);
        Horizontal(new Panel(svg, (34, 152, 650, 150), X(data), (-rows.High, rows.High)).Title(rows.Title), network, data).Band(-band, band)
            .Axis("c").CurveAll(rows.Curves).SamplesAtZero(data);
        Horizontal(new Panel(svg, (34, 338, 650, 140), X(data), (-high, high)).Title("output g"), network, data).Level(-1).Level(1)
            .Axis("c").Curve(network.Output(), "a").Samples(data);
        return svg;
    }

    private static Panel CurveAll(this Panel panel, IEnumerable<PiecewiseLinear> curves)
    {
        foreach (var (i, f) in curves.Index()) panel.Curve(f, Colours[i % Colours.Length] + " thin");
        return panel;
    }

    private static (double, double) X(Dataset data) => (0, data.K + 1);

    // Room for all of a function, and for 0 in the middle.
    private static (double, double) Around(PiecewiseLinear[] functions, Dataset data)
    {
        var most = 1.05 * functions.SelectMany(f => f.Corners(0, data.K + 1)).Max(p => Math.Abs(p.Y));
        return (-most, most);
    }

    private static Panel Horizontal(Panel panel, Network network, Dataset data)
    {
        foreach (var (knot, _) in network.Knots().Where(k => k.Knot > 0 && k.Knot < data.K + 1)) panel.Vertical(knot);
        return panel;
    }
}
