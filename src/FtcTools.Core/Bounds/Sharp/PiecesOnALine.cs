namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 3 layers, (d1 + 1)(d2 + 1) >= min{3N, K - 2} + 1, so m >= ceil(2 sqrt(min{3N, K - 2} + 1)) - 2: a ReLU of the second layer adds at most
/// one kink to each piece that the first layer makes of a line (Serra, Tjandraatmadja and Ramalingam 2018). One neuron in the first layer
/// is constant on one side, and of two neurons no combination zigzags over three pieces: d1 = 1 gives d2 + 2 pieces at most, d1 = 2 gives 2
/// d2 + 3. So with m = 2, 3, 4 it is one piece less.
/// </summary>
public sealed class PiecesOnALine : NeuronStatement
{
    internal PiecesOnALine() : base(3, 3)
    {
    }

    public override string Source => "FtcTools ((d1 + 1)(d2 + 1) pieces; Serra et al. 2018)";
    public override string Says => "m >= min{d1 + d2 : (d1 + 1)(d2 + 1) >= min{3N, K - 2} + 1}";

    internal override double Lower(in Case at)
    {
        var pieces = at.Kinks + 1;
        var neurons = Math.Max(2, Rectangle.Perimeter(pieces) - 2);
        return neurons <= 4 && Rectangle.Cells(neurons + 2) == pieces ? neurons + 1 : neurons;
    }
}
