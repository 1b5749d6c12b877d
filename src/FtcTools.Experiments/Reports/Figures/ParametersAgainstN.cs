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
        yield return Against("parameters-against-n", "Parameters against edited samples N",
            "Weights and biases, zeros included; beside them what the VC dimension asks of the shallowest; of deeper networks it asks less.",
            "parameters", row => row.Parameters,
            (FormattableString.Invariant($"any network of {fewest} layers"),
                ByN(rows.Where(row => row.Layers == fewest), group => group.Max(row => row.LowerParameters))));
        yield return Against("bits-against-n", "Bits of all parameters against edited samples N",
            "Bits of the exact parameters that are not zero; beside them what any kind of network needs, because it must tell every T and every z = 1 or -1 apart.",
            "bits", row => row.Bits, ("any kind of network", ByN(rows, group => group.Min(row => row.LowerBits))));
        yield return Against("parameters-per-root", "Parameters per sqrt N", "Flat, up to logarithms, where parameters grow as sqrt N.",
            "parameters / sqrt N", row => row.PerRoot, null);

        Figure Against(string name, string title, string description, string what, Func<ParameterRow, double> value,
            (string Name, (double, double)[] Points)? bound)
        {
            // Several K of one N count as one point.
            var series = rows.GroupBy(row => row.Method)
                .Select(method => new Series(method.Key, Look.LineAndMarks, ByN(method, group => group.Average(value)))).ToList();
            if (bound is { } lower) series.Add(new(lower.Name, Look.Dashed, lower.Points));
            description += " Both axes are logarithmic, so that a power of N is a straight line.";
            var plot = new XyPlot(name, title, description, new AxisLabel("N, edited samples", Logarithmic: true),
                new(what, Logarithmic: true), series);
            return new(name, title, description, plot.Draw(), plot.Data(title, "N"));
        }
    }

    private static (double X, double Y)[] ByN(IEnumerable<ParameterRow> rows, Func<IGrouping<int, ParameterRow>, double> value) =>
        [.. rows.GroupBy(row => row.N).OrderBy(group => group.Key).Select(group => ((double)group.Key, value(group)))];
}
