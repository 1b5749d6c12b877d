using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The equations by which a slab's direction is found: 1 on samples that it holds, something else on samples that are put out.
/// </summary>
internal sealed class SlabRows(SlabSamples samples, double[]? shift)
{
    private const int FewAtOnce = 8;

    // Of the dimensions left, so many times as many samples inside as are worth a try: where some are put out, others come out with them,
    // but not most.
    private const int Crowd = 4;

    // Of a random direction, what must be left beside the samples held.
    private const double LeastAcross = 1e-3;

    private readonly GramFactor _factor = new(samples.Data.Inputs);
    private readonly Dictionary<int, int> _out = [];
    private readonly List<double> _offsets = [];

    /// <summary>Samples held, in the order of their rows; those in the span of others are not among them.</summary>
    public List<int> Held { get; } = [];

    public void Hold(int sample)
    {
        if (_factor.Append(samples.Row(sample, shift))) Held.Add(sample);
    }

    /// <summary>w for scaled features.</summary>
    public double[] Direction() => _factor.LeastNorm([.. Held.Select(_ => 1.0), .. _offsets.Select(offset => 1 + offset)]);

    /// <summary>A random w for scaled features that is constant on the samples held; null where they leave no direction for it.</summary>
    public double[]? Across(Random random)
    {
        if (Held.Count >= samples.Dimension) return null;
        var w = new double[samples.Data.Inputs];
        for (var j = 0; j < w.Length; j++) w[j] = samples.Scale[j] == 0 ? 0 : 2 * random.NextDouble() - 1;
        var length = Sums.Norm(w);
        var along = _factor.LeastNorm([.. Held.Select(i => Sums.Dot(samples.Row(i, shift), w))]);
        TensorPrimitives.Subtract(w, along, w);
        return Sums.Norm(w) > LeastAcross * length ? w : null;
    }

    /// <summary>
    /// a . x + b with given values at the samples held, of least norm in scaled features; a constant where the values are one.
    /// </summary>
    /// <param name="targets">In the order of <see cref="Held"/>.</param>
    public (double[] Weights, double Bias) Function(double[] targets)
    {
        if (targets.All(t => t == targets[0])) return (new double[samples.Data.Inputs], targets[0]);
        var weights = _factor.LeastNorm(targets);
        TensorPrimitives.Multiply(weights, samples.Scale, weights);
        // Not the centre by its name: the sum at a sample held is what is to be right.
        var first = samples.Data.Row(Held[0]);
        return (weights, targets[0] - Sums.Dot(first, weights));
    }

    /// <summary>Puts samples out, at a distance at least; false where that cannot be.</summary>
    /// <param name="inside">The deepest first.</param>
    public bool PutOut(List<(double Depth, int Sample, bool Above)> inside, double distance)
    {
        if (inside.Count == 0 || inside.Count > FewAtOnce + Crowd * (samples.Dimension - _factor.Count)) return false;
        var most = Math.Max(FewAtOnce, (samples.Dimension - _factor.Count) / 3);
        var added = 0;
        foreach (var (depth, sample, above) in inside)
        {
            if (_out.TryGetValue(sample, out var at))
            {
                _offsets[at] *= 2;
                continue;
            }
            if (added++ == most) break;
            if (!_factor.Append(samples.Row(sample, shift))) return false;
            _out.Add(sample, _offsets.Count);
            _offsets.Add(above ? distance : -distance);
        }
        for (var i = 0; i < _offsets.Count; i++) _offsets[i] = Math.CopySign(Math.Max(Math.Abs(_offsets[i]), distance), _offsets[i]);
        return true;
    }
}
