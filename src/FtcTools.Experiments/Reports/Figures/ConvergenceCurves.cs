using System.Globalization;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;

namespace FtcTools.Experiments.Reports.Figures;

/// <summary>The loss over the steps of training, of some cells that stand for the others.</summary>
internal static class ConvergenceCurves
{
    private const int Most = 6;

    public static Figure? Of(IReadOnlyList<CellResult> results)
    {
        var trained = results.Where(result => result.Training is { Curve.Count: > 1 }).ToArray();
        if (trained.Length == 0) return null;
        // The first, the last and some between: the grid runs from easy to hard.
        var count = Math.Min(Most, trained.Length);
        var shown = Enumerable.Range(0, count).Select(i => trained[count == 1 ? 0 : i * (trained.Length - 1) / (count - 1)]).ToArray();
        var title = trained.Length > count
            ? FormattableString.Invariant($"Loss over the steps of training, {count} of {trained.Length} cells")
            : "Loss over the steps of training";
        const string description = "The best restart of each cell. The axis of losses is logarithmic.";
        var series = shown.Select((result, i) =>
            new Series(Name(result), i < 3 ? Look.Line : Look.Dashed,
                [.. result.Training!.Curve.Select(point => ((double)point.Step, point.Loss))])).ToArray();
        var data = new Table("First and last losses",
            [new("Cell", Words: true), new("First loss"), new("Last step"), new("Last loss"), new("End", Words: true)],
            [.. shown.Select(result =>
                (IReadOnlyList<Entry>)[Name(result), Show(result.Training!.Curve[0].Loss), Show(result.Training.Steps),
                    Show(result.Training.Loss), result.Training.Stop.ToString()])]);
        return new("convergence", title, description,
            new XyPlot("curves", title, description, new("step"), new AxisLabel("loss", Logarithmic: true), series).Draw(), data);
    }

    private static string Name(CellResult result) =>
        FormattableString.Invariant($"N = {result.Training!.N}, m = {result.Training.Neurons}")
            + (result.Training.Seed == 1 ? "" : FormattableString.Invariant($", seed {result.Training.Seed}"));

    private static string Show(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
