using System.Numerics;
using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// A network whose weights were rounded once to float64 or float32, evaluated as dense layers in that arithmetic. It is what ships.
/// Weights are kept by input (one column an input) where a layer has more neurons than inputs and few weights are 0, by neuron otherwise.
/// </summary>
/// <typeparam name="T">double or float.</typeparam>
public sealed class RoundedNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseLayer<T>[] _layers;

    public RoundedNetwork(Network network)
    {
        Network = network;
        _layers = [.. network.Layers.Select(layer => new DenseLayer<T>(layer))];
        Widest = Math.Max(network.Inputs, network.Layers.Max(layer => layer.Neurons));
    }

    public Network Network { get; }

    internal IReadOnlyList<DenseLayer<T>> Layers => _layers;

    internal int Widest { get; }

    /// <summary>g at one sample, d features, rounded to T first.</summary>
    /// <returns>p outputs.</returns>
    public T[] Evaluate(ReadOnlySpan<double> features)
    {
        var outputs = new T[Network.Outputs];
        Evaluate(features, outputs, new T[2 * Widest]);
        return outputs;
    }

    /// <summary>As <see cref="Evaluate(ReadOnlySpan{double})"/>, into given memory.</summary>
    /// <param name="features">d features.</param>
    /// <param name="outputs">p outputs.</param>
    /// <param name="scratch">At least twice the widest layer or input.</param>
    internal void Evaluate(ReadOnlySpan<double> features, Span<T> outputs, Span<T> scratch)
    {
        var values = scratch[..Widest];
        var next = scratch.Slice(Widest, Widest);
        for (var j = 0; j < features.Length; j++) values[j] = T.CreateSaturating(features[j]);
        var width = features.Length;
        foreach (var layer in _layers)
        {
            layer.Apply(values[..width], next[..layer.Neurons]);
            width = layer.Neurons;
            var swap = values;
            values = next;
            next = swap;
        }
        values[..width].CopyTo(outputs);
    }
}

/// <summary>A dense layer with rounded weights.</summary>
internal sealed class DenseLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Activation _activation;
    private readonly bool _finite;
    private readonly WeightMatrix<T> _matrix;

    public DenseLayer(Layer layer)
    {
        _activation = layer.Activation;
        Inputs = layer.Inputs;
        Neurons = layer.Neurons;
        ByInput = Neurons > Inputs && !WeightMatrix<T>.IsSparse(layer);
        Weights = new T[Inputs * Neurons];
        Bias = new T[Neurons];
        for (var r = 0; r < Neurons; r++)
        {
            Bias[r] = Round(layer.Bias(r));
            var row = layer.Weights(r);
            for (var c = 0; c < Inputs; c++) Weights[ByInput ? c * Neurons + r : r * Inputs + c] = Round(row[c]);
        }
        _matrix = new(Weights, ByInput, Inputs, Neurons);
        _finite = Array.TrueForAll(Weights, T.IsFinite) && Array.TrueForAll(Bias, T.IsFinite);
    }

    public int Inputs { get; }
    public int Neurons { get; }
    public Activation Activation => _activation;

    /// <summary>Whether <see cref="Weights"/> holds W column by column.</summary>
    public bool ByInput { get; }

    public T[] Weights { get; }
    public T[] Bias { get; }

    /// <summary>The nearest T: one rounding.</summary>
    public static T Round(Rational value) =>
        typeof(T) == typeof(float) ? T.CreateTruncating(value.ToSingle()) : T.CreateTruncating(value.ToDouble());

    public void Apply(ReadOnlySpan<T> inputs, Span<T> outputs)
    {
        if (!_finite)
        {
            // 0 times an overflowed weight is NaN; skipping zeros must not hide that.
            outputs.Fill(T.NaN);
            return;
        }
        _matrix.Multiply(Bias, inputs, outputs);
        switch (_activation)
        {
            case Activation.Relu:
                TensorPrimitives.Max(outputs, T.Zero, outputs);
                break;
            case Activation.HardTanh:
                TensorPrimitives.Max(outputs, -T.One, outputs);
                TensorPrimitives.Min(outputs, T.One, outputs);
                break;
        }
    }
}
