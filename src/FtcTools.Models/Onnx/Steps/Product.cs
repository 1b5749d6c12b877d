using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>x y, number by number: one part of the model weighs another.</summary>
internal sealed record Product(int Left, int Right, int Output, int Width) : Step(Output, Width)
{
    public override void Run<T>(T[][] tensors) => TensorPrimitives.Multiply<T>(tensors[Left], tensors[Right], tensors[Output]);

    public override void Exact(Rational[][] tensors)
    {
        for (var i = 0; i < Width; i++) tensors[Output][i] = tensors[Left][i] * tensors[Right][i];
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (a, b, y) = (tensors[Left], tensors[Right], tensors[Output]);
        for (var i = 0; i < Width; i++)
        {
            var (x, r, z, s) = (Math.Abs(a.Middles[i]), a.Radii[i], Math.Abs(b.Middles[i]), b.Radii[i]);
            if ((x == 0 && r == 0) || (z == 0 && s == 0))
            {
                // 0 times something that may have overflowed may be NaN.
                (y.Middles[i], y.Radii[i]) = (0, double.IsInfinity(r) || double.IsInfinity(s) ? double.PositiveInfinity : 0);
                continue;
            }
            var middle = a.Middles[i] * b.Middles[i];
            var radius = (x * s + z * r + r * s) * (1 + 8 * Own);
            y.Middles[i] = double.IsFinite(middle) ? middle : 0;
            y.Radii[i] = Widen(middle, radius, x * z + radius, Gamma(1, rounding.Unit), 2, rounding, Math.Max(1, Math.Max(x + r, z + s)));
        }
    }
}
