namespace FtcTools.Bounds.Yun;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Proposition 3.4 (4 layers or more, all K samples): blocks of two layers, the sum of 4 floor((d_l - r)/4)
/// floor((d_(l+1) - r)/(4p)) at least K, r the p sums (but for the first block) and the sample (but for the last) that are carried. So W
/// parameters memorize of the order of W samples at any depth.
/// </summary>
public sealed class YunProposition34 : Statement
{
    internal YunProposition34() : base(4, AnyDepth)
    {
    }

    public override string Source => "Yun et al. 2019, Proposition 3.4";
    public override string Says =>
        "sum over blocks of 4 floor((d_l - r)/4) floor((d_(l+1) - r)/(4p)) >= K memorizes K samples, r = p (but for the first) + 1 (but for the last)";
}
