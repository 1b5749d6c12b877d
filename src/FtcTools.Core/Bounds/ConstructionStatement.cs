namespace FtcTools.Bounds;

/// <summary>
/// An upper bound that is a network of a fixed depth. There are finitely many samples, so one ReLU with a large enough bias carries the
/// output unchanged through one more layer: a deeper network costs one neuron for each further layer.
/// </summary>
public abstract class ConstructionStatement : NeuronStatement
{
    private readonly int _deepest;
    private readonly Lazy<string> _carried;

    /// <param name="fewestLayers">Layers of the network.</param>
    /// <param name="deepest">The largest number of layers that the same neurons can be spread over, where that is more.</param>
    private protected ConstructionStatement(int fewestLayers, int deepest = 0) : base(fewestLayers)
    {
        _deepest = Math.Max(fewestLayers, deepest);
        _carried = new(() => Source + ", carried through the further layers");
    }

    /// <summary>The condition for the network to exist.</summary>
    private protected virtual bool Applies(in Case at) => true;

    /// <summary>Hidden neurons before anything is carried.</summary>
    private protected abstract long Neurons(in Case at);

    internal sealed override double Upper(in Case at) =>
        Applies(at) ? Neurons(at) + Math.Max(0, at.Layers - _deepest) : double.PositiveInfinity;

    internal sealed override string UpperSource(int layers) => layers > _deepest ? _carried.Value : Source;
}
