using System.Numerics;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>Whether f + g, added in rational numbers, is largest at the right class.</summary>
internal sealed class ExactClassCheck(Network network, Dataset dataset, CancellationToken cancellation) : ISampleCheck
{
    private readonly ExactFunction _function = new(network, cancellation);

    public Func<int, Finding> NewWorker()
    {
        var g = _function.NewWorker();
        return i => Compare(dataset, i, g(dataset.Row(i)));
    }

    /// <summary>The finding where g has the value <paramref name="g"/> at sample <paramref name="i"/>, from 0.</summary>
    public static Finding Compare(Dataset dataset, int i, ReadOnlySpan<Rational> g)
    {
        var label = dataset.Classes!.Label(i);
        var f = dataset.Predictions(i);
        var errors = dataset.PredictionErrors(i);
        var (right, lead, moved) = (true, (Rational?)null, Rational.Zero);
        var own = Sum(g, f, label) - Error(errors, label);
        for (var o = 0; o < g.Length; o++)
        {
            moved = Rational.Max(moved, Rational.Abs(g[o]));
            if (o == label) continue;
            var ahead = own - Sum(g, f, o) - Error(errors, o);
            right &= o < label ? ahead.Sign > 0 : ahead.Sign >= 0;
            lead = lead is { } least ? Rational.Min(least, ahead) : ahead;
        }
        var distance = lead!.Value.ToDouble();
        var behind = right ? 0 : Math.Max(double.Epsilon, -distance);
        return new(right, behind, behind, moved.IsZero, moved.ToDouble(), ClassChecks.Below(distance));

        static Rational Sum(ReadOnlySpan<Rational> g, ReadOnlySpan<double> f, int o) => g[o] + Rational.Of(f[o]);

        static Rational Error(ReadOnlySpan<double> errors, int o) => errors.Length == 0 ? Rational.Zero : Rational.Of(errors[o]);
    }
}

/// <summary>
/// Whether f + g, added in floats, is largest at the right class. Rounding keeps order, so the sum of two numbers between bounds lies
/// between the sums of the bounds; f may be a term of g's last sum, too (<see cref="JoinedSum"/>).
/// </summary>
internal sealed class RoundedClassCheck<T>(RoundedNetwork<T> rounded, Dataset dataset) : ISampleCheck
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lazy<Enclosure> _enclosure = new(() => Enclosure.OfRounded(rounded));

    public Func<int, Finding> NewWorker()
    {
        var answers = new RoundedAnswers<T>(rounded, _enclosure.Value, dataset);
        var outputs = answers.Plain;
        var (plain, low, high) = (new double[outputs.Length], new double[outputs.Length], new double[outputs.Length]);
        return i =>
        {
            var (middles, radii) = answers.At(i);
            var label = dataset.Classes!.Label(i);
            var f = dataset.Predictions(i);
            var errors = dataset.PredictionErrors(i);
            var (zero, moved, finite) = (true, 0.0, true);
            for (var o = 0; o < outputs.Length; o++)
            {
                var (middle, radius) = (middles[o], radii[o]);
                zero &= middle == 0 && radius == 0;
                moved = Math.Max(moved, Math.Abs(double.CreateTruncating(outputs[o])));
                finite &= double.IsFinite(middle + radius) && T.IsFinite(outputs[o]);
                var error = errors.Length == 0 ? 0 : errors[o];
                plain[o] = Add(Round(f[o]), double.CreateTruncating(outputs[o]));
                low[o] = Add(Round(error == 0 ? f[o] : Math.BitDecrement(f[o] - error)),
                    radius == 0 ? middle : Math.BitDecrement(middle - radius));
                high[o] = Add(Round(error == 0 ? f[o] : Math.BitIncrement(f[o] + error)),
                    radius == 0 ? middle : Math.BitIncrement(middle + radius));
                if (answers.JoinError(o, Math.Abs(f[o]) + error, Math.Abs(middle) + radius) is > 0 and var joined)
                    (low[o], high[o]) = (Math.BitDecrement(low[o] - joined), Math.BitIncrement(high[o] + joined));
                finite &= double.IsFinite(low[o]) && double.IsFinite(high[o]);
            }
            if (!finite)
                return new(false, double.PositiveInfinity, double.PositiveInfinity, zero,
                    double.IsNaN(moved) ? double.PositiveInfinity : moved, double.NegativeInfinity);
            var (right, lead) = (true, double.PositiveInfinity);
            for (var o = 0; o < outputs.Length; o++)
            {
                if (o == label) continue;
                right &= o < label ? low[label] > high[o] : low[label] >= high[o];
                lead = Math.Min(lead, low[label] - high[o]);
            }
            var behind = Classification.Argmax(plain) == label ? 0 : Math.Max(double.Epsilon, -Classification.Lead(plain, label));
            return new(right, behind, right ? 0 : Math.Max(double.Epsilon, -ClassChecks.Below(lead)), zero, moved, ClassChecks.Below(lead));
        };
    }

    private static double Round(double value) => double.CreateTruncating(T.CreateSaturating(value));

    // One rounding: the double sum of two numbers of T's precision is exact or, for a bound that is none of T, widened by a step.
    private static double Add(double f, double g) => typeof(T) == typeof(double) ? f + g : Round(f + g);
}

internal static class ClassChecks
{
    /// <summary>A float that is not above a difference of which the nearest float is given.</summary>
    public static double Below(double difference) => difference == 0 ? 0 : Math.BitDecrement(difference);
}
