using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>Layers that a construction has no use for: one neuron each, in front, hands the projected sample on.</summary>
internal static class SpareLayers
{
    /// <summary>A network that begins with them, and the row that reads c = a . x from its last layer.</summary>
    public static (NetworkBuilder Network, Rational[] C) Begin(Line samples, int count)
    {
        var network = new NetworkBuilder(samples.Direction.Length);
        var c = Array.ConvertAll(samples.Direction, Rational.Of);
        for (var l = 0; l < count; l++)
        {
            network.Units([(c, 0, Shape.Carry(samples.C[0]))]);
            c = [1];
        }
        return (network, c);
    }
}
