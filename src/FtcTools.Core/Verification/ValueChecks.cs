using System.Numerics;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>Whether g is z, in rational numbers.</summary>
internal sealed class ExactCheck(Network network, Dataset dataset, CancellationToken cancellation) : ISampleCheck
{
    private readonly ExactFunction _function = new(network, cancellation);

    public Func<int, Finding> NewWorker()
    {
        var g = _function.NewWorker();
        return i => Compare(i, g(dataset.Row(i)));
    }

    private Finding Compare(int i, ReadOnlySpan<Rational> outputs)
    {
        var (right, zero, error) = (true, true, Rational.Zero);
        var z = dataset.Residual(i);
        for (var o = 0; o < outputs.Length; o++)
        {
            zero &= outputs[o].IsZero;
            var target = z is null ? Rational.Zero : z[o];
            if (outputs[o] == target) continue;
            right = false;
            error = Rational.Max(error, Rational.Abs(outputs[o] - target));
        }
        var rounded = right ? 0 : Math.Max(double.Epsilon, error.ToDouble());
        return new(right, rounded, rounded, zero, rounded);
    }
}

/// <summary>Whether the rounded g is z, within the tolerance of each output.</summary>
internal sealed class RoundedCheck<T>(RoundedNetwork<T> rounded, Dataset dataset, double[] allowed) : ISampleCheck
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lazy<Enclosure> _enclosure = new(() => Enclosure.OfRounded(rounded));

    public Func<int, Finding> NewWorker()
    {
        var answers = new RoundedAnswers<T>(rounded, _enclosure.Value, dataset);
        var outputs = answers.Plain;
        return i =>
        {
            var (middles, radii) = answers.At(i);
            var (error, bound, zero, right) = (0.0, 0.0, true, true);
            for (var o = 0; o < outputs.Length; o++)
            {
                var z = dataset.Residual(i, o);
                var (middle, radius) = (middles[o], radii[o]);
                zero &= middle == 0 && radius == 0;
                error = Math.Max(error, Distance(z, double.CreateTruncating(outputs[o])));
                var most = (Distance(z, middle) + radius) * (1 + 1e-15);
                bound = Math.Max(bound, most);
                right &= most <= allowed[o];
            }
            return new(right, error, bound, zero, error);
        };
    }

    private static double Distance(Rational z, double value) =>
        !double.IsFinite(value) ? double.PositiveInfinity : z.IsZero ? Math.Abs(value) : Rational.Abs(Rational.Of(value) - z).ToDouble();
}
