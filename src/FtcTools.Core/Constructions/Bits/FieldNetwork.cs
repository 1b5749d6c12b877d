using System.Numerics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Bits;

/// <summary>
/// Writes the three stages of Vardi et al. 2022, Theorem 3.1, as a network from x to the number of a label, 0 at every sample that is not
/// edited. The second stage is a staircase that reads the group's number and its first sample's value; the third takes the number apart bit
/// by bit by comparing it with the bit's weight, and keeps the distance d from x to the sample whose turn it is.
/// </summary>
internal sealed class FieldNetwork
{
    private readonly NetworkBuilder _network;

    private FieldNetwork(NetworkBuilder network) => _network = network;

    // A layer of ReLUs; its outputs.
    private Quantity[] Layer(params Quantity[] units)
    {
        _network.Units(units.Select(unit => (unit.Row, unit.Bias, Shape.Relu)));
        return [.. units.Select((_, u) => Quantity.Unit(u))];
    }

    /// <summary>The network for one plan.</summary>
    /// <param name="direction">a, so that c = a . x.</param>
    /// <param name="spare">Layers, with one neuron each, that hand x on in front.</param>
    /// <param name="readingLayers">Layers of the second stage, at least as many as the plan has.</param>
    public static Network Write(double[] direction, FieldPlan plan, int spare, int readingLayers)
    {
        var network = new FieldNetwork(new NetworkBuilder(direction.Length));
        var x = network.Layer(new Quantity(Array.ConvertAll(direction, a => plan.Fields.Scale * Rational.Of(a)), plan.Fields.Shift))[0];
        for (var layer = 0; layer < spare; layer++) x = network.Layer(x)[0];
        var (number, first) = network.Read(ref x, plan, readingLayers);
        var label = network.Search(number, x - first, plan);
        return network._network.Outputs([(label.Row, label.Bias)]);
    }

    // Behind each layer, number and base of the last group that begins at or below x. A step rises between the whole numbers v - 1 and v, v
    // the value of the group's first sample, where no sample lies.
    private (Quantity Number, Quantity Base) Read(ref Quantity x, FieldPlan plan, int layers)
    {
        var (number, first) = ((Quantity)0, (Quantity)0);
        var (lastNumber, lastBase) = (BigInteger.Zero, BigInteger.Zero);
        for (var layer = 0; layer < layers; layer++)
        {
            var groups = Enumerable.Range(0, plan.Groups.Count).Skip(layer * FieldPlan.Together).Take(FieldPlan.Together).ToArray();
            var values = Array.ConvertAll(groups, group => plan.Fields.Items[plan.Groups[group]].Value);
            Quantity[] carried = layer == 0 ? [x] : [x, number, first];
            var before = x;
            var units = Layer([.. carried, .. values.SelectMany(v => new[] { before + (Rational)(1 - v), before + (Rational)(-v) })]);
            (x, number, first) = (units[0], layer == 0 ? 0 : units[1], layer == 0 ? 0 : units[2]);
            for (var i = 0; i < groups.Length; i++)
            {
                var step = units[carried.Length + 2 * i] - units[carried.Length + 2 * i + 1];
                var next = plan.Number(groups[i]);
                number += (Rational)(next - lastNumber) * step;
                first += (Rational)(values[i] - lastBase) * step;
                (lastNumber, lastBase) = (next, values[i]);
            }
        }
        return (number, first);
    }

    // One slot after the other: d is the distance from its sample, t = 1 for 0 <= d <= 1 and 0 for d <= -1/2 or d >= 3/2, and the label is
    // added through a gate that only t = 1 opens.
    private Quantity Search(Quantity number, Quantity distance, FieldPlan plan)
    {
        var labelBits = plan.Fields.LabelBits;
        // From a group's first sample on, d goes down to minus its extent.
        var floor = (Rational)Enumerable.Range(0, plan.Groups.Count)
            .Select(group => plan.Fields.Items[plan.EndOf(group) - 1].Value - plan.Fields.Items[plan.Groups[group]].Value)
            .Aggregate(BigInteger.Max) + 2;
        var weight = BigInteger.One << (plan.Bits - 1);
        var (label, gate) = ((Quantity?)null, (Quantity?)null);
        for (var slot = 0; slot < plan.Most; slot++)
        {
            for (var bit = slot > 0 ? plan.StepBits - 1 : -1; bit >= 0; bit--)
            {
                var one = Bit([], out _);
                distance -= (Rational)(BigInteger.One << bit) * one;
            }
            var (near, word) = ((Quantity)0, (Quantity)0);
            for (var bit = 0; bit < labelBits; bit++)
            {
                Quantity[] extra = bit switch
                {
                    0 => [2 * (distance - 1), -2 * distance],
                    _ => [near, word],
                };
                var one = Bit(extra, out var units);
                near = bit == 0 ? 1 - units[0] - units[1] : units[0];
                word = bit == 0 ? one : 2 * units[1] + one;
            }
            Rational open = BigInteger.One << labelBits;
            gate = open * near + word - open;
        }
        var last = Layer(label is null ? [gate!] : [label, gate!]);
        return last.Length == 1 ? last[0] : last[0] + last[1];

        // A layer that takes the leading bit off the number: s(n - w + 1) - s(n - w) is 1 for n >= w and 0 for n <= w - 1.
        Quantity Bit(Quantity[] extra, out Quantity[] units)
        {
            Quantity[] added = label is null ? gate is null ? [] : [gate] : gate is null ? [label] : [label, gate];
            var all = Layer([number, number - (Rational)(weight - 1), number - (Rational)weight, distance + floor, .. added, .. extra]);
            var one = all[1] - all[2];
            number = all[0] - (Rational)weight * one;
            distance = all[3] - floor;
            if (added.Length > 0) label = added.Length == 1 ? all[4] : all[4] + all[5];
            gate = null;
            weight >>= 1;
            units = all[(4 + added.Length)..];
            return one;
        }
    }
}
