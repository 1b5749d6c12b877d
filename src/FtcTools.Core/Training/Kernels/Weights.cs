using System.Numerics;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Training.Kernels;

/// <summary>Weights in a layout: where they come from and what becomes of them.</summary>
internal static class Weights
{
    /// <summary>Uniform in +-1/sqrt(inputs of the layer), biases too.</summary>
    public static AlignedBuffer<T> Random<T>(Layout layout, Xoshiro256StarStar random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var weights = new AlignedBuffer<T>(layout.Length);
        for (var l = 0; l < layout.Layers; l++)
        {
            var bound = 1 / Math.Sqrt(layout.Inputs(l));
            for (var r = 0; r < layout.Neurons(l); r++)
            {
                for (var c = 0; c <= layout.Inputs(l); c++)
                    weights.At(layout.Offset(l) + r * layout.Stride(l) + c) = T.CreateTruncating(bound * (2 * random.NextDouble() - 1));
            }
        }
        return weights;
    }

    /// <summary>The weights of a network, rounded to T.</summary>
    public static AlignedBuffer<T> Of<T>(Layout layout, Network network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var weights = new AlignedBuffer<T>(layout.Length);
        for (var l = 0; l < layout.Layers; l++)
        {
            var layer = network.Layers[l];
            for (var r = 0; r < layer.Neurons; r++)
            {
                var at = layout.Offset(l) + r * layout.Stride(l);
                weights.At(at) = DenseLayer<T>.Round(layer.Bias(r));
                foreach (var weight in layer.Weights(r)) weights.At(++at) = DenseLayer<T>.Round(weight);
            }
        }
        return weights;
    }

    /// <summary>Exactly these weights.</summary>
    public static AlignedBuffer<double> ToDouble<T>(AlignedBuffer<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var copy = new AlignedBuffer<double>(weights.Length);
        for (nint i = 0; i < weights.Length; i++) copy.At(i) = double.CreateTruncating(weights.At(i));
        return copy;
    }

    /// <summary>The network with exactly these weights; null where one is not finite.</summary>
    public static Network? ToNetwork<T>(Layout layout, AlignedBuffer<T> weights, NetworkOrigin origin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var weight in weights.Span)
        {
            if (!T.IsFinite(weight)) return null;
        }
        var layers = new Layer[layout.Layers];
        for (var l = 0; l < layers.Length; l++)
        {
            var (rows, bias) = (new Rational[layout.Neurons(l)][], new Rational[layout.Neurons(l)]);
            for (var r = 0; r < rows.Length; r++)
            {
                var row = weights.Span.Slice(layout.Offset(l) + r * layout.Stride(l), layout.Inputs(l) + 1);
                bias[r] = Exactly(row[0]);
                rows[r] = new Rational[layout.Inputs(l)];
                for (var c = 0; c < rows[r].Length; c++) rows[r][c] = Exactly(row[c + 1]);
            }
            layers[l] = new Layer(l == layers.Length - 1 ? Activation.Identity : Activation.Relu, layout.Inputs(l), rows, bias);
        }
        return new Network(layers, origin);

        static Rational Exactly(T value) => Rational.Of(double.CreateTruncating(value));
    }

    /// <exception cref="FtcException">FTC0060: a hidden layer is no ReLU layer, or has no neuron.</exception>
    public static Layout LayoutOf(Network network)
    {
        for (var l = 0; l < network.Layers.Count - 1; l++)
        {
            var layer = network.Layers[l];
            if (layer.Activation != Activation.Relu || layer.Neurons == 0)
                throw new FtcException(Codes.NotTrainable,
                    $"layer {l + 1} of the network has {layer.Neurons} {layer.Activation} neurons; training needs hidden layers of at least 1 ReLU.");
        }
        return new Layout([network.Inputs, .. network.Layers.Select(layer => layer.Neurons)]);
    }
}
