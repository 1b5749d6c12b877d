using System.Globalization;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Models.Regions;

namespace FtcTools.Experiments.Reports;

/// <summary>What a page says of rules: each in words, whether it is proven, and what the network does for it.</summary>
internal static class RuleSections
{
    /// <summary>The numbers that a reader takes away from the rules of one network.</summary>
    public static Headline? Headline(CellResult result)
    {
        if (result.Regions is not [var first, ..] reports) return null;
        var proven = result.Rules.Count(rule => reports.Where(report => report.Region == rule.Region).All(report => report.Passed));
        var figures = new List<KeyFigure>
        {
            new(Invariant($"{proven} of {result.Rules.Count}"), "rules proven on their whole region, for every order of summation",
                proven == result.Rules.Count ? Tone.Good : Tone.Bad),
            new(Invariant($"{first.Neurons ?? 0}"), "neurons added for all rules and samples"),
        };
        if (reports.Where(report => report.Lift is not null).ToArray() is { Length: > 0 } planned)
        {
            var most = planned.MaxBy(report => report.Lift)!;
            figures.Add(new(Short(most.Lift!.Value),
                Invariant($"largest lift of an output; the worst violation found without it is {Short(Math.Max(0, most.Before ?? 0))}")));
            figures.Add(new(RuleSummary.Share(1 - planned.Min(report => report.Untouched!.Value)),
                "of a region is touched at most; elsewhere in it no bit moves"));
            figures.Add(new(Short(planned.Max(report => report.Margin!.Value)), "of a region's width is its ramp; beyond it no bit moves"));
        }
        if (result.Patched?.Regions is { } trial)
            figures.Add(new(Invariant($"{trial.WrongBefore} → {trial.WrongAfter}"),
                Invariant($"of {trial.Inputs} random inputs break a rule in ONNX Runtime, before and after"),
                trial.WrongAfter == 0 ? Tone.Good : Tone.Bad));
        return new(figures);
    }

    /// <summary>The rules in words, and a table of verdicts; nothing without rules.</summary>
    public static IEnumerable<Block> Blocks(IReadOnlyList<CellResult> results)
    {
        CellResult[] ruled = [.. results.Where(result => result.Regions.Count > 0)];
        if (ruled.Length == 0) yield break;
        yield return new Heading("Rules");
        yield return new Bullets([.. ruled.SelectMany(result => result.Rules).Distinct().Select(rule => $"{rule.Region}: {rule.Words}")]);
        var many = ruled.Length > 1;
        yield return new Table(
            "How the rules verify. Proven is every input of the region, in exact arithmetic or for every order of summation; the lift is the most that an output is moved, beside the worst violation that was found without the network; untouched is the share of the region on which the network is exactly 0, as it is beyond the ramp around it.",
            [
                .. many ? [new Column("Cell", Words: true)] : (Column[])[], new("Rule", Words: true), new("Arithmetic", Words: true),
                new("Verdict", Words: true), new("Neurons"), new("Largest lift"), new("Worst violation"), new("Untouched"), new("Ramp"),
                new("Boxes"), new("Seconds"),
            ],
            [.. ruled.SelectMany(result => result.Regions.Select(report => (IReadOnlyList<Entry>)
            [
                .. many ? [result.Name] : (Entry[])[], .. Row(report),
            ]))],
            Sortable: true);
        string[] broken = [.. ruled.SelectMany(result => result.Regions).Where(report => report.Counterexample is not null)
            .Select(report => $"{report.Region}, {report.Arithmetic}: the inputs {report.Counterexample} give {report.Answer}{(report.Confirmed == true ? ", in ONNX Runtime, too" : "")}.")];
        if (broken.Length > 0) yield return new Bullets(broken, Tone.Bad);
    }

    private static IEnumerable<Entry> Row(RegionReport report) =>
    [
        report.Region, report.Arithmetic.ToString(), new(RuleSummary.Word(report.Verdict), report.Passed ? Tone.Good : Tone.Bad),
        Invariant($"{report.Neurons ?? 0}"),
        Number(report.Lift), Number(report.Before is { } before ? Math.Max(0, before) : null),
        report.Untouched is { } untouched ? new Entry(Invariant($"{Math.Floor(untouched * 1e4) / 100:0.##} %"), Value: untouched) : "",
        Number(report.Margin), Invariant($"{report.Boxes}"), new(Invariant($"{report.Seconds:0.00}"), Value: report.Seconds),
    ];

    private static Entry Number(double? value) => value is { } number ? new Entry(Short(number), Value: number) : "";

    private static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
