namespace FtcTools.CrossValidation;

/// <summary>What to do about wrong answers.</summary>
public enum Remedy
{
    /// <summary>Ship the patch as it is.</summary>
    Patch,

    /// <summary>Ship a patch whose edits hold around their samples (-Reach).</summary>
    PatchWithReach,

    /// <summary>Train the model anew: new inputs are wrong as often as before.</summary>
    Train,

    /// <summary>Collect more samples, or look at their labels: these tell nothing of others.</summary>
    CollectMore,
}

/// <summary>
/// Advice, from what was measured on held-out samples. The first rule that holds decides:
/// <list type="number">
/// <item>fewer than ten held-out samples are wrong: collect more;</item>
/// <item>something that was trained gains more held-out answers than the patch, and its own gain is beyond chance: train;</item>
/// <item>of the answers that the patch changes more become better than worse, beyond chance: the patch, with the reach that it has;</item>
/// <item>more become worse, beyond chance: a patch with another reach or, where its reach was chosen, training;</item>
/// <item>the model is wrong on more than a tenth of held-out samples, beyond chance: train or, where training was measured and gains
/// nothing, collect more;</item>
/// <item>else the patch: it mends what is listed, and leaves the rest alone.</item>
/// </list>
/// Beyond chance is what the whole 95 % interval says (<see cref="Proportion"/>).
/// </summary>
/// <param name="Reason">A sentence with the figures behind it.</param>
public sealed record Advice(Remedy Remedy, string Reason)
{
    private const int FewestWrong = 10;
    private const double ManyWrong = 0.1;

    /// <summary>What to do.</summary>
    /// <param name="trained">What training gave on the same folds; none where it was not measured.</param>
    public static Advice Of(HeldOutMeasurement patch, IReadOnlyList<HeldOutMeasurement>? trained = null)
    {
        var changed = new Proportion(patch.Better, patch.Better + patch.Worse);
        var figures = FormattableString.Invariant(
            $"of {patch.HeldOut} held-out answers {patch.Better} become better and {patch.Worse} worse");
        var withReach = patch.Reach > 0 || patch.Radius > 0 ? Remedy.PatchWithReach : Remedy.Patch;
        var best = (trained ?? []).Where(other => new Proportion(other.Better, other.Better + other.Worse).Low > 0.5)
            .MaxBy(other => other.Better - other.Worse);
        var wrong = new Proportion(patch.Wrong, patch.HeldOut);
        if (patch.Wrong < FewestWrong)
            return new(Remedy.CollectMore,
                FormattableString.Invariant(
                    $"the model is wrong on {patch.Wrong} of {patch.HeldOut} held-out samples: too few to tell what becomes of others."));
        if (best is not null && best.Better - best.Worse > patch.Better - patch.Worse)
            return new(Remedy.Train,
                FormattableString.Invariant(
                    $"{best.Method} makes {best.Better} held-out answers better and {best.Worse} worse, the patch {patch.Better} and {patch.Worse}."));
        if (changed.Low > 0.5) return new(withReach, $"{figures}; right answers that stay right: {Share(patch.Locality)}.");
        if (changed.High < 0.5)
        {
            return patch.IsReachChosen
                ? new(Remedy.Train, $"{figures}, whatever the reach.")
                : new(Remedy.PatchWithReach, $"{figures}: ask for edits that hold near their samples alone, -Reach Auto.");
        }
        if (wrong.Low > ManyWrong)
        {
            return trained is null
                ? new(Remedy.Train, FormattableString.Invariant(
                    $"{patch.Wrong} held-out samples are wrong, {100 * wrong.Share:0.0} %, and the patch mends what is listed: {figures}."))
                : new(Remedy.CollectMore,
                    FormattableString.Invariant(
                        $"{patch.Wrong} held-out samples are wrong, {100 * wrong.Share:0.0} %, and training makes no more of them better than worse, beyond chance; the patch: {figures}. Look at the labels, too."));
        }
        return new(withReach, $"{figures}: it mends what is listed, and leaves the rest alone.");
    }

    private static string Share(double? share) => FormattableString.Invariant($"{100 * share:0.00} %");
}
