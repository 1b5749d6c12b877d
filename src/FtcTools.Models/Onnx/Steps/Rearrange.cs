using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>
/// Numbers of other tensors in another order, some of them more than once, and constants: Transpose, Pad, Concat, Slice, Expand.
/// </summary>
/// <param name="Inputs">The tensors that are read.</param>
/// <param name="From">For each element of the result: which input it comes from, -1 for the constant, and from which place. It is made when
/// it is first needed, because some models are only looked at.</param>
internal sealed record Rearrange(int[] Inputs, int Output, int Width, Lazy<(int Source, int Place)[]> From, double Constant = 0)
    : Step(Output, Width)
{
    public override void Run<T>(T[][] tensors) => Move(tensors, tensors[Output], T.CreateTruncating(Constant));

    public override void Exact(Rational[][] tensors) => Move(tensors, tensors[Output], Rational.Of(Constant));

    public override void Enclose(Ranges[] tensors, Rounding rounding)
    {
        Move(Array.ConvertAll(tensors, t => t.Middles), tensors[Output].Middles, Constant);
        Move(Array.ConvertAll(tensors, t => t.Radii), tensors[Output].Radii, 0);
    }

    private void Move<T>(T[][] tensors, T[] y, T constant)
    {
        for (var i = 0; i < Width; i++)
        {
            var (source, place) = From.Value[i];
            y[i] = source < 0 ? constant : tensors[Inputs[source]][place];
        }
    }
}
