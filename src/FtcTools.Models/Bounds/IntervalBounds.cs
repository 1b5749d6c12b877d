using FtcTools.Onnx;
using FtcTools.Numerics;

namespace FtcTools.Models.Bounds;

/// <summary>
/// Upper bounds of linear functions of a model's outputs over a box, by interval arithmetic through its graph: for models that are no chain
/// of dense layers. Every operator that is read has them; they are wider than those of <see cref="BoxRelaxation"/>.
/// </summary>
internal sealed class IntervalBounds(FrozenModel model, Arithmetic arithmetic, double[] functions, double[] constants) : BoxBounds
{
    private const double Own = 1.1102230246251565e-16;

    public override int Inputs => model.Inputs;

    public override int Outputs => model.Outputs;

    public override int Count => constants.Length;

    public override BoxBuffers NewRoom() => new Room(this);

    public override double[] Answer(ReadOnlySpan<double> input) => model.Evaluate(input);

    public override void Evaluate(ReadOnlySpan<double> low, ReadOnlySpan<double> high, BoxBuffers room)
    {
        var (least, most) = model.Bounds(low, high, arithmetic);
        for (var o = 0; o < least.Length; o++) room.Sizes[o] = Math.Max(Math.Abs(least[o]), Math.Abs(most[o]));
        for (var j = 0; j < Count; j++)
        {
            double upper = constants[j], size = Math.Abs(upper);
            for (var o = 0; o < least.Length; o++)
            {
                var c = functions[j * Outputs + o];
                if (c == 0) continue;
                upper += c * (c > 0 ? most[o] : least[o]);
                size += Math.Abs(c) * room.Sizes[o];
            }
            upper += 4 * (Outputs + 4) * Own * size;
            room.Upper[j] = double.IsNaN(upper) ? double.PositiveInfinity : upper;
            for (var c = 0; c < Inputs; c++) (room.Losses[j * Inputs + c], room.Slopes[j * Inputs + c]) = (high[c] - low[c], 0);
        }
    }

    private sealed class Room(IntervalBounds owner) : BoxBuffers(owner.Count, owner.Inputs, owner.Outputs);
}
