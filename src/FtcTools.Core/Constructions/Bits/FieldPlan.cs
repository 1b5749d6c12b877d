using System.Numerics;

namespace FtcTools.Constructions.Bits;

/// <summary>
/// How edited samples go into groups, each of which becomes one whole number: at most <paramref name="Most"/> samples a group, and at most
/// <paramref name="StepBits"/> bits between neighbours of a group. A number is the first sample's label, then, for each further one, its
/// distance from the one before and its label.
/// </summary>
/// <param name="Groups">Indices of each group's first sample.</param>
internal sealed record FieldPlan(Fields Fields, int End, IReadOnlyList<int> Groups, int Most, int StepBits)
{
    /// <summary>Groups read in one layer: with x, the number and the base beside their two ReLUs each, 11 neurons.</summary>
    public const int Together = 4;

    /// <summary>Layers that read the group's number.</summary>
    public int ReadingLayers => (Groups.Count + Together - 1) / Together;

    /// <summary>Bits of a group's number.</summary>
    public int Bits => Most * Fields.LabelBits + (Most - 1) * StepBits;

    public int EndOf(int group) => group + 1 < Groups.Count ? Groups[group + 1] : End;

    /// <summary>The number of a group.</summary>
    public BigInteger Number(int group)
    {
        var number = BigInteger.Zero;
        for (var slot = 0; slot < Most; slot++)
        {
            var i = Groups[group] + slot;
            var present = i < EndOf(group);
            if (slot > 0) number = (number << StepBits) + (present ? Fields.Items[i].Value - Fields.Items[i - 1].Value : 0);
            number = (number << Fields.LabelBits) + (present ? Fields.Items[i].Label : 0);
        }
        return number;
    }

    /// <summary>
    /// Neurons of each hidden layer up to the label: one for x; x, number, base and two for each group read there; then for every slot the
    /// bits of the distance and of the label, and the last gate.
    /// </summary>
    /// <param name="readingLayers">At least <see cref="ReadingLayers"/>.</param>
    public IEnumerable<int> Widths(int readingLayers)
    {
        yield return 1;
        for (var layer = 0; layer < readingLayers; layer++)
            yield return 1 + (layer > 0 ? 2 : 0) + 2 * Math.Clamp(Groups.Count - Together * layer, 0, Together);
        for (var slot = 0; slot < Most; slot++)
        {
            for (var bit = 0; bit < (slot > 0 ? StepBits : 0); bit++) yield return bit == 0 && slot > 1 ? 6 : 5;
            for (var bit = 0; bit < Fields.LabelBits; bit++) yield return slot > 0 ? 7 : 6;
        }
        yield return Most > 1 ? 2 : 1;
    }

    /// <summary>Weights and biases between those layers; what is before and behind them does not depend on the plan.</summary>
    public long Parameters
    {
        get
        {
            var (parameters, before) = (0L, 0);
            foreach (var width in Widths(ReadingLayers))
            {
                parameters += (long)width * (before + 1);
                before = width;
            }
            return parameters;
        }
    }

    /// <summary>Hidden layers up to the label.</summary>
    public int Depth => 1 + ReadingLayers + Most * Fields.LabelBits + (Most - 1) * StepBits + 1;

    /// <summary>
    /// The samples cut into parts of equal size, a plan for each, all with one number of slots and of bits, so that the whole costs least.
    /// </summary>
    /// <param name="mostBits">That a group's number may have; one label always has its place.</param>
    public static IReadOnlyList<FieldPlan> Cheapest(Fields fields, int parts, Func<IReadOnlyList<FieldPlan>, long> cost,
        int mostBits = int.MaxValue)
    {
        var count = fields.Items.Length;
        var size = (count + parts - 1) / parts;
        IReadOnlyList<FieldPlan> best = Of(1, 2);
        var least = cost(best);
        foreach (var steps in fields.StepBits.Skip(1).Distinct().Order())
        {
            foreach (var most in Sizes(size).Skip(1))
            {
                var plans = Of(most, steps);
                if (plans[0].Bits > mostBits) break;
                var price = cost(plans);
                if (price < least) (best, least) = (plans, price);
            }
        }
        return best;

        IReadOnlyList<FieldPlan> Of(int most, int steps) =>
            [.. Enumerable.Range(0, parts).Select(part => part * size).Where(start => start < count)
                .Select(start => FieldPlan.Of(fields, start, Math.Min(count, start + size), most, steps))];
    }

    private static FieldPlan Of(Fields fields, int start, int end, int most, int stepBits)
    {
        var groups = new List<int>();
        for (var i = start; i < end; i++)
        {
            if (groups.Count == 0 || i - groups[^1] == most || fields.StepBits[i] > stepBits) groups.Add(i);
        }
        return new(fields, end, groups, most, stepBits);
    }

    // 1, 2, 3, ... and, further on, an eighth more each time; beyond twice the root the groups alone cost more.
    private static IEnumerable<int> Sizes(int count)
    {
        var largest = Math.Min(count, 2 * (int)Math.Sqrt(count) + 2);
        for (var size = 1; size <= largest; size += Math.Max(1, size / 8)) yield return size;
    }
}
