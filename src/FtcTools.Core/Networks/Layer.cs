using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>What a neuron does to its affine input t.</summary>
public enum Activation
{
    /// <summary>t.</summary>
    Identity,

    /// <summary>max(t, 0).</summary>
    Relu,

    /// <summary>min(max(t, -1), 1).</summary>
    HardTanh,
}

/// <summary>A dense layer: activation(W h + b), W with one row a neuron. Exact and immutable.</summary>
public sealed class Layer
{
    private readonly Rational[][] _weights;
    private readonly Rational[] _bias;

    /// <param name="activation">Applied to every neuron.</param>
    /// <param name="inputs">Columns of W.</param>
    /// <param name="weights">Rows of W, each of <paramref name="inputs"/> numbers; none for a layer without neurons.</param>
    /// <param name="bias">The biases, one for each row.</param>
    /// <exception cref="FtcException">FTC0033: the lengths do not fit.</exception>
    public Layer(Activation activation, int inputs, IReadOnlyList<Rational[]> weights, IReadOnlyList<Rational> bias)
        : this(activation, inputs, bias, [.. weights.Select(row => row.AsSpan().ToArray())])
    {
    }

    private Layer(Activation activation, int inputs, IReadOnlyList<Rational> bias, Rational[][] weights)
    {
        if (weights.Length != bias.Count)
            throw new FtcException(Codes.ShapeMismatch,
                $"a layer has {weights.Length} rows of weights and {bias.Count} biases; each neuron has one of either.");
        Activation = activation;
        Inputs = inputs;
        _bias = [.. bias];
        _weights = weights;
        for (var r = 0; r < weights.Length; r++)
        {
            if (weights[r].Length != inputs)
                throw new FtcException(Codes.ShapeMismatch,
                    $"row {r + 1} of a layer has {weights[r].Length} weights where the layer before has {inputs} outputs.");
        }
    }

    /// <summary>A layer that takes its rows over: nobody changes them any more, and several may be one array.</summary>
    internal static Layer Of(Activation activation, int inputs, List<Rational[]> weights, List<Rational> bias) =>
        new(activation, inputs, bias, [.. weights]);

    public Activation Activation { get; }
    public int Inputs { get; }

    /// <summary>Number of rows of W.</summary>
    public int Neurons => _bias.Length;

    /// <summary>Row <paramref name="neuron"/> of W.</summary>
    public ReadOnlySpan<Rational> Weights(int neuron) => _weights[neuron];

    public Rational Bias(int neuron) => _bias[neuron];
}
