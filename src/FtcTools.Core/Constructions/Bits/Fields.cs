using System.Numerics;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Bits;

/// <summary>An edited sample as whole numbers.</summary>
/// <param name="Value">floor of its scaled position, at least 2 and at least 2 from every other sample's.</param>
/// <param name="Label">Its number by the <see cref="LabelCode"/>.</param>
internal readonly record struct Field(BigInteger Value, int Label);

/// <summary>
/// The samples on a line, scaled so that every edited one is at least 2 from its neighbours, with the first edited one at 2: the first
/// stage of Vardi et al. 2022, with the distances of the data at hand in place of the worst possible.
/// </summary>
internal sealed class Fields
{
    public Fields(Line samples, LabelCode code)
    {
        var edited = Enumerable.Range(0, samples.Count).Where(samples.IsEdited).ToArray();
        var gaps = edited.SelectMany(i => new[] { i, i + 1 }).Where(i => i > 0 && i < samples.Count)
            .Select(i => samples.C[i] - samples.C[i - 1]);
        Scale = Rational.PowerOfTwoAtLeast(2 / gaps.DefaultIfEmpty(2).Aggregate(Rational.Min));
        Shift = 2 - Scale * samples.C[edited[0]];
        Items = Array.ConvertAll(edited, i => new Field(Floor(Scale * samples.C[i] + Shift), code.Of(samples, i)));
        LabelBits = Math.Max(2, BitOperations.Log2((uint)code.Largest) + 1);
        StepBits = [0, .. Items.Skip(1).Select((item, i) => (int)(item.Value - Items[i].Value).GetBitLength())];
    }

    /// <summary>x = Scale c + Shift.</summary>
    public Rational Scale { get; }

    public Rational Shift { get; }

    /// <summary>The edited samples in ascending order.</summary>
    public Field[] Items { get; }

    /// <summary>Bits of the longest label, at least 2.</summary>
    public int LabelBits { get; }

    /// <summary>Bits of the distance of each from the one before it.</summary>
    public int[] StepBits { get; }

    private static BigInteger Floor(Rational value) =>
        value.Sign >= 0 ? value.Numerator / value.Denominator : -((-value.Numerator + value.Denominator - 1) / value.Denominator);
}
