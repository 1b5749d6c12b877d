using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Writes slabs as three layers: the two rows of each slab in the first layer, its top in the second, and what it adds in the last.
/// </summary>
internal sealed class SlabNetwork(Dataset data)
{
    private readonly List<Rational[]> _rows = [];
    private readonly List<Rational> _bias = [];
    private readonly Dictionary<int, int> _features = [];
    private readonly List<(Rational Bias, (int Row, Rational Weight)[] Terms, Rational[] Value)> _tops = [];

    /// <summary>Adds slabs of one value each: two rows for a slab and for each one that crosses it, and one top.</summary>
    public SlabNetwork With(IEnumerable<(Slab Slab, IReadOnlyList<Rational> Value)> slabs)
    {
        foreach (var (slab, value) in slabs)
        {
            _tops.Add((1, [.. Add(slab).Select(row => (row, Rational.MinusOne))], [.. value]));
        }
        return this;
    }

    /// <summary>Adds a slab with carriers: a top for each of them, and one that takes their lifts away.</summary>
    public void Add(Slab slab, IEnumerable<Carrier> carriers)
    {
        var (rows, lifts) = (Add(slab), new Rational[data.Outputs]);
        foreach (var carrier in carriers)
        {
            var value = new Rational[data.Outputs];
            value[carrier.Output] = carrier.Sign;
            lifts[carrier.Output] = -Rational.Of(carrier.Lift);
            var (bias, terms) = Carried(carrier);
            var gate = -Rational.Of(carrier.Gate);
            _tops.Add((bias, [.. rows.Select(row => (row, gate)), .. terms], value));
        }
        if (Array.Exists(lifts, lift => !lift.IsZero)) _tops.Add((1, [.. rows.Select(row => (row, Rational.MinusOne))], lifts));
    }

    // How a top reads its carrier: from a row of its own, or from those of the features.
    private (Rational Bias, (int Row, Rational Weight)[] Terms) Carried(Carrier carrier)
    {
        var weights = Array.ConvertAll(carrier.Weights, Rational.Of);
        if (carrier.Origin is { } origin)
            return (Rational.Of(carrier.Bias), [.. weights.Index().Where(term => !term.Item.IsZero)
                .Select(term => (Feature(term.Index, Rational.Of(origin[term.Index])), term.Item))]);
        _rows.Add(weights);
        _bias.Add(Rational.Of(carrier.Bias));
        return (0, [(_rows.Count - 1, 1)]);
    }

    // The row that hands a feature on, which is not below its origin at any sample.
    private int Feature(int feature, Rational origin)
    {
        if (_features.TryGetValue(feature, out var row)) return row;
        var weights = new Rational[data.Inputs];
        weights[feature] = 1;
        _rows.Add(weights);
        _bias.Add(-origin);
        return _features[feature] = _rows.Count - 1;
    }

    /// <summary>Adds a slab whose classes one direction tells apart: a row between each two of them, and a top for each.</summary>
    public void Add(Slab slab, Levels levels)
    {
        var rows = Add(slab);
        var (before, gate) = (_rows.Count - 1, -Rational.Of(levels.Gate));
        for (var n = 1; n <= levels.Values.Count; n++)
        {
            var terms = rows.Select(row => (row, gate)).ToList();
            if (n > 1) terms.Add((before + n - 1, Levels.Rise));
            if (n < levels.Values.Count)
            {
                terms.Add((before + n, -Levels.Fall));
                _rows.Add(Array.ConvertAll(levels.Weights, Rational.Of));
                _bias.Add(Rational.Of(levels.Bias) - Rational.Of(Levels.Bend(n)));
            }
            _tops.Add((n == 1 ? 1 : 0, [.. terms], levels.Values[n - 1]));
        }
    }

    // Adds the rows of a slab and of those that cross it; returns their places in the first layer.
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
