namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 2 layers, exactly: m* = min{3N, K - 2} for K >= 5; m* = 2 for K = 3; m* = 2 (N = 1) or 3 (N >= 2) for K = 4.
/// Upper: an interpolant of Sohn et al. 2024, Theorem 4.4 needs no ReLU for its first slope where that or the last slope is 0; where all K
/// - 2 kinks alternate, a slope may overshoot so that the ReLUs turned leftwards make up the first slope. Lower: Theorem 4.1, and for K =
/// 3, 4 the slopes that two ReLUs can have: (0, a, b), (a, 0, b) or (a, a + b, b), never +, -, + in turn.
/// </summary>
public sealed class TwoLayerCount : ConstructionStatement
{
    internal TwoLayerCount() : base(2)
    {
    }

    public override string Source => "FtcTools (exact count of two layers)";
    public override string Says =>
        "m = min{3N, K - 2} for K >= 5; m = 2 for K = 3; m = 2 (N = 1) or 3 (N >= 2) for K = 4; all with 2 layers";

    internal override double Lower(in Case at) => at.Layers == 2 ? Neurons(at) : 0;

    private protected override long Neurons(in Case at) => at.K switch
    {
        3 => 2,
        4 => at.N == 1 ? 2 : 3,
        _ => at.Kinks,
    };
}
