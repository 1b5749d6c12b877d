using System.Globalization;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;

namespace FtcTools.Experiments.Reports.Figures;

/// <summary>
/// The loss over N and m with the line below which a threshold is not reached, and a reference beside it: the paper's Figure 9.
/// </summary>
internal static class LossHeatMap
{
    /// <summary>Null for a grid of one row or column.</summary>
    public static Figure? Of(TrainedGrid grid, ReportOptions options)
    {
        var (ns, ms) = (grid.Ns, grid.Ms);
        if (ns.Length < 2 || ms.Length < 2) return null;
        var threshold = options.Threshold.ToString("G3", CultureInfo.InvariantCulture);
        var panels = new List<HeatPanel> { Panel("Trained here", grid.Losses) };
        if (options.Reference is { } reference && reference.Losses.Keys.Any(key => ns.Contains(key.N) && ms.Contains(key.M)))
            panels.Add(Panel(Path.GetFileNameWithoutExtension(reference.File), reference.Losses));
        var title = FormattableString.Invariant($"Fine-tuning loss by N and m, K = {grid.K}, d = {grid.Dimension}, {grid.Layers} layers");
        var description = $"Dark is a small loss. Above the line the loss is at most {threshold}."
            + (grid.Repeats > 1 ? FormattableString.Invariant($" Each field is the mean of {grid.Repeats} cells.") : "")
            + (panels.Count > 1 ? $" The lower map is the reference, '{Path.GetFileName(options.Reference!.File)}', in the same colours." : "");
        var map = new HeatMap("loss", title, description, "N, samples with new labels", ns, "m, neurons", ms, "loss", panels,
            $"fewest neurons with a loss of at most {threshold}");
        return new(
            "loss-heat-map", title, description, map.Draw(),
            new Table("Losses by N (rows) and m (columns)",
                [new("N"), .. ms.Select(m => new Column(FormattableString.Invariant($"m = {m}")))],
                [.. ns.Select(n => (IReadOnlyList<Entry>)[Whole(n), .. ms.Select(m => Loss(n, m))])]));

        HeatPanel Panel(string name, IReadOnlyDictionary<(int N, int M), double> losses)
        {
            // A reference may have rows and columns that the grid has not.
            var shown = losses.Where(entry => ns.Contains(entry.Key.N) && ms.Contains(entry.Key.M)).ToDictionary();
            return new(
                name, shown.ToDictionary(entry => (Array.IndexOf(ns, entry.Key.N), Array.IndexOf(ms, entry.Key.M)), entry => entry.Value),
                [.. ns.Select(n => TrainedGrid.Fewest(shown, n, options.Threshold) is { } m ? (int?)Array.IndexOf(ms, m) : null)]);
        }

        Entry Loss(int n, int m) =>
            grid.Losses.TryGetValue((n, m), out var loss) ? loss.ToString("0.0000", CultureInfo.InvariantCulture) : "";
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
