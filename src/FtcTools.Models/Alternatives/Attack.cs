using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Alternatives;

/// <summary>
/// Looks for the nearest input that is given another class: from a sample along the gradient of the lead of its class, again and again
/// (projected gradient descent), and along the lines to the nearest other samples, where units end. In float64; what it finds is an
/// example, not a proof.
/// </summary>
internal sealed class Attack
{
    private const int Halvings = 10;
    private const int Steps = 8;
    private const int Neighbours = 8;

    private readonly Part[] _parts;
    private readonly Norm _norm;
    private readonly double[] _outputs;

    /// <param name="parts">Networks of ReLUs whose outputs add up.</param>
    public Attack(IReadOnlyList<Network> parts, Norm norm)
    {
        _parts = [.. parts.Select(network => new Part(network))];
        (_norm, _outputs) = (norm, new double[parts[0].Outputs]);
    }

    /// <summary>
    /// The least distance found at which a sample loses the class that it has, over all those samples; not above <paramref name="most"/>.
    /// </summary>
    public double Least(Dataset data, IReadOnlyList<int> samples, double most, CancellationToken cancellation)
    {
        var least = most;
        foreach (var i in samples)
        {
            cancellation.ThrowIfCancellationRequested();
            var label = data.Classes!.Label(i);
            foreach (var other in Enumerable.Range(0, data.K).Where(j => j != i)
                .OrderBy(j => Separation.Near(data, i, j, _norm, new double[data.Inputs])).Take(Neighbours))
                least = Math.Min(least, AlongLine(data.Row(i), data.Row(other), label, least));
            for (var o = 0; o < data.Outputs; o++)
            {
                if (o != label) least = Math.Min(least, ByGradient(data.Row(i), label, o, least));
            }
        }
        return least;
    }

    private double AlongLine(ReadOnlySpan<double> x, ReadOnlySpan<double> end, int label, double most)
    {
        var (direction, moved) = (new double[x.Length], new double[x.Length]);
        for (var j = 0; j < x.Length; j++) direction[j] = end[j] - x[j];
        var length = Length(direction);
        if (length == 0) return most;
        var (right, wrong) = (0.0, Math.Min(most, length));
        if (!Lost(x, wrong)) return most;
        for (var step = 0; step < 2 * Halvings; step++)
        {
            var middle = (right + wrong) / 2;
            if (Lost(x, middle)) wrong = middle;
            else right = middle;
        }
        return wrong;

        bool Lost(ReadOnlySpan<double> x, double distance)
        {
            for (var j = 0; j < x.Length; j++) moved[j] = x[j] + direction[j] * (distance / length);
            return Class(moved) != label;
        }
    }

    private double ByGradient(ReadOnlySpan<double> x, int label, int other, double most)
    {
        var (right, wrong) = (0.0, most);
        if (!Lost(x, most)) return most;
        for (var step = 0; step < Halvings; step++)
        {
            var middle = (right + wrong) / 2;
            if (Lost(x, middle)) wrong = middle;
            else right = middle;
        }
        return wrong;

        bool Lost(ReadOnlySpan<double> x, double radius)
        {
            var (at, slope) = (x.ToArray(), new double[x.Length]);
            for (var step = 0; step < Steps; step++)
            {
                Array.Clear(slope);
                foreach (var part in _parts) part.AddGradient(at, label, other, slope);
                var length = Math.Sqrt(slope.Sum(v => v * v));
                if (length == 0) return false;
                // The first step goes to the border; later ones are smaller, and come back into the ball.
                var stride = step == 0 ? radius : radius / 4;
                for (var j = 0; j < at.Length; j++) at[j] -= stride * (_norm == Norm.Infinity ? Math.Sign(slope[j]) : slope[j] / length);
                Project(x, at, radius);
                if (Class(at) != label) return true;
            }
            return false;
        }
    }

    private void Project(ReadOnlySpan<double> x, double[] at, double radius)
    {
        if (_norm == Norm.Infinity)
        {
            for (var j = 0; j < at.Length; j++) at[j] = Math.Clamp(at[j], x[j] - radius, x[j] + radius);
            return;
        }
        var length = 0.0;
        for (var j = 0; j < at.Length; j++) length += (at[j] - x[j]) * (at[j] - x[j]);
        length = Math.Sqrt(length);
        if (length <= radius) return;
        for (var j = 0; j < at.Length; j++) at[j] = x[j] + (at[j] - x[j]) * (radius / length);
    }

    private double Length(double[] direction) => _norm == Norm.Infinity ? direction.Max(Math.Abs) : Math.Sqrt(direction.Sum(v => v * v));

    private int Class(double[] x)
    {
        Array.Clear(_outputs);
        foreach (var part in _parts) part.AddOutputs(x, _outputs);
        return Classification.Argmax(_outputs);
    }

    // A network of ReLUs with its values at one input.
    private sealed class Part(Network network)
    {
        private readonly double[][][] _weights =
            [.. network.Layers.Select(layer => Enumerable.Range(0, layer.Neurons)
                .Select(r => Array.ConvertAll(layer.Weights(r).ToArray(), w => w.ToDouble())).ToArray())];
        private readonly double[][] _bias =
            [.. network.Layers.Select(layer => Enumerable.Range(0, layer.Neurons).Select(r => layer.Bias(r).ToDouble()).ToArray())];
        private readonly double[][] _values = [.. network.Layers.Select(layer => new double[layer.Neurons])];

        public void AddOutputs(double[] x, double[] outputs)
        {
            Run(x);
            for (var o = 0; o < outputs.Length; o++) outputs[o] += _values[^1][o];
        }

        /// <summary>Adds the gradient of output label - output other.</summary>
        public void AddGradient(double[] x, int label, int other, double[] slope)
        {
            Run(x);
            var above = new double[_values[^1].Length];
            (above[label], above[other]) = (1, -1);
            for (var l = _weights.Length - 1; l >= 0; l--)
            {
                var below = l == 0 ? slope : new double[_values[l - 1].Length];
                for (var r = 0; r < above.Length; r++)
                {
                    if (above[r] == 0 || (l < _weights.Length - 1 && _values[l][r] <= 0)) continue;
                    var row = _weights[l][r];
                    for (var c = 0; c < row.Length; c++) below[c] += above[r] * row[c];
                }
                above = below;
            }
        }

        private void Run(double[] x)
        {
            var inputs = x;
            for (var l = 0; l < _weights.Length; l++)
            {
                for (var r = 0; r < _values[l].Length; r++)
                {
                    var sum = _bias[l][r] + Sums.Dot(_weights[l][r], inputs);
                    _values[l][r] = l == _weights.Length - 1 ? sum : Math.Max(0, sum);
                }
                inputs = _values[l];
            }
        }
    }
}
