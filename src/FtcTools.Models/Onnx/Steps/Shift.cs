using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>sign x + b with a constant b.</summary>
/// <param name="Inside">The number of sums behind x into which a runtime may move the addition of b.</param>
internal sealed record Shift(int Input, int Output, int Width, double[] Amount, int Sign, int Inside = 0) : Step(Output, Width)
{
    public override int Roundings => Inside + 1;

    public override void Run<T>(T[][] tensors)
    {
        var (x, y, negative) = (tensors[Input], tensors[Output], Sign < 0);
        for (var o = 0; o < Width; o++) y[o] = (negative ? -x[o] : x[o]) + T.CreateTruncating(Amount[o]);
    }

    public override void Exact(Rational[][] tensors)
    {
        for (var o = 0; o < Width; o++) tensors[Output][o] = Sign * tensors[Input][o] + Rational.Of(Amount[o]);
    }

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var o = 0; o < Width; o++)
        {
            var middle = Sign * x.Middles[o] + Amount[o];
            y.Middles[o] = double.IsFinite(middle) ? middle : 0;
            y.Radii[o] = Amount[o] == 0 ? x.Radii[o]
                : Widen(middle, x.Radii[o], Math.Abs(x.Middles[o]) + Math.Abs(Amount[o]) + x.Radii[o], Gamma(1 + Inside, rounding.Unit),
                    1 + Inside, rounding, Inside > 0 ? 2 : 1);
        }
    }
}
