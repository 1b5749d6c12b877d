namespace FtcTools.Bounds.Sharp;

/// <summary>
/// m >= L for N >= 1: a network with one neuron in each of its L - 1 hidden layers is monotone along a line, and with none in some layer it
/// is constant; the labels 0, 1, 0 are neither.
/// </summary>
public sealed class NotMonotone : NeuronStatement
{
    internal NotMonotone() : base(2)
    {
    }

    public override string Source => "FtcTools (one neuron a layer is monotone)";
    public override string Says => "m >= L for N >= 1";

    internal override double Lower(in Case at) => at.Layers;
}
