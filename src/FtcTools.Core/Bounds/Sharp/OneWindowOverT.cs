namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 4 layers, m &lt;= ceil(2 sqrt(N)) + 4; 5 layers no more; whatever K. <see cref="OneReluALevel"/> over the edited samples alone runs on
/// lines as steep as one likes, so at every untouched sample its output is as far from 0 as one likes, and a single window behind it clears
/// them all: 4 ReLUs in one layer (the identity on [-1, 1], 0 outside [-2, 2]), or two and two: u = s(t), v = s(-t), then s(1 - u - 4v) -
/// s(1 - v - 4u), which is sign(t)(1 - |t|) for 1/4 &lt;= |t| &lt;= 1 and 0 for |t| >= 1.
/// </summary>
public sealed class OneWindowOverT : ConstructionStatement
{
    internal OneWindowOverT() : base(4, deepest: 5)
    {
    }

    public override string Source => "FtcTools (one window behind one ReLU a level over T)";
    public override string Says => "m <= min{d1 + d2 : d1 d2 >= N} + 4 = ceil(2 sqrt(N)) + 4 for L = 4 and L = 5";

    private protected override long Neurons(in Case at) => Rectangle.Perimeter(at.N) + 4;
}
