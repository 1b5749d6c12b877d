using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Exact values of a network. An enclosure in floating point first tells which neurons are certainly off (or saturated); only those that an
/// output depends on and that are not are computed exactly, as integers over one denominator a row.
/// </summary>
internal sealed class ExactEvaluator
{
    private readonly Network _network;
    private readonly Enclosure _enclosure;
    private readonly ExactRow[][] _rows;

    public ExactEvaluator(Network network)
    {
        _network = network;
        _enclosure = Enclosure.OfExact(network);
        _rows = [.. network.Layers.Select(layer => Enumerable.Range(0, layer.Neurons).Select(r => new ExactRow(layer.Weights(r), layer.Bias(r))).ToArray())];
    }

    /// <summary>What one thread needs to evaluate sample after sample.</summary>
    public sealed class Workspace(ExactEvaluator owner)
    {
        internal Enclosure.Scratch Room { get; } = owner._enclosure.NewScratch();
        internal Rational[][] Values { get; } = [.. owner._network.Layers.Select(layer => new Rational[layer.Neurons])];
        internal bool[][] Needed { get; } = [.. owner._network.Layers.Select(layer => new bool[layer.Neurons])];
    }

    public Workspace NewWorkspace() => new(this);

    /// <summary>g at one sample of d floats; the p exact outputs are valid until the next call with the same workspace.</summary>
    public ReadOnlySpan<Rational> Evaluate(ReadOnlySpan<double> features, Workspace work)
    {
        _enclosure.Evaluate(features, work.Room);
        Mark(work);
        var layers = _network.Layers;
        for (var l = 0; l < layers.Count; l++)
        {
            for (var r = 0; r < layers[l].Neurons; r++)
            {
                var (middle, radius) = (work.Room.Middles[l][r], work.Room.Radii[l][r]);
                if (l < layers.Count - 1 && Decided(layers[l].Activation, middle, radius))
                {
                    work.Values[l][r] = (int)middle;
                }
                else if (work.Needed[l][r])
                {
                    var t = l == 0 ? _rows[0][r].At(features) : _rows[l][r].At(work.Values[l - 1]);
                    work.Values[l][r] = Apply(layers[l].Activation, t);
                }
            }
        }
        return work.Values[^1];
    }

    // Off (0) or saturated (-1, 1): the enclosure is a point only where the activation is constant.
    private static bool Decided(Activation activation, double middle, double radius) =>
        radius == 0 && activation switch { Activation.Relu => middle == 0, Activation.HardTanh => middle is 1 or -1, _ => false };

    private void Mark(Workspace work)
    {
        Array.Fill(work.Needed[^1], true);
        for (var l = _network.Layers.Count - 1; l > 0; l--)
        {
            var below = work.Needed[l - 1];
            Array.Clear(below);
            for (var r = 0; r < work.Needed[l].Length; r++)
            {
                if (!work.Needed[l][r] || (l < _network.Layers.Count - 1 && Decided(_network.Layers[l].Activation, work.Room.Middles[l][r], work.Room.Radii[l][r]))) continue;
                foreach (var c in _rows[l][r].Support) below[c] = true;
            }
        }
    }

    private static Rational Apply(Activation activation, Rational t) => activation switch
    {
        Activation.Relu => t.Sign > 0 ? t : Rational.Zero,
        Activation.HardTanh => Rational.Max(Rational.MinusOne, Rational.Min(Rational.One, t)),
        _ => t,
    };
}
