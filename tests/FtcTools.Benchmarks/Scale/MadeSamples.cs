using MathNet.Numerics.Random;

namespace FtcTools.Benchmarks.Scale;

/// <summary>
/// Samples of ten classes made from a seed, one at a time and in any order: float32 features in clusters, without any, or a table of mixed
/// columns; a model's answers, and N labels that contradict them.
/// </summary>
internal sealed class MadeSamples
{
    public const int Classes = 10;
    private const int Clusters = 3 * Classes;

    private readonly string _kind;
    private readonly float[][] _centres;
    private readonly HashSet<int> _edited = [];

    public MadeSamples(string kind, int k, int n, int inputs)
    {
        (_kind, K, N, Inputs) = (kind, k, n, inputs);
        var random = new Xoshiro256StarStar(1);
        _centres = [.. Enumerable.Range(0, kind == "clustered" ? Clusters : 1)
            .Select(_ => Enumerable.Range(0, inputs).Select(_ => kind == "clustered" ? (float)Gauss(random) : 0).ToArray())];
        while (_edited.Count < n) _edited.Add(random.Next(k));
    }

    public int K { get; }

    public int N { get; }

    public int Inputs { get; }

    /// <summary>Writes sample i (from 0), and says its label.</summary>
    /// <param name="x">d features.</param>
    /// <param name="f">The model's outputs, one a class.</param>
    public int Fill(int i, Span<float> x, Span<float> f)
    {
        var random = new Xoshiro256StarStar(unchecked(i * 7919 + 17));
        var cluster = random.Next(Clusters);
        var centre = _centres[cluster % _centres.Length];
        for (var j = 0; j < x.Length; j++)
        {
            var z = Gauss(random);
            x[j] = _kind switch
            {
                "clustered" => centre[j] + 0.5f * (float)z,
                "table" => (j % 3) switch { 0 => (float)Math.Round(Math.Pow(10, j % 5) * z, 2), 1 => (float)Math.Round(Math.Exp(z), 3), _ =>
                    (float)Math.Round(10 * z) + (float)Math.Round(random.NextDouble(), 4) },
                _ => (float)z,
            };
        }
        var answer = cluster % Classes;
        for (var c = 0; c < f.Length; c++) f[c] = (c == answer ? 4 : 0) + (float)random.NextDouble();
        return _edited.Contains(i) ? (answer + 1 + random.Next(Classes - 1)) % Classes : answer;
    }

    private static double Gauss(Xoshiro256StarStar random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
