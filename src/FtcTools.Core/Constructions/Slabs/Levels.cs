using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// One direction that tells the classes of the edits of a slab apart: c(x) = a . x + b is about n at those of the n-th class. The first
/// layer bends it halfway between two classes, r_n = s(c - n - 1/2). The top of the n-th class is s(2 r_(n-1) - 8 r_n - M (h_1 + h_2)),
/// that of the first one s(1 - 8 r_1 - M (h_1 + h_2)), and that of the last one has no r_n. At the edits of its class a top is 1, within
/// twice the error of c. At those of any other class it is exactly 0 in any arithmetic: r_(n-1) is 0 at the lower classes, and at the
/// higher ones 8 r_n is larger than 2 r_(n-1) for every error up to a sixteenth. Outside of the slab it is 0 as well, because M is at least
/// twice what the other terms can reach at any sample.
/// </summary>
/// <param name="Values">What each class adds, in the order of the classes along the direction.</param>
internal sealed record Levels(IReadOnlyList<Rational[]> Values, double[] Weights, double Bias, double Gate)
{
    /// <summary>The slope of a top before its own bend, and how much of it is taken away behind the bend.</summary>
    public const int Rise = 2, Fall = 8;

    // No error of c may be larger than this, and none may cost an edit more than this share of the margin of its class.
    private const double MostOff = 1.0 / 16, Part = 0.25;

    /// <summary>The value of c at which the row behind the n-th class bends.</summary>
    public static double Bend(int n) => n + 0.5;

    /// <summary>The direction for a slab, or null where all of its edits are of one class.</summary>
    public static Levels? Of(SlabSamples samples, SlabRows rows)
    {
        var data = samples.Data;
        var classes = Classes(data, rows);
        if (classes.Length < 2) return null;
        var (weights, bias) = rows.Function([.. rows.Held.Select(i => Place(classes, data, i))]);
        var most = Rise * (samples.Largest(weights) + Math.Abs(bias) + classes.Length);
        return new([.. classes.Select(c => data.Residual(rows.Held.First(i => data.Classes!.Label(i) == c))!.ToArray())], weights, bias,
            Carrier.Above(2.1 * most));
    }

    /// <summary>Whether c is near enough to the levels at the samples held, for every order of summation.</summary>
    public bool Holds(SlabSamples samples, SlabRows rows, Precision precision)
    {
        var data = samples.Data;
        var classes = Classes(data, rows);
        var room = Math.Min(MostOff, Part * data.Classes!.Margin.ToDouble() / (Rise * data.MaxResidual.ToDouble()));
        return Gate < precision.Most && Array.TrueForAll(Weights, w => Math.Abs(w) < precision.Most) && rows.Held.TrueForAll(i =>
        {
            var row = data.Row(i);
            var (value, magnitude) =
                (Sums.Dot(row, Weights) + Bias, Sums.OfMagnitudes(row, Weights) + Math.Abs(Bias) + classes.Length);
            return Math.Abs(value - Place(classes, data, i)) + precision.Relative(row.Length) * magnitude <= room;
        });
    }

    private static int[] Classes(Dataset data, SlabRows rows) => [.. rows.Held.Select(i => data.Classes!.Label(i)).Distinct().Order()];

    private static double Place(int[] classes, Dataset data, int i) => Array.IndexOf(classes, data.Classes!.Label(i)) + 1;
}
