using System.Globalization;
using FtcTools.Bounds;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;
using FtcTools.Verification;

namespace FtcTools.Experiments.Reports.Figures;

/// <summary>
/// m against N on logarithmic axes: what training needs for a loss, what constructions need for the exact fit, and what no network can do
/// without.
/// </summary>
internal static class NeuronsAgainstN
{
    /// <summary>The figure and a table of its exponents; null where N does not vary.</summary>
    public static (Figure Figure, Table Exponents)? Of(IReadOnlyList<CellResult> results, TrainedGrid? grid, ReportOptions options)
    {
        var built = results.Select(result => result.Reports.Count > 0 ? result.Reports[0] : null).OfType<Report>()
            .Where(report => report.N > 0).ToArray();
        if (built.Select(report => report.N).Concat(grid?.Ns ?? []).Where(n => n > 0).Distinct().Count() < 3) return null;
        var threshold = options.Threshold.ToString("G3", CultureInfo.InvariantCulture);
        var series = new List<Series>();
        var exponents = new List<(string Name, PowerLaw Fit)>();
        if (grid is not null)
        {
            Fitted($"trained here, loss of at most {threshold}", Look.Marks, grid.Threshold(options.Threshold), drawn: true);
            if (options.Reference is { } reference)
            {
                var points = grid.Ns.Where(n => grid.Untrained[n] > options.Threshold)
                    .Select(n => (N: n, M: TrainedGrid.Fewest(reference.Losses, n, options.Threshold))).Where(p => p.M is not null);
                Fitted($"{Path.GetFileNameWithoutExtension(reference.File)}, the same loss", Look.Marks,
                    [.. points.Select(p => ((double)p.N, (double)p.M!))]);
            }
        }
        foreach (var layers in built.Select(report => report.Layers).Distinct().Order())
            Fitted(FormattableString.Invariant($"built, {layers} layers, exact"), Look.LineAndMarks,
                Mean(built.Where(report => report.Layers == layers), report => report.Neurons));
        foreach (var (layers, points) in LowerBounds(built, grid))
            series.Add(new(FormattableString.Invariant($"lower bound, {layers} layers, exact"), Look.Dashed, points));
        if (series.All(s => s.Points.Count == 0)) return null;

        const string title = "Neurons m against edited samples N";
        var description = "Both axes are logarithmic, so that a power of N is a straight line."
            + (grid is null ? "" : $" Training is asked for a loss of {threshold} only, where g = 0 does not reach it; what is built, and the bounds, are for the exact fit of all samples.");
        var plot = new XyPlot("neurons", title, description, new AxisLabel("N, edited samples", Logarithmic: true),
            new AxisLabel("m, neurons", Logarithmic: true), series);
        return (new("neurons-against-n", title, description, plot.Draw(), plot.Data("Neurons by N", "N")), Exponents(exponents));

        void Fitted(string name, Look look, IReadOnlyList<(double X, double Y)> points, bool drawn = false)
        {
            series.Add(new(name, look, points));
            if (PowerLaw.Fit(points) is not { } fit) return;
            exponents.Add((name, fit));
            if (!drawn) return;
            var (least, most) = (points.Min(p => p.X), points.Max(p => p.X));
            series.Add(new(FormattableString.Invariant($"its fit, {fit.Factor:0.00} N^{fit.Exponent:0.000}"), Look.Line,
                [(least, fit.At(least)), (most, fit.At(most))]));
        }
    }

    private static Table Exponents(IEnumerable<(string Name, PowerLaw Fit)> fits) => new(
        "Exponents of N. The interval is that of least squares on the logarithms with 95 % confidence (Student's t)",
        [new("Neurons", Words: true), new("Exponent"), new("95 % interval"), new("Factor"), new("Points")],
        [.. fits.Select(e => (IReadOnlyList<Entry>)
        [
            e.Name, e.Fit.Exponent.ToString("0.000", CultureInfo.InvariantCulture), Interval(e.Fit),
            e.Fit.Factor.ToString("0.00", CultureInfo.InvariantCulture), e.Fit.Points.ToString(CultureInfo.InvariantCulture),
        ])]);

    internal static string Interval(PowerLaw fit) => FormattableString.Invariant($"{fit.Low:0.000} to {fit.High:0.000}");

    private static (double X, double Y)[] Mean(IEnumerable<Report> reports, Func<Report, double> value) =>
        [.. reports.GroupBy(report => report.N).OrderBy(group => group.Key).Select(group => ((double)group.Key, group.Average(value)))];

    private static IEnumerable<(int Layers, (double X, double Y)[] Points)> LowerBounds(Report[] built, TrainedGrid? grid)
    {
        if (grid is null) return built.Select(report => report.Layers).Distinct().Order()
            .Select(layers => (layers, Mean(built.Where(report => report.Layers == layers), report => report.LowerBound)));
        int? dimension = grid.Dimension > 1 ? grid.Dimension : null;
        return ((int[])[2, 3]).Select(layers =>
            (layers, grid.Ns.Where(n => n > 0).Select(n => ((double)n, BoundTable.Row(n, grid.K, layers, dimension).Lower)).ToArray()));
    }
}
