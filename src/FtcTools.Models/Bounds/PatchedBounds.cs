using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Models.Bounds;

/// <summary>
/// Bounds of f + g from those of f and the ranges of g over the same box. Boxes are halved where a border of g passes through them.
/// </summary>
internal sealed class PatchedBounds : BoxBounds
{
    private const double Own = 1.1102230246251565e-16;

    private readonly BoxBounds _model;
    private readonly Network _network;
    private readonly BoxRanges _ranges;
    private readonly double[] _functions;
    private readonly double _unit;
    private readonly double[][] _borders;
    private readonly RoundedNetwork<double> _rounded;

    /// <param name="functions">Rows of p coefficients, those of the functions that <paramref name="model"/> bounds.</param>
    /// <param name="unit">Unit roundoff of the sum f + g; 0 for real numbers.</param>
    public PatchedBounds(BoxBounds model, Network network, BoxRanges ranges, double[] functions, double unit)
    {
        (_model, _network, _ranges, _functions, _unit) = (model, network, ranges, functions, unit);
        _rounded = new(network);
        var borders = new SortedSet<double>[model.Inputs];
        for (var j = 0; j < borders.Length; j++) borders[j] = [];
        var first = network.Layers[0];
        for (var r = 0; r < first.Neurons; r++)
        {
            var row = first.Weights(r);
            var input = row.IndexOfAnyExcept(Rational.Zero);
            if (input >= 0 && row[(input + 1)..].IndexOfAnyExcept(Rational.Zero) < 0)
                borders[input].Add((-first.Bias(r) / row[input]).ToDouble());
        }
        _borders = Array.ConvertAll(borders, set => set.ToArray());
    }

    public override int Inputs => _model.Inputs;

    public override int Outputs => _model.Outputs;

    public override int Count => _model.Count;

    public override BoxBuffers NewRoom() => new Room(this);

    public override double[] Answer(ReadOnlySpan<double> input)
    {
        var (f, g) = (_model.Answer(input), _rounded.Evaluate(input));
        for (var o = 0; o < f.Length; o++) f[o] += g[o];
        return f;
    }

    public override void Evaluate(ReadOnlySpan<double> low, ReadOnlySpan<double> high, BoxBuffers given)
    {
        var room = (Room)given;
        _model.Evaluate(low, high, room.Model);
        _ranges.Evaluate(low, high, room.Ranges, room.Least, room.Most);
        room.Model.Slopes.AsSpan().CopyTo(room.Slopes);
        room.Model.Losses.AsSpan().CopyTo(room.Losses);
        for (var o = 0; o < Outputs; o++)
        {
            room.Moved[o] = Math.Max(Math.Abs(room.Least[o]), Math.Abs(room.Most[o]));
            room.Sizes[o] = room.Model.Sizes[o] + room.Moved[o];
        }
        for (var j = 0; j < Count; j++)
        {
            double added = 0, size = 0, error = 0, spread = 0;
            for (var o = 0; o < Outputs; o++)
            {
                var c = _functions[j * Outputs + o];
                if (c == 0 || room.Moved[o] == 0) continue;
                added += c * (c > 0 ? room.Most[o] : room.Least[o]);
                spread += Math.Abs(c) * (room.Most[o] - room.Least[o]);
                size += Math.Abs(c) * room.Moved[o];
                error += Math.Abs(c) * room.Sizes[o] * _unit * (1 + 1e-12);
            }
            var upper = room.Model.Upper[j] + added + error;
            room.Upper[j] = size == 0 ? room.Model.Upper[j] : double.IsNaN(upper) ? double.PositiveInfinity
                : upper + 8 * (Outputs + 4) * Own * (size + error + Math.Abs(room.Model.Upper[j]));
            if (!(spread > 0)) continue;
            for (var i = 0; i < Inputs; i++)
            {
                if (HasBorder(i, low[i], high[i])) room.Losses[j * Inputs + i] += spread;
            }
        }
    }

    /// <summary>The border of g nearest to the middle, where one passes through.</summary>
    public override double Halve(int input, double low, double high)
    {
        var middle = base.Halve(input, low, high);
        var at = ~Array.BinarySearch(_borders[input], middle);
        if (at < 0) return middle;
        var best = middle;
        foreach (var near in new[] { at - 1, at })
        {
            if (near < 0 || near >= _borders[input].Length) continue;
            var border = _borders[input][near];
            if (low < border && border < high && (best == middle || Math.Abs(border - middle) < Math.Abs(best - middle))) best = border;
        }
        return best;
    }

    private bool HasBorder(int input, double low, double high)
    {
        var at = Array.BinarySearch(_borders[input], low);
        at = at < 0 ? ~at : at + 1;
        return at < _borders[input].Length && _borders[input][at] < high;
    }

    private sealed class Room(PatchedBounds owner) : BoxBuffers(owner.Count, owner.Inputs, owner.Outputs)
    {
        public BoxBuffers Model { get; } = owner._model.NewRoom();
        public BoxRanges.Buffers Ranges { get; } = new(owner._ranges);
        public double[] Least { get; } = new double[owner._network.Outputs];
        public double[] Most { get; } = new double[owner._network.Outputs];
        public double[] Moved { get; } = new double[owner._network.Outputs];
    }
}
