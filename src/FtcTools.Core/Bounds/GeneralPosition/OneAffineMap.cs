namespace FtcTools.Bounds.GeneralPosition;

/// <summary>
/// K &lt;= d + 1: an affine function takes any values on samples in general position, and a ReLU with a large enough bias is affine on all
/// of them. One neuron a layer.
/// </summary>
public sealed class OneAffineMap : ConstructionStatement
{
    internal OneAffineMap() : base(2)
    {
    }

    public override string Source => "FtcTools (one affine map)";
    public override string Says => "m <= L - 1 for K <= d + 1";
    public override bool GeneralPosition => true;

    private protected override bool Applies(in Case at) => at.K <= at.Dimension!.Value + 1L;

    private protected override long Neurons(in Case at) => 1;
}
