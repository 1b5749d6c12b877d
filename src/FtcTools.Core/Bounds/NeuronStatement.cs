namespace FtcTools.Bounds;

/// <summary>
/// A statement about the least m that serves every choice of N >= 1 of K samples. It is about all data, or, where
/// <see cref="GeneralPosition"/> is set, about data in general position only. An upper bound for all data holds in general position too; a
/// lower bound need not: its hard data lie on a line.
/// </summary>
public abstract class NeuronStatement : Statement
{
    private protected NeuronStatement(int fewestLayers, int mostLayers = AnyDepth) : base(fewestLayers, mostLayers)
    {
    }

    /// <summary>True where it supposes general position (see <see cref="Bound.Dimension"/>).</summary>
    public virtual bool GeneralPosition => false;

    /// <summary>Some data need this many neurons; 0 where the statement does not say.</summary>
    internal virtual double Lower(in Case at) => 0;

    /// <summary>This many neurons serve all data; infinite where the statement does not say.</summary>
    internal virtual double Upper(in Case at) => double.PositiveInfinity;

    /// <summary>What to quote for <see cref="Upper"/>.</summary>
    internal virtual string UpperSource(int layers) => Source;
}
