namespace FtcTools.Bounds.GeneralPosition;

/// <summary>
/// 2 or 3 layers, m &lt;= 3 ceil(N/d), one more unless N = 1 mod d; whatever K. A hat over a hyperplane through up to d edited samples of
/// one sign is 0 at all other samples: 3 ReLUs. Sort T by sign and cut it every d samples: at most one group holds both signs, and takes a
/// window of 4 ReLUs. For N = 1 mod d, ceil(N+/d) + ceil(N-/d) = ceil(N/d), so that no group need be mixed. For d = 1 this is 3N.
/// </summary>
public sealed class HyperplaneHats : ConstructionStatement
{
    internal HyperplaneHats() : base(2, deepest: 3)
    {
    }

    public override string Source => "FtcTools (hats over hyperplanes)";
    public override string Says => "m <= 3 ceil(N/d) + 1, without the 1 for N = 1 mod d";
    public override bool GeneralPosition => true;

    private protected override long Neurons(in Case at)
    {
        var d = at.Dimension!.Value;
        return 3 * ((at.N + d - 1) / d) + ((at.N - 1) % d == 0 ? 0 : 1);
    }
}
