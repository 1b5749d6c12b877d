using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Core.Tests.Support;

/// <summary>Random datasets that try every corner: any N, K, d, p, ties after projection, adjacent and outer edits, wild scales.</summary>
public static class Instances
{
    public static Dataset Random(int seed, int largestK = 40, int largestOutputs = 3)
    {
        var random = new Random(seed);
        var k = 3 + random.Next(largestK - 2);
        var n = random.Next(6) switch { 0 => 0, 1 => k, 2 => 1, _ => random.Next(k + 1) };
        // Some have about as many features as samples.
        var d = random.Next(10) switch { 0 => k - 1 + random.Next(3), 1 or 2 or 3 => 1 + random.Next(5), _ => 1 };
        var p = random.Next(4) == 0 ? 1 + random.Next(largestOutputs) : 1;
        var features = new double[k][];
        var style = random.Next(5);
        var seen = new HashSet<string>();
        for (var i = 0; i < k; i++)
        {
            do
            {
                features[i] = [.. Enumerable.Range(0, d).Select(_ => style switch
                {
                    0 => i + 1.0,
                    1 => random.Next(-2 * k, 2 * k),
                    2 => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-30, 30)),
                    3 => 1 + random.Next(1 << 20) * Math.ScaleB(1, -50),
                    _ => 2 * random.NextDouble() - 1,
                })];
            }
            while (!seen.Add(string.Join(';', features[i].Select(v => (v + 0.0).ToString("R")))));
        }
        // Some untouched samples stand twice in the data.
        var edited = (style == 0 ? Enumerable.Range(random.Next(k - n + 1), n) : Enumerable.Range(0, k).OrderBy(_ => random.Next()).Take(n))
            .ToHashSet();
        var builder = new DatasetBuilder(d, p);
        var labels = random.Next(4);
        for (var i = 0; i < k; i++)
        {
            var z = new Rational[p];
            if (edited.Contains(i))
            {
                for (var o = 0; o < p; o++)
                {
                    z[o] = labels switch
                    {
                        0 => i % 2 == 0 ? 1 : -1,
                        1 => 1 + random.Next(3),
                        2 => Rational.Of(random.Next(-50, 50) | 1, 7),
                        _ => Rational.Of(Math.ScaleB(random.NextDouble() + 0.001, random.Next(-20, 20)) * (random.Next(2) == 0 ? 1 : -1)),
                    };
                }
                if (p > 1 && random.Next(2) == 0) z[random.Next(p - 1)] = 0;
            }
            builder.Add(features[i], z);
            if (!edited.Contains(i) && random.Next(10) == 0) builder.Add(features[i], z);
        }
        return builder.Build($"instance {seed}");
    }
}
