using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearRegression;
using MathNet.Numerics.Random;

namespace FtcTools.Training;

/// <summary>How to look at stochastic gradient descent near a network that memorizes.</summary>
public sealed record NearMinimumOptions
{
    /// <summary>Distances rho from the memorizing weights, each above 0.</summary>
    public IReadOnlyList<double> Radii { get; init; } = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4];

    /// <summary>Random perturbations for each distance.</summary>
    public int Repeats { get; init; } = 10;

    /// <summary>Samples of a step, drawn without replacement until each was seen.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>The most epochs of a run.</summary>
    public int MostEpochs { get; init; } = 2_000_000;

    public int Seed { get; init; } = 1;
}

/// <summary>One run. Scalars only.</summary>
public sealed record NearMinimumRun
{
    /// <summary>2-norm of the perturbation.</summary>
    public required double Rho { get; init; }

    /// <summary>Which perturbation of that norm, from 1.</summary>
    public required int Repeat { get; init; }

    /// <summary>k*: as many as bring the slowest direction in which the risk grows down by a factor rho.</summary>
    public required int Epochs { get; init; }

    /// <summary>Mean over samples of the squared error, at the perturbed weights.</summary>
    public required double Before { get; init; }

    /// <summary>The same after k* epochs.</summary>
    public required double After { get; init; }

    /// <summary>How far the weights are from the memorizing ones after k* epochs, in units of rho.</summary>
    public required double Distance { get; init; }

    /// <summary>Whether every ReLU was on the same side at every sample as at the memorizing weights, before and after.</summary>
    public required bool SamePattern { get; init; }
}

/// <summary>The exponent of a power law, by least squares on logarithms, with its 95 % confidence interval.</summary>
public readonly record struct Exponent(double Slope, double Low, double High)
{
    public static Exponent Of(IReadOnlyList<(double X, double Y)> points)
    {
        var (x, y) = (points.Select(p => Math.Log(p.X)).ToArray(), points.Select(p => Math.Log(p.Y)).ToArray());
        var (intercept, slope) = SimpleRegression.Fit(x, y);
        var mean = x.Average();
        var residuals = x.Zip(y, (a, b) => b - intercept - slope * a).Sum(r => r * r);
        var error = Math.Sqrt(residuals / (points.Count - 2) / x.Sum(a => (a - mean) * (a - mean)));
        var quantile = StudentT.InvCDF(0, 1, points.Count - 2, 0.975);
        return new(slope, slope - quantile * error, slope + quantile * error);
    }
}

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Section 5: from within rho of a memorizing global minimum at which the network is differentiable,
/// stochastic gradient descent on mini-batches without replacement comes, at some epoch k*, to a risk of O(rho^4) above the minimum, where
/// it begins with O(rho^2): the part of the perturbation in the span of the samples' gradients contracts by a factor an epoch, the rest
/// stays where it is.
/// </summary>
public static class NearMinimum
{
    /// <summary>
    /// Runs from every radius; the exponents of the risk before and after are those of <see cref="NearMinimumRun.Before"/> and
    /// <see cref="NearMinimumRun.After"/> against rho.
    /// </summary>
    /// <exception cref="FtcException">
    /// FTC0033: network and dataset do not fit; FTC0034: an option is out of its range, or the network is not exact on the dataset or not
    /// differentiable there; FTC0060: a hidden layer is no ReLU layer.
    /// </exception>
    public static IReadOnlyList<NearMinimumRun> Run(Network network, Dataset data, NearMinimumOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new NearMinimumOptions();
        network.MustFit(data);
        if (options.Radii.Count == 0 || options.Radii.Any(rho => !(rho > 0 && rho < 1)))
            throw new FtcException(Codes.Argument, "a radius is out of its range; valid are numbers above 0 and below 1.");
        if (options.Batch < 1 || options.Batch > data.K)
            throw new FtcException(Codes.Argument, $"a batch has {options.Batch} samples; valid are 1 to K = {data.K}.");
        if (options.Repeats < 1 || options.MostEpochs < 1)
            throw new FtcException(Codes.Argument, "repeats and epochs are at least 1 each.");
        var model = new SmoothModel(network, data);

        // Gradients of all samples' outputs at the minimum; the risk grows along their span only.
        var gradients = Matrix<double>.Build.DenseOfRowVectors(Enumerable.Range(0, data.K * data.Outputs)
            .Select(i => Vector<double>.Build.Dense(model.Gradient(i / data.Outputs, i % data.Outputs))));
        var curvature = (gradients * gradients.Transpose()).Evd(Symmetricity.Symmetric).EigenValues.Real();
        var (flattest, steepest) =
            (curvature.Where(v => v > curvature.Max() * 1e-12).Min(), gradients.EnumerateRows().Max(row => row.DotProduct(row)));
        // A quarter of what a step on one sample may be, and as much for a batch.
        var rate = 0.5 / (steepest * options.Batch);
        var contraction = 1 - rate * flattest;
        var runs = new List<NearMinimumRun>();
        foreach (var rho in options.Radii)
        {
            for (var repeat = 1; repeat <= options.Repeats; repeat++)
            {
                // The seed is that of the repeat, so that directions and orders are the same at every distance.
                var random = new Xoshiro256StarStar(unchecked(options.Seed + repeat - 1));
                var direction = Vector<double>.Build.Random(model.Count, new Normal(0, 1, random));
                model.Set(model.Minimum + direction * (rho / direction.L2Norm()));
                var (before, same) = (model.Risk(), model.SamePattern());
                var epochs = (int)Math.Min(options.MostEpochs, Math.Ceiling(Math.Log(rho) / Math.Log(contraction)));
                var order = Enumerable.Range(0, data.K).ToArray();
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    random.Shuffle(order);
                    for (var start = 0; start < order.Length; start += options.Batch)
                        model.Step(order.AsSpan(start, Math.Min(options.Batch, order.Length - start)), rate);
                }
                runs.Add(new()
                {
                    Rho = rho,
                    Repeat = repeat,
                    Epochs = epochs,
                    Before = before,
                    After = model.Risk(),
                    Distance = (model.Weights - model.Minimum).L2Norm() / rho,
                    SamePattern = same && model.SamePattern(),
                });
            }
        }
        return runs;
    }
}
