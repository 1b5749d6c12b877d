using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using FtcTools.Numerics;
using FtcTools.Onnx.Steps;

namespace FtcTools.Models.Bounds;

/// <summary>
/// Upper bounds of linear functions of a model's outputs over a box of its inputs, by linear relaxation. A first pass carries an affine
/// form of every neuron (its middle, its dependence on each input and on the relaxation error of each ReLU before it: Singh et al., "Fast
/// and Effective Robustness Certification", NeurIPS 2018); a second one goes from the outputs back, with a lower line of slope 0 or 1 where
/// that loses less (Zhang et al., "CROWN", NeurIPS 2018).
/// <para>
/// What is bounded is every number that the model can compute in an arithmetic, whatever the order of its sums, and its real value. A sum
/// of n products differs from the exact one by at most g |w| . |h| with g = n u / (1 - n u) (Higham, section 3.1), which is a further
/// interval on every neuron. The bounds' own float64 operations err by a multiple of the same |w| . |h|, so that one interval, E, holds
/// both. </para>
/// </summary>
internal sealed class BoxRelaxation : BoxBounds
{
    private const double Own = 1.1102230246251565e-16;

    private readonly DenseChain _chain;
    private readonly Rounding _rounding;
    private readonly int _count;
    private readonly double[] _functions;
    private readonly double[] _constants;
    private readonly int[][] _all;
    private readonly double _gamma;

    /// <param name="functions">Rows of p coefficients: what is bounded is constants[j] + functions[j] . y.</param>
    /// <param name="constants">One for each row.</param>
    public BoxRelaxation(DenseChain chain, Rounding rounding, double[] functions, double[] constants)
    {
        (_chain, _rounding, _constants, _count) = (chain, rounding, constants, constants.Length);
        var stride = chain.Layers[^1].OutputStride;
        _functions = new double[_count * stride];
        for (var j = 0; j < _count; j++) functions.AsSpan(j * chain.Outputs, chain.Outputs).CopyTo(_functions.AsSpan(j * stride));
        _all = [.. chain.Layers.Select(layer => Enumerable.Range(0, layer.Inputs).ToArray()), [.. Enumerable.Range(0, chain.Outputs)]];
        // Every sum that is formed here has fewer terms than this, each of a size that |w| . |h| bounds at least half.
        _gamma = Gamma(8 * (chain.Widest + chain.MostErrors) + 64, Own);
    }

    public override int Inputs => _chain.Inputs;

    public override int Outputs => _chain.Outputs;

    public override int Count => _count;

    public override BoxBuffers NewRoom() => new Scratch(this);

    public override double[] Answer(ReadOnlySpan<double> input) => _chain.Evaluate(input);

    private static double Gamma(int n, double unit) => n * unit / (1 - n * unit);

    // All that a box needs.
    private sealed class Scratch : BoxBuffers
    {
        public Scratch(BoxRelaxation owner)
            : base(owner._count, owner.Inputs, owner.Outputs)
        {
            var (chain, d) = (owner._chain, owner._chain.Inputs);
            var rows = 1 + d + chain.MostErrors;
            (Forms, Next) = (new double[rows * chain.Widest], new double[rows * chain.Widest]);
            (Pair, PairNext) = (new double[2 * chain.Widest], new double[2 * chain.Widest]);
            (Fresh, FreshSize) = (new int[chain.Widest], new double[chain.Widest]);
            Layers = [.. chain.Layers.Select(layer => new LayerBuffers(layer, d))];
            (Rows, RowsNext) = (new double[owner._count * chain.Widest], new double[owner._count * chain.Widest]);
            (Centre, Radius) = (new double[d], new double[d]);
            (Shifts, Errors) = (new double[owner._count], new double[owner._count]);
        }

        public double[] Forms { get; set; }
        public double[] Next { get; set; }
        public double[] Rows { get; set; }
        public double[] RowsNext { get; set; }
        public double[] Pair { get; }
        public double[] PairNext { get; }
        public int[] Fresh { get; }
        public double[] FreshSize { get; }
        public LayerBuffers[] Layers { get; }
        public double[] Centre { get; }
        public double[] Radius { get; }
        public double[] Shifts { get; }
        public double[] Errors { get; }
    }

    private sealed class LayerBuffers(DenseChain.Laid layer, int inputs)
    {
        public double[] Low { get; } = new double[layer.OutputStride];
        public double[] High { get; } = new double[layer.OutputStride];
        public double[] Error { get; } = new double[layer.OutputStride];
        public double[] Slack { get; } = new double[layer.OutputStride];
        public double[] ByInput { get; } = new double[inputs * layer.OutputStride];
        public int[] Used { get; } = new int[layer.Outputs];
        public int UsedCount { get; set; }
        public int Inputs => inputs;
    }

    public override void Evaluate(ReadOnlySpan<double> low, ReadOnlySpan<double> high, BoxBuffers given)
    {
        var room = (Scratch)given;
        if (!Forward(low, high, room, out var rows))
        {
            room.Upper.AsSpan().Fill(double.PositiveInfinity);
            room.Slopes.AsSpan().Clear();
            room.Losses.AsSpan().Clear();
            room.Sizes.AsSpan().Fill(double.PositiveInfinity);
            return;
        }
        Ahead(room, rows);
        Back(room);
    }

    // Affine forms of every neuron, and its range; false where a sum may overflow.
    private bool Forward(ReadOnlySpan<double> low, ReadOnlySpan<double> high, Scratch room, out int rows)
    {
        var (d, layers) = (_chain.Inputs, _chain.Layers);
        Start(low, high, room);
        (rows, var fresh, var used, var usedCount) = (1 + d, 0, _all[0], d);
        for (var k = 0; k < layers.Length; k++)
        {
            var (layer, at) = (layers[k], room.Layers[k]);
            var active = used.AsSpan(0, usedCount);
            var width = layer.OutputStride;
            RowProducts.Multiply(room.Forms, rows, layer.InputStride, active, layer.ByInput, width, room.Next);
            for (var f = 0; f < fresh; f++)
                TensorPrimitives.Multiply<double>(layer.ByInput.AsSpan(room.Fresh[f] * width, width), room.FreshSize[f],
                    room.Next.AsSpan((rows + f) * width, width));
            rows += fresh;
            var middle = room.Next.AsSpan(0, width);
            TensorPrimitives.Add<double>(middle, layer.Bias, middle);
            RowProducts.Multiply(room.Pair, 2, layer.InputStride, active, layer.Sizes, width, room.PairNext);
            if (!Ranges(layer, at, room, rows, usedCount)) return false;
            room.Next.AsSpan(width, d * width).CopyTo(at.ByInput);
            (room.Forms, room.Next) = (room.Next, room.Forms);
            fresh = layer.Relu ? Clip(layer, at, room, rows) : Pass(layer, at, room);
            (used, usedCount) = (at.Used, at.UsedCount);
        }
        return true;
    }

    private void Start(ReadOnlySpan<double> low, ReadOnlySpan<double> high, Scratch room)
    {
        var (d, stride) = (_chain.Inputs, _chain.Layers[0].InputStride);
        room.Forms.AsSpan(0, (1 + d) * stride).Clear();
        for (var j = 0; j < d; j++)
        {
            var middle = low[j] + (high[j] - low[j]) / 2;
            var radius = low[j] == high[j] ? 0 : Math.BitIncrement(Math.Max(high[j] - middle, middle - low[j]));
            (room.Centre[j], room.Radius[j]) = (middle, radius);
            (room.Forms[j], room.Forms[(1 + j) * stride + j]) = (middle, radius);
            (room.Pair[j], room.Pair[stride + j]) = (0, Math.Max(Math.Abs(low[j]), Math.Abs(high[j])));
        }
    }

    private bool Ranges(DenseChain.Laid layer, LayerBuffers at, Scratch room, int rows, int used)
    {
        var width = layer.OutputStride;
        var radii = at.High.AsSpan(0, width);
        radii.Clear();
        for (var r = 1; r < rows; r++) AddMagnitudes(room.Next.AsSpan(r * width, width), radii);
        var relative = Gamma(Math.Min(used, layer.Terms) + layer.Operations, _rounding.Unit) + _gamma;
        var (floor, outward) = ((used + 1) * (_rounding.Tiny + double.Epsilon), 1 + 4 * (rows + 8) * Own);
        for (var i = 0; i < layer.Outputs; i++)
        {
            var size = room.PairNext[width + i] + layer.BiasSizes[i];
            var error = (relative * size + floor) * outward;
            // No partial sum may overflow.
            if (!(size * (1 + relative) < _rounding.Largest)) return false;
            var slack = (room.PairNext[i] + error) * outward;
            var radius = (radii[i] + slack) * outward;
            var middle = room.Next[i];
            (at.Low[i], at.High[i], at.Error[i], at.Slack[i]) =
                (Math.BitDecrement(middle - radius), Math.BitIncrement(middle + radius), error, slack);
        }
        return true;
    }

    private static void AddMagnitudes(ReadOnlySpan<double> row, Span<double> sums)
    {
        for (var i = 0; i < row.Length; i += RowProducts.Lanes)
        {
            var sum = Vector512.Create<double>(sums[i..]) + Vector512.Abs(Vector512.Create(row[i..]));
            Vector512.CopyTo(sum, sums[i..]);
        }
    }

    private static int Pass(DenseChain.Laid layer, LayerBuffers at, Scratch room)
    {
        for (var i = 0; i < layer.Outputs; i++)
        {
            at.Used[i] = i;
            (room.Pair[i], room.Pair[layer.OutputStride + i]) = (at.Slack[i], Math.Max(Math.Abs(at.Low[i]), Math.Abs(at.High[i])));
        }
        at.UsedCount = layer.Outputs;
        return 0;
    }

    // max(z, 0) lies between s z and s z + 2 m: s z + m, and a new error of size m.
    private static int Clip(DenseChain.Laid layer, LayerBuffers at, Scratch room, int rows)
    {
        var (fresh, used, stride) = (0, 0, layer.OutputStride);
        for (var i = 0; i < layer.Outputs; i++)
        {
            var (low, high) = (at.Low[i], at.High[i]);
            if (high <= 0) continue;
            at.Used[used++] = i;
            (room.Pair[i], room.Pair[stride + i]) = (at.Slack[i], high);
            if (low >= 0) continue;
            // The form's own size, which its rounding follows, may be up to twice what the neuron puts out.
            var slope = high / (high - low);
            var half = Math.BitIncrement(Math.Max(-slope * low, (1 - slope) * high) * (0.5 + 2 * Own));
            for (var r = 0; r < rows; r++) room.Forms[r * stride + i] *= slope;
            room.Forms[i] += half;
            room.Pair[i] = slope * at.Slack[i] * (1 + 4 * Own) + 8 * Own * (high - low);
            room.Pair[stride + i] = Math.Max(high, slope * Math.Max(-low, high) + 2 * half);
            (room.Fresh[fresh], room.FreshSize[fresh++]) = (i, half);
        }
        at.UsedCount = used;
        return fresh;
    }

    // What the affine forms of the outputs say.
    private void Ahead(Scratch room, int rows)
    {
        var (p, stride, at) = (_chain.Outputs, _chain.Layers[^1].OutputStride, room.Layers[^1]);
        for (var o = 0; o < p; o++) room.Sizes[o] = Math.Max(Math.Abs(at.Low[o]), Math.Abs(at.High[o]));
        for (var j = 0; j < _count; j++)
        {
            var row = _functions.AsSpan(j * stride, p);
            double size = 0, sum = 0, magnitude = Math.Abs(_constants[j]);
            for (var o = 0; o < p; o++)
            {
                size += Math.Abs(row[o]) * at.Slack[o];
                magnitude += Math.Abs(row[o]) * room.Sizes[o];
            }
            for (var r = 1; r < rows; r++) sum += Math.Abs(Sums.Dot(row, room.Forms.AsSpan(r * stride, p)));
            var middle = _constants[j] + Sums.Dot(row, room.Forms.AsSpan(0, p));
            room.Upper[j] = Math.BitIncrement(middle + (sum + size) * (1 + 4 * (rows + p + 8) * Own) + 4 * _gamma * magnitude);
        }
    }

    // From the outputs back to the inputs.
    private void Back(Scratch room)
    {
        var (d, layers) = (_chain.Inputs, _chain.Layers);
        _functions.AsSpan().CopyTo(room.Rows);
        _constants.AsSpan().CopyTo(room.Shifts);
        room.Errors.AsSpan().Clear();
        room.Losses.AsSpan().Clear();
        for (var k = layers.Length - 1; k >= 0; k--)
        {
            var (layer, at) = (layers[k], room.Layers[k]);
            var active = at.Used.AsSpan(0, at.UsedCount);
            for (var j = 0; j < _count; j++)
            {
                var row = room.Rows.AsSpan(j * layer.OutputStride, layer.Outputs);
                double shift = 0, error = 0;
                foreach (var i in active)
                {
                    var a = row[i];
                    if (layer.Relu && at.Low[i] < 0) a = row[i] = Line(a, at, i, room, j, ref shift, ref error);
                    shift += a * layer.Bias[i];
                    error += Math.Abs(a) * at.Error[i];
                }
                room.Shifts[j] += shift;
                room.Errors[j] += error;
            }
            RowProducts.Multiply(room.Rows, _count, layer.OutputStride, active, layer.ByOutput, layer.InputStride, room.RowsNext);
            (room.Rows, room.RowsNext) = (room.RowsNext, room.Rows);
        }
        Close(room, d, layers[0].InputStride);
    }

    // The line above a max(z, 0): through the ends of its range where a > 0, else of slope 0 or 1.
    private static double Line(double a, LayerBuffers at, int i, Scratch room, int j, ref double shift, ref double error)
    {
        var (low, high) = (at.Low[i], at.High[i]);
        double slope, loss;
        if (a > 0)
        {
            slope = high / (high - low);
            loss = Math.BitIncrement(Math.Max(-slope * low, (1 - slope) * high) * (1 + 4 * Own));
            shift += a * loss;
            error += 8 * Own * a * (high - low);
        }
        else
        {
            slope = high > -low ? 1 : 0;
            loss = Math.Min(high, -low);
        }
        var width = high - low;
        var (stride, share) = (at.Low.Length, 2 * Math.Abs(a) * loss / width);
        for (var c = 0; c < at.Inputs; c++) room.Losses[j * at.Inputs + c] += share * Math.Abs(at.ByInput[c * stride + i]);
        return a * slope;
    }

    private void Close(Scratch room, int d, int stride)
    {
        for (var j = 0; j < _count; j++)
        {
            var row = room.Rows.AsSpan(j * stride, d);
            double middle = room.Shifts[j], radius = 0, size = Math.Abs(_constants[j]);
            for (var c = 0; c < d; c++)
            {
                middle += row[c] * room.Centre[c];
                var moved = Math.Abs(row[c]) * room.Radius[c];
                radius += moved;
                size += Math.Abs(row[c]) * (Math.Abs(room.Centre[c]) + room.Radius[c]);
                room.Slopes[j * d + c] = row[c] * room.Radius[c];
            }
            // The errors hold 4 units in the last place and more of every term of the middle.
            var upper = Math.BitIncrement(middle + (radius + room.Errors[j]) * (1 + _gamma) + 4 * _gamma * size);
            room.Upper[j] = Math.Min(room.Upper[j], double.IsNaN(upper) ? double.PositiveInfinity : upper);
        }
    }
}
