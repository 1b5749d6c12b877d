namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 3 layers, m &lt;= min{d1 + d2 : d1 d2 >= K} = ceil(2 sqrt(K)): all K samples in d1 groups along a direction; each of d2 second-layer
/// ReLUs of alternating sign switches once in every group, so that the output passes through one sample after another on steep lines.
/// </summary>
public sealed class OneReluALevel : ConstructionStatement
{
    internal OneReluALevel() : base(3)
    {
    }

    public override string Source => "FtcTools (one ReLU a level)";
    public override string Says => "m <= min{d1 + d2 : d1 d2 >= K} = ceil(2 sqrt(K))";

    private protected override long Neurons(in Case at) => Rectangle.Perimeter(at.K);
}
