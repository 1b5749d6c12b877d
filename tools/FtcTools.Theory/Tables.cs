using FtcTools.Bounds;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Theory;

/// <summary>The tables of the pages. Whatever they say is built is built here, and proven on all samples.</summary>
internal static class Tables
{
    private const string Page = "bounds.md";
    private static readonly int[] Edits =
        [1, 2, 3, 4, 5, 7, 10, 13, 18, 24, 32, 42, 56, 75, 100, 133, 178, 237, 316, 422, 491, 562, 750, 1000];

    public static IEnumerable<Passage> Passages { get; } =
    [
        new(Page, "line-1000", true, () => OnALine(1000)),
        new(Page, "line-100000", true, () => OnALine(100_000)),
        new(Page, "depth", true, Depth),
        new(Page, "general-position", true, GeneralPosition),
        new("README.md", "conditioning", true, Conditioning),
    ];

    /// <summary>Bounds over all data, and what is built for data that need the most.</summary>
    private static string OnALine(int k) => Format.Table(
        ["N", "2 layers: paper", "sharp", "built", "3 layers: paper", "sharp", "built", "by"],
        Edits.Select(n =>
        {
            var (two, three) = (BoundTable.Row(n, k, 2), BoundTable.Row(n, k, 3));
            var deep = Fewest(Given.TwoHalves(n, k), 3);
            return (string[])[Format.Count(n), Paper(two), Sharp(two),
                Format.Count(Fewest(SyntheticData.Hard(n, k, HardKind.Alternating), 2).Neurons), Paper(three), Sharp(three),
                    Format.Count(deep.Neurons), deep.Origin.Method!];
        }));

    private static string Depth()
    {
        int[] layers = [2, 3, 4, 5, 6, 8, 10];
        (int N, int K)[] cases = [(10, 1000), (100, 1000), (1000, 1000), (10, 100_000), (100, 100_000), (1000, 100_000)];
        return Format.Table(["N", "K", .. layers.Select(l => $"L = {l}")], cases.Select(c => (string[])
            [Format.Count(c.N), Format.Count(c.K),
                .. layers.Select(l => $"{Sharp(BoundTable.Row(c.N, c.K, l))} ({Format.Count(Fewest(l == 2 ? SyntheticData.Hard(c.N, c.K, HardKind.Alternating) : Given.TwoHalves(c.N, c.K), l).Neurons)})")]));
    }

    private static string GeneralPosition()
    {
        const int K = 1000, Dimension = 10;
        return Format.Table(
            ["N", "2 layers: sharp", "Strips", "3 layers: sharp", "FeatureStrips"],
            Edits.Where(n => n >= 10).Select(n =>
            {
                var data = SyntheticData.Gaussian(n, K, Dimension, 1);
                return (string[])
                [
                    Format.Count(n), Sharp(BoundTable.Row(n, K, 2, Dimension)), Build("Strips", data, 2).Neurons.ToString(),
                    Sharp(BoundTable.Row(n, K, 3, Dimension)),
                    Applies("FeatureStrips", data) ? Build("FeatureStrips", data, 3).Neurons.ToString() : "-",
                ];
            }));
    }

    private static string Conditioning()
    {
        var data = SyntheticData.Gaussian(100, 1000, 10, 1);
        return Format.Table(
            ["construction", "layers", "neurons", "largest weight", "float64 error", "float32 error", "touched in float64", "in float32"],
            Catalogue.All.Where(c => !c.ByNameOnly && Applies(c.Name, data))
                .SelectMany(c => Enumerable.Range(c.Layers, c.MostLayers > c.Layers ? 2 : 1).Select(layers =>
            {
                var network = Build(c.Name, data, layers);
                var (wide, narrow) = (Verifier.Verify(network, data, Arithmetic.Float64),
                    Verifier.Verify(network, data, Arithmetic.Float32));
                return (string[])
                [
                    c.Name, layers.ToString(), network.Neurons.ToString(), Format.Size(Largest(network)), Format.Error(wide.MaxError),
                    Format.Error(narrow.MaxError),
                    Format.Count(wide.Touched), Format.Count(narrow.Touched),
                ];
            })));
    }

    private static double Largest(Network network) =>
        network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons).SelectMany(n => layer.Weights(n).ToArray()))
            .Max(w => Math.Abs(w.ToDouble()));

    private static bool Applies(string method, Dataset data) => Catalogue.Find(method) is var construction
        && construction.Competes(new Problem(data)) && construction.Refusal(new Problem(data)) is null;

    private static Network Fewest(Dataset data, int layers) => Build(Design.Auto, data, layers);

    private static Network Build(string method, Dataset data, int layers)
    {
        var network = Design.Build(data, new DesignOptions { Method = method, Layers = [layers], Precision = Arithmetic.Exact }).Network;
        var rounds = Catalogue.Find(network.Origin.Method!).MeetsWithinRounding;
        var report = Verifier.Verify(network, data, rounds ? Arithmetic.Float64 : Arithmetic.Exact);
        return report.Passed ? network : throw new InvalidDataException($"{method} on {data.Name}: {report.Mismatches} samples are wrong");
    }

    private static string Paper(Bound row) => $"{Format.Number(row.PaperLower!.Value)}..{Format.Number(row.PaperUpper!.Value)}";

    private static string Sharp(Bound row) =>
        row.Lower == row.Upper ? Format.Count((long)row.Upper) : $"{Format.Count((long)row.Lower)}..{Format.Count((long)row.Upper)}";
}
