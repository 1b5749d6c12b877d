using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// f, as verification and constructions need it: what it answers at samples, and how far its answers can move around them. Whoever reads a
/// model's file implements it; immutable, and safe for several threads.
/// </summary>
public interface IFrozenModel
{
    /// <summary>The name of its file, for messages.</summary>
    string Name { get; }

    /// <summary>SHA-256 of its file, in lower-case hexadecimal digits.</summary>
    string Hash { get; }

    /// <summary>d, the features of a sample.</summary>
    int Inputs { get; }

    /// <summary>p, the outputs.</summary>
    int Outputs { get; }

    /// <summary>In which it computes: Float32 or Float64.</summary>
    Arithmetic Arithmetic { get; }

    /// <summary>
    /// The p outputs of K samples in an arithmetic, and how far each may be off: real numbers and floats of that precision or more, in any
    /// order of summation, are all within the error.
    /// </summary>
    /// <param name="features">K rows of d.</param>
    /// <returns>K rows of p outputs, and of p errors.</returns>
    /// <exception cref="FtcException">FTC0034: float32 of a float64 model.</exception>
    (double[] Outputs, double[] Errors) Predict(ReadOnlyMemory<double> features, Arithmetic arithmetic,
        CancellationToken cancellation = default);

    /// <summary>
    /// Bounds of the p outputs where the features are anywhere in a ball: no order of summation gives a number outside, in the arithmetic
    /// asked for; in Exact, no real number is outside. Outputs that may overflow are unbounded.
    /// </summary>
    /// <param name="features">The d features of the sample in its middle.</param>
    /// <exception cref="FtcException">FTC0033: not d features; FTC0034: float32 of a float64 model.</exception>
    (double[] Low, double[] High) Bounds(ReadOnlySpan<double> features, Ball ball, Arithmetic arithmetic);
}

internal static class FrozenModelAnswers
{
    /// <summary>The same samples and classes with the answers of a model, in an arithmetic.</summary>
    /// <exception cref="FtcException">
    /// FTC0033: it takes another number of features or gives another number of outputs; FTC0034: float32 of a float64 model.
    /// </exception>
    public static Dataset PredictedBy(this Dataset dataset, IFrozenModel model, Arithmetic arithmetic, CancellationToken cancellation)
    {
        var (predictions, errors) = model.Predict(dataset.FeatureRows, arithmetic, cancellation);
        return dataset.Predicted(predictions, errors);
    }
}
