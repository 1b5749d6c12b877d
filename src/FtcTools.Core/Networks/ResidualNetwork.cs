using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>A block h + V s(U h + b) + c.</summary>
/// <param name="Inner">U and b: ReLUs.</param>
/// <param name="Outer">V and c: linear, as many outputs as the block has inputs.</param>
public sealed record ResidualBlock(Layer Inner, Layer Outer);

/// <summary>
/// Residual blocks on the features, and dense layers behind them. Files keep the blocks; evaluation, verification and exports run the dense
/// network that is equal to it at every x, in rational numbers and, but for the rounding of weights, in any arithmetic: h is handed past a
/// block as s(h) and s(-h), of which one is always 0.
/// </summary>
public sealed class ResidualNetwork
{
    /// <exception cref="FtcException">FTC0033: a block or a layer does not fit what is before it.</exception>
    public ResidualNetwork(IReadOnlyList<ResidualBlock> blocks, IReadOnlyList<Layer> layers)
    {
        if (layers.Count == 0)
            throw new FtcException(Codes.ShapeMismatch,
                "a residual network has no layer behind its blocks; at least the linear last one is needed.");
        for (var l = 0; l < blocks.Count; l++)
        {
            var (inner, outer) = blocks[l];
            if (inner.Activation != Activation.Relu || outer.Activation != Activation.Identity || outer.Inputs != inner.Neurons
                || outer.Neurons != inner.Inputs)
                throw new FtcException(Codes.ShapeMismatch,
                    $"block {l + 1} maps {inner.Inputs} numbers to {outer.Neurons} through {inner.Neurons} and {outer.Inputs} neurons; a block has ReLUs and gives back as many numbers as it takes.");
            if (inner.Inputs != blocks[0].Inner.Inputs)
                throw new FtcException(Codes.ShapeMismatch,
                    $"block {l + 1} takes {inner.Inputs} numbers where the first takes {blocks[0].Inner.Inputs}.");
        }
        if (blocks.Count > 0 && layers[0].Inputs != blocks[0].Inner.Inputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"the layer behind the blocks takes {layers[0].Inputs} inputs where they give {blocks[0].Inner.Inputs}.");
        (Blocks, Layers) = ([.. blocks], [.. layers]);
    }

    public IReadOnlyList<ResidualBlock> Blocks { get; }

    /// <summary>Dense layers behind the blocks, the last one linear.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>ReLUs of the blocks and neurons of the hidden layers behind them.</summary>
    public int Neurons => Blocks.Sum(block => block.Inner.Neurons) + Layers.SkipLast(1).Sum(layer => layer.Neurons);

    /// <summary>The equal network of dense layers. A block becomes a layer of its ReLUs, then s(h) and s(-h) of each coordinate.</summary>
    public IReadOnlyList<Layer> Dense()
    {
        var layers = new List<Layer>();
        // h as affine functions of the last layer's neurons; at first they are the features.
        var width = (Blocks.Count > 0 ? Blocks[0].Inner : Layers[0]).Inputs;
        var h = Enumerable.Range(0, width).Select(Quantity.Unit).ToArray();
        var neurons = width;
        foreach (var (inner, outer) in Blocks)
        {
            Quantity[] units = [.. Apply(inner, h), .. h, .. h.Select(v => Rational.MinusOne * v)];
            layers.Add(Write(Activation.Relu, units));
            h = [.. Enumerable.Range(0, width).Select(i =>
            {
                var row = new Rational[units.Length];
                outer.Weights(i).CopyTo(row);
                (row[inner.Neurons + i], row[inner.Neurons + width + i]) = (1, -1);
                return new Quantity(row, outer.Bias(i));
            })];
            neurons = units.Length;
        }
        foreach (var layer in Layers)
        {
            layers.Add(Write(layer.Activation, [.. Apply(layer, h)]));
            h = [.. Enumerable.Range(0, layer.Neurons).Select(Quantity.Unit)];
            neurons = layer.Neurons;
        }
        return layers;

        Layer Write(Activation activation, Quantity[] units) => new(activation, neurons,
            Array.ConvertAll(units, unit => (Rational[])[.. unit.Row, .. new Rational[neurons - unit.Row.Length]]),
            Array.ConvertAll(units, unit => unit.Bias));
    }

    private static IEnumerable<Quantity> Apply(Layer layer, Quantity[] h) => Enumerable.Range(0, layer.Neurons).Select(r =>
    {
        var sum = (Quantity)layer.Bias(r);
        for (var c = 0; c < h.Length; c++)
        {
            if (layer.Weights(r)[c] is { IsZero: false } weight) sum += weight * h[c];
        }
        return sum;
    });
}
