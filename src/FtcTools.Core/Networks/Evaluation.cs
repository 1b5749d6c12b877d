using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>One output of a side network at one sample. Scalars only.</summary>
public sealed record Evaluation
{
    /// <summary>From 1.</summary>
    public required int Sample { get; init; }

    /// <summary>From 1.</summary>
    public required int Output { get; init; }

    /// <summary>g; in exact arithmetic the nearest float64.</summary>
    public required double Value { get; init; }

    /// <summary>g as `p/q`; null but in exact arithmetic.</summary>
    public string? Exact { get; init; }

    /// <summary>f, the frozen model's answer; null where it is not known.</summary>
    public double? Prediction { get; init; }

    /// <summary>f + g, added in the same arithmetic; null where f is not known.</summary>
    public double? Corrected { get; init; }

    /// <summary>
    /// Where the data have words for classes: of a classification the class of this output, otherwise the one whose number is nearest to f
    /// + g; null where that is none.
    /// </summary>
    public string? Class { get; init; }
}

/// <summary>Evaluates a network at samples, one after the other, in one arithmetic. Not for several threads at once.</summary>
public sealed class Evaluator
{
    private delegate Rational[] ExactOutputs(ReadOnlySpan<double> features);
    private delegate T[] Outputs<T>(ReadOnlySpan<double> features);

    private readonly Network _network;
    private readonly ExactOutputs? _exact;
    private readonly Outputs<double>? _float64;
    private readonly Outputs<float>? _float32;

    public Evaluator(Network network, Arithmetic arithmetic)
    {
        _network = network;
        switch (arithmetic)
        {
            case Arithmetic.Exact:
                var exact = ExactFunction.Pointwise(network)();
                _exact = features => exact(features).ToArray();
                break;
            case Arithmetic.Float64:
                _float64 = new RoundedNetwork<double>(network).Evaluate;
                break;
            default:
                _float32 = new RoundedNetwork<float>(network).Evaluate;
                break;
        }
    }

    /// <summary>The p outputs at one sample.</summary>
    /// <param name="sample">Its number, from 1.</param>
    /// <param name="features">d numbers.</param>
    /// <param name="predictions">p numbers, or none where f is not known.</param>
    /// <exception cref="FtcException">FTC0033: the lengths do not fit; FTC0015: a number is not finite.</exception>
    public Evaluation[] At(int sample, ReadOnlySpan<double> features, ReadOnlySpan<double> predictions = default)
    {
        Check(sample, "feature", features, _network.Inputs);
        if (predictions.Length > 0) Check(sample, "prediction", predictions, _network.Outputs);
        var exact = _exact?.Invoke(features);
        var float64 = _float64?.Invoke(features);
        var float32 = _float32?.Invoke(features);
        var results = new Evaluation[_network.Outputs];
        for (var o = 0; o < results.Length; o++)
        {
            double? f = predictions.Length > 0 ? predictions[o] : null;
            results[o] = new Evaluation
            {
                Sample = sample,
                Output = o + 1,
                Value = exact?[o].ToDouble() ?? float64?[o] ?? float32![o],
                Exact = exact?[o].ToString(),
                Prediction = f,
                Corrected = f is not { } p ? null
                    : exact is not null ? (Rational.Of(p) + exact[o]).ToDouble()
                    : float64 is not null ? p + float64[o]
                    : (float)p + float32![o],
            };
        }
        return results;
    }

    /// <summary>The p outputs at a sample of a dataset, with its predictions and its words for classes.</summary>
    /// <param name="i">The sample, counted from 0.</param>
    /// <exception cref="FtcException">FTC0033: network and dataset do not fit.</exception>
    public Evaluation[] At(Dataset dataset, int i)
    {
        var results = At(i + 1, dataset.Row(i), dataset.Predictions(i));
        if (dataset.ClassNames is not { } names) return results;
        return dataset.Classes is not null ? [.. results.Select((result, o) => result with { Class = names[o] })]
            : [.. results.Select(result =>
                result with { Class = result.Corrected is { } sum && Math.Round(sum) is >= 0 and var number && number < names.Count
                    ? names[(int)number] : null })];
    }

    private static void Check(int sample, string what, ReadOnlySpan<double> values, int expected)
    {
        if (values.Length != expected)
            throw new FtcException(Codes.ShapeMismatch, $"sample {sample} has {values.Length} {what}(s); the network has {expected}.");
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                throw new FtcException(Codes.NotFinite, $"sample {sample} has the {what} {Text.Of(value)}; a {what} is a finite number.");
        }
    }
}
