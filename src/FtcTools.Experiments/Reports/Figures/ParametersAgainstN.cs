using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;

namespace FtcTools.Experiments.Reports.Figures;

/// <summary>
/// Parameters, their bits and parameters per sqrt N against N on logarithmic axes, a line for each construction, with what any network
/// needs beside them.
/// </summary>
internal static class ParametersAgainstN
{
    public static IEnumerable<Figure> Of(IReadOnlyList<ParameterRow> rows)
    {
        var fewest = rows.Min(row => row.Layers);
        yield return Against(
            "parameters-against-n", "Parameters against edited samples N",
                "Weights and biases, zeros included; beside them what the VC dimension asks of the shallowest; of deeper networks it asks less.", "parameters",
            row => row.Parameters, (FormattableString.Invariant($"any network of {fewest} layers"), rows.Where(row => row.Layers == fewest)
                .GroupBy(row => row.N).Select(group => ((double)group.Key, (double)group.Max(row => row.LowerParameters)))));
        yield return Against(
            "bits-against-n", "Bits of all parameters against edited samples N",
                "Bits of the exact parameters that are not zero; beside them what any kind of network needs, because it must tell every T and every z = 1 or -1 apart.", "bits",
            row => row.Bits, ("any kind of network", rows.GroupBy(row => row.N)
                .Select(group => ((double)group.Key, group.Min(row => row.LowerBits)))));
        yield return Against("parameters-per-root", "Parameters per sqrt N", "Flat, up to logarithms, where parameters grow as sqrt N.",
            "parameters / sqrt N", row => row.PerRoot, null);

        Figure Against(string name, string title, string description, string what, Func<ParameterRow, double> value,
            (string Name, IEnumerable<(double, double)> Points)? bound)
        {
            var series = rows.GroupBy(row => row.Method).Select(method => new Series(method.Key, Look.LineAndMarks, Mean(method, value)))
                .ToList();
            if (bound is { } lower) series.Add(new(lower.Name, Look.Dashed, [.. lower.Points.Order()]));
            description += " Both axes are logarithmic, so that a power of N is a straight line.";
            var plot = new XyPlot(name, title, description, new AxisLabel("N, edited samples", Logarithmic: true),
                new(what, Logarithmic: true), series);
            var data = new Table(
                title, [new("N"), .. series.Select(s => new Column(s.Name))],
                [.. series.SelectMany(s => s.Points).Select(p => p.X).Distinct().Order()
                    .Select(n => (IReadOnlyList<Entry>)[Show(n),
                        .. series.Select(s => new Entry(string.Join(", ", s.Points.Where(p => p.X == n).Select(p => Show(p.Y)))))])]);
            return new(name, title, description, plot.Draw(), data);
        }
    }

    // Several K of one N count as one point.
    private static (double X, double Y)[] Mean(IEnumerable<ParameterRow> rows, Func<ParameterRow, double> value) =>
        [.. rows.GroupBy(row => row.N).OrderBy(group => group.Key).Select(group => ((double)group.Key, group.Average(value)))];

    private static string Show(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
