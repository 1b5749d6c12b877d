namespace FtcTools.Bounds.Yun;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Theorem 3.1 (3 layers, all K samples): hard-tanhs with 4 floor(d1/2) floor(d2/(2p)) >= K, ReLUs with 4
/// floor(d1/4) floor(d2/(4p)) >= K. Sharper: no width need be even, and one ReLU a group and a level is enough
/// (<see cref="Sharp.OneReluALevel"/>).
/// </summary>
public sealed class YunTheorem31 : Statement
{
    internal YunTheorem31() : base(3, 3)
    {
    }

    public override string Source => "Yun et al. 2019, Theorem 3.1";
    public override string Says =>
        "4 floor(d1/2) floor(d2/(2p)) >= K hard-tanhs, or 4 floor(d1/4) floor(d2/(4p)) >= K ReLUs, memorize K samples";

    /// <summary>The fewest ReLUs that the condition as printed allows, for one output.</summary>
    public static long Neurons(long k) => 4 * Rectangle.Perimeter((k + 3) / 4);
}
