using System.Globalization;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;
using FtcTools.Verification;

namespace FtcTools.Experiments.Reports.Figures;

/// <summary>The neurons of each cell's network between the lower bound and the paper's upper one.</summary>
internal static class NeuronsByCell
{
    private const int Most = 40;

    private static readonly string[] s_series = ["neurons", "lower bound", "paper's bound"];

    /// <summary>Null where nothing was built, or more than a page shows.</summary>
    public static Figure? Of(IReadOnlyList<CellResult> results)
    {
        var built = results.Where(result => result.Reports.Count > 0).ToArray();
        if (built.Length is 0 or > Most) return null;
        var rows = built.Select(result => (Name: $"{result.Name}, {result.Reports[0].Method ?? "?"}", Values: Values(result.Reports[0])))
            .ToArray();
        const string title = "Neurons of each cell's network";
        const string description =
            "Between the neurons that some data of this N and K need, and those that the paper's upper bound allows.";
        var data = new Table("Neurons and bounds", [new("Cell", Words: true), .. s_series.Select(name => new Column(name))],
            [.. rows.Select(row => (IReadOnlyList<Entry>)[row.Name,
                .. row.Values.Select(value => new Entry(value?.ToString("0.##", CultureInfo.InvariantCulture) ?? ""))])]);
        return new("neurons-by-cell", title, description,
            new RangePlot("cells", title, description, "neurons", s_series, rows).Draw(), data);
    }

    private static IReadOnlyList<double?> Values(Report report) => [report.Neurons, Finite(report.LowerBound), Finite(report.PaperBound)];

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
