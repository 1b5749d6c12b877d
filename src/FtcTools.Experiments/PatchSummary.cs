using System.Globalization;
using FtcTools.CrossValidation;
using FtcTools.Numerics;
using FtcTools.Patching;

namespace FtcTools.Experiments;

/// <summary>What a patched model is worth, as lines for a console: for people who ship it.</summary>
internal static class PatchSummary
{
    /// <param name="reports">Files of the report.</param>
    public static IEnumerable<string> Lines(Experiment experiment, CellResult result, PatchedFile patched, PatchTrial trial,
        IEnumerable<string> reports)
    {
        var report = result.Reports[^1];
        var right = report.K - trial.WrongBefore;
        var proven = result.Reports.Where(r => r.Passed).Select(r => Invariant($"{r.Arithmetic}")).ToList();
        var mended = trial is { WrongAfter: 0, Moved: 0 } && proven.Count == result.Reports.Count;
        yield return mended
            ? Invariant($"{experiment.Name}: all {trial.WrongBefore} wrong answers are right now, and none of the other {right} has moved.")
            : Invariant($"{experiment.Name}: not everything is mended.");
        (string Name, string Text)[] rows =
        [
            ("wrong answers", Invariant(
                $"{trial.WrongBefore} of {report.K} before, {trial.WrongAfter} after: model and patched model, run in ONNX Runtime")),
            ("answers moved", Invariant($"{trial.Moved} of the {report.K - report.N} that are not edited, compared to the last bit")),
            ("patch", Invariant($"{report.Neurons} neurons in {report.Layers} layers, {Kilobytes(patched.Bytes - patched.ModelBytes)} beside the model's {Kilobytes(patched.ModelBytes)}")),
            ("certified", Certified(result)),
            ("proof", proven.Count == 0 ? "none"
                : Invariant($"in {string.Join(" and ", proven)} arithmetic, for every order in which a sum may be evaluated")),
            .. result.HeldOut is { } heldOut ? Advised(heldOut) : [],
            ("seconds", Invariant($"{result.BuildSeconds + result.Reports.Sum(r => r.Seconds):0.0}")),
            ("patched model", patched.File),
            .. reports.Select(file => ("report", file)),
        ];
        foreach (var (name, text) in rows) yield return $"{name,-13}  {text}";
    }

    // What becomes of inputs that nobody listed, and what to do.
    private static (string Name, string Text)[] Advised(HeldOutMeasurement heldOut) =>
    [
        ("unlisted", Invariant($"{heldOut.Better} better and {heldOut.Worse} worse of {heldOut.HeldOut} that were held out in {heldOut.Folds} folds; {heldOut.NearRight} of {heldOut.Near} wrong ones near an edit are right now")),
        ("advice", $"{AdviceText.Of(heldOut.Advice)}: {heldOut.Reason}"),
    ];

    // The smallest of what the arithmetics certify.
    private static string Certified(CellResult result)
    {
        var least = result.Reports.Where(report => report.Passed).MinBy(report => report.ArgmaxRadius ?? report.Radius ?? 0);
        if (least is null || (least.ArgmaxRadius ?? least.Radius ?? 0) == 0)
            return "at the samples themselves; 'network.radius' asks for more";
        var norm = least.Norm == Norm.Two ? " (2-norm)" : ", in every feature at once";
        return least.ArgmaxRadius is { } radius
            ? $"the right class within {Short(radius)} of each edited sample{norm}; nothing moves within {Short(least.Radius!.Value)} of the others"
            : $"every edit holds, and nothing else moves, within {Short(least.Radius!.Value)} of each sample{norm}";

        // Four digits, rounded down: less is certified, too.
        static string Short(double radius)
        {
            var unit = Math.Pow(10, Math.Floor(Math.Log10(radius)) - 3);
            return (Math.Floor(radius / unit) * unit).ToString("G4", CultureInfo.InvariantCulture);
        }
    }

    private static string Kilobytes(long bytes) => Invariant($"{bytes / 1000.0:0.#} kB");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
