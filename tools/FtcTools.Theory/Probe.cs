using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>What a network of one feature computes, inside and at its end, as exact functions of that feature.</summary>
internal static class Probe
{
    /// <summary>The output.</summary>
    public static PiecewiseLinear Output(this Network network) => Functions(network.Layers)[0];

    /// <summary>Combinations of the neurons of a hidden layer (from 1), and a constant: one function for each.</summary>
    public static PiecewiseLinear[] Behind(this Network network, int layer,
        IEnumerable<(IEnumerable<(int Neuron, int Weight)> Terms, Rational Constant)> signals)
    {
        var below = network.Layers[layer - 1].Neurons;
        var all = signals.ToArray();
        var rows = all.Select(signal =>
        {
            var row = new Rational[below];
            foreach (var (neuron, weight) in signal.Terms) row[neuron] = weight;
            return row;
        }).ToArray();
        var end = new Layer(Activation.Identity, below, rows, [.. all.Select(signal => signal.Constant)]);
        return Functions([.. network.Layers.Take(layer), end]);
    }

    /// <summary>The neurons of a hidden layer (from 1) before their ReLU, those that are chosen, plus a constant.</summary>
    public static PiecewiseLinear[] Before(this Network network, int layer, IEnumerable<int> neurons, Rational constant)
    {
        var own = network.Layers[layer - 1];
        int[] chosen = [.. neurons];
        var end = new Layer(Activation.Identity, own.Inputs, [.. chosen.Select(n => own.Weights(n).ToArray())],
            [.. chosen.Select(n => own.Bias(n) + constant)]);
        return Functions([.. network.Layers.Take(layer - 1), end]);
    }

    // A network is a function of what its first row sees: here that is the feature.
    private static PiecewiseLinear[] Functions(IReadOnlyList<Layer> layers) =>
        [.. LineFunction.Of(new Network([new Layer(Activation.Identity, 1, [[1]], [0]), .. layers]))!.Outputs];

    /// <summary>Every second, third, ... neuron of a layer.</summary>
    public static IEnumerable<int> Each(this Layer layer, int step, int first = 0) =>
        Enumerable.Range(0, layer.Neurons / step).Select(i => first + i * step);

    /// <summary>The knots of the first layer's ReLUs, and whether each faces left.</summary>
    public static IEnumerable<(double Knot, bool Left)> Knots(this Network network)
    {
        var first = network.Layers[0];
        return Enumerable.Range(0, first.Neurons)
            .Select(n => ((-first.Bias(n) / first.Weights(n)[0]).ToDouble(), first.Weights(n)[0].Sign < 0));
    }

    /// <summary>The corners of a function's graph from one place to another.</summary>
    public static IEnumerable<(double X, double Y)> Corners(this PiecewiseLinear f, double from, double to)
    {
        var knots = f.Knots.ToArray();
        var (first, last) = (Rational.Of(from), Rational.Of(to));
        yield return (from, f.At(Piece(first), first).ToDouble());
        for (var i = 0; i < knots.Length; i++)
        {
            if (knots[i] > first && knots[i] < last) yield return (knots[i].ToDouble(), f.Value(i).ToDouble());
        }
        yield return (to, f.At(Piece(last), last).ToDouble());

        int Piece(Rational c) => knots.Count(knot => knot < c);
    }
}
