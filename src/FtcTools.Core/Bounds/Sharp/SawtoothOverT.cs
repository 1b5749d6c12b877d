namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 3 layers, m &lt;= min{d1 + 4 d2 : d1 d2 >= N}, about 4 sqrt(N), whatever K: d1 breakpoints between groups of edited samples; each of d2
/// levels is a steep sawtooth that is small at one edited sample of each group only, behind a window of 4 ReLUs that is 0 everywhere else.
/// </summary>
public sealed class SawtoothOverT : ConstructionStatement
{
    internal SawtoothOverT() : base(3)
    {
    }

    public override string Source => "FtcTools (sawtooth over T)";
    public override string Says => "m <= min{d1 + 4 d2 : d1 d2 >= N}, about 4 sqrt(N)";

    private protected override long Neurons(in Case at) => Rectangle.Perimeter(at.N, 4);
}
