using System.Numerics;
using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// For every neuron of a network at one sample, an interval (middle and radius, in float64) that holds its value: either the exact value of
/// the exact network, or every value that the rounded network can give in its arithmetic, whatever the order of summation, with or without
/// fused multiply-add and flushing of subnormals.
/// <para>
/// A sum of n products computed in arithmetic of unit roundoff u differs from the exact sum by at most g |w| . |h| with g = n u / (1 - n u)
/// (Higham, Accuracy and Stability, 2nd ed., section 3.1; n counts the bias, but no product with 0), and a neuron whose inputs are all
/// exactly zero is its bias. The intervals themselves are computed in float64; their own rounding is added to the radius.
/// </para>
/// </summary>
internal sealed class Enclosure
{
    private const double Unit64 = 1.0 / (1L << 53);
    private const double SmallestNormal = 2.2250738585072014e-308;

    // Inputs of a layer worth telling apart by whether they are saturated.
    private const int Many = 128;

    private readonly Matrix[] _layers;
    private readonly double _unit;
    private readonly double _tiny;
    private readonly double _largest;
    private readonly Func<double, double>? _roundInput;
    private readonly Lazy<double[]> _lengths;

    private sealed record Matrix(double[] Weights, double[] Magnitudes, double[] Bias, double[] BiasMagnitudes, bool ByInput, int Inputs,
        int Neurons, Activation Activation, double Uncertainty)
    {
        public bool Finite { get; } = !Weights.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue)
            && !Bias.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue);

        public double Weight(int r, int c) => Weights[ByInput ? c * Neurons + r : r * Inputs + c];

        /// <summary>The most weights of a row that are not zero: behind a weight of 0 nothing is rounded.</summary>
        public int Terms => _terms.Value;

        public WeightMatrix<double> Values { get; } = new(Weights, ByInput, Inputs, Neurons);
        public WeightMatrix<double> Sizes => _sizes.Value;

        /// <summary>
        /// |W| column by column and the sums of its rows, for inputs that are all of one size but for a few: those of a large layer behind
        /// hard-tanhs.
        /// </summary>
        public (double[][] Columns, double[] Sums) BySaturated => _saturated.Value;

        /// <summary>
        /// Of each row the only input that has a weight, where its weight is a power of two and known exactly; -1 for other rows.
        /// </summary>
        public int[] OnePower =>
            _onePower ??= [.. Enumerable.Range(0, Neurons)
                .Select(r => Uncertainty > 0 ? -1 : OnlyPower(Enumerable.Range(0, Inputs).Select(c => Weight(r, c))))];

        private int[]? _onePower;
        private readonly Lazy<int> _terms = new(() => Enumerable.Range(0, Neurons)
            .Select(r => Enumerable.Range(0, Inputs).Count(c => Magnitudes[ByInput ? c * Neurons + r : r * Inputs + c] != 0))
            .DefaultIfEmpty().Max());
        private readonly Lazy<WeightMatrix<double>> _sizes = new(() => new(Magnitudes, ByInput, Inputs, Neurons));
        private readonly Lazy<(double[][], double[])> _saturated = new(() =>
        {
            var columns = Enumerable.Range(0, Inputs)
                .Select(c => Enumerable.Range(0, Neurons).Select(r => Magnitudes[r * Inputs + c]).ToArray()).ToArray();
            return (columns, [.. Enumerable.Range(0, Neurons)
                .Select(r => Sums.Sum(Magnitudes.AsSpan(r * Inputs, Inputs)) * (1 + 2 * Inputs * Unit64))]);
        });
    }

    private Enclosure(IEnumerable<Matrix> layers, double unit, double tiny, double largest, Func<double, double>? roundInput)
    {
        _layers = [.. layers];
        _unit = unit;
        _tiny = tiny;
        _largest = largest;
        _roundInput = roundInput;
        _lengths = new(() => Lengths(_layers[0]));
        Widest = _layers.Max(layer => Math.Max(layer.Inputs, layer.Neurons));
    }

    internal int Widest { get; }

    /// <summary>Encloses the exact network: weights are known to one part in 2^53, arithmetic is exact.</summary>
    public static Enclosure OfExact(Network network) => new(
        network.Layers.Select(Exact), 0, double.Epsilon, double.PositiveInfinity, null);

    /// <summary>Encloses every result of the rounded network in its own arithmetic.</summary>
    public static Enclosure OfRounded<T>(RoundedNetwork<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var single = typeof(T) == typeof(float);
        return new(
            network.Layers.Select(layer => Dense(layer, single ? v => double.CreateTruncating(v) : null, 0)),
            single ? 1.0 / (1 << 24) : Unit64,
            // A product that underflows may lose all of it where hardware flushes to zero.
            single ? 1.1754943508222875e-38 : SmallestNormal,
            single ? float.MaxValue : double.MaxValue,
            single ? v => (float)v : null);
    }

    /// <summary>Encloses every result in a format below float32, weights rounded to it.</summary>
    public static Enclosure OfFormat(Network network, FloatFormat format)
    {
        // Where a value rounds to infinity, so does the network.
        double Round(double value) => format.Round(value);
        return new(network.Layers.Select(layer => Dense(new DenseLayer<double>(layer), Round, 0)), format.Unit, format.SmallestNormal,
            format.Largest, Round);
    }

    private static Matrix Exact(Layer layer)
    {
        var matrix = Dense(new DenseLayer<double>(layer), null, Unit64);
        for (var r = 0; r < layer.Neurons; r++)
        {
            if (!layer.Bias(r).IsZero) AtLeastNormal(ref matrix.BiasMagnitudes[r]);
            var row = layer.Weights(r);
            for (var c = 0; c < row.Length; c++)
            {
                if (!row[c].IsZero) AtLeastNormal(ref matrix.Magnitudes[matrix.ByInput ? c * layer.Neurons + r : r * layer.Inputs + c]);
            }
        }
        return matrix;

        // Below the normal range a number is not known to one part in 2^53, but to that part of the smallest normal one.
        static void AtLeastNormal(ref double magnitude) => magnitude = Math.Max(magnitude, 4 * SmallestNormal);
    }

    // Where nothing changes them, weights are those of the layer.
    private static Matrix Dense<T>(DenseLayer<T> layer, Func<T, double>? widen, double uncertainty)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var weights = widen is null ? (double[])(object)layer.Weights : Array.ConvertAll(layer.Weights, v => widen(v));
        var bias = widen is null ? (double[])(object)layer.Bias : Array.ConvertAll(layer.Bias, v => widen(v));
        return new(weights, Array.ConvertAll(weights, Math.Abs), bias, Array.ConvertAll(bias, Math.Abs), layer.ByInput, layer.Inputs,
            layer.Neurons, layer.Activation, uncertainty);
    }

    /// <summary>Room for one sample: middles and radii before and after each layer's activation.</summary>
    internal sealed class Scratch(Enclosure owner)
    {
        internal double[] Weighted { get; } = new double[owner.Widest];
        internal double[][] Middles { get; } = [.. owner._layers.Select(layer => new double[layer.Neurons])];
        internal double[][] Radii { get; } = [.. owner._layers.Select(layer => new double[layer.Neurons])];
        internal double[] Inputs { get; } = new double[owner._layers[0].Inputs];
        internal double[] Reach { get; } = new double[owner._layers[0].Inputs];

        /// <summary>
        /// Whether every neuron's middle is its activation of the middles before, so that the last middles are those of a plain evaluation
        /// in float64.
        /// </summary>
        internal bool IsPlain { get; set; }
    }

    public Scratch NewScratch() => new(this);

    /// <summary>Fills <paramref name="room"/>: Middles and Radii of layer l hold what its neurons put out.</summary>
    /// <param name="reach">The radius around the sample within which the answer is enclosed.</param>
    /// <param name="norm">How that is measured.</param>
    public void Evaluate(ReadOnlySpan<double> features, Scratch room, double reach = 0, Norm norm = Norm.Infinity)
    {
        // In a round ball the first layer's sums change by less than in the box around it.
        var round = norm == Norm.Two ? reach : 0;
        Start(features, room, reach, round);
        for (var l = 0; l < _layers.Length; l++)
        {
            _layers[l].Values.Multiply(_layers[l].Bias, l == 0 ? room.Inputs : room.Middles[l - 1], room.Middles[l]);
            Close(l, room, l == 0 ? round : 0);
        }
    }

    /// <summary>The same for several samples, to the last bit: weights are read once for all of them.</summary>
    /// <param name="features">Rows of d.</param>
    /// <param name="rooms">One for each sample.</param>
    public void Evaluate(ReadOnlySpan<double> features, ReadOnlySpan<Scratch> rooms)
    {
        var (inputs, outputs) = (new double[rooms.Length][], new double[rooms.Length][]);
        var width = features.Length / rooms.Length;
        for (var b = 0; b < rooms.Length; b++)
        {
            Start(features.Slice(b * width, width), rooms[b], 0, 0);
            outputs[b] = rooms[b].Inputs;
        }
        for (var l = 0; l < _layers.Length; l++)
        {
            for (var b = 0; b < rooms.Length; b++) (inputs[b], outputs[b]) = (outputs[b], rooms[b].Middles[l]);
            _layers[l].Values.Multiply(_layers[l].Bias, inputs, outputs);
            foreach (var room in rooms) Close(l, room, 0);
        }
    }

    private void Start(ReadOnlySpan<double> features, Scratch room, double reach, double round)
    {
        room.IsPlain = _roundInput is null;
        for (var j = 0; j < features.Length; j++) room.Inputs[j] = _roundInput is null ? features[j] : _roundInput(features[j]);
        // Features near the sample are rounded, too.
        for (var j = 0; j < features.Length; j++)
            room.Reach[j] = reach == 0 ? 0 : (reach - round + (Math.Abs(features[j]) + reach) * (_unit + 2 * Unit64)) * (1 + 1e-15);
    }

    private static int OnlyPower(IEnumerable<double> row)
    {
        var only = -1;
        foreach (var (c, w) in row.Index())
        {
            if (w == 0) continue;
            if (only >= 0 || !double.IsNormal(w) || Math.Abs(w) != Math.ScaleB(1, Math.ILogB(w))) return -1;
            only = c;
        }
        return only;
    }

    // Radii of a layer whose products are in its middles, and the activation of both.
    private void Close(int l, Scratch room, double round)
    {
        var layer = _layers[l];
        ReadOnlySpan<double> middles = l == 0 ? room.Inputs : room.Middles[l - 1];
        ReadOnlySpan<double> radii = l == 0 ? room.Reach : room.Radii[l - 1];
        var (outMiddles, outRadii) = (room.Middles[l], room.Radii[l]);
        var terms = 0;
        foreach (var m in middles) terms += m == 0 ? 0 : 1;
        for (var j = 0; j < radii.Length; j++) terms += middles[j] == 0 && radii[j] != 0 ? 1 : 0;
        if (terms > 0) terms = Math.Clamp(layer.Terms, 1, terms);

        // Relative error of one sum, by its own arithmetic and by ours, and of the weights.
        var relative = Gamma(terms + 1, _unit) + Gamma(terms + 2, Unit64) + layer.Uncertainty;
        relative = terms == 0 ? layer.Uncertainty : relative * 1.0001;
        if (l > 0 && terms >= Many && !layer.ByInput && _layers[l - 1].Activation == Activation.HardTanh)
            Saturated(layer, radii, relative, outRadii);
        else Weigh(layer, middles, radii, relative, round, room.Weighted.AsSpan(0, middles.Length), outRadii);
        var floor = terms == 0 ? 0 : terms * (_tiny + double.Epsilon);
        for (var r = 0; r < outMiddles.Length; r++)
        {
            if (round > 0) outRadii[r] += round * _lengths.Value[r];
            var radius = (outRadii[r] + relative * layer.BiasMagnitudes[r] + floor) * (1 + 4e-16 * (terms + 4));
            if (outMiddles[r] == 0 && terms > 0 && l == _layers.Length - 1 && IsExact(layer, r, middles, radii)) radius = 0;
            // radius / relative bounds every partial sum: none may overflow.
            if (!layer.Finite || !(Math.Abs(outMiddles[r]) + (terms == 0 ? radius : radius / relative) < _largest))
                (outMiddles[r], radius) = (0, double.PositiveInfinity);
            else if (l == 0 && round == 0 && layer.OnePower[r] is >= 0 and var c && radii[c] == 0 && IsOneRounding(layer, r, c, middles[c]))
                radius = Math.Abs(outMiddles[r]) * (_unit + Unit64) * 1.0001;
            var plain = Plain(layer.Activation, outMiddles[r]);
            // An overflow may be NaN behind it: in rounded arithmetic no activation brings it back.
            (outMiddles[r], outRadii[r]) = double.IsInfinity(radius) && _unit > 0 ? (0, radius)
                : Activate(layer.Activation, outMiddles[r], radius);
            if (outMiddles[r] != plain || double.IsInfinity(radius)) room.IsPlain = false;
        }
    }

    // Whether a sum is the same in any order: its products are multiples of one power of two, and no more of them in all than the
    // arithmetic counts exactly. What is added up in parts must not overflow, either.
    private bool IsExact(Matrix layer, int r, ReadOnlySpan<double> middles, ReadOnlySpan<double> radii)
    {
        if (_unit == 0 || layer.Uncertainty > 0) return false;
        var (least, sum) = (int.MaxValue, Math.Abs(layer.Bias[r]));
        if (sum != 0) least = LowestBit(sum);
        for (var c = 0; c < middles.Length; c++)
        {
            var weight = layer.Weight(r, c);
            // What may be infinite is no number behind a weight of 0, either.
            if (double.IsInfinity(radii[c])) return false;
            if (weight == 0 || (middles[c] == 0 && radii[c] == 0)) continue;
            if (radii[c] != 0) return false;
            (least, sum) = (Math.Min(least, LowestBit(weight) + LowestBit(middles[c])), sum + Math.Abs(weight * middles[c]));
        }
        return sum == 0 || (Math.ScaleB(1, least) >= _tiny && sum * (1 + 1e-9) <= Math.ScaleB(1 / _unit, least)
            && sum * (1 + 1e-9) < _largest);
    }

    // The exponent of the last bit that is set.
    private static int LowestBit(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value) & long.MaxValue;
        var exponent = (int)(bits >> 52);
        var mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        return Math.Max(exponent, 1) - 1075 + BitOperations.TrailingZeroCount(mantissa);
    }

    // An exact product and a bias: their sum is rounded once, in any order and with a fused product, unless something underflows.
    private bool IsOneRounding(Matrix layer, int r, int c, double input)
    {
        var product = layer.Weight(r, c) * input;
        return IsNormal(input) && IsNormal(product) && IsNormal(layer.Bias[r]) && IsNormal(product + layer.Bias[r]);

        bool IsNormal(double value) => value == 0 || Math.Abs(value) >= _tiny;
    }

    private static void Weigh(Matrix layer, ReadOnlySpan<double> middles, ReadOnlySpan<double> radii, double relative, double round,
        Span<double> weighted, double[] outRadii)
    {
        for (var j = 0; j < weighted.Length; j++)
        {
            // What is not zero must not underflow to it before a large weight is put on it.
            weighted[j] = middles[j] == 0 && radii[j] == 0 ? 0
                : Math.Max(SmallestNormal, relative * (Math.Abs(middles[j]) + round) + (1 + relative) * radii[j]);
        }
        outRadii.AsSpan().Clear();
        layer.Sizes.Multiply(outRadii, weighted, outRadii);
    }

    // Every input is at most 1 and nearly every one known exactly.
    private static void Saturated(Matrix layer, ReadOnlySpan<double> radii, double relative, double[] outRadii)
    {
        var (columns, sums) = layer.BySaturated;
        TensorPrimitives.Multiply(sums, relative, outRadii);
        for (var c = 0; c < radii.Length; c++)
        {
            if (radii[c] != 0)
                TensorPrimitives.MultiplyAdd(columns[c], Math.Max(SmallestNormal, (1 + relative) * radii[c]), outRadii, outRadii);
        }
    }

    private static double Plain(Activation activation, double t) => activation switch
    {
        Activation.Relu => Math.Max(t, 0),
        Activation.HardTanh => Math.Min(Math.Max(t, -1), 1),
        _ => t,
    };

    // They are at least the 2-norm of each row's weights.
    private static double[] Lengths(Matrix layer)
    {
        var lengths = new double[layer.Neurons];
        for (var r = 0; r < layer.Neurons; r++)
        {
            // Divided by the largest, no square overflows or is lost.
            double largest = 0, sum = 0;
            for (var c = 0; c < layer.Inputs; c++) largest = Math.Max(largest, Weight(r, c));
            for (var c = 0; c < layer.Inputs && largest > 0; c++) sum += Weight(r, c) / largest * (Weight(r, c) / largest);
            lengths[r] = largest * Math.Sqrt(sum) * (1 + (layer.Inputs + 8) * Unit64 + layer.Uncertainty) + double.Epsilon;
        }
        return lengths;

        double Weight(int r, int c) => layer.Magnitudes[layer.ByInput ? c * layer.Neurons + r : r * layer.Inputs + c];
    }

    private static double Gamma(int n, double unit) => unit == 0 ? 0 : n * unit / (1 - n * unit);

    private static (double Middle, double Radius) Activate(Activation activation, double middle, double radius) => activation switch
    {
        Activation.Identity => (middle, radius),
        Activation.Relu when middle + radius <= 0 => (0, 0),
        Activation.Relu when middle - radius >= 0 => (middle, radius),
        Activation.Relu when double.IsInfinity(radius) => (0, radius),
        Activation.Relu => Between(0, middle + radius),
        _ => middle - radius >= 1 ? (1, 0)
            : middle + radius <= -1 ? (-1, 0)
            : double.IsInfinity(radius) ? (0, 1)
            : middle - radius >= -1 && middle + radius <= 1 ? (middle, radius)
            : Between(Math.Max(-1, middle - radius), Math.Min(1, middle + radius)),
    };

    private static (double Middle, double Radius) Between(double low, double high)
    {
        var middle = (low + high) / 2;
        return (middle, Math.BitIncrement(Math.Max(high - middle, middle - low) * (1 + 1e-15)));
    }
}
