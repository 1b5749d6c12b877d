using FtcTools.Bounds;
using FtcTools.Constructions;
using FtcTools.Constructions.ThreeLayer;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>Counterexamples to statements as they are printed.</summary>
internal static class Corrections
{
    private const string Page = "corrections.md";

    public static IEnumerable<Passage> Passages { get; } =
    [
        new(Page, "corollary-4-2", false, Corollary42Table),
        new(Page, "papers-example", false, PapersExample),
        new(Page, "lemma-4-5", false, Lemma45),
        new(Page, "whole-roots", false, WholeRoots),
    ];

    private static string Corollary42Table() =>
        Format.Table(["m", "K = m + 2", "printed: N* at most", "true N*"], Enumerable.Range(3, 6).Select(m =>
    {
        var row = BoundTable.Capacity(m, m + 2, 2);
        if (row.Lower != row.Upper) throw new InvalidDataException($"the capacity of {m} neurons is not known at K = {m + 2}");
        return (string[])[Format.Count(m), Format.Count(m + 2), Format.Count((long)row.PaperUpper!.Value), Format.Count(row.Upper)];
    }));

    private static string PapersExample() =>
        Format.Table(["N", "K = 2N + 1", "pieces claimed", "pieces it needs", "pieces the alternating instance needs"],
            Enumerable.Range(1, 7).Select(n =>
    {
        var k = 2 * n + 1;
        return (string[])[Format.Count(n), Format.Count(k), Format.Count(k - 1), Pieces(HardKind.Paper), Pieces(HardKind.Alternating)];

        string Pieces(HardKind kind)
        {
            var (c, z) = KnotProgram.Points(new Problem(SyntheticData.Hard(n, k, kind)).Support);
            return Format.Count(new KnotProgram(c, z).Knots + 1);
        }
    }));

    /// <summary>h at every point of the lemma: its coefficients are slopes as printed, differences of slopes as corrected.</summary>
    public static Rational[] Interpolate(Rational[] w, Rational[] z, bool corrected)
    {
        var slopes = Enumerable.Range(0, w.Length - 1).Select(i => (z[i + 1] - z[i]) / (w[i + 1] - w[i])).ToArray();
        var coefficients = slopes.Select((slope, i) => corrected && i > 0 ? slope - slopes[i - 1] : slope).ToArray();
        return Array.ConvertAll(w, x =>
            coefficients.Select((coefficient, i) => coefficient * Rational.Max(x - w[i], 0)).Aggregate(z[0], (a, b) => a + b));
    }

    private static string Lemma45()
    {
        Rational[] w = [1, 2, 3, 4], z = [0, 1, 1, 0];
        var (printed, corrected) = (Interpolate(w, z, false), Interpolate(w, z, true));
        return Format.Table(["w", "z", "h as printed", "h with differences"],
            w.Select((_, i) => (string[])[w[i].ToString(), z[i].ToString(), printed[i].ToString(), corrected[i].ToString()]));
    }

    private static string WholeRoots() =>
        Format.Table(["N", "3N + 2", "printed: 6 sqrt(3N + 2)", "root made whole", "GroupedBlocks, d1 d2 >= 3N + 2"],
            ((int[])[1, 2, 3, 4, 10, 100, 1000]).Select(n =>
    {
        // With two zeros at least in every slot, J has 3N + 2 points.
        var network = new GroupedBlocks().Neurons(new Problem(SyntheticData.Hard(n, 3 * n + 2, HardKind.Alternating)));
        return (string[])[Format.Count(n), Format.Count(3 * n + 2), Format.Number(6 * Math.Sqrt(3 * n + 2)),
            Format.Count(6 * Integers.CeilingOfRoot(3 * n + 2)), Format.Count(network)];
    }));
}
