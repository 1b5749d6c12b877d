using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// f as one more term of g's last sums, which a runtime adds anywhere among the others: that saves it the node that adds f and g. Where no
/// output has a bias, and the weights of each are of one sign behind ReLUs, g is 0 just where every product is: f is then what it was, in
/// any order.
/// </summary>
internal sealed class JoinedSum
{
    private readonly int[][] _inputs;
    private readonly double _unit;
    private readonly double _tiny;

    /// <param name="arithmetic">The arithmetic in which the sums are computed.</param>
    public JoinedSum(Network network, Arithmetic arithmetic)
    {
        (_unit, _tiny) = arithmetic switch
        {
            Arithmetic.Float32 => (1.0 / (1 << 24), 1.1754943508222875e-38),
            Arithmetic.Float64 => (1.0 / (1L << 53), 2.2250738585072014e-308),
            _ => (0, 0),
        };
        _inputs = _unit > 0 && IsPossible(network)
            ? [.. Enumerable.Range(0, network.Outputs).Select(o => Terms(network.Layers[^1], o))] : [];
    }

    /// <summary>Whether f may be such a term.</summary>
    public static bool IsPossible(Network network)
    {
        if (network.Layers.Count < 2 || network.Layers[^2].Activation != Activation.Relu) return false;
        var last = network.Layers[^1];
        return last.Activation == Activation.Identity && Enumerable.Range(0, last.Neurons).All(o => last.Bias(o).IsZero
            && Terms(last, o).Select(c => last.Weights(o)[c].Sign).Distinct().Count() <= 1);
    }

    /// <summary>
    /// How much more than one rounding of f + g may be lost at a place. One product and f are rounded once, or twice as a sum of both is.
    /// Of n products g is the size, for they are of one sign: n + 1 terms go through n + 1 roundings each, and one of ours.
    /// </summary>
    /// <param name="room">What <see cref="Enclosure"/> has there.</param>
    /// <param name="output">The output, counted from 0.</param>
    /// <param name="f">No answer of f is larger.</param>
    /// <param name="g">No answer of g is larger.</param>
    public double Error(Enclosure.Scratch room, int output, double f, double g)
    {
        if (_inputs.Length == 0) return 0;
        var products = 0;
        var (middles, radii) = (room.Middles[^2], room.Radii[^2]);
        foreach (var c in _inputs[output]) products += middles[c] == 0 && radii[c] == 0 ? 0 : 1;
        if (products < 2) return 0;
        var roundings = (products + 2) * _unit;
        return (roundings / (1 - roundings) * (f + g) + (products + 2) * _tiny) * (1 + 1e-9);
    }

    private static int[] Terms(Layer layer, int row) =>
        [.. Enumerable.Range(0, layer.Inputs).Where(c => !layer.Weights(row)[c].IsZero)];
}
