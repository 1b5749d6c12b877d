using System.Numerics;
using System.Runtime.Intrinsics;
using FtcTools.Networks;
using MathNet.Numerics.Random;

namespace FtcTools.Training.Kernels;

/// <summary>The runs of one training, one after the other, in the same memory.</summary>
internal sealed class Session<V, T, TLanes>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : ILanes<V, T>
{
    private const int CurvePoints = 100;
    // Steps between two looks at the cancellation token.
    private const int Stride = 64;

    private readonly TrainingSet _set;
    private readonly Layout _layout;
    private readonly TrainingOptions _options;
    private readonly SampleBlocks<T> _all;
    private readonly Backpropagation<V, T, TLanes> _overAll;
    private readonly AlignedBuffer<T> _gradient;
    private readonly SampleBlocks<double> _all64;
    private readonly Backpropagation<Vector256<double>, double, Lanes256<double>> _overAll64;
    private AlignedBuffer<T> _weights;

    public Session(TrainingSet set, Layout layout, TrainingOptions options)
    {
        (_set, _layout, _options) = (set, layout, options);
        _all = new SampleBlocks<T>(set.Inputs, set.Outputs, set.Count, Products<V, T, TLanes>.Tile)
            .Fill(set, [.. Enumerable.Range(0, set.Count)]);
        _overAll = new(layout, _all.Size);
        _gradient = new(layout.Length);
        _all64 = new SampleBlocks<double>(set.Inputs, set.Outputs, set.Count, Products<Vector256<double>, double, Lanes256<double>>.Tile)
            .Fill(set, [.. Enumerable.Range(0, set.Count)]);
        _overAll64 = new(layout, _all64.Size);
        _weights = _gradient;
    }

    /// <summary>The loss curve of the last run.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; private set; } = [];

    /// <summary>The network of the last run; null where a weight is not finite.</summary>
    public Network? Network(NetworkOrigin origin) => Weights.ToNetwork(_layout, _weights, origin);

    /// <param name="attempt">From 1: of the same attempt comes the same run.</param>
    /// <param name="start">The first weights; null for random ones.</param>
    public TrainingRun Run(int attempt, Network? start, CancellationToken cancellation)
    {
        var random = new Xoshiro256StarStar(unchecked(_options.Seed + (attempt - 1) * (int)0x9E3779B9));
        _weights = start is null ? Weights.Random<T>(_layout, random) : Weights.Of<T>(_layout, start);
        IOptimizer<T> optimizer = _options.Optimizer == OptimizerKind.Adam
            ? new Adam<V, T, TLanes>(_layout.Length)
            : new Descent<V, T, TLanes>(_layout.Length, _options.Momentum);
        var batches = _options.Batch is { } size && size < _set.Count ? new Batches<V, T, TLanes>(_set, _layout, size, random) : null;
        var plateau = new Plateau(_options.Patience, batches?.PerEpoch ?? 1);
        var curve = new List<CurvePoint>();
        var every = Math.Max(1, _options.Steps / CurvePoints);
        var stop = StopReason.Steps;
        var step = 0;
        for (; step < _options.Steps; step++)
        {
            if (step % Stride == 0) cancellation.ThrowIfCancellationRequested();
            var loss = batches?.Gradient(_weights, _gradient) ?? _overAll.Gradient(_all, _weights, _gradient);
            if (step % every == 0) curve.Add(new(step, loss));
            if (!double.IsFinite(loss)) stop = StopReason.Diverged;
            else if (batches is null && loss <= _options.StopAt) stop = StopReason.Reached;
            else if (plateau.Reached(loss)) stop = StopReason.Plateau;
            if (stop != StopReason.Steps) break;
            optimizer.Step(_weights, _gradient, _options.Rate(step));
        }
        var last = stop == StopReason.Diverged ? double.NaN : _overAll64.Loss(_all64, Weights.ToDouble(_weights));
        if (!double.IsFinite(last)) (last, stop) = (double.NaN, StopReason.Diverged);
        curve.Add(new(step, last));
        Curve = curve;
        return new(last, step, stop);
    }
}
