using FtcTools.Numerics;

namespace FtcTools.Onnx.Steps;

/// <summary>Numbers of other tensors in another order, some of them more than once, and constants: Transpose, Pad, Concat, Slice, Expand.</summary>
/// <param name="Inputs">Tensors that are read.</param>
/// <param name="Source">By number: which of them; -1 for the constant.</param>
/// <param name="Place">By number: where in it.</param>
internal sealed record Rearrange(int[] Inputs, int Output, int Width, int[] Source, int[] Place, double Constant = 0) : Step(Output, Width)
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
        for (var i = 0; i < Width; i++) y[i] = Source[i] < 0 ? constant : tensors[Inputs[Source[i]]][Place[i]];
    }
}
