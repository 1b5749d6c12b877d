using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>Writes slabs as three layers: rows in the first, tops in the second, what they add in the last.</summary>
internal sealed class SlabNetwork(Dataset data)
{
    private readonly List<Rational[]> _rows = [];
    private readonly List<Rational> _bias = [];
    private readonly List<(Rational Bias, (int Row, Rational Weight)[] Terms, Rational[] Value)> _tops = [];

    /// <summary>Slabs of one value each: two rows, two more for each that crosses it, and one top.</summary>
    public SlabNetwork With(IEnumerable<(Slab Slab, IReadOnlyList<Rational> Value)> slabs)
    {
        foreach (var (slab, value) in slabs)
        {
            _tops.Add((1, [.. Add(slab).Select(row => (row, Rational.MinusOne))], [.. value]));
        }
        return this;
    }

    /// <summary>A slab with carriers: a further row and a top for each.</summary>
    public void Add(Slab slab, IEnumerable<Carrier> carriers)
    {
        var rows = Add(slab);
        foreach (var carrier in carriers)
        {
            var value = new Rational[data.Outputs];
            value[carrier.Output] = carrier.Sign;
            var gate = -Rational.Of(carrier.Gate);
            _tops.Add((0, [.. rows.Select(row => (row, gate)), (_rows.Count, 1)], value));
            _rows.Add(Array.ConvertAll(carrier.Weights, Rational.Of));
            _bias.Add(Rational.Of(carrier.Bias));
        }
    }

    // Its rows, and those of slabs that cross it.
    private int[] Add(Slab slab)
    {
        var first = _rows.Count;
        for (var one = slab; one is not null; one = one.Crossing)
        {
            _rows.AddRange([one.Weights, Array.ConvertAll(one.Weights, w => -w)]);
            _bias.AddRange([one.Above, one.Below]);
        }
        return [.. Enumerable.Range(first, _rows.Count - first)];
    }

    public Network Build()
    {
        var second = _tops.Select(top =>
        {
            var row = new Rational[_rows.Count];
            foreach (var (r, weight) in top.Terms) row[r] = weight;
            return row;
        });
        return new Network(
        [
            Layer.Of(Activation.Relu, data.Inputs, _rows, _bias),
            Layer.Of(Activation.Relu, _rows.Count, [.. second], [.. _tops.Select(top => top.Bias)]),
            new Layer(Activation.Identity, _tops.Count,
                [.. Enumerable.Range(0, data.Outputs).Select(o => _tops.Select(top => top.Value[o]).ToArray())],
                new Rational[data.Outputs]),
        ]);
    }
}
