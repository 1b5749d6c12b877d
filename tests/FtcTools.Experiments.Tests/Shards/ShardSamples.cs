using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Experiments.Tests.Shards;

/// <summary>Samples in clusters of three classes, some of them mislabelled, and networks for them.</summary>
internal static class ShardSamples
{
    public static DesignOptions Ships { get; } = new() { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };

    /// <param name="single">Whether features are float32.</param>
    public static Dataset Clusters(int k, int d, int seed, bool single = true)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, d).Select(_ => 4 * random.NextDouble() - 2).ToArray())
            .ToArray();
        var builder = new DatasetBuilder(d, 3, k);
        for (var i = 0; i < k; i++)
        {
            var (cluster, f) = (random.Next(6), new double[] { random.NextSingle(), random.NextSingle(), random.NextSingle() });
            f[cluster % 3] += 2;
            double[] x = [.. centres[cluster].Select(c => c + random.NextDouble() - 0.5)];
            builder.Add(single ? Array.ConvertAll(x, value => (double)(float)value) : x, i % 100 == 7 ? (cluster + 1) % 3 : cluster % 3, f);
        }
        return builder.Build("clusters");
    }

    public static byte[] Json(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        return stream.ToArray();
    }
}
