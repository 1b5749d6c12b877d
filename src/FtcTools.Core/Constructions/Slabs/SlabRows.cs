using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The equations that determine the direction of a slab: w . x is 1 at the samples that it holds, and at a distance from 1 at the samples
/// that must be outside.
/// </summary>
internal sealed class SlabRows
{
    private const int FewAtOnce = 8; // samples that may be put out however few dimensions are left

    // At most this many times as many samples are put out as there are dimensions left: more can hardly succeed.
    private const double Crowd = 3;

    // The share of its length that must remain of a random direction, and of a sample that is put out, after projection off the samples
    // held.
    private const double LeastAcross = 1e-3, LeastOut = 1e-5;

    // A sample is spanned where its value is as near to 1, and projection leaves at most this share of its squared length: one that only
    // comes near, as the twin of a sample held does, is farther off.
    private const double OnHyperplane = 1.0 / (1 << 24), Left = 1e-11;

    // The number of sweeps over the samples put out, and the share of its distance that one may lack at the end.
    private const int Sweeps = 500;
    private const double Lacking = 0.01;

    // Where a sample is still inside although it was put out, its distance grows by this factor.
    private const double Farther = 1.2;

    private readonly SlabSamples _samples;
    private readonly SlabMetric _metric;
    private readonly GramFactor _factor;
    private readonly Dictionary<int, int> _out = [];
    private readonly List<Pushed> _pushed = [];
    private double[]? _through; // the direction of least cost that is 1 on all samples held
    private double[] _aside = []; // what is added to that one for the samples put out

    // A sample that is put out: its row after projection off the samples held, with its squared length, its value before anything was
    // added, and the side on which it must be.
    private sealed class Pushed(double[] row, double square, double at, double sign)
    {
        public double[] Row { get; } = row;
        public double Square { get; } = square;
        public double At { get; } = at;
        public double Sign { get; } = sign;
        public double Distance { get; set; }
        public double Multiplier { get; set; }
    }

    /// <param name="group">The samples to hold.</param>
    public SlabRows(SlabSamples samples, SlabMetric metric, IEnumerable<int> group)
    {
        (_samples, _metric, _factor) = (samples, metric, new(samples.Data.Inputs));
        Held = [.. group.Where(i => _factor.Append(metric.Map(samples.Row(i))))];
    }

    /// <summary>The samples held, in the order of their rows; samples in the span of others are not listed.</summary>
    public List<int> Held { get; }

    /// <summary>
    /// The largest number of samples that <see cref="PutOut"/> takes; those that it moves farther out than before count as well.
    /// </summary>
    public int Room => _samples.Rank - Held.Count is var left and > 0 ? (int)(FewAtOnce + Crowd * left) - _pushed.Count : 0;

    /// <summary>The direction in scaled features.</summary>
    public double[] Direction()
    {
        if (_through is null)
        {
            _through = _factor.LeastNorm([.. Held.Select(_ => 1.0)]);
            _aside = new double[_through.Length];
        }
        var w = new double[_through.Length];
        TensorPrimitives.Add(_through, _aside, w);
        return _metric.Back(w);
    }

    /// <summary>Whether a sample lies on every hyperplane through the samples held, as far as float64 can tell.</summary>
    public bool Spans(int sample)
    {
        var row = _metric.Map(_samples.Row(sample));
        var (at, square) = (Sums.Dot(row, _through) - 1, Sums.OfSquares(row));
        _factor.Project(row);
        return Math.Abs(at) <= OnHyperplane && Sums.OfSquares(row) <= Left * square;
    }

    /// <summary>A random direction in scaled features that is constant on the samples held; null where they leave none.</summary>
    /// <param name="alongSamples">Whether to prefer directions in which the samples spread.</param>
    public double[]? Across(Random random, bool alongSamples)
    {
        if (Held.Count >= _samples.Rank) return null;
        var w = new double[_samples.Data.Inputs];
        if (alongSamples)
            TensorPrimitives.Subtract(_samples.Row(random.Next(_samples.Data.K)), _samples.Row(random.Next(_samples.Data.K)), w);
        else
            for (var j = 0; j < w.Length; j++) w[j] = _samples.Scale[j] == 0 ? 0 : 2 * random.NextDouble() - 1;
        var length = Sums.Norm(w);
        _factor.Project(w);
        return length > 0 && Sums.Norm(w) > LeastAcross * length ? _metric.Back(w) : null;
    }

    /// <summary>
    /// The affine function a . (x - origin) + b that has the given values at the samples held and the least norm in scaled features; a
    /// constant where all the values are equal.
    /// </summary>
    /// <param name="targets">The values, in the order of <see cref="Held"/>.</param>
    /// <param name="origin">What features are counted from; null for 0.</param>
    public (double[] Weights, double Bias) Function(double[] targets, double[]? origin = null)
    {
        if (targets.All(t => t == targets[0])) return (new double[_samples.Data.Inputs], targets[0]);
        var (weights, constant) = (_factor.LeastNorm(targets), _factor.LeastNorm([.. Held.Select(_ => 1.0)]));
        // w . x is 1 at all samples held, so that a constant does for a part of the function.
        TensorPrimitives.MultiplyAdd(constant, -Sums.Dot(weights, constant) / Sums.OfSquares(constant), weights, weights);
        weights = _metric.Back(weights);
        TensorPrimitives.Multiply(weights, _samples.Scale, weights);
        // The bias is found from a sample held rather than from the centre, so that the sum is right where it must be.
        var first = _samples.Data.Row(Held[0]).ToArray();
        if (origin is not null) TensorPrimitives.Subtract(first, origin, first);
        return (weights, targets[0] - Sums.Dot(first, weights));
    }

    /// <summary>Moves samples to the outside, each at least at its distance from the middle; false where that is impossible.</summary>
    public bool PutOut(IReadOnlyList<Intruder> inside)
    {
        if (inside.Count == 0 || inside.Count > Room) return false;
        foreach (var intruder in inside)
        {
            if (_out.TryGetValue(intruder.Sample, out var known))
            {
                _pushed[known].Distance = Math.Max(Farther * _pushed[known].Distance, intruder.Distance);
                continue;
            }
            var row = _metric.Map(_samples.Row(intruder.Sample));
            var (at, length) = (Sums.Dot(row, _through) - 1, Sums.Norm(row));
            _factor.Project(row);
            var square = Sums.OfSquares(row);
            if (!(square > LeastOut * LeastOut * length * length)) return false;
            _out.Add(intruder.Sample, _pushed.Count);
            _pushed.Add(new(row, square, at, intruder.IsAbove ? 1 : -1) { Distance = intruder.Distance });
        }
        return Relax();
    }

    // Finds the smallest change of direction that suffices, by dual coordinate ascent (Hildreth 1957), one sample after the other.
    private bool Relax()
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var lacks = false;
            foreach (var pushed in _pushed)
            {
                var lacking = pushed.Distance - pushed.Sign * (pushed.At + Sums.Dot(pushed.Row, _aside));
                var before = pushed.Multiplier;
                pushed.Multiplier = Math.Max(0, before + lacking / pushed.Square);
                if (pushed.Multiplier != before)
                    TensorPrimitives.MultiplyAdd(pushed.Row, pushed.Sign * (pushed.Multiplier - before), _aside, _aside);
                lacks |= lacking > Lacking * pushed.Distance;
            }
            if (!lacks) return true;
        }
        return false;
    }
}

/// <summary>A sample that lies in a slab and must not.</summary>
/// <param name="Depth">How far it is from the middle of the slab.</param>
/// <param name="Distance">The distance from the middle at which it would be outside.</param>
internal readonly record struct Intruder(double Depth, int Sample, bool IsAbove, double Distance) : IComparable<Intruder>
{
    public int CompareTo(Intruder other) => (Depth, Sample).CompareTo((other.Depth, other.Sample));
}
