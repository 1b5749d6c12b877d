namespace FtcTools.Constructions.Bits;

/// <summary>
/// Vardi, Yehudai and Shamir 2022, Theorem 3.1: N of K samples with discrete residuals in about sqrt N parameters and no K, along one
/// direction. The edited samples go into m groups of k in order; each group is one whole number of k c + (k - 1) r bits, c for a label and
/// r for the distance of two neighbours. The network reads the number of the group that a sample lies in, and takes it apart bit by bit; a
/// sample that is not edited meets no match and gets 0.
/// <para>
/// Fewer layers than printed, for the same order: a group is read by one step of a staircase and not by an interval; distances between
/// neighbours stand for whole positions; a bit is the comparison of the number with the bit's weight, one layer, and not the difference of
/// two triangle maps.
/// </para>
/// m and k are those of the fewest parameters; both are about sqrt N up to a logarithm. No layer has more than 12 neurons where z takes at
/// most 12 values.
/// </summary>
public sealed class BitExtraction : BitConstruction
{
    public override string Source => "Vardi, Yehudai and Shamir 2022, Theorem 3.1";
    public override string Formula =>
        "2m + 3 ceil(m / 4) - 1 + (7k - 1) c + 5 (k - 1) r + k + q, m groups of k edits, c bits a label, r a distance, q ReLUs to decode";

    private protected override Design Choose(Problem problem, LabelCode code, Fields fields) =>
        new(code, FieldPlan.Cheapest(fields, 1, plans => plans[0].Parameters), 0);
}
