using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Exact values of a network. An enclosure in floating point first tells which neurons are certainly off, saturated or linear; exact
/// numbers are computed only where an output depends on them. Neurons of one layer whose inputs are multiples of each other share one
/// number, and where their contributions cancel, as those of a hat do behind its foot, it is never computed.
/// </summary>
internal sealed class ExactEvaluator
{
    private readonly Network _network;
    private readonly Enclosure _enclosure;
    private readonly Family[] _families;

    public ExactEvaluator(Network network)
    {
        _network = network;
        _enclosure = Enclosure.OfExact(network);
        _families = [.. network.Layers.Select(layer => new Family(layer))];
    }

    /// <summary>The rows of a layer as multiples of a few: row r is Scale_r Base[Of_r] + Shift_r.</summary>
    private sealed class Family
    {
        public Family(Layer layer)
        {
            Of = new int[layer.Neurons];
            Scale = new Rational[layer.Neurons];
            Shift = new Rational[layer.Neurons];
            var known = new Dictionary<Direction, int>();
            var bases = new List<(int Row, Rational Lead)>();
            for (var r = 0; r < layer.Neurons; r++)
            {
                var weights = layer.Weights(r);
                var pivot = weights.IndexOfAnyExcept(Rational.Zero);
                var lead = pivot < 0 ? Rational.One : weights[pivot];
                var direction = new Direction(lead == Rational.One ? weights.ToArray()
                    : Array.ConvertAll(weights.ToArray(), w => w / lead));
                if (!known.TryGetValue(direction, out var index))
                {
                    known.Add(direction, index = bases.Count);
                    bases.Add((r, lead));
                }
                var (row, first) = bases[index];
                Of[r] = index;
                Scale[r] = lead / first;
                Shift[r] = layer.Bias(r) - Scale[r] * layer.Bias(row);
            }
            Bases = [.. bases.Select(b => new ExactRow(layer.Weights(b.Row), layer.Bias(b.Row)))];
            Weights = [.. bases.Select(b => layer.Weights(b.Row).ToArray())];
            Bias = [.. bases.Select(b => layer.Bias(b.Row))];
        }

        public int[] Of { get; }
        public Rational[] Scale { get; }
        public Rational[] Shift { get; }
        public ExactRow[] Bases { get; }
        public Rational[][] Weights { get; }
        public Rational[] Bias { get; }
    }

    private sealed class Direction(Rational[] weights) : IEquatable<Direction>
    {
        private readonly Rational[] _weights = weights;

        public bool Equals(Direction? other) => other is not null && _weights.AsSpan().SequenceEqual(other._weights);
        public override bool Equals(object? obj) => Equals(obj as Direction);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var w in _weights) hash.Add(w);
            return hash.ToHashCode();
        }
    }

    /// <summary>What one thread needs to evaluate sample after sample.</summary>
    public sealed class Workspace(ExactEvaluator owner)
    {
        internal Enclosure.Scratch Room { get; } = owner._enclosure.NewScratch();
        internal Rational?[][] Bases { get; } = [.. owner._families.Select(family => new Rational?[family.Bases.Length])];
        internal Rational[][] Shares { get; } = [.. owner._families.Select(family => new Rational[family.Bases.Length])];
        internal Rational[] Outputs { get; } = new Rational[owner._network.Outputs];
    }

    public Workspace NewWorkspace() => new(this);

    /// <summary>g at one sample of d floats; the p exact outputs are valid until the next call with the same workspace.</summary>
    public ReadOnlySpan<Rational> Evaluate(ReadOnlySpan<double> features, Workspace work)
    {
        _enclosure.Evaluate(features, work.Room);
        foreach (var bases in work.Bases) Array.Clear(bases);
        for (var o = 0; o < work.Outputs.Length; o++) work.Outputs[o] = Input(_network.Layers.Count - 1, o, features, work);
        return work.Outputs;
    }

    // What neuron r of layer l applies its activation to.
    private Rational Input(int l, int r, ReadOnlySpan<double> features, Workspace work)
    {
        var family = _families[l];
        return family.Scale[r] * Base(l, family.Of[r], features, work) + family.Shift[r];
    }

    private Rational Base(int l, int index, ReadOnlySpan<double> features, Workspace work)
    {
        if (work.Bases[l][index] is { } known) return known;
        var family = _families[l];
        var value = l == 0 ? family.Bases[index].At(features)
            : Sum(family.Bases[index].Support, family.Weights[index], family.Bias[index], l - 1, features, work);
        work.Bases[l][index] = value;
        return value;
    }

    // bias + weights . outputs of layer l, linear neurons by the base they share.
    private Rational Sum(ReadOnlySpan<int> support, Rational[] weights, Rational bias, int l, ReadOnlySpan<double> features, Workspace work)
    {
        var family = _families[l];
        var shares = work.Shares[l];
        Array.Clear(shares);
        foreach (var c in support)
        {
            var state = State(l, c, features, work);
            if (state is Linear)
            {
                shares[family.Of[c]] += weights[c] * family.Scale[c];
                bias += weights[c] * family.Shift[c];
            }
            else if (state != 0)
            {
                bias += weights[c] * state;
            }
        }
        for (var index = 0; index < shares.Length; index++)
        {
            if (!shares[index].IsZero) bias += shares[index] * Base(l, index, features, work);
        }
        return bias;
    }

    private const int Linear = 2;

    // 0 off, -1 or 1 saturated, or linear: from the enclosure where it decides, exactly where it does not.
    private int State(int l, int r, ReadOnlySpan<double> features, Workspace work)
    {
        var (middle, radius) = (work.Room.Middles[l][r], work.Room.Radii[l][r]);
        switch (_network.Layers[l].Activation)
        {
            case Activation.Relu:
                if (middle == 0 && radius == 0) return 0;
                if (middle - radius >= 0) return Linear;
                return Input(l, r, features, work).Sign > 0 ? Linear : 0;
            case Activation.HardTanh:
                if (radius == 0 && middle is 1 or -1) return (int)middle;
                if (middle - radius > -1 && middle + radius < 1) return Linear;
                var t = Input(l, r, features, work);
                return t >= 1 ? 1 : t <= -1 ? -1 : Linear;
            default:
                return Linear;
        }
    }
}
