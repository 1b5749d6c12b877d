namespace FtcTools.Training;

/// <summary>
/// Where the weights of a network stand in one array. A layer is a matrix with one row a neuron: its bias, then its weights, then zeros up
/// to a multiple of 4, which stay zero. The bias is thus the weight of a first input that is always 1.
/// </summary>
internal sealed class Layout
{
    private readonly int[] _sizes;
    private readonly int[] _offsets;

    /// <param name="sizes">Features, neurons of each hidden layer, outputs.</param>
    public Layout(IReadOnlyList<int> sizes)
    {
        _sizes = [.. sizes];
        _offsets = new int[_sizes.Length];
        for (var l = 0; l < Layers; l++) _offsets[l + 1] = checked(_offsets[l] + Neurons(l) * Stride(l));
    }

    /// <summary>Layers, the linear last one included.</summary>
    public int Layers => _sizes.Length - 1;

    /// <summary>Numbers of all layers, padding included: a multiple of 16, the most lanes of a vector.</summary>
    public int Length => Up(_offsets[^1], 16);

    /// <summary>Neurons of layer <paramref name="l"/> (from 0).</summary>
    public int Neurons(int l) => _sizes[l + 1];

    /// <summary>Inputs of layer <paramref name="l"/> (from 0), the 1 before them not counted.</summary>
    public int Inputs(int l) => _sizes[l];

    /// <summary>From a row of layer <paramref name="l"/> to the next; rows of samples that go into the layer.</summary>
    public int Stride(int l) => Up(_sizes[l] + 1, 4);

    public int Offset(int l) => _offsets[l];

    public static int Up(int value, int multiple) => checked(value + multiple - 1) / multiple * multiple;
}
