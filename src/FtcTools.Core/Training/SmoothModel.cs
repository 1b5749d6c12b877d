using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using MathNet.Numerics.LinearAlgebra;

namespace FtcTools.Training;

/// <summary>
/// A ReLU network and its samples in float64 as a differentiable function of its weights, near those it was built with. The weights of each
/// hidden neuron are scaled against those behind it until both have one norm: the same function, in the middle of the networks that are
/// equal to it.
/// </summary>
internal sealed class SmoothModel
{
    private readonly Dataset _data;
    private readonly int[] _sizes; // features, hidden neurons, outputs
    private readonly int[] _offsets; // row r of layer l: its bias and its weights from _offsets[l] + r (1 + inputs) on
    private readonly double[] _weights;
    private readonly double[][] _values; // of one sample: features, then each layer behind its activation
    private readonly double[][] _slopes; // of one output, by each layer's neurons
    private readonly bool[] _pattern;

    /// <exception cref="FtcException">
    /// FTC0060: a hidden layer is no ReLU layer; FTC0034: the network is not exact on the samples, or not differentiable there.
    /// </exception>
    public SmoothModel(Network network, Dataset data)
    {
        if (network.Layers.SkipLast(1).Any(layer => layer.Activation != Activation.Relu))
            throw new FtcException(Codes.NotTrainable, "a hidden layer is no ReLU layer; descent near a minimum is for ReLU networks.");
        _data = data;
        _sizes = [network.Inputs, .. network.Layers.Select(layer => layer.Neurons)];
        _offsets = new int[_sizes.Length];
        for (var l = 0; l + 1 < _sizes.Length; l++) _offsets[l + 1] = _offsets[l] + _sizes[l + 1] * (_sizes[l] + 1);
        _weights = [.. network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons)
            .SelectMany(r => layer.Weights(r).ToArray().Prepend(layer.Bias(r)))).Select(w => w.ToDouble())];
        _values = Array.ConvertAll(_sizes, size => new double[size]);
        _slopes = Array.ConvertAll(_sizes, size => new double[size]);
        Balance();
        Minimum = Vector<double>.Build.DenseOfArray(_weights);
        _pattern = Pattern().ToArray();
        if (!(Risk() < 1e-12 * Math.Max(1, Math.Pow(data.MaxResidual.ToDouble(), 2))))
            throw new FtcException(Codes.Argument,
                $"the network's mean squared error on {data.Name} is {Risk():R} in float64; it must memorize the samples.");
        if (Nearest() < 1e-9)
            throw new FtcException(Codes.Argument, "a sample lies on a kink of a neuron: the network is not differentiable there.");
    }

    public Vector<double> Minimum { get; }

    public Vector<double> Weights => Vector<double>.Build.DenseOfArray(_weights);

    public int Count => _weights.Length;

    public void Set(Vector<double> weights) => weights.AsArray().CopyTo(_weights, 0);

    /// <summary>Mean over samples of the squared error.</summary>
    public double Risk()
    {
        var sum = 0.0;
        for (var i = 0; i < _data.K; i++)
        {
            Forward(i);
            for (var o = 0; o < _data.Outputs; o++) sum += Math.Pow(_values[^1][o] - _data.Residual(i, o).ToDouble(), 2);
        }
        return sum / _data.K;
    }

    public bool SamePattern() => Pattern().SequenceEqual(_pattern);

    /// <summary>The derivatives of output o at sample i by all weights.</summary>
    public double[] Gradient(int i, int o)
    {
        Forward(i);
        Array.Clear(_slopes[^1]);
        _slopes[^1][o] = 1;
        var gradient = new double[Count];
        Backward(gradient, 1);
        return gradient;
    }

    /// <summary>One step on the sum over a batch of half the squared error.</summary>
    public void Step(ReadOnlySpan<int> batch, double rate)
    {
        var change = new double[Count];
        foreach (var i in batch)
        {
            Forward(i);
            for (var o = 0; o < _data.Outputs; o++) _slopes[^1][o] = _values[^1][o] - _data.Residual(i, o).ToDouble();
            Backward(change, -rate);
        }
        for (var w = 0; w < change.Length; w++) _weights[w] += change[w];
    }

    private void Forward(int i)
    {
        _data.Row(i).CopyTo(_values[0]);
        for (var l = 0; l + 1 < _sizes.Length; l++)
        {
            var (inputs, outputs, last) = (_values[l], _values[l + 1], l + 2 == _sizes.Length);
            for (var r = 0; r < outputs.Length; r++)
            {
                var row = _weights.AsSpan(_offsets[l] + r * (inputs.Length + 1), inputs.Length + 1);
                var t = row[0];
                for (var c = 0; c < inputs.Length; c++) t += row[c + 1] * inputs[c];
                outputs[r] = last || t > 0 ? t : 0;
            }
        }
    }

    // Adds scale times the gradient of slopes[^1] . outputs.
    private void Backward(double[] gradient, double scale)
    {
        for (var l = _sizes.Length - 2; l >= 0; l--)
        {
            var (inputs, slopes, below) = (_values[l], _slopes[l + 1], _slopes[l]);
            Array.Clear(below);
            for (var r = 0; r < slopes.Length; r++)
            {
                if (slopes[r] == 0) continue;
                var at = _offsets[l] + r * (inputs.Length + 1);
                gradient[at] += scale * slopes[r];
                for (var c = 0; c < inputs.Length; c++)
                {
                    gradient[at + c + 1] += scale * slopes[r] * inputs[c];
                    below[c] += _weights[at + c + 1] * slopes[r];
                }
            }
            if (l == 0) break;
            for (var c = 0; c < inputs.Length; c++) below[c] = inputs[c] > 0 ? below[c] : 0;
        }
    }

    private IEnumerable<bool> Pattern()
    {
        for (var i = 0; i < _data.K; i++)
        {
            Forward(i);
            foreach (var layer in _values[1..^1])
            {
                foreach (var value in layer) yield return value > 0;
            }
        }
    }

    // The least distance of a hidden neuron's input from its kink, in units of its weights.
    private double Nearest()
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < _data.K; i++)
        {
            Forward(i);
            for (var l = 0; l + 2 < _sizes.Length; l++)
            {
                for (var r = 0; r < _sizes[l + 1]; r++)
                {
                    var row = _weights.AsSpan(_offsets[l] + r * (_sizes[l] + 1), _sizes[l] + 1);
                    var (t, size) = (row[0], Math.Abs(row[0]));
                    for (var c = 0; c < _sizes[l]; c++)
                        (t, size) = (t + row[c + 1] * _values[l][c], size + Math.Abs(row[c + 1] * _values[l][c]));
                    if (size > 0) nearest = Math.Min(nearest, Math.Abs(t) / size);
                }
            }
        }
        return nearest;
    }

    private void Balance()
    {
        const int Sweeps = 100;
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            for (var l = 0; l + 2 < _sizes.Length; l++)
            {
                var (inputs, neurons, next) = (_sizes[l], _sizes[l + 1], _sizes[l + 2]);
                for (var r = 0; r < neurons; r++)
                {
                    var row = _weights.AsSpan(_offsets[l] + r * (inputs + 1), inputs + 1);
                    var (before, behind) = (0.0, 0.0);
                    foreach (var w in row) before += w * w;
                    for (var q = 0; q < next; q++) behind += Math.Pow(_weights[_offsets[l + 1] + q * (neurons + 1) + r + 1], 2);
                    if (before == 0 || behind == 0) continue;
                    var factor = Math.Pow(behind / before, 0.25);
                    foreach (ref var w in row) w *= factor;
                    for (var q = 0; q < next; q++) _weights[_offsets[l + 1] + q * (neurons + 1) + r + 1] /= factor;
                }
            }
        }
    }
}
