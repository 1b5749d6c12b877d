using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// The linear pieces of a network on which it is zero. On a piece every neuron is an affine function of the features; its edges are where
/// some neuron turns, whether or not that turns g.
/// </summary>
internal sealed class ZeroCells(Network network) : ZeroRegions
{
    // Neighbouring samples share pieces; what they no longer share need not be kept.
    private const int MostNodes = 4096;

    private readonly Dictionary<string, Node> _nodes = [];

    // A layer whose neurons are affine functions of the features, behind known sides of all edges before it.
    private sealed record Node(AffineFunction[] Neurons, AffineFunction[] Edges);

    public override IReadOnlyList<AffineFunction>? Around(ReadOnlySpan<double> features)
    {
        var edges = new List<AffineFunction>();
        var path = "";
        var node = Find(path, () => First());
        for (var l = 0; l + 1 < network.Layers.Count; l++)
        {
            edges.AddRange(node.Edges.Where(edge => !edge.IsConstant));
            var sides = new char[node.Edges.Length];
            for (var e = 0; e < sides.Length; e++) sides[e] = node.Edges[e].Sign(features) > 0 ? '+' : '-';
            path += new string(sides) + '/';
            var (below, layer) = (node, l);
            node = Find(path, () => Next(below, sides, layer + 1));
        }
        return node.Neurons.All(output => output.IsZero) ? edges : null;
    }

    private Node Find(string path, Func<Node> make)
    {
        if (_nodes.TryGetValue(path, out var node)) return node;
        if (_nodes.Count >= MostNodes) _nodes.Clear();
        return _nodes[path] = make();
    }

    private Node First()
    {
        var layer = network.Layers[0];
        return Make(layer, [.. Enumerable.Range(0, layer.Neurons)
            .Select(r => new AffineFunction(layer.Weights(r).ToArray(), layer.Bias(r)))]);
    }

    private Node Next(Node below, char[] sides, int l)
    {
        var layer = network.Layers[l];
        var values = Values(network.Layers[l - 1].Activation, below, sides);
        var neurons = new AffineFunction[layer.Neurons];
        for (var r = 0; r < neurons.Length; r++)
        {
            var (weights, bias) = (new Rational[network.Inputs], layer.Bias(r));
            for (var c = 0; c < values.Length; c++)
            {
                var weight = layer.Weights(r)[c];
                if (weight.IsZero) continue;
                bias += weight * values[c].Bias;
                if (values[c].Weights is not { } inner) continue;
                for (var j = 0; j < weights.Length; j++) weights[j] += weight * inner[j];
            }
            neurons[r] = new AffineFunction(weights, bias);
        }
        return Make(layer, neurons);
    }

    // Where the neurons of a layer turn.
    private static Node Make(Layer layer, AffineFunction[] neurons) => new(neurons, layer.Activation switch
    {
        Activation.Relu => neurons,
        Activation.HardTanh => [
            .. neurons.SelectMany(t => new[] { new AffineFunction(t.Weights, t.Bias + 1), new AffineFunction(t.Weights, t.Bias - 1) })],
        _ => [],
    });

    // What the neurons put out: their own function, or a constant, which has no weights.
    private static (Rational[]? Weights, Rational Bias)[] Values(Activation activation, Node node, char[] sides) =>
    [
        .. node.Neurons.Select((t, r) => activation switch
        {
            Activation.Relu => sides[r] == '+' ? (t.Weights, t.Bias) : (null, Rational.Zero),
            Activation.HardTanh => (sides[2 * r], sides[2 * r + 1]) switch
            {
                ('-', _) => (null, Rational.MinusOne),
                (_, '+') => (null, Rational.One),
                _ => (t.Weights, t.Bias),
            },
            _ => ((Rational[]?)t.Weights, t.Bias),
        }),
    ];
}
