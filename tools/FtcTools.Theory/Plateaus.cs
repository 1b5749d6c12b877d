using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Constructions.ThreeLayer;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>The picture of a unit that answers on a region.</summary>
internal static class Plateaus
{
    private const double Share = 0.7;

    public static IEnumerable<Figure> Figures { get; } =
        [new("polytopes.md", "plateau", "A polytope unit in the plane, with a ball around every sample", Plane)];

    private static (Svg, string) Plane()
    {
        var data = Amid();
        var limit = Separation.Of(data, Norm.Two)!.Distance / 2;
        var radius = Math.Round(Share * limit, 2);
        var network = new Polytope().Build(new Problem(data).Within(new Ball(radius, Norm.Two)));
        var first = network.Layers[0];
        Affine[] facets = [.. first.Each(1).Select(q => Affine.Of(first.Weights(q), first.Bias(q)))];
        var svg = new Svg(620, 460);
        var panel = new Panel(svg, (10, 10, 600, 440), (-3.6, 3.6), (-2.64, 2.64));
        foreach (var cell in panel.Corners.Cut(facets))
        {
            // Where u is not 0; the plateau has no facet that is above 0, and is coloured once more.
            Affine[] on = [.. facets.Where(h => h.At(cell.Centre) > 0)];
            panel.Area(cell.Where(on.Aggregate(new Affine(0, 0, 1), (u, h) => u.Plus(h.Times(-1)))), "band");
            if (on.Length == 0) panel.Area(cell, "band");
        }
        foreach (var h in facets) panel.Zero(h, "a thin").Zero(h.Plus(-1), "guide");
        for (var i = 0; i < data.K; i++) panel.Disc(data.Row(i)[0], data.Row(i)[1], radius, data.Residual(i) is null ? "axis" : "b thin");
        panel.Plane(data).Frame();
        return (svg, string.Create(CultureInfo.InvariantCulture,
            $"K = {data.K} samples in the plane, {data.N} of them edited by the same residual (orange), r = {radius:0.##} of less than {limit:0.###}: {network.Widths[0]} facets and {network.Widths[1]} unit. Blue lines: h = 0; dashed: h = 1. Dark: the plateau, where u = 1; light: the ramp down to 0. Circles: all inputs within r of a sample. Those of the edited samples are on the plateau, and no other one touches the ramp."));
    }

    // Samples that keep a distance from each other; the edited ones are those around the middle.
    private static Dataset Amid()
    {
        var random = new Random(55);
        var points = new List<(double X, double Y)>();
        while (points.Count < 30)
        {
            var (x, y) = (6.4 * random.NextDouble() - 3.2, 4.4 * random.NextDouble() - 2.2);
            if (points.TrueForAll(p => Math.Max(Math.Abs(p.X - x), Math.Abs(p.Y - y)) > 0.4)) points.Add((x, y));
        }
        var builder = new DatasetBuilder(2, 1, points.Count);
        foreach (var (x, y) in points) builder.Add([x, y], [(Rational)(x * x + y * y < 1.2 ? 1 : 0)]);
        return builder.Build("plane");
    }
}
