using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>One ReLU of a unit: Height * s(Slope t + Shift).</summary>
internal readonly record struct Hinge(Rational Height, Rational Slope, Rational Shift);

/// <summary>A piecewise linear function of one number, as a constant and ReLUs.</summary>
internal sealed record Shape(Rational Constant, params Hinge[] Hinges)
{
    /// <summary>s(t).</summary>
    public static Shape Relu { get; } = new(0, new Hinge(1, 1, 0));

    /// <summary>Hard-tanh: s(t + 1) - s(t - 1) - 1.</summary>
    public static Shape HardTanh { get; } = new(-1, new Hinge(1, 1, 1), new Hinge(-1, 1, -1));

    /// <summary>1 at 0, 0 outside [-1, 1], linear between them.</summary>
    public static Shape Hat { get; } = new(0, new Hinge(1, 1, 1), new Hinge(-2, 1, 0), new Hinge(1, 1, -1));

    /// <summary>The identity on [-1, 1], 0 outside [-2, 2].</summary>
    public static Shape Window { get; } = new(0, new Hinge(-1, 1, 2), new Hinge(2, 1, 1), new Hinge(-2, 1, -1), new Hinge(1, 1, -2));

    /// <summary>The identity on [-1/2, 1/2], 0 outside [-1, 1].</summary>
    public static Shape NarrowWindow { get; } =
        new(0, new Hinge(-1, 1, 1), new Hinge(2, 1, Rational.Of(1, 2)), new Hinge(-2, 1, Rational.Of(-1, 2)), new Hinge(1, 1, -1));

    /// <summary>t itself, wherever it is at least <paramref name="least"/>: one ReLU hands it on to the next layer.</summary>
    public static Shape Carry(Rational least) => new(least, new Hinge(1, 1, -least));
}

/// <summary>A number that the next layer may use: a constant plus a combination of neurons of the last layer built.</summary>
internal sealed record Signal(Rational Constant, (int Neuron, Rational Weight)[] Terms);

/// <summary>Writes a network unit by unit; units that are not plain ReLUs are expanded into them.</summary>
internal sealed class NetworkBuilder(int inputs)
{
    private readonly List<Layer> _layers = [];

    /// <summary>A layer of hard-tanh units stays one, with a neuron a unit.</summary>
    public bool HardTanhs { get; init; }

    private int _inputs = inputs;
    private Signal[] _signals = [.. Enumerable.Range(0, inputs).Select(c => new Signal(0, [(c, Rational.One)]))];

    /// <summary>
    /// A layer of units, unit u being shape_u(rows_u . signals + bias_u), where the signals are the inputs at first and the units of the
    /// layer before afterwards.
    /// </summary>
    public NetworkBuilder Units(IEnumerable<(Rational[] Row, Rational Bias, Shape Shape)> units)
    {
        var (weights, bias, signals) = (new List<Rational[]>(), new List<Rational>(), new List<Signal>());
        // Rows of many units are large: one is made when its turn has come.
        if (HardTanhs) units = [.. units];
        var native = HardTanhs && units.All(unit => unit.Shape == Shape.HardTanh);
        foreach (var (row, b, given) in units)
        {
            var (w, constant) = Affine(row, b);
            var shape = native ? Shape.Relu : given;
            var terms = new (int, Rational)[shape.Hinges.Length];
            for (var h = 0; h < terms.Length; h++)
            {
                var (height, slope, shift) = shape.Hinges[h];
                terms[h] = (weights.Count, height);
                weights.Add(slope == Rational.One ? w : Array.ConvertAll(w, v => slope * v));
                bias.Add(slope * constant + shift);
            }
            signals.Add(new Signal(shape.Constant, terms));
        }
        _layers.Add(Layer.Of(native ? Activation.HardTanh : Activation.Relu, _inputs, weights, bias));
        _inputs = weights.Count;
        _signals = [.. signals];
        return this;
    }

    /// <summary>Closes with a linear layer, one row an output.</summary>
    public Network Outputs(IEnumerable<(Rational[] Row, Rational Bias)> rows)
    {
        var affine = rows.Select(row => Affine(row.Row, row.Bias)).ToArray();
        _layers.Add(new Layer(Activation.Identity, _inputs, Array.ConvertAll(affine, a => a.Weights),
            Array.ConvertAll(affine, a => a.Bias)));
        return new Network(_layers);
    }

    /// <summary>g = 0 with no hidden neuron, for a dataset without edits.</summary>
    public static Network Nothing(int inputs, int outputs, int layers) => Constant(inputs, new Rational[outputs], layers);

    /// <summary>One value an output and no hidden neuron.</summary>
    public static Network Constant(int inputs, IEnumerable<Rational> values, int layers)
    {
        var builder = new NetworkBuilder(inputs);
        for (var l = 1; l < layers; l++) builder.Units([]);
        return builder.Outputs(values.Select(value => (Array.Empty<Rational>(), value)));
    }

    private (Rational[] Weights, Rational Bias) Affine(Rational[] row, Rational bias)
    {
        var weights = new Rational[_inputs];
        for (var s = 0; s < row.Length; s++)
        {
            if (row[s].IsZero) continue;
            bias += row[s] * _signals[s].Constant;
            foreach (var (neuron, weight) in _signals[s].Terms) weights[neuron] += row[s] * weight;
        }
        return (weights, bias);
    }
}
