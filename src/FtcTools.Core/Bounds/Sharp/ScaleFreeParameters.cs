namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 3 layers or more: m >= ceil(2 sqrt(N + 3 - L)) + L - 5. N arbitrary labels ask for N free parameters. Along a line a network has a
/// weight for each pair of neurons in neighbouring layers, one each for the neurons of the first (input) and of the last hidden layer
/// (output), a bias each and the output bias; but a ReLU can be rescaled against its outgoing weights, which takes one parameter a neuron
/// away. With h = L - 1 hidden layers and all e = m - h neurons beyond one a layer in two neighbouring layers, where they count most, that
/// is 2 + h + 2e + floor(e^2/4).
/// </summary>
public sealed class ScaleFreeParameters : NeuronStatement
{
    internal ScaleFreeParameters() : base(3)
    {
    }

    public override string Source => "FtcTools (parameters up to scale)";
    public override string Says => "m >= ceil(2 sqrt(N + 3 - L)) + L - 5 for N >= L - 2";

    internal override double Lower(in Case at)
    {
        var hidden = at.HiddenLayers;
        // floor(e^2/4) + 2e + 4 = floor((e + 4)^2/4), so e + 4 is the perimeter of N + 2 - h cells.
        return hidden + Math.Max(0, Rectangle.Perimeter(Math.Max(1, at.N + 2 - hidden)) - 4);
    }
}
