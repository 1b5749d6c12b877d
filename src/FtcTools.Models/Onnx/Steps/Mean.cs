using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>AveragePool and its kin: the mean of what a window sees of each channel.</summary>
/// <param name="Counts">For each position, the number by which the sum is divided.</param>
internal sealed record Mean(int Input, int Output, int Width, Window Window, int[] Counts) : Step(Output, Width)
{
    public override double Multiplications => (double)Width * Window.Size;

    public override int Roundings => Window.Size + 2;

    public override void Run<T>(T[][] tensors) => Each((first, at, position) =>
    {
        var sum = T.Zero;
        foreach (var place in Window.At(position)) sum += place < 0 ? T.Zero : tensors[Input][first + place];
        tensors[Output][at] = sum / T.CreateChecked(Counts[position]);
    });

    public override void Exact(Rational[][] tensors) => Each((first, at, position) =>
    {
        var sum = Rational.Zero;
        foreach (var place in Window.At(position)) sum += place < 0 ? Rational.Zero : tensors[Input][first + place];
        tensors[Output][at] = sum / Counts[position];
    });

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        var (x, y) = (tensors[Input], tensors[Output]);
        Each((first, at, position) =>
        {
            var (middle, radius, size, terms) = (0.0, 0.0, 0.0, 0);
            foreach (var place in Window.At(position))
            {
                if (place < 0 || (x.Middles[first + place] == 0 && x.Radii[first + place] == 0)) continue;
                middle += x.Middles[first + place];
                radius += x.Radii[first + place];
                size += Math.Abs(x.Middles[first + place]) + x.Radii[first + place];
                terms++;
            }
            // The sum itself must not overflow. A runtime may divide, or multiply by a reciprocal, before the sum or after it.
            var sum = Widen(middle, radius, size, Gamma(terms + 2, rounding.Unit), terms, rounding, terms == 0 ? 1 : Counts[position]);
            y.Middles[at] = double.IsFinite(sum) ? middle / Counts[position] : 0;
            y.Radii[at] = terms == 0 ? 0 : sum / Counts[position] * (1 + 4 * Own) + double.Epsilon;
        });
    }

    private void Each(Action<int, int, int> body)
    {
        for (var at = 0; at < Width; at++) body(at / Window.Count * Window.Area, at, at % Window.Count);
    }
}
