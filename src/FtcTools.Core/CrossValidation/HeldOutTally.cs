using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.CrossValidation;

/// <summary>Counts what remedies do to held-out samples of one dataset: one remedy, or one a fold.</summary>
internal sealed class HeldOutTally(Dataset data, Norm norm)
{
    private readonly SortedDictionary<int, ClassCounts> _classes = [];
    private readonly List<TouchedSample> _touched = [];
    private HeldOutMeasurement? _sum;

    // What became of one sample.
    private readonly record struct Outcome(bool WasRight, bool IsRight, AnswerChange Change, double Move, double[] After,
        (int Edit, double Distance, bool IsNearest)? Nearest);

    /// <summary>Adds one remedy and the samples that are held out from it.</summary>
    /// <param name="known">The samples that it was made from; null where they are not at hand.</param>
    /// <param name="knownRows">Which samples of the dataset (from 0) those are; null where they are others.</param>
    /// <param name="heldOut">Samples of the dataset, from 0.</param>
    /// <param name="fold">From 1; null where there are none.</param>
    public void Add(Corrected corrected, Dataset? known, int[]? knownRows, int[] heldOut, int? fold, CancellationToken cancellation)
    {
        var sum = _sum ?? new HeldOutMeasurement { Method = corrected.Method, At = data.FeatureTensor?.Name, Reach = corrected.Reach,
            Radius = corrected.Radius, Norm = norm };
        if (known is not null)
        {
            var right = corrected.EditsRight(known, cancellation);
            sum = sum with { Edits = sum.Edits + right.Length, EditsRight = sum.EditsRight + right.Count(isRight => isRight) };
            for (var at = 0; at < right.Length && known.Classes is not null; at++)
            {
                var of = Of(known.Classes.Label(known.Edited[at]));
                _classes[known.Classes.Label(known.Edited[at])] =
                    of with { Edits = of.Edits + 1, EditsRight = of.EditsRight + (right[at] ? 1 : 0) };
            }
        }
        var outcomes = Outcomes(corrected, known, heldOut, cancellation);
        foreach (var (i, outcome) in heldOut.Zip(outcomes))
        {
            sum = (HeldOutMeasurement)Counted(sum, outcome, known is not null);
            if (data.Classes is { } classes)
                _classes[classes.Label(i)] = (ClassCounts)Counted(Of(classes.Label(i)), outcome, known is not null);
            if (outcome.Move > 0) _touched.Add(Touched(i, outcome, knownRows, fold));
            sum = sum with
            {
                LargestMove = Math.Max(sum.LargestMove, outcome.Move),
                LargestMoveOfRight = outcome.WasRight ? Math.Max(sum.LargestMoveOfRight, outcome.Move) : sum.LargestMoveOfRight,
            };
        }
        _sum = sum with
        {
            Folds = fold is null ? null : (sum.Folds ?? 0) + 1,
            Neurons = Math.Max(sum.Neurons, corrected.Neurons),
            Bytes = Math.Max(sum.Bytes, corrected.Bytes),
            Seconds = corrected.Seconds is { } seconds ? (sum.Seconds ?? 0) + seconds : sum.Seconds,
        };
    }

    /// <summary>All that was added.</summary>
    public HeldOutMeasurement Measurement() =>
        _sum! with { PerClass = [.. _classes.Values], Touched = [.. _touched.OrderBy(touched => touched.Sample)] };

    private ClassCounts Of(int label) =>
        _classes.TryGetValue(label, out var counts) ? counts : new ClassCounts { Class = data.ClassName(label) };

    private static HeldOutCounts Counted(HeldOutCounts counts, Outcome outcome, bool isKnown)
    {
        var isNear = !outcome.WasRight && (isKnown ? outcome.Nearest?.IsNearest == true : outcome.Move > 0);
        return counts with
        {
            HeldOut = counts.HeldOut + 1,
            Wrong = counts.Wrong + (outcome.WasRight ? 0 : 1),
            Near = counts.Near + (isNear ? 1 : 0),
            NearRight = counts.NearRight + (isNear && outcome.IsRight ? 1 : 0),
            Kept = counts.Kept + (outcome is { WasRight: true, IsRight: true } ? 1 : 0),
            Better = counts.Better + (outcome.Change == AnswerChange.Better ? 1 : 0),
            Worse = counts.Worse + (outcome.Change == AnswerChange.Worse ? 1 : 0),
            TouchedCount = counts.TouchedCount + (outcome.Move > 0 ? 1 : 0),
        };
    }

    private Outcome[] Outcomes(Corrected corrected, Dataset? known, int[] heldOut, CancellationToken cancellation)
    {
        var nearest = known is null ? null : new NearestKnown(known, norm);
        var allowed = Verifier.Allowed(known ?? data, data.AnsweredIn ?? Arithmetic.Float64, null);
        var outcomes = new Outcome[heldOut.Length];
        Parallel.For(0, heldOut.Length, Cores.All(cancellation), () => corrected.AnswersAt(data), (at, _, answers) =>
        {
            var i = heldOut[at];
            var (before, after) = (Before(i), answers(i));
            var move = 0.0;
            for (var o = 0; o < after.Length; o++) move = Math.Max(move, Distance(after[o], before[o]));
            var (was, now) = (Error(i, before), Error(i, after));
            var right = now == 0 || (data.Classes is null && Errors(i, after).Zip(allowed).All(error => error.First <= error.Second));
            outcomes[at] = new(was == 0, right, now < was ? AnswerChange.Better : now > was ? AnswerChange.Worse
                : AnswerChange.Same, move, after, was > 0 || move > 0 ? nearest?.To(data.Row(i)) : null);
            return answers;
        }, _ => { });
        return outcomes;
    }

    private double[] Before(int i) => data.HasPredictions ? data.Predictions(i).ToArray() : new double[data.Outputs];

    // How wrong an answer is: 0 or 1 for a class, and for numbers how far one is off.
    private double Error(int i, double[] outputs)
    {
        if (data.Classes is { } classes) return Classification.Argmax(outputs) == classes.Label(i) ? 0 : 1;
        return Errors(i, outputs).Max();
    }

    private IEnumerable<double> Errors(int i, double[] outputs)
    {
        var before = Before(i);
        return outputs.Select((output, o) => !double.IsFinite(output) ? double.PositiveInfinity
            : Math.Abs((Rational.Of(before[o]) + data.Residual(i, o) - Rational.Of(output)).ToDouble()));
    }

    // Outputs that overflow have moved.
    private static double Distance(double a, double b) => a == b ? 0 : double.IsNaN(a - b) ? double.PositiveInfinity : Math.Abs(a - b);

    private TouchedSample Touched(int i, Outcome outcome, int[]? knownRows, int? fold)
    {
        var edit = outcome.Nearest?.Edit;
        return new(
            i + 1, fold, data.Classes is { } classes ? data.ClassName(classes.Label(i))
                : Words([.. Enumerable.Range(0, data.Outputs).Select(o => (Rational.Of(Before(i)[o]) + data.Residual(i, o)).ToDouble())]),
            Words(Before(i)), Words(outcome.After), outcome.Change, (edit is { } e && knownRows is not null ? knownRows[e] : edit) + 1,
            outcome.Nearest?.Distance, outcome.Nearest?.IsNearest ?? true, outcome.Move);
    }

    private string Words(double[] outputs) =>
        data.Classes is not null ? data.ClassName(Classification.Argmax(outputs)) : string.Join(", ", outputs.Select(Text.Of));
}
