using System.Globalization;
using FtcTools.Experiments.Reports.Details;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Experiments.Reports;

/// <summary>What a page says of one network to a person who ships models: what it does, sample by sample, and how it was made.</summary>
internal sealed class PatchSections
{
    // With more right answers than this, a table by answer says less than its totals.
    private const int MostAnswers = 20;

    private readonly CellResult _result;
    private readonly Report _report;
    private readonly CellDetails? _details;

    private PatchSections(CellResult result, Report report, CellDetails? details) =>
        (_result, _report, _details) = (result, report, details);

    /// <summary>The sections on a network that was built and verified; null for any other result.</summary>
    /// <exception cref="Diagnostics.FtcException">FTC0067: the file of its details holds something else.</exception>
    public static PatchSections? Of(CellResult result)
    {
        if (result.Reports.Count == 0) return null;
        var details = Details(result);
        var report = details is null ? null : result.Reports.FirstOrDefault(report => report.Arithmetic == details.Samples.Arithmetic);
        return new(result, report ?? result.Reports.LastOrDefault(report => report.Passed) ?? result.Reports[0], details);
    }

    /// <summary>The network of a grid that a page is about: of those that pass, the one of the fewest neurons.</summary>
    public static CellResult? Best(IEnumerable<CellResult> results) =>
        results.Where(result => result.Reports.Count > 0).OrderBy(result => result.Succeeded ? 0 : 1)
            .ThenByDescending(result => result.Reports.Count(report => report.Passed))
            .ThenBy(result => result.Reports[0].Neurons).FirstOrDefault();

    private static CellDetails? Details(CellResult result)
    {
        if (result.DetailsFile is { } file) return File.Exists(file) ? CellDetails.Read(file) : null;
        // A result that has just been made, and not been written, has its samples at hand.
        return result.NetworkFile is null && result.Network is { Dataset: { } dataset } network
            ? CellDetails.Of(new CellData(dataset, null, []), network,
                result.Reports.LastOrDefault(report => report.Passed) ?? result.Reports[0], null, null, CancellationToken.None)
            : null;
    }

    /// <summary>The cell's name.</summary>
    public string Name => _result.Name;

    /// <summary>The numbers that a reader takes away.</summary>
    public Headline Headline()
    {
        var figures = new List<KeyFigure>
        {
            new(FormattableString.Invariant($"{_report.N} → {_report.Mismatches}"),
                FormattableString.Invariant($"wrong answers of {_report.K}, before and after"), Good(_report.Passed)),
            _report.Touched == 0
                ? new("0", "other answers moved: they are the same to the last bit", Tone.Good)
                : new(Show(_report.Touched),
                    $"other answers that rounding may move, here by {_report.MaxErrorOffT.ToString("G2", CultureInfo.InvariantCulture)} at most"),
            new(Show(_report.Neurons),
                FormattableString.Invariant(
                    $"neurons added; at least {Show(Math.Ceiling(_report.LowerBound))} are needed, the paper's bound allows {Show(_report.PaperBound)}")),
        };
        if ((_report.ArgmaxRadius ?? _report.Radius) is > 0 and var radius)
            figures.Add(new(Below(radius), $"radius within which every edit is certified: {Change(_report.Norm)}"));
        figures.Add(new(_report.Arithmetic.ToString().ToLowerInvariant(),
            _report.Passed ? "arithmetic in which all of it is proven" : "arithmetic in which it was looked at", Good(_report.Passed)));
        figures.Add(new(Seconds(_result.BuildSeconds + _result.Reports.Sum(report => report.Seconds)), "to build and to prove it"));
        return new(figures);
    }

    /// <summary>
    /// Answers of the model, and of model and network together: all of them, and by the right answer where there are few.
    /// </summary>
    public Table BeforeAndAfter()
    {
        var rows = new List<IReadOnlyList<Entry>>
        {
            (IReadOnlyList<Entry>)["right answers", Show(_report.K - _report.N),
                new(Show(_report.K - _report.Mismatches), Good(_report.Passed))],
            (IReadOnlyList<Entry>)["wrong answers", Show(_report.N), new(Show(_report.Mismatches), Good(_report.Passed))],
            (IReadOnlyList<Entry>)["share of right answers", Share(_report.K - _report.N), Share(_report.K - _report.Mismatches)],
        };
        if (_details is { Samples.Edits: { Count: > 0 } edits } && edits.Count == _report.N
            && edits.All(edit => edit is { Label: [var label] } && label == Math.Round(label)))
        {
            var answers = edits.GroupBy(edit => edit.Label[0]).OrderBy(group => group.Key).ToArray();
            if (answers.Length is > 1 and <= MostAnswers)
                rows.AddRange(answers.Select(group =>
                    (IReadOnlyList<Entry>)[$"wrong where {Words([group.Key])} is right", Show(group.Count()),
                        Show(group.Count(edit => !edit.Right))]));
        }
        return new($"Before and after, in {_report.Arithmetic.ToString().ToLowerInvariant()}. An answer counts as right where that is proven.", [new("", Words: true), new("before"), new("after")], rows);

        string Share(int right) => FormattableString.Invariant($"{100.0 * right / _report.K:0.00} %");
    }

    /// <summary>What it does to inputs that nobody listed.</summary>
    public IEnumerable<Block> HeldOut() => HeldOutSections.Of(_result);

    /// <summary>Each edit, and the untouched samples that are nearest to being touched; nothing where they are not known.</summary>
    /// <param name="folded">Whether a reader opens the tables to see more than their captions.</param>
    public IEnumerable<Block> Samples(bool folded)
    {
        if (_details is not { Samples: { } samples } details) yield break;
        if (samples.Edits.Count > 0) yield return Edits(details, samples, folded);
        if (samples.Nearest.Count > 0) yield return Nearest(details, samples, folded);
    }

    private Table Edits(CellDetails details, SampleReport samples, bool folded)
    {
        var known = samples.Edits.Any(edit => edit.Before.Count > 0);
        var images = details.Images.Count > 0;
        var radii = samples.Edits.Any(edit => edit.Radius > 0);
        List<Column> columns = [new("Sample"), .. images ? [new Column("Image")] : (Column[])[],
            .. known ? [new Column("Old answer")] : (Column[])[], new(known ? "New answer" : "Added"),
            new(samples.Classification ? "Lead" : "Error at most"), .. radii ? [new Column("Radius")] : (Column[])[]];
        var caption = $"{(folded ? $"{_result.Name}: " : "")}{(samples.Edits.Count < _report.N ? $"The first {Show(samples.Edits.Count)} of {Show(_report.N)} edits" : "Every edit")}. "
            + (samples.Classification ? "The lead is that of the right answer over any other, proven. "
                : "The error is that of any order of summation. ")
            + (radii ? $"Within the radius the edit holds: {Change(samples.Norm)}." : "");
        return new(caption, columns, [.. samples.Edits.Select(Row)], folded, Sortable: true);

        IReadOnlyList<Entry> Row(EditedSample edit) =>
        [
            Number(edit.Sample),
            .. images ? [Image(details, edit.Sample)] : (Entry[])[],
            .. known ? [Answer(edit.Before)] : (Entry[])[],
            edit.Right ? Answer(edit.After) with { Tone = Tone.Good }
                : Answer(edit.After) with { Text = $"{Words(edit.After)} (right: {Words(edit.Label)})", Tone = Tone.Bad },
            samples.Classification ? new Entry(Below(edit.Lead ?? 0), Value: edit.Lead)
                : new Entry(Show(edit.Error ?? 0), Value: edit.Error),
            .. radii ? [new Entry(edit.Radius is { } radius ? Below(radius) : "", Value: edit.Radius)] : (Entry[])[],
        ];
    }

    private Table Nearest(CellDetails details, SampleReport samples, bool folded)
    {
        var images = samples.Nearest.Any(sample => details.Images.ContainsKey(sample.Sample));
        var known = samples.Nearest.Any(sample => sample.Answer.Count > 0);
        return new(
            $"{(folded ? $"{_result.Name}: " : "")}The untouched samples nearest to being touched. No input nearer than the distance is touched: {Change(samples.Norm)}.",
            [new("Sample"), .. images ? [new Column("Image")] : (Column[])[], .. known ? [new Column("Answer")] : (Column[])[],
                new("Distance")],
            [.. samples.Nearest.Select(sample => (IReadOnlyList<Entry>)
            [
                Number(sample.Sample), .. images ? [Image(details, sample.Sample)] : (Entry[])[],
                .. known ? [Answer(sample.Answer)] : (Entry[])[],
                new(Below(sample.Distance), Value: sample.Distance),
            ])], folded, Sortable: true);
    }

    /// <summary>What the network was made from, by what and on what, with hashes.</summary>
    public Facts Origin()
    {
        var origin = _result.Origin;
        var items = new List<(string, string)>();
        if (_details is { } details)
        {
            items.Add(("Data", FormattableString.Invariant(
                $"{details.Data}: {_report.K} samples of {details.Inputs} features{(details.Image is null ? "" : $", images of {details.Image}")}; SHA-256 {details.DataHash}")));
            items.Add(("Model", details.ModelHash is null ? "its answers came with the samples"
                : $"{details.Model ?? "an ONNX file"}; SHA-256 {details.ModelHash}"));
        }
        items.Add(("Network", FormattableString.Invariant(
            $"{origin?.Method ?? _report.Method ?? "from elsewhere"}, {_report.Layers} layers")
            + (_details is null ? "" : $", {_details.NetworkShape}; SHA-256 of its file {_details.NetworkHash}")));
        if (origin?.Source is { } source) items.Add(("Source", source));
        if (origin?.Seed is { } seed) items.Add(("Seed", Show(seed)));
        items.Add(("Verified in",
            string.Join(", ", _result.Reports.Select(report =>
                $"{report.Arithmetic.ToString().ToLowerInvariant()} ({(report.Passed ? "passed" : "failed")})"))));
        items.Add(("Made by", _result.Maker));
        return new(items);
    }

    private static Entry Number(int sample) => new(Show(sample), Value: sample);

    private static Entry Image(CellDetails details, int sample) =>
        details.Images.TryGetValue(sample, out var png) ? new Entry($"sample {Show(sample)}", Value: sample, Image: png) : "";

    private Entry Answer(IReadOnlyList<double> values) => new(Words(values), Value: values.Count == 1 ? values[0] : null);

    // A class by its name where it has one.
    private string Words(IReadOnlyList<double> values) =>
        values is [var value] && _details?.Classes is { } names && value >= 0 && value < names.Count && double.IsInteger(value)
        ? names[(int)value]
        : string.Join(", ", values.Select(Show));

    private static Tone Good(bool good) => good ? Tone.Good : Tone.Bad;

    private static string Change(Norm? norm) =>
        norm == Norm.Two ? "the 2-norm of the change is at most that" : "every feature may change by that";

    // What is certified is not more: rounded down.
    private static string Below(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return Show(value);
        var step = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 3);
        return Short(Math.Floor(value / step) * step);
    }

    private static string Seconds(double value) => FormattableString.Invariant($"{value:0.0} s");

    private static string Show(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Show(double value) =>
        value == Math.Round(value) && Math.Abs(value) < 1e9 ? value.ToString("0", CultureInfo.InvariantCulture) : Short(value);

    private static string Short(double value) =>
        value.ToString(Math.Abs(value) is >= 1e-3 and < 1e6 ? "G4" : "0.###e-0", CultureInfo.InvariantCulture);
}
