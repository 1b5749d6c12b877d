using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// How far a sample is, at least, from where each unit of the second layer is not zero, by one product in float32 for each direction of the
/// first layer. A unit s(b + sum_q w_q s(h_q(x))) is zero where one h_q with w_q &lt; 0 is at least what is left of it, (b + sum of the
/// positive terms) / |w_q|. Errors are bounded by the lengths of w and x (Cauchy and Schwarz) for every order of summation, in float32,
/// float64 and exactly: what is said to be zero is zero in all of them. It is quick, and leaves what it does not prove to others.
/// </summary>
internal sealed class UnitScreen
{
    private const double Unit = 1.0 / (1 << 24);

    // Numbers that may be lost below the range of float32, all of them together.
    private const double Lost = 1e-33;

    private readonly int _inputs;
    private readonly float[] _directions; // one after the other, or one feature of all of them after the other
    private readonly bool _byInput;
    private readonly float[] _scale;
    private readonly UnitRows[] _units;

    /// <summary>A row of the first layer, h(x) = Sign direction . x + Bias, and what bounds its error.</summary>
    /// <param name="Length">How far it goes down on a way of length 1.</param>
    private readonly record struct Row(int Direction, int Sign, double Bias, double ErrorOfLength, double ErrorOfBias, double Length)
    {
        public double High(float product, double length) => Sign * (double)product + Bias + (ErrorOfLength * length + ErrorOfBias);

        /// <summary>The same row for a unit in which its weight is below 0, in units of its length.</summary>
        public FallingRow Falling(double weight) => new(Direction, Sign / Length, (Bias - ErrorOfBias) / Length, ErrorOfLength / Length,
            (1 + 1e-6) / (-weight * Length));
    }

    /// <summary>At least how far the row lets a unit fall: Slope direction . x + Bias - Error |x| - Foot rest.</summary>
    private readonly record struct FallingRow(int Direction, double Slope, double Bias, double Error, double Foot);

    /// <param name="Falling">Rows whose weight is below 0.</param>
    /// <param name="Rising">Rows whose weight is above 0, with it.</param>
    private readonly record struct UnitRows(double Bias, FallingRow[] Falling, (Row Row, double Weight)[] Rising);

    private UnitScreen(Network network, Norm norm, float[] scale)
    {
        var (first, second) = (network.Layers[0], network.Layers[1]);
        (_inputs, _scale) = (network.Inputs, scale);
        var (known, directions) = (new Dictionary<string, int>(), new List<float[]>());
        var rows = new Row[first.Neurons];
        var factor = 2.2 * (_inputs + 8) * Unit;
        for (var r = 0; r < first.Neurons; r++)
        {
            var row = Array.ConvertAll(first.Weights(r).ToArray(), w => w.ToSingle());
            var sign = row.FirstOrDefault(w => w != 0) < 0 ? -1 : 1;
            if (sign < 0) TensorPrimitives.Negate(row, row);
            var key = string.Join(' ', row.Select(w => BitConverter.SingleToInt32Bits(w + 0f)));
            if (!known.TryGetValue(key, out var direction))
            {
                known.Add(key, direction = known.Count);
                directions.Add(row);
            }
            double squares = 0, sum = 0, plain = 0;
            for (var j = 0; j < row.Length; j++)
            {
                double w = Math.Abs((double)row[j]);
                squares += w / scale[j] * (w / scale[j]);
                plain += w * w;
                sum += w;
            }
            var bias = first.Bias(r).ToDouble();
            var length = (norm == Norm.Infinity ? sum : Math.Sqrt(plain)) * (1 + factor) + Lost;
            rows[r] = new(direction, sign, bias, factor * Math.Sqrt(squares) * (1 + 1e-3), factor * Math.Abs(bias) + Lost, length);
        }
        Directions = known.Count;
        _byInput = Directions > _inputs;
        _directions = [.. _byInput ? Enumerable.Range(0, _inputs).SelectMany(j => directions.Select(row => row[j]))
            : directions.SelectMany(row => row)];
        _units = [.. Enumerable.Range(0, second.Neurons).Select(u =>
        {
            var terms = Enumerable.Range(0, first.Neurons).Select(r => (Row: rows[r], Weight: second.Weights(u)[r].ToDouble()))
                .Where(term => term.Weight != 0).ToArray();
            return new UnitRows(second.Bias(u).ToDouble(),
                [.. terms.Where(term => term.Weight < 0).Select(term => term.Row.Falling(term.Weight))],
                [.. terms.Where(term => term.Weight > 0)]);
        })];
    }

    /// <summary>Products that a sample takes.</summary>
    public int Directions { get; }

    public int Units => _units.Length;

    /// <summary>
    /// Null where the network is not made of units: three layers of ReLUs, numbers within the range of float32, nothing added behind them.
    /// </summary>
    /// <param name="scale">What <see cref="ScaleOf"/> gives.</param>
    public static UnitScreen? Of(Network network, float[] scale, Norm norm) => IsOfUnits(network) ? new(network, norm, scale) : null;

    /// <summary>How columns are scaled, as a few samples of the kind that are looked at have it.</summary>
    public static float[] ScaleOf(Dataset like)
    {
        var scale = new float[like.Inputs];
        for (var j = 0; j < scale.Length; j++)
        {
            var largest = 0.0;
            for (var i = 0; i < like.K; i++) largest = Math.Max(largest, Math.Abs(like.Row(i)[j]));
            scale[j] = largest is > 1e-30 and < 1e30 ? MathF.ScaleB(1, -Math.ILogB(largest)) : 1;
        }
        return scale;
    }

    /// <summary>Whether the second layer holds units that do not know of each other, and the last one adds them up.</summary>
    public static bool IsOfUnits(Network network) =>
        network.Layers.Count == 3 && network.Layers.SkipLast(1).All(layer => layer.Activation == Activation.Relu)
        && Enumerable.Range(0, network.Outputs).All(o => network.Layers[2].Bias(o).IsZero)
        && network.Layers.All(layer => Enumerable.Range(0, layer.Neurons)
            .All(r => IsPlain(layer.Bias(r)) && !layer.Weights(r).ToArray().Any(w => !IsPlain(w))));

    private static bool IsPlain(Rational value) => value.IsZero || Math.Abs(value.ToDouble()) is > 1e-37 and < 1e37;

    /// <summary>What one thread computes with.</summary>
    public sealed class Buffers(UnitScreen screen)
    {
        internal float[] Scaled { get; } = new float[screen._inputs];
        internal float[] Products { get; } = new float[screen.Directions];

        /// <summary>
        /// For each unit, no input nearer than this lets it be anything but zero; below 0, or no number, where the sample itself may.
        /// </summary>
        public double[] Distances { get; } = new double[screen.Units];

        /// <summary>For each unit, over what distance it falls to zero there.</summary>
        public double[] Ramps { get; } = new double[screen.Units];
    }

    public Buffers NewBuffers() => new(this);

    /// <summary>Looks at one sample.</summary>
    /// <param name="features">Exact, or rounded to float32.</param>
    /// <returns>The least of <see cref="Buffers.Distances"/>; minus infinity where a unit is not proven to be zero.</returns>
    public double Look(ReadOnlySpan<float> features, Buffers buffers)
    {
        TensorPrimitives.Multiply(features, _scale, buffers.Scaled);
        var length = Math.Sqrt(Sums.Dot<float>(buffers.Scaled, buffers.Scaled)) * 1.001 + Lost;
        Multiply(features, buffers.Products);
        var least = double.PositiveInfinity;
        for (var u = 0; u < _units.Length; u++)
        {
            (buffers.Distances[u], buffers.Ramps[u]) = Distance(in _units[u], buffers.Products, length);
            var distance = buffers.Distances[u];
            // What is no number is not proven either.
            if (!(distance >= least)) least = double.IsNaN(distance) ? double.NegativeInfinity : distance;
        }
        return least >= 0 ? least : double.NegativeInfinity;
    }

    // Many directions in few dimensions are multiplied side by side.
    private void Multiply(ReadOnlySpan<float> features, float[] products)
    {
        if (_byInput)
        {
            products.AsSpan().Clear();
            for (var j = 0; j < _inputs; j++)
                TensorPrimitives.MultiplyAdd(_directions.AsSpan(j * products.Length, products.Length), features[j], products, products);
        }
        else
        {
            for (var k = 0; k < products.Length; k++) products[k] = Sums.Dot(_directions.AsSpan(k * _inputs, _inputs), features);
        }
    }

    private static (double Distance, double Ramp) Distance(in UnitRows unit, float[] products, double length)
    {
        var rest = unit.Bias;
        foreach (var (row, weight) in unit.Rising) rest += weight * Math.Max(0, row.High(products[row.Direction], length));
        // A sum of nothing that rises is rounded towards where it goes; another one has to make up for its rounding.
        rest *= unit.Rising.Length == 0 ? 1 : rest > 0 ? 1 + 1e-5 : 1 - 1e-5;
        if (rest <= 0) return (double.PositiveInfinity, 1);
        var (farthest, ramp) = (double.NegativeInfinity, 1.0);
        foreach (ref readonly var row in unit.Falling.AsSpan())
        {
            var foot = rest * row.Foot;
            var distance = row.Slope * products[row.Direction] + (row.Bias - row.Error * length - foot);
            if (distance > farthest) (farthest, ramp) = (distance, foot);
        }
        return (farthest * (farthest > 0 ? 1 - 1e-9 : 1 + 1e-9), ramp);
    }
}
