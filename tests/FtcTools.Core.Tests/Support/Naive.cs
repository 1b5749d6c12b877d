using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Core.Tests.Support;

/// <summary>The definition of a network, written down with no shortcut: the judge of everything faster.</summary>
public static class Naive
{
    public static Rational[] Evaluate(Network network, ReadOnlySpan<double> features) =>
        Evaluate(network, Array.ConvertAll(features.ToArray(), Rational.Of));

    public static Rational[] Evaluate(Network network, Rational[] features)
    {
        var values = features;
        foreach (var layer in network.Layers)
        {
            var next = new Rational[layer.Neurons];
            for (var r = 0; r < next.Length; r++)
            {
                var t = layer.Bias(r);
                for (var c = 0; c < values.Length; c++) t += layer.Weights(r)[c] * values[c];
                next[r] = layer.Activation switch
                {
                    Activation.Relu => t < 0 ? 0 : t,
                    Activation.HardTanh => t < -1 ? -1 : t > 1 ? 1 : t,
                    _ => t,
                };
            }
            values = next;
        }
        return values;
    }
}
