using FtcTools.Constructions;
using FtcTools.Constructions.ThreeLayer;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>Pictures of the networks for data in general position.</summary>
internal static class Strips
{
    private static readonly string[] Colours = ["a", "b", "c", "d", "e", "f"];

    public static IEnumerable<Figure> Figures { get; } =
    [
        new("strips.md", "strips", "Strips through pairs of edited samples in the plane", Plane),
        new("strips.md", "profiles", "One-sided and mixed units across a strip", Profiles),
        new("features.md", "feature-strips", "Strips on features are bent in the plane", Bent),
    ];

    private static (Svg, string) Plane()
    {
        var data = SyntheticData.Gaussian(7, 36, 2, 7);
        var network = new Hats().Build(new Problem(data));
        var first = network.Layers[0];
        var (svg, panel) = Square();
        foreach (var n in first.Each(2)) panel.Strip(Affine.Of(first.Weights(n), first.Bias(n)), Colours[n / 2 % Colours.Length] + " thin");
        panel.Plane(data).Frame();
        var (up, down) = Signs(data);
        return (svg, $"K = {data.K} samples in the plane, {up} edited upwards (orange), {down} downwards (violet): {first.Neurons / 2} strips |t| <= 1, {network.Neurons} neurons. Coloured: t = 0. No grey sample lies in a strip, and no strip holds a sample that it was not made for.");
    }

    private static (Svg, string) Bent()
    {
        var data = SyntheticData.Gaussian(9, 24, 2, 15);
        var network = new FeatureStrips().Build(new Problem(data));
        var (features, second) = (network.Layers[0], network.Layers[1]);
        var (svg, panel) = Square();
        Affine[] hinges = [.. features.Each(1).Select(u => Affine.Of(features.Weights(u), features.Bias(u)))];
        foreach (var hinge in hinges) panel.Zero(hinge, "old thin");
        var cells = panel.Corners.Cut(hinges).ToArray();
        // The ReLUs of a strip see one row; the first of them is s(t + 1).
        var strips = second.Each(1).Where(n => n == 0 || !second.Weights(n).SequenceEqual(second.Weights(n - 1))).ToArray();
        foreach (var (i, n) in strips.Index()) panel.Strip(cells, at => T(n, at), 1, Colours[i % Colours.Length] + " thin");
        panel.Plane(data).Frame();
        var (up, down) = Signs(data);
        return (svg, $"K = {data.K}, {up} edited upwards, {down} downwards: {features.Neurons} features and {strips.Length} strips, {network.Neurons} neurons. Dashed: where a feature switches on. A strip turns there, so it passes through more samples than a straight one can.");

        Affine T(int neuron, (double, double) at)
        {
            var t = new Affine(0, 0, second.Bias(neuron).ToDouble() - 1);
            for (var u = 0; u < hinges.Length; u++)
            {
                if (hinges[u].At(at) > 0) t = t.Plus(hinges[u].Times(second.Weights(neuron)[u].ToDouble()));
            }
            return t;
        }
    }

    // Two samples of one sign, then of both, in the plane: one strip each, and the output as a function of its t.
    private static (Svg, string) Profiles()
    {
        var svg = new Svg(720, 340);
        var (hat, mixed) = (Two(1), Two(-1));
        Small(0, 0, "Strips, one sign: s(t + 1) - 2 s(t) + s(t - 1)", new Constructions.TwoLayer.Strips(), hat, 1);
        Small(1, 0, "Strips, both signs: 4 ReLUs", new Constructions.TwoLayer.Strips(), mixed, 1);
        Small(0, 1, "Hats, one sign: s(1 - s(t) - s(-t))", new Hats(), hat, 0);
        Small(1, 1, "Hats, both signs: 2 + 2 ReLUs", new Hats(), mixed, 0);
        return (svg, "Output, in units of the height, against t, for built networks of one strip. Dots are the two edited samples.");

        static Dataset Two(int second)
        {
            var builder = new DatasetBuilder(2, 1);
            builder.Add([0, 1], [(Rational)1]);
            builder.Add([1, 0], [Rational.Of(second, 2)]);
            for (var i = 2; i < 8; i++) builder.Add([i, i * i], [Rational.Zero]);
            return builder.Build("plane");
        }

        void Small(int column, int row, string title, Construction construction, Dataset data, int shift)
        {
            var network = construction.Build(new Problem(data));
            // Along the direction that the network sees, t = m c + b.
            var (_, multipliers) = network.Factor()!.Value;
            var (m, b) = (multipliers[0], network.Layers[0].Bias(0) - shift);
            var line = LineFunction.Of(network)!.Outputs[0];
            var height = Enumerable.Range(0, network.Layers[^1].Inputs).Select(n => Rational.Abs(network.Layers[^1].Weights(0)[n]))
                .Aggregate(Rational.Min);
            var g = PiecewiseLinear.FromJumps(0, 0, [.. Enumerable.Range(0, line.Knots.Length)
                .Select(i => (m * line.Knots[i] + b, (line.Slope(i + 1) - line.Slope(i)) / (Rational.Abs(m) * height)))]);
            var panel = new Panel(svg, (34 + 350 * column, 26 + 168 * row, 290, 124), (-2, 2), (-1.2, 1.2)).Title(title).Level(-1).Level(1)
                .Axis("t").Curve(g, "a");
            for (var i = 0; i < 2; i++)
            {
                var x = data.Row(i);
                var t = network.Layers[0].Weights(0)[0] * Rational.Of(x[0]) + network.Layers[0].Weights(0)[1] * Rational.Of(x[1]) + b;
                panel.Point(t.ToDouble(), (data.Residual(i, 0) / height).ToDouble(), data.Residual(i, 0).Sign > 0 ? "up" : "down");
            }
        }
    }

    private static (Svg, Panel) Square()
    {
        var svg = new Svg(620, 460);
        return (svg, new Panel(svg, (10, 10, 600, 440), (-3.6, 3.6), (-2.64, 2.64)));
    }

    private static (int Up, int Down) Signs(Dataset data) =>
        (data.T.Count(i => data.Residual(i - 1, 0).Sign > 0), data.T.Count(i => data.Residual(i - 1, 0).Sign < 0));
}
