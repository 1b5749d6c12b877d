namespace FtcTools.Bounds.GeneralPosition;

/// <summary>
/// 3 layers, d >= 2, m &lt;= min{d1 + 3q + 1 : d1 q >= N}, about 3.46 sqrt(N), whatever K: <see cref="HyperplaneHats"/> on the d1 features
/// behind a first layer, q groups of which at most one holds both signs. It supposes that those features are in general position for some
/// first layer, as they are for random data. On a line (d = 1) they are not.
/// </summary>
public sealed class FeatureHats : ConstructionStatement
{
    internal FeatureHats() : base(3)
    {
    }

    public override string Source => "FtcTools (hats over hyperplanes of features)";
    public override string Says => "m <= min{d1 + 3q + 1 : d1 q >= N} for d >= 2, about 3.46 sqrt(N)";
    public override bool GeneralPosition => true;

    private protected override bool Applies(in Case at) => at.Dimension > 1;

    private protected override long Neurons(in Case at) => Rectangle.Perimeter(at.N, 3) + 1;
}
