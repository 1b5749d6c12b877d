using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Onnx;

/// <summary>The rows of a layer, rounded as they ship, each once whatever its sign.</summary>
internal sealed class Directions
{
    private readonly List<double[]> _rows = [];
    private readonly (int Direction, int Sign)[] _neurons;

    /// <param name="round">Gives the nearest number of the precision that ships.</param>
    public Directions(Layer layer, Func<Rational, double> round)
    {
        _neurons = new (int, int)[layer.Neurons];
        for (var r = 0; r < layer.Neurons; r++)
        {
            double[] row = [.. layer.Weights(r).ToArray().Select(round)];
            _neurons[r] = row.AsSpan().ContainsAnyExcept(0.0) ? Find(row) : (-1, 0);
        }
    }

    /// <summary>One row for each direction.</summary>
    public IReadOnlyList<double[]> Rows => _rows;

    /// <summary>What makes the neurons of the layer from the directions: 1, -1 or 0 for each, neuron by neuron.</summary>
    public IEnumerable<Rational> Signs() => _neurons.SelectMany(neuron =>
        Enumerable.Range(0, _rows.Count).Select(u => (Rational)(u == neuron.Direction ? neuron.Sign : 0)));

    private (int Direction, int Sign) Find(double[] row)
    {
        var negated = Array.ConvertAll(row, w => -w);
        for (var u = 0; u < _rows.Count; u++)
        {
            if (_rows[u].AsSpan().SequenceEqual(row)) return (u, 1);
            if (_rows[u].AsSpan().SequenceEqual(negated)) return (u, -1);
        }
        _rows.Add(row);
        return (_rows.Count - 1, 1);
    }
}
