using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>MaxPool: the largest of what a window sees of each channel. Every position sees something.</summary>
internal sealed record Largest(int Input, int Output, int Width, Window Window) : Step(Output, Width)
{
    public override double Multiplications => (double)Width * Window.Size;

    public override void Run<T>(T[][] tensors) => Each(tensors[Input], tensors[Output], T.Max);

    public override void Exact(Rational[][] tensors) => Each(tensors[Input], tensors[Output], Rational.Max);

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        for (var at = 0; at < Width; at++)
        {
            var (low, high) = (double.NegativeInfinity, double.NegativeInfinity);
            foreach (var place in Window.At(at % Window.Count))
            {
                if (place < 0) continue;
                var (least, most) = x.At(at / Window.Count * Window.Area + place);
                // Behind an overflow there may be a NaN, which no maximum removes.
                (low, high) = (Math.Max(low, least), double.IsInfinity(least) ? double.PositiveInfinity : Math.Max(high, most));
            }
            y.Set(at, low, high);
        }
    }

    private void Each<T>(T[] x, T[] y, Func<T, T, T> larger)
    {
        for (var at = 0; at < Width; at++)
        {
            var (first, known) = (at / Window.Count * Window.Area, false);
            foreach (var place in Window.At(at % Window.Count))
            {
                if (place < 0) continue;
                y[at] = known ? larger(y[at], x[first + place]) : x[first + place];
                known = true;
            }
        }
    }
}
