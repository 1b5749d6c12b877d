using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Figures;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Experiments.Reports;

/// <summary>What there is to say about results.</summary>
internal static class ReportDocument
{
    // A page of more rows helps nobody; the CSV has them all.
    private const int MostRows = 1000;

    // A report on a grid shows so many networks sample by sample.
    private const int MostPatches = 4;

    public static Document Of(ResultSet set, ReportOptions options)
    {
        var results = set.Results;
        var built = results.Where(result => result.Training is null).ToArray();
        var trained = results.Where(result => result.Training is not null).ToArray();
        var grid = TrainedGrid.Of(trained);
        var patches = Patches(built);
        var blocks = new List<Block>();
        blocks.AddRange(Summary(results));
        blocks.AddRange(set.Notes.Select(note => new Paragraph(note)));
        if (patches.Count > 0)
        {
            if (built.Length > 1)
                blocks.Add(new Paragraph(
                    FormattableString.Invariant(
                        $"Of {built.Length} networks this is {patches[0].Name}: of those that pass, the one of the fewest neurons.")));
            blocks.AddRange([patches[0].Headline(), patches[0].BeforeAndAfter()]);
        }
        else if (built.FirstOrDefault(result => result.Regions.Count > 0) is { } ruled && RuleSections.Headline(ruled) is { } headline)
        {
            blocks.Add(headline);
        }
        blocks.AddRange(RuleSections.Blocks(built));
        var against = NeuronsAgainstN.Of(results, grid, options);
        if (grid is not null && Findings(results, grid, options) is { Count: > 0 } findings) blocks.Add(new Bullets(findings));
        Block?[] figures =
        [
            grid is null ? null : LossHeatMap.Of(grid, options), against?.Figure,
            against?.Exponents is { Rows.Count: > 0 } exponents ? exponents : null,
            against is null ? NeuronsByCell.Of(built) : null, ConvergenceCurves.Of(trained),
        ];
        blocks.AddRange(figures.OfType<Block>());
        // Rules alone have said all by now.
        if (built.Any(result => result.Reports.Count > 0 || result.Regions.Count == 0))
            blocks.AddRange([new Heading(trained.Length > 0 ? "Networks that were built" : "Networks"), Built(built), Verdicts(built)]);
        if (trained.Length > 0) blocks.AddRange([new Heading("Networks that were trained"), Trained(trained)]);
        if (Diagnostics(results) is { Count: > 0 } complaints)
            blocks.AddRange([new Heading("Diagnostics"), new Bullets(complaints, Tone.Bad)]);
        if (patches.Count > 0) blocks.AddRange(patches[0].HeldOut());
        Block[] samples = [.. patches.SelectMany((patch, place) => patch.Samples(folded: place > 0))];
        if (samples.Length > 0) blocks.AddRange([new Heading("Samples"), .. samples]);
        Block[] attempts = [.. built.Where(result => result.Attempts.Count > 0).Take(built.Length <= 40 ? 40 : 0)
            .OrderBy(result => result.Name == patches.FirstOrDefault()?.Name ? 0 : 1)
            .Select((result, place) => Attempts(result, folded: place > 0))];
        if (attempts.Length > 0) blocks.AddRange([new Heading("Alternatives"), .. attempts]);
        if (patches.Count > 0) blocks.AddRange([new Heading("How it was made"), patches[0].Origin()]);
        return new(set.Title, blocks,
            $"{string.Join("; ", results.Select(result => result.Maker).Distinct().DefaultIfEmpty(NetworkOrigin.ThisMaker))}.");
    }

    // The best network first; none of a grid over N or K, of which no single network is the result.
    private static List<PatchSections> Patches(CellResult[] built)
    {
        if (PatchSections.Best(built) is not { } best || built.SelectMany(Sizes).Distinct().Count() > 1) return [];
        return [.. built.Where(result => result != best).Prepend(best).Take(MostPatches).Select(PatchSections.Of).OfType<PatchSections>()];
    }

    private static IEnumerable<Block> Summary(IReadOnlyList<CellResult> results)
    {
        var sizes = results.SelectMany(Sizes).Distinct().ToArray();
        if (sizes.Length == 1) yield return new Paragraph(sizes[0]);
        var broken = results.Sum(result => result.Diagnostics.Count);
        yield return broken == 0
            ? new Paragraph("Every expectation holds.", Tone.Good)
            : new Paragraph(FormattableString.Invariant($"{broken} {(broken == 1 ? "diagnostic" : "diagnostics")}, see below."), Tone.Bad);
    }

    private static IEnumerable<string> Sizes(CellResult result)
    {
        if (result.Reports.Count > 0)
            yield return FormattableString.Invariant($"N = {result.Reports[0].N} wrong answers of K = {result.Reports[0].K}.");
        if (result.Training is { } training) yield return FormattableString.Invariant($"N = {training.N} new labels of K = {training.K}.");
    }

    // What Figure 9 of the paper is about, in sentences.
    private static List<string> Findings(IReadOnlyList<CellResult> results, TrainedGrid grid, ReportOptions options)
    {
        var findings = new List<string>();
        var threshold = options.Threshold.ToString("G3", CultureInfo.InvariantCulture);
        if (PowerLaw.Fit(grid.Threshold(options.Threshold)) is { } fit)
            findings.Add(FormattableString.Invariant(
                $"Trained networks reach a loss of {threshold} with about {fit.Factor:0.00} N^{fit.Exponent:0.000} neurons; the 95 % interval of the exponent is {NeuronsAgainstN.Interval(fit)}, from {fit.Points} values of N."));
        var free = grid.Ns.TakeWhile(n => grid.Untrained[n] <= options.Threshold).ToArray();
        if (free.Length > 0)
            findings.Add(FormattableString.Invariant(
                $"A loss of {threshold} is no fit: g = 0, no network at all, has it up to N = {free[^1]} (its mean is (2/3) N/K where labels are uniform on [-1, 1]). Those N are left out of the exponent."));
        if (options.Reference is { } reference)
        {
            var common = grid.Losses.Where(cell => reference.Losses.ContainsKey(cell.Key)).ToArray();
            var good = common.Count(cell => cell.Value <= 1.1 * reference.Losses[cell.Key] + 0.0006);
            if (common.Length > 0)
                findings.Add(FormattableString.Invariant(
                    $"{good} of {common.Length} cells ({100.0 * good / common.Length:0.0} %) have at most the loss of '{Path.GetFileName(reference.File)}' + 10 % + 0.0006."));
        }
        var exact = results.Where(result => result.Reports.Any(report => report is { Arithmetic: Arithmetic.Exact, Passed: true }))
            .Select(result => result.Reports[0]).ToArray();
        foreach (var layers in exact.GroupBy(report => report.Layers).OrderBy(group => group.Key))
        {
            var largest = layers.MaxBy(report => report.N)!;
            findings.Add(FormattableString.Invariant(
                $"Networks of {layers.Key} layers that are built fit every sample exactly, a loss of 0: {largest.Neurons} neurons at N = {largest.N}."));
        }
        return findings;
    }

    private static Table Built(CellResult[] results) => new(
        "Networks, the neurons they take beside the paper's bound and the lower bound." + Cut(results),
        [new("Cell", Words: true), new("Layers"), new("Method", Words: true), new("Neurons"), new("Paper bound"), new("Lower bound"),
            new("Seconds")],
        [.. results.Take(MostRows).Select(result => (IReadOnlyList<Entry>)(result.Reports is [var first, ..]
            ? [
                result.Name, Show(first.Layers), first.Method ?? "", Show(first.Neurons), Show(first.PaperBound), Show(first.LowerBound),
                Seconds(result.BuildSeconds + result.Reports.Sum(report => report.Seconds)),
            ]
            : [result.Name, new("no network", Tone.Bad)]))], Sortable: true);

    private static Table Verdicts(CellResult[] results)
    {
        var radii = results.Any(result => result.Reports.Any(report => report.ArgmaxRadius is not null));
        return new(
            "How they verify. A mismatch is a sample that is not equal (exact) or not proven to be within the tolerance in every order of summation (float64, float32); "
            + "the error is the largest of a plain evaluation."
            + (radii ? " The radius is that of the edits, the model's outputs taken as at the samples; that of the class has the model's outputs included." : "") + Cut(results),
            [
                new("Cell", Words: true), new("Arithmetic", Words: true), new("Verdict", Words: true), new("Mismatches"), new("Error"),
                .. radii ? [new Column("Radius"), new Column("Of the class")] : (Column[])[],
            ],
            [.. results.Take(MostRows).SelectMany(result => result.Reports.Select(report => (IReadOnlyList<Entry>)
            [
                result.Name, report.Arithmetic.ToString(), report.Passed ? new("passed", Tone.Good) : new("failed", Tone.Bad),
                Show(report.Mismatches), Show(report.MaxError),
                .. radii ? [report.Radius is { } radius ? Show(radius) : "", report.ArgmaxRadius is { } whole ? Show(whole) : ""]
                    : (Entry[])[],
            ]))], Sortable: true);
    }

    private static Table Trained(CellResult[] results) => new(
        "Trained networks: the loss is the mean squared error of f + g over all samples, that of g = 0 beside it; the best restart counts."
            + Cut(results),
        [new("Cell", Words: true), new("N"), new("Neurons"), new("Widths", Words: true), new("Loss"), new("Loss of g = 0"),
            new("Loss of f"), new("Steps"), new("End", Words: true), new("Seconds")],
        [.. results.Take(MostRows).Select(result => result.Training!).Zip(results, (training, result) => (IReadOnlyList<Entry>)
        [
            result.Name, Show(training.N), Show(training.Neurons), training.Widths,
            double.IsFinite(training.Loss) ? Show(training.Loss) : new Entry("NaN", Tone.Bad),
            Show(training.LossOfZero), Show(training.PretrainLoss), Show(training.Steps), training.Stop.ToString(),
            Seconds(training.Seconds),
        ])]);

    private static string Cut(CellResult[] results) =>
        results.Length > MostRows ? FormattableString.Invariant($" The first {MostRows} of {results.Length} cells; the CSV has all.") : "";

    private static List<string> Diagnostics(IReadOnlyList<CellResult> results)
    {
        var all = results.SelectMany(result => result.Diagnostics).ToArray();
        var shown = all.Take(MostRows).Select(Text).ToList();
        if (all.Length > MostRows) shown.Add(FormattableString.Invariant($"and {all.Length - MostRows} more."));
        return shown;
    }

    private static string Text(FtcException e) => e.File is null
        ? $"{e.Code}: {e.Message}"
        : FormattableString.Invariant($"{Path.GetFileName(e.File)}({e.Line},{e.Column}): {e.Code}: {e.Message}");

    private static Table Attempts(CellResult result, bool folded) => new($"Constructions considered for {result.Name}",
        [new("Construction", Words: true), new("Layers"), new("Neurons"), new("Outcome", Words: true)],
        [.. result.Attempts.Select(attempt => (IReadOnlyList<Entry>)
        [
            attempt.Method, Show(attempt.Layers), attempt.Neurons is { } neurons ? Show(neurons) : "", attempt.Outcome,
        ])],
        folded);

    private static string Show(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Show(double value) => value == Math.Round(value) && Math.Abs(value) < 1e9
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Seconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
