using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Training;

namespace FtcTools.Theory;

/// <summary>Pictures on logarithmic axes: parameters and bits against N, and the risk near a memorizing minimum.</summary>
internal static class OtherPapers
{
    private static readonly (string Method, string Kind)[] Series =
        [("FewestKnots", "a"), ("Sawtooth", "b"), ("OneWindow", "c"), ("BitExtraction", "d")];

    public static IEnumerable<Figure> Figures { get; } =
    [
        new("bits.md", "parameters-of-n", "Parameters and bits against N on logarithmic axes", ParametersPicture),
        new("minimum.md", "near-minimum", "Risk against the distance from the memorizing weights on logarithmic axes", NearMinimumPicture),
    ];

    private static (Svg, string) ParametersPicture()
    {
        int[] counts = [64, 128, 256, 512, 1024, 2048, 4096];
        var rows = counts.SelectMany(n => ParameterTable.Rows(n, methods: [.. Series.Select(s => s.Method)])).ToArray();
        var svg = new Svg(720, 330);
        var parameters = Logarithmic(svg, 46, (1.7, 3.75), (2, 4.7)).Title("parameters");
        var bits = Logarithmic(svg, 400, (1.7, 3.75), (2.3, 6.3)).Title("bits of all parameters");
        foreach (var (method, kind) in Series)
        {
            var own = rows.Where(row => row.Method == method).ToArray();
            parameters.Line(own.Select(row => (Math.Log10(row.N), Math.Log10(row.Parameters))), kind)
                .Note(3.63, Math.Log10(own[^1].Parameters) - 0.03, method, "small end");
            bits.Line(own.Select(row => (Math.Log10(row.N), Math.Log10(row.Bits))), kind);
        }
        bits.Line(counts.Select(n => (Math.Log10(n), Math.Log10(rows.First(row => row.N == n).LowerBits))), "old")
            .Note(3.63, Math.Log10(rows[^1].LowerBits) - 0.2, "any network", "small end");
        var roots = rows.Where(row => row.Method == "BitExtraction").Select(row => row.PerRoot).ToArray();
        return (svg, string.Create(CultureInfo.InvariantCulture,
            $"N = 64 to 4,096 edits of K = 4N samples as hard as can be, z = 1 or -1. BitExtraction has {roots.Min():0} to {roots.Max():0} parameters per sqrt N; the others about {rows.Where(row => row.N == 4096 && row.Method == "OneWindow").Sum(row => row.Parameters) / 4096.0:0.0} to {rows.Where(row => row.N == 4096 && row.Method == "FewestKnots").Sum(row => row.Parameters) / 4096.0:0.0} per edit. Dashed: what any kind of network needs."));
    }

    private static (Svg, string) NearMinimumPicture()
    {
        var builder = new DatasetBuilder(1, 1);
        foreach (var (x, z) in new[] { (-3, 22), (-1, -41), (1, 57), (3, -13) }) builder.Add([x / 4.0], [Rational.Of(z, 100)]);
        var data = builder.Build("four labels");
        var network = Catalogue.Find("OneRelu").Build(new Problem(data));
        var runs = NearMinimum.Run(network, data, new NearMinimumOptions { Radii = [1e-3, 3e-4, 1e-4, 3e-5], Repeats = 10 });
        var svg = new Svg(720, 330);
        var panel = Logarithmic(svg, 46, (-4.8, -2.7), (-21, -3)).Title("mean squared error against rho");
        foreach (var run in runs)
        {
            panel.Point(Math.Log10(run.Rho), Math.Log10(run.Before), "up").Point(Math.Log10(run.Rho), Math.Log10(run.After), "down");
        }
        var (before, after) = (Exponent.Of([.. runs.Select(run => (run.Rho, run.Before))]),
            Exponent.Of([.. runs.Select(run => (run.Rho, run.After))]));
        svg.Text(400, 80, "at the perturbed weights", "small");
        svg.Text(400, 220, "after k* epochs", "small");
        return (svg, string.Create(CultureInfo.InvariantCulture,
            $"{runs.Count} runs near a network of {network.Neurons} neurons that memorizes {data.K} labels. The risk begins with exponent {before.Slope:0.0} (95 %: {before.Low:0.0} to {before.High:0.0}; predicted 2) and comes down to {after.Slope:0.0} ({after.Low:0.0} to {after.High:0.0}; predicted 4)."));
    }

    // Ticks at powers of ten.
    private static Panel Logarithmic(Svg svg, double left, (double From, double To) x, (double From, double To) y)
    {
        var panel = new Panel(svg, (left, 30, 290, 260), x, y).Frame();
        var step = y.To - y.From > 8 ? 4 : 1;
        for (var power = (int)Math.Ceiling(x.From); power <= x.To; power++)
            panel.Vertical(power).Note(power - 0.06, y.From - (y.To - y.From) * 0.06, Power(power));
        for (var power = (int)Math.Ceiling(y.From); power <= y.To; power += step)
            panel.Note(x.From - (x.To - x.From) * 0.01, power, Power(power), "small end");
        return panel;
    }

    private static string Power(int power) => string.Create(CultureInfo.InvariantCulture, $"1e{power}");
}
