namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 3 layers, m &lt;= 3N: a hat s(1 - s(t) - s(-t)) over each edited sample, two neurons in the first layer and one in the second.
/// </summary>
public sealed class HatAnEdit : ConstructionStatement
{
    internal HatAnEdit() : base(3)
    {
    }

    public override string Source => "FtcTools (one hat an edit)";
    public override string Says => "m <= 3N";

    private protected override long Neurons(in Case at) => 3 * at.N;
}
