using System.Globalization;
using FtcTools.Models.Regions;

namespace FtcTools.Experiments;

/// <summary>What became of the rules of one cell, as lines for a console.</summary>
internal static class RuleSummary
{
    /// <summary>A line for each rule: its sentence, the verdicts and what the network does there; none without rules.</summary>
    public static IEnumerable<string> Lines(CellResult result)
    {
        foreach (var rule in result.Rules)
        {
            var reports = result.Regions.Where(report => report.Region == rule.Region).ToList();
            if (reports.Count == 0) continue;
            yield return Row(rule.Region, rule.Words);
            yield return Row("", string.Join(", ", reports.Select(Verdict)));
            if (reports[0] is { Lift: { } lift, Untouched: { } untouched, Margin: { } margin } first)
            {
                yield return Row("", lift == 0 ? "holds as it is; nothing is moved"
                    : Invariant($"{first.Neurons} neurons; answers are moved by {lift:G3} at most, on {Share(1 - untouched)} of the region, and by nothing beyond {margin:G2} of its width around it"));
            }
        }
        if (result.Patched is not { } patched) yield break;
        if (patched.Regions is { } trial)
            yield return Row("in the runtime",
                Invariant($"of {trial.Inputs} random inputs {trial.WrongBefore} break a rule before, {trial.WrongAfter} after{(trial.Beyond > 0 ? $"; of {trial.Beyond} beyond, {trial.Moved} moved" : "")}: ONNX Runtime, five sessions"));
        if (patched.Trial is null) yield return Row("patched model", patched.File);
    }

    /// <summary>`Float32: proven`.</summary>
    public static string Verdict(RegionReport report) => Invariant($"{report.Arithmetic}: {Word(report.Verdict)}")
        + (report.Verdict == RegionVerdict.Violated ? Invariant($" by {report.Violation:G3} at {report.Counterexample}") : "");

    public static string Word(RegionVerdict verdict) =>
        verdict switch { RegionVerdict.Holds => "proven", RegionVerdict.Violated => "violated", _ => "not decided" };

    /// <summary>A share in per cent, rounded up so that little is not nothing.</summary>
    public static string Share(double share) => Invariant($"{Math.Ceiling(share * 1e4) / 100:0.##} %");

    private static string Row(string name, string text) => $"{name,-13}  {text}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
