namespace FtcTools.Bounds;

/// <summary>A statement about the largest N all of whose instances m neurons can edit.</summary>
public abstract class CapacityStatement : Statement
{
    private protected CapacityStatement(int layers) : base(layers, layers)
    {
    }

    /// <summary>The two sides as printed.</summary>
    public abstract (double Lower, double Upper) Samples(long m, long k);
}
