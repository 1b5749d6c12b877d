using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Networks taken apart and put together by the units of their last hidden layer. What is kept keeps its weights and its order.
/// </summary>
internal static class Composition
{
    /// <summary>The last hidden layer's neurons as outputs.</summary>
    public static Network Units(Network network)
    {
        var count = network.Layers[^1].Inputs;
        var identity = Enumerable.Range(0, count)
            .Select(r => Enumerable.Range(0, count).Select(c => r == c ? Rational.One : Rational.Zero).ToArray());
        return new Network([.. network.Layers.SkipLast(1), new Layer(Activation.Identity, count, [.. identity], new Rational[count])]);
    }

    /// <summary>The network without some units of the last hidden layer, and without the neurons before that only they use.</summary>
    public static Network Without(Network network, IReadOnlySet<int> units)
    {
        var layers = network.Layers.ToArray();
        var kept = Enumerable.Range(0, layers[^1].Inputs).Where(unit => !units.Contains(unit)).ToArray();
        for (var l = layers.Length - 1; l > 0; l--)
        {
            layers[l] = Columns(layers[l], kept);
            layers[l - 1] = Rows(layers[l - 1], kept);
            var layer = layers[l - 1];
            kept = [.. Enumerable.Range(0, layer.Inputs)
                .Where(c => Enumerable.Range(0, layer.Neurons).Any(r => !layer.Weights(r)[c].IsZero))];
        }
        return new Network(layers, network.Origin, network.Dataset);
    }

    /// <summary>Two networks side by side: the sum of their outputs. Both have as many layers, each with the same activations.</summary>
    public static Network Sum(Network a, Network b)
    {
        var layers = new Layer[a.Layers.Count];
        for (var l = 0; l < layers.Length; l++)
        {
            var (left, right) = (a.Layers[l], b.Layers[l]);
            if (l == layers.Length - 1)
            {
                layers[l] = new Layer(
                    left.Activation, left.Inputs + right.Inputs,
                    [.. Enumerable.Range(0, left.Neurons).Select(r => (Rational[])[.. left.Weights(r), .. right.Weights(r)])],
                    [.. Enumerable.Range(0, left.Neurons).Select(r => left.Bias(r) + right.Bias(r))]);
                break;
            }
            // The first layers see the same features, later ones only their own network.
            var (before, behind) = l == 0 ? (0, 0) : (left.Inputs, right.Inputs);
            layers[l] = new Layer(
                left.Activation, l == 0 ? left.Inputs : before + behind,
                [
                    .. Enumerable.Range(0, left.Neurons).Select(r => (Rational[])[.. left.Weights(r), .. new Rational[behind]]),
                    .. Enumerable.Range(0, right.Neurons).Select(r => (Rational[])[.. new Rational[before], .. right.Weights(r)]),
                ],
                [.. Enumerable.Range(0, left.Neurons).Select(left.Bias), .. Enumerable.Range(0, right.Neurons).Select(right.Bias)]);
        }
        return new Network(layers);
    }

    /// <summary>
    /// Two networks of ReLU layers side by side, with different numbers of layers: the last hidden neurons of the shorter one, which are
    /// not negative, are handed on.
    /// </summary>
    public static Network Beside(Network a, Network b)
    {
        var count = Math.Max(a.Layers.Count, b.Layers.Count);
        return Sum(Deeper(a), Deeper(b));

        Network Deeper(Network network)
        {
            var layers = network.Layers.ToList();
            while (layers.Count < count)
            {
                var width = layers[^1].Inputs;
                var identity = Enumerable.Range(0, width)
                    .Select(r => Enumerable.Range(0, width).Select(c => r == c ? Rational.One : Rational.Zero).ToArray());
                layers.Insert(layers.Count - 1, new Layer(Activation.Relu, width, [.. identity], new Rational[width]));
            }
            return new Network(layers);
        }
    }

    private static Layer Rows(Layer layer, int[] kept) =>
        new(layer.Activation, layer.Inputs, Array.ConvertAll(kept, r => layer.Weights(r).ToArray()), Array.ConvertAll(kept, layer.Bias));

    private static Layer Columns(Layer layer, int[] kept) => new(
        layer.Activation, kept.Length,
        [.. Enumerable.Range(0, layer.Neurons).Select(r => layer.Weights(r).ToArray()).Select(row => Array.ConvertAll(kept, c => row[c]))],
        [.. Enumerable.Range(0, layer.Neurons).Select(layer.Bias)]);
}
