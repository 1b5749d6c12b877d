using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Training.Kernels;

namespace FtcTools.Training;

/// <summary>
/// Trains ReLU networks on the mean squared error, each on the thread that asks: many small networks go side by side on many threads. The
/// result depends on the samples, the options and the vectors of the machine, never on the number of threads.
/// </summary>
public static class Trainer
{
    // Layers of that width have 2^30 weights: past any network that could be trained here.
    private const int Widest = 1 << 15;

    /// <summary>Trains from random weights, uniform in +-1/sqrt(inputs of the layer).</summary>
    /// <param name="widths">Neurons of each hidden layer; none for an affine function.</param>
    /// <exception cref="FtcException">FTC0034: a width or an option is out of its range.</exception>
    public static TrainingResult Train(TrainingSet set, IReadOnlyList<int> widths, TrainingOptions? options = null,
        CancellationToken cancellation = default)
    {
        foreach (var width in widths)
        {
            if (width is < 1 or > Widest)
                throw new FtcException(Codes.Argument, $"a hidden layer of {width} neurons cannot be trained; valid are 1 to {Widest}.");
        }
        return Train(set, new Layout([set.Inputs, .. widths, set.Outputs]), null, options, cancellation);
    }

    /// <summary>Trains from the weights of a network; restarts differ in their mini-batches only.</summary>
    /// <exception cref="FtcException">
    /// FTC0033: the network has other numbers of features or outputs; FTC0034: an option is out of its range; FTC0060: a hidden layer is no
    /// ReLU layer.
    /// </exception>
    public static TrainingResult Train(TrainingSet set, Network start, TrainingOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (start.Inputs != set.Inputs || start.Outputs != set.Outputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"the network maps {start.Inputs} features to {start.Outputs} outputs; the training set has {set.Inputs} and {set.Outputs}.");
        return Train(set, Weights.LayoutOf(start), start, options, cancellation);
    }

    private static TrainingResult Train(TrainingSet set, Layout layout, Network? start, TrainingOptions? options,
        CancellationToken cancellation)
    {
        options ??= new TrainingOptions();
        options.Check();
        return (options.Precision, Vector512.IsHardwareAccelerated) switch
        {
            (Arithmetic.Float32, true) => Best<Vector512<float>, float, Lanes512<float>>(set, layout, start, options, cancellation),
            (Arithmetic.Float32, false) => Best<Vector256<float>, float, Lanes256<float>>(set, layout, start, options, cancellation),
            (_, true) => Best<Vector512<double>, double, Lanes512<double>>(set, layout, start, options, cancellation),
            (_, false) => Best<Vector256<double>, double, Lanes256<double>>(set, layout, start, options, cancellation),
        };
    }

    internal static TrainingResult Best<V, T,
        TLanes>(TrainingSet set, Layout layout, Network? start, TrainingOptions options, CancellationToken cancellation)
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : ILanes<V, T>
    {
        var clock = Stopwatch.StartNew();
        var session = new Session<V, T, TLanes>(set, layout, options);
        var runs = new List<TrainingRun>();
        TrainingRun? best = null;
        var (restart, network, curve) = (1, (Network?)null, (IReadOnlyList<CurvePoint>)[]);
        for (var attempt = 1; attempt <= options.Restarts && best is not { Stop: StopReason.Reached }; attempt++)
        {
            var run = session.Run(attempt, start, cancellation);
            runs.Add(run);
            // Every comparison with NaN is false.
            if (best is not null && !(run.Loss < best.Loss) && !double.IsNaN(best.Loss)) continue;
            (best, restart, curve) = (run, attempt, session.Curve);
            network = double.IsNaN(run.Loss) ? null : session.Network(new NetworkOrigin
            {
                Method = "Trained",
                Source = $"{options.Optimizer}, {run.Steps} steps",
                K = set.Count,
                Seed = options.Seed,
                Maker = NetworkOrigin.ThisMaker,
            });
        }
        return new()
        {
            Network = network, Loss = best!.Loss, Steps = best.Steps, Stop = best.Stop, Restart = restart, Runs = runs, Curve = curve,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }
}
