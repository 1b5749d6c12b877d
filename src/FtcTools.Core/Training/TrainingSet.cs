using FtcTools.Data;
using FtcTools.Diagnostics;

namespace FtcTools.Training;

/// <summary>K samples of d features and what a network is to answer for each of its p outputs. Immutable.</summary>
public sealed class TrainingSet
{
    private readonly double[] _features;
    private readonly double[] _targets;

    /// <param name="inputs">The number of features, d.</param>
    /// <param name="outputs">The number of outputs, p.</param>
    /// <param name="features">K rows of d.</param>
    /// <param name="targets">K rows of p.</param>
    /// <exception cref="FtcException">
    /// FTC0033 the lengths do not fit; FTC0034 there is no sample; FTC0015 a number is not finite.
    /// </exception>
    public TrainingSet(int inputs, int outputs, double[] features, double[] targets)
    {
        if (inputs < 1 || outputs < 1)
            throw new FtcException(Codes.Argument,
                $"a training set has {inputs} features and {outputs} outputs; at least 1 of either is needed.");
        if (features.Length % inputs != 0 || targets.Length != features.Length / inputs * outputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"a training set has {features.Length} numbers for {inputs} features and {targets.Length} for {outputs} outputs; a sample has {inputs} and {outputs}.");
        if (targets.Length == 0) throw new FtcException(Codes.Argument, "a training set has no sample; at least 1 is needed.");
        if (features.Concat(targets).Any(value => !double.IsFinite(value)))
            throw new FtcException(Codes.NotFinite, "a training set holds NaN or an infinity; features and targets are finite.");
        (Inputs, Outputs, _features, _targets) = (inputs, outputs, features, targets);
    }

    /// <summary>The residuals z of a dataset: what a side network is trained for.</summary>
    public static TrainingSet Residuals(Dataset data) => Of(data, (i, o) => data.Residual(i, o).ToDouble());

    /// <summary>The frozen model's answers: what it was trained for itself, before some labels changed.</summary>
    /// <exception cref="FtcException">FTC0034: they are not known.</exception>
    public static TrainingSet Predictions(Dataset data) => data.HasPredictions
        ? Of(data, (i, o) => data.Predictions(i)[o])
        : throw new FtcException(Codes.Argument,
            $"{data.Name} has residuals only: the labels before the edits, which a frozen model is trained for, are not known.");

    /// <summary>y - f(x): what is left for a side network once f is frozen.</summary>
    /// <param name="answers">f(x), K rows of p.</param>
    /// <exception cref="FtcException">FTC0033: there are not K x p answers; FTC0034: the labels are not known.</exception>
    public static TrainingSet Residuals(Dataset data, IReadOnlyList<double> answers)
    {
        if (answers.Count != data.K * data.Outputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"there are {answers.Count} answers of a frozen model for {data.K} samples with {data.Outputs} output(s) each.");
        var labels = Predictions(data);
        return Of(data, (i, o) => labels.Target(i)[o] + data.Residual(i, o).ToDouble() - answers[i * data.Outputs + o]);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>K.</summary>
    public int Count => _targets.Length / Outputs;

    /// <summary>The mean over samples of the squared norm of the target: the loss of a network that answers 0.</summary>
    public double LossOfZero => _targets.Sum(z => z * z) / Count;

    /// <summary>The d features of sample <paramref name="i"/> (from 0).</summary>
    public ReadOnlySpan<double> Row(int i) => _features.AsSpan(i * Inputs, Inputs);

    /// <summary>The p targets of sample <paramref name="i"/> (from 0).</summary>
    public ReadOnlySpan<double> Target(int i) => _targets.AsSpan(i * Outputs, Outputs);

    private static TrainingSet Of(Dataset data, Func<int, int, double> target)
    {
        var targets = new double[data.K * data.Outputs];
        for (var i = 0; i < targets.Length; i++) targets[i] = target(i / data.Outputs, i % data.Outputs);
        return new(data.Inputs, data.Outputs, data.Features.ToArray(), targets);
    }
}
