using FtcTools.Data;

namespace FtcTools.Tests;

/// <summary>Samples in six clusters of three classes; every hundredth label contradicts the model.</summary>
internal static class Clusters
{
    /// <param name="single">Whether features are float32.</param>
    public static Dataset Make(int k, int d, int seed, bool single = true)
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
}
