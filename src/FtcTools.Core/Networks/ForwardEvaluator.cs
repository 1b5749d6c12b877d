using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Exact values of a network layer by layer, each row as one sum of integers: for networks that are deep and narrow, whose weights run to
/// thousands of bits and leave a floating-point enclosure nothing to say. Zero weights cost nothing, and the depth takes no stack.
/// </summary>
internal sealed class ForwardEvaluator
{
    private readonly Network _network;
    private readonly ExactRow[][] _rows;

    public ForwardEvaluator(Network network)
    {
        _network = network;
        _rows = [.. network.Layers.Select(layer => Enumerable.Range(0, layer.Neurons)
            .Select(r => new ExactRow(layer.Weights(r), layer.Bias(r))).ToArray())];
    }

    /// <summary>Buffers of one thread: what each layer puts out.</summary>
    public Rational[][] NewBuffers() => [.. _network.Layers.Select(layer => new Rational[layer.Neurons])];

    /// <summary>g at one sample of d floats; the p exact outputs are valid until the next call with the same buffers.</summary>
    public ReadOnlySpan<Rational> Evaluate(ReadOnlySpan<double> features, Rational[][] buffers)
    {
        for (var l = 0; l < _rows.Length; l++)
        {
            var (rows, outputs, activation) = (_rows[l], buffers[l], _network.Layers[l].Activation);
            for (var r = 0; r < rows.Length; r++)
            {
                var t = l == 0 ? rows[r].At(features) : rows[r].At(buffers[l - 1]);
                outputs[r] = activation switch
                {
                    Activation.Relu => t.Sign > 0 ? t : Rational.Zero,
                    Activation.HardTanh => Rational.Min(1, Rational.Max(-1, t)),
                    _ => t,
                };
            }
        }
        return buffers[^1];
    }
}
