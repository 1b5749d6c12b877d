using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The equations by which a slab's direction is found: 1 on samples that it holds, something else on samples that are put out.
/// </summary>
internal sealed class SlabRows(SlabSamples samples, SlabMetric metric)
{
    private const int FewAtOnce = 8; // however few are left

    // Of the dimensions left, so many times as many samples as can be put out, at most.
    private const double Crowd = 3;

    // Of a random direction, what must be left beside the samples held; and of a sample that is put out.
    private const double LeastAcross = 1e-3, LeastOut = 1e-5;

    // Rounds over those that are put out, and what may lack at the end of the distance of one.
    private const int Sweeps = 500;
    private const double Lacking = 0.01;

    // A distance that has not been enough grows by this.
    private const double Farther = 1.2;

    private readonly GramFactor _factor = new(samples.Data.Inputs);
    private readonly Dictionary<int, int> _out = [];
    private readonly List<Pushed> _pushed = [];
    private double[]? _through; // the w of least cost that is 1 on all samples held
    private double[] _aside = []; // what is added to it for those that are put out

    // A sample that is put out: what is left of it beside the samples held, where it must be at least and on which side.
    private sealed class Pushed(double[] row, double square, double at, double sign)
    {
        public double[] Row { get; } = row;
        public double Square { get; } = square;
        public double At { get; } = at;
        public double Sign { get; } = sign;
        public double Distance { get; set; }
        public double Multiplier { get; set; }
    }

    /// <summary>Samples held, in the order of their rows; those in the span of others are not among them.</summary>
    public List<int> Held { get; } = [];

    public void Hold(int sample)
    {
        if (_factor.Append(metric.Map(samples.Row(sample)))) Held.Add(sample);
    }

    /// <summary>w for scaled features.</summary>
    public double[] Direction()
    {
        if (_through is null)
        {
            _through = _factor.LeastNorm([.. Held.Select(_ => 1.0)]);
            _aside = new double[_through.Length];
        }
        var w = new double[_through.Length];
        TensorPrimitives.Add(_through, _aside, w);
        return metric.Back(w);
    }

    /// <summary>A random w for scaled features that is constant on the samples held; null where they leave no direction for it.</summary>
    /// <param name="alongSamples">Whether directions in which the samples spread are the likelier ones.</param>
    public double[]? Across(Random random, bool alongSamples)
    {
        if (Held.Count >= samples.Rank) return null;
        var w = new double[samples.Data.Inputs];
        if (alongSamples)
            TensorPrimitives.Subtract(samples.Row(random.Next(samples.Data.K)), samples.Row(random.Next(samples.Data.K)), w);
        else
            for (var j = 0; j < w.Length; j++) w[j] = samples.Scale[j] == 0 ? 0 : 2 * random.NextDouble() - 1;
        var length = Sums.Norm(w);
        _factor.Project(w);
        return length > 0 && Sums.Norm(w) > LeastAcross * length ? metric.Back(w) : null;
    }

    /// <summary>
    /// a . x + b with given values at the samples held, of least norm in scaled features; a constant where the values are one.
    /// </summary>
    /// <param name="targets">In the order of <see cref="Held"/>.</param>
    public (double[] Weights, double Bias) Function(double[] targets)
    {
        if (targets.All(t => t == targets[0])) return (new double[samples.Data.Inputs], targets[0]);
        var weights = metric.Back(_factor.LeastNorm(targets));
        TensorPrimitives.Multiply(weights, samples.Scale, weights);
        // Not the centre by its name: the sum at a sample held is what is to be right.
        var first = samples.Data.Row(Held[0]);
        return (weights, targets[0] - Sums.Dot(first, weights));
    }

    /// <summary>Puts samples out, each at its distance at least; false where that cannot be.</summary>
    public bool PutOut(IReadOnlyList<Intruder> inside)
    {
        var left = samples.Rank - Held.Count;
        if (inside.Count == 0 || left <= 0 || inside.Count + _pushed.Count > FewAtOnce + Crowd * left) return false;
        foreach (var intruder in inside)
        {
            if (_out.TryGetValue(intruder.Sample, out var known))
            {
                _pushed[known].Distance = Math.Max(Farther * _pushed[known].Distance, intruder.Distance);
                continue;
            }
            var row = metric.Map(samples.Row(intruder.Sample));
            var (at, length) = (Sums.Dot(row, _through) - 1, Sums.Norm(row));
            _factor.Project(row);
            var square = Sums.OfSquares(row);
            if (!(square > LeastOut * LeastOut * length * length)) return false;
            _out.Add(intruder.Sample, _pushed.Count);
            _pushed.Add(new(row, square, at, intruder.IsAbove ? 1 : -1) { Distance = intruder.Distance });
        }
        return Relax();
    }

    // The least that must be added: dual coordinate ascent (Hildreth 1957), one sample after the other.
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

/// <summary>A sample that must be out of a slab and is not.</summary>
/// <param name="Depth">From the middle.</param>
/// <param name="Distance">At which it would be out.</param>
internal readonly record struct Intruder(double Depth, int Sample, bool IsAbove, double Distance) : IComparable<Intruder>
{
    public int CompareTo(Intruder other) => (Depth, Sample).CompareTo((other.Depth, other.Sample));
}
