namespace FtcTools.Bounds.GeneralPosition;

/// <summary>
/// The parameter count: N arbitrary labels ask for at least N weights and biases, wherever the samples are. 2 layers: m (d + 2) + 1 >= N.
/// With h = L - 1 hidden layers of n_l >= 1 neurons: d n_1 + n_1 n_2 + .. + n_(h-1) n_h + n_h + m + 1 >= N.
/// </summary>
public sealed class ParameterCount : NeuronStatement
{
    internal ParameterCount() : base(2)
    {
    }

    public override string Source => "FtcTools (parameter count)";
    public override string Says => "d n_1 + n_1 n_2 + .. + n_(h-1) n_h + n_h + m + 1 >= N, h = L - 1; m (d + 2) + 1 >= N for L = 2";
    public override bool GeneralPosition => true;

    internal override double Lower(in Case at)
    {
        var (hidden, d) = (at.HiddenLayers, at.Dimension!.Value);
        if (hidden == 1) return Math.Max(1, (at.N + d) / (d + 2L));

        // e = 2 sqrt(N) neurons beyond one a layer have e^2/4 >= N weights.
        var (none, enough) = (-1L, (long)(2 * Math.Sqrt(at.N)) + 1);
        while (enough - none > 1)
        {
            var middle = (none + enough) / 2;
            if (Most(middle, hidden, d) >= at.N) enough = middle;
            else none = middle;
        }
        return hidden + enough;
    }

    /// <summary>
    /// The most parameters of h >= 2 hidden layers with e neurons beyond one a layer. Moving the excess of one layer to a layer that is not
    /// its neighbour changes the count linearly, so some best choice has it in two neighbouring layers; the first two, because each neuron
    /// of the first layer has d inputs.
    /// </summary>
    internal static long Most(long e, int hidden, int d)
    {
        var first = Math.Min(e, (d - 1L + e) / 2);
        return 1 + d + hidden + 2 * e + first * (d - 1L + e - first) + hidden + e;
    }
}
