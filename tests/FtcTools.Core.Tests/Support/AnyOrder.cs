using System.Numerics;
using FtcTools.Networks;

namespace FtcTools.Core.Tests.Support;

/// <summary>
/// A rounded network evaluated neuron by neuron, each sum in an order of its own choice: the bias anywhere among the products, with or
/// without fused multiply-add. The first layer keeps one order, since its rows have the same length in every version of a network.
/// </summary>
public sealed class AnyOrder<T>(Network network, int seed, bool fused)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[] Evaluate(ReadOnlySpan<double> features)
    {
        var random = new Random(seed);
        var values = Array.ConvertAll(features.ToArray(), T.CreateSaturating);
        for (var l = 0; l < network.Layers.Count; l++)
        {
            var layer = network.Layers[l];
            var next = new T[layer.Neurons];
            for (var r = 0; r < next.Length; r++)
            {
                var order = Enumerable.Range(-1, layer.Inputs + 1).ToArray();
                if (l > 0) random.Shuffle(order);
                else if (seed % 2 == 1) Array.Reverse(order);
                var sum = T.Zero;
                foreach (var c in order)
                {
                    if (c < 0) sum += Round(layer.Bias(r));
                    else if (fused) sum = T.FusedMultiplyAdd(Round(layer.Weights(r)[c]), values[c], sum);
                    else sum += Round(layer.Weights(r)[c]) * values[c];
                }
                next[r] = layer.Activation switch
                {
                    Activation.Relu => T.Max(sum, T.Zero),
                    Activation.HardTanh => T.Clamp(sum, -T.One, T.One),
                    _ => sum,
                };
            }
            values = next;
        }
        return values;
    }

    private static T Round(FtcTools.Numerics.Rational value) =>
        typeof(T) == typeof(float) ? T.CreateTruncating(value.ToSingle()) : T.CreateTruncating(value.ToDouble());
}
