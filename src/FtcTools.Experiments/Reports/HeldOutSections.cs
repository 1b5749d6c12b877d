using System.Globalization;
using FtcTools.CrossValidation;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;

namespace FtcTools.Experiments.Reports;

/// <summary>
/// What a page says of inputs that nobody listed: advice, shares with their intervals, the curve by which a reach was chosen.
/// </summary>
internal static class HeldOutSections
{
    /// <summary>Nothing where no samples were held out.</summary>
    public static IEnumerable<Block> Of(CellResult result)
    {
        if (result.HeldOut is null && result.ReachCurve.Count == 0) yield break;
        yield return new Heading("What it does to inputs that nobody listed");
        if (result.HeldOut is { } heldOut)
        {
            yield return new Paragraph($"Advice: {AdviceText.Of(heldOut.Advice)}: {heldOut.Reason}");
            yield return Shares(heldOut);
            if (heldOut.PerClass.Count > 0) yield return Classes(heldOut.PerClass);
            if (heldOut.Touched.Count > 0) yield return Touched(heldOut);
        }
        if (result.ReachCurve.Count > 1) yield return Curve(result.ReachCurve);
    }

    private static Table Shares(HeldOutMeasurement measured)
    {
        return new(
            FormattableString.Invariant(
                $"Samples held out in {measured.Folds} parts, each of which a network built from all others answers. ")
            + "A sample is near an edit where none of those others is nearer to it than some edit. Intervals are those of 95 % (Wilson).",
            [new("", Words: true), new("counted"), new("of"), new("share"), new("from"), new("to")],
            [
                Row("reliability: edits that are right, proven", measured.EditsRight, measured.Edits),
                Row("generality: wrong ones near an edit that are right now", measured.NearRight, measured.Near),
                Row("locality: right ones that still are", measured.Kept, measured.HeldOut - measured.Wrong),
                Row("better", measured.Better, measured.HeldOut), Row("worse", measured.Worse, measured.HeldOut),
                Row("touched", measured.TouchedCount, measured.HeldOut),
            ]);

        static IReadOnlyList<Entry> Row(string name, int count, int of)
        {
            var share = new Proportion(count, of);
            return [name, Show(count), Show(of), Percent(share.Share), Percent(share.Low), Percent(share.High)];
        }
    }

    private static Table Classes(IReadOnlyList<ClassCounts> classes) => new(
        "The same by class.",
        [new("Class", Words: true), new("edits"), new("held out"), new("wrong"), new("near an edit"), new("right now"), new("better"),
            new("worse"), new("touched")],
        [.. classes.Select(of => (IReadOnlyList<Entry>)
        [
            of.Class, Show(of.Edits), Show(of.HeldOut), Show(of.Wrong), Show(of.Near), Show(of.NearRight), Show(of.Better), Show(of.Worse),
            Show(of.TouchedCount),
        ])], Folded: true, Sortable: true);

    private static Table Touched(HeldOutMeasurement measured) => new(
        $"Held-out samples of which an output changed: {(measured.Touched.Count < measured.TouchedCount ? $"the first {Show(measured.Touched.Count)} of " : "")}{Show(measured.TouchedCount)}.",
        [new("Sample"), new("Right", Words: true), new("Before", Words: true), new("After", Words: true), new("Change", Words: true),
            new("Nearest edit"), new("Distance")],
        [.. measured.Touched.Select(touched => (IReadOnlyList<Entry>)
        [
            Show(touched.Sample), touched.Label, touched.Before, touched.After,
            new(touched.Change.ToString().ToLowerInvariant(),
                touched.Change switch { AnswerChange.Better => Tone.Good, AnswerChange.Worse => Tone.Bad, _ => Tone.Plain }),
            Show(touched.Edit), new(touched.Distance?.ToString("G3", CultureInfo.InvariantCulture) ?? "", Value: touched.Distance),
        ])], Folded: true, Sortable: true);

    private static Block Curve(IReadOnlyList<ReachPoint> curve)
    {
        const string title = "Held-out answers against reach";
        var description = FormattableString.Invariant(
            $"Held-out answers that become better and worse, in {ReachSearch.Parts} parts, by the share of its room within which each edit is to hold. ")
            + "The share with the most better ones less worse ones is taken.";
        var measured = curve.Where(point => point.Gain is not null).ToArray();
        var data = new Table(description,
            [new("reach"), new("better"), new("worse"), new("generality"), new("locality"), new("neurons"), new("", Words: true)],
            [.. curve.Select(point => (IReadOnlyList<Entry>)
            [
                point.Reach.ToString("0.##", CultureInfo.InvariantCulture), Show(point.Better), Show(point.Worse),
                Percent(point.Generality), Percent(point.Locality), Show(point.Neurons), point.Note ?? "",
            ])]);
        if (measured.Length < 2) return data;
        var plot = new XyPlot("reach", title, description, new("reach"), new("held-out answers"),
        [
            new("better", Look.LineAndMarks, [.. measured.Select(point => (point.Reach, (double)point.Better!.Value))]),
            new("worse", Look.LineAndMarks, [.. measured.Select(point => (point.Reach, (double)point.Worse!.Value))]),
        ]);
        return new Figure("held-out-against-reach", title, description, plot.Draw(), data);
    }

    private static string Show(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Percent(double? share) => share is { } s ? FormattableString.Invariant($"{100 * s:0.00} %") : "";
}
