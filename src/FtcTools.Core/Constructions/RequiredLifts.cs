using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Constructions;

/// <summary>
/// What an edit must add to the right output so that it is the largest all over a ball, where the model's own outputs move, too: they are
/// bounded there by interval arithmetic.
/// </summary>
internal static class RequiredLifts
{
    // What adding in float32 may cost the sum.
    private static readonly Rational s_rounding = 1 + Rational.PowerOfTwo(-20);

    /// <summary>The same samples, predicted by the model.</summary>
    /// <exception cref="FtcException">FTC0043: model and samples do not go together.</exception>
    public static Dataset Predicted(Dataset dataset, IFrozenModel model, CancellationToken cancellation)
    {
        ArgmaxRadius.MustFit(model, dataset);
        return dataset.PredictedBy(model, model.Arithmetic, cancellation);
    }

    /// <summary>The same samples and predictions with such lifts: one a class.</summary>
    /// <exception cref="FtcException">FTC0051: the bounds of the model are not finite.</exception>
    public static Dataset Over(Dataset dataset, IFrozenModel model, Ball ball, CancellationToken cancellation)
    {
        var behind = new Rational?[dataset.Outputs];
        foreach (var i in dataset.Edited)
        {
            var label = dataset.Classes!.Label(i);
            foreach (var arithmetic in new[] { Arithmetic.Exact, Arithmetic.Float64, model.Arithmetic }.Distinct())
            {
                cancellation.ThrowIfCancellationRequested();
                var (least, most) = model.Bounds(dataset.Row(i), ball.Around(i), arithmetic);
                for (var o = 0; o < most.Length; o++)
                {
                    if (o == label) continue;
                    if (!double.IsFinite(most[o]) || !double.IsFinite(least[label]))
                    {
                        throw new FtcException(Codes.NoPolytope,
                            $"within {ball} of sample {i + 1} the outputs of '{model.Name}' are not bounded in {arithmetic} by interval arithmetic, so no edit is certified to outweigh them; ask for a smaller radius, or without -Pretrained for edits that hold with the model's output as at the sample.");
                    }
                    behind[label] = Rational.Max(behind[label] ?? 0, Rational.Of(most[o]) - Rational.Of(least[label]));
                }
            }
        }
        return dataset.Lifted(Array.ConvertAll(behind, gap => gap is { } largest
            ? Classification.RoundUp((largest + dataset.Classes!.Margin) * s_rounding) : Rational.Zero));
    }
}
