using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>x + sign y: two ways through the model meet.</summary>
/// <param name="Inside">The number of sums behind x or y into which a runtime may move the addition of the other.</param>
internal sealed record Sum(int Left, int Right, int Output, int Width, int Sign, int Inside = 0) : Step(Output, Width)
{
    public override int Roundings => Inside + 1;

    public override void Run<T>(T[][] tensors)
    {
        if (Sign > 0) TensorPrimitives.Add<T>(tensors[Left], tensors[Right], tensors[Output]);
        else TensorPrimitives.Subtract<T>(tensors[Left], tensors[Right], tensors[Output]);
    }

    public override void Exact(Rational[][] tensors)
    {
        for (var o = 0; o < Width; o++) tensors[Output][o] = tensors[Left][o] + Sign * tensors[Right][o];
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (a, b, y) = (tensors[Left], tensors[Right], tensors[Output]);
        for (var o = 0; o < Width; o++)
        {
            var middle = a.Middles[o] + Sign * b.Middles[o];
            y.Middles[o] = double.IsFinite(middle) ? middle : 0;
            var nothing = (b.Middles[o] == 0 && b.Radii[o] == 0) || (a.Middles[o] == 0 && a.Radii[o] == 0);
            y.Radii[o] = nothing ? a.Radii[o] + b.Radii[o]
                : Widen(middle, a.Radii[o] + b.Radii[o], Math.Abs(a.Middles[o]) + Math.Abs(b.Middles[o]) + a.Radii[o] + b.Radii[o],
                    Gamma(1 + Inside, rounding.Unit), 1 + Inside, rounding, Inside > 0 ? 2 : 1);
        }
    }
}
