using System.Globalization;

namespace FtcTools.Experiments;

/// <summary>What a run found, as lines for a console.</summary>
public static class SummaryTable
{
    private static readonly string[] s_built = ["cell", "layers", "method", "neurons", "paper bound"];
    private static readonly string[] s_trained = ["cell", "N", "widths", "loss", "loss of g = 0", "steps", "stop", "seconds"];

    /// <summary>
    /// A title, a heading, and a line for each cell: how large its network is and what each arithmetic says, or what training gave. Of a
    /// patched model: what became of its answers, what is certified, and where the files are.
    /// </summary>
    /// <param name="reports">Files of the report.</param>
    public static IReadOnlyList<string> Lines(Experiment experiment, IReadOnlyList<CellResult> results,
        IReadOnlyList<string>? reports = null)
    {
        if (results is [{ Patched: { Trial: { } trial } patched } only])
            return [.. PatchSummary.Lines(experiment, only, patched, trial, reports ?? []), .. RuleSummary.Lines(only)];
        if (results.Count > 0 && results.All(result => result.Reports.Count == 0 && result.Regions.Count > 0))
            return [experiment.Name, .. results.SelectMany(RuleSummary.Lines), .. (reports ?? []).Select(file => $"report         {file}")];
        var trained = experiment.Cells[0].Training is not null;
        var rows = new List<string[]> { trained ? s_trained
            : [.. s_built, .. experiment.Arithmetics.SelectMany(a => new[] { $"{a} mismatches", "error" }), "seconds"] };
        rows.AddRange(results.Select(result => trained ? TrainedRow(result) : Row(experiment, result)));
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(row => row[c].Length)).ToArray();
        var text = rows[0].Select(heading => heading is "cell" or "method" or "stop").ToArray();
        var (k, n) = results.SelectMany(result => result.Reports).Select(report => ((int?)report.K, (int?)report.N)).FirstOrDefault();
        var title = k is null ? experiment.Name
            : string.Create(CultureInfo.InvariantCulture, $"{experiment.Name}: N = {n} wrong answers of K = {k}");
        return
        [
            title, .. rows.Select(row =>
                string.Join("  ", row.Select((cell, c) => text[c] ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd()),
            .. results.SelectMany(RuleSummary.Lines),
        ];
    }

    private static string[] TrainedRow(CellResult result) => result.Training is not { } training
        ? [result.Name, "-", "-", "-", "-", "-", "-", Seconds(result.BuildSeconds)]
        :
        [
            result.Name, Whole(training.N), training.Widths, Loss(training.Loss), Loss(training.LossOfZero), Whole(training.Steps),
            training.Stop.ToString(), Seconds(training.Seconds),
        ];

    private static string[] Row(Experiment experiment, CellResult result)
    {
        if (result.Reports is not [var first, ..])
            return [result.Name, "-", "no network", "-", "-", .. Enumerable.Repeat("-", 2 * experiment.Arithmetics.Count),
                Seconds(result.BuildSeconds)];
        return
        [
            result.Name, Whole(first.Layers), first.Method ?? "-", Whole(first.Neurons),
            first.PaperBound.ToString("0.#", CultureInfo.InvariantCulture),
            .. result.Reports.SelectMany(report =>
                new[] { Whole(report.Mismatches), report.MaxError.ToString("G2", CultureInfo.InvariantCulture) }),
            Seconds(result.BuildSeconds + result.Reports.Sum(report => report.Seconds)),
        ];
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Loss(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);

    private static string Seconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
