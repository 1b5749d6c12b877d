namespace FtcTools.Networks;

/// <summary>
/// A network as a line of text: `64 ─ 20 ReLU ─ 3 ReLU ─ 1`, from its inputs over the neurons of each hidden layer to its outputs. A block
/// of a residual network is `+2 ReLU`.
/// </summary>
internal static class Diagram
{
    private const int FewestToCount = 3;

    public static string Of(Network network)
    {
        IEnumerable<string> hidden = network.Residual is { } residual
            ? [.. residual.Blocks.Select(block => $"+{Layer(block.Inner)}"), .. residual.Layers.SkipLast(1).Select(Layer)]
            : network.Layers.SkipLast(1).Select(Layer);
        return string.Join(" ─ ", [$"{network.Inputs}", .. Counted(hidden), $"{network.Outputs}"]);
    }

    private static string Layer(Layer layer) =>
        $"{layer.Neurons} {layer.Activation switch { Activation.Relu => "ReLU", Activation.HardTanh => "hardtanh", _ => "linear" }}";

    // Equal layers in a row are one, with how many it stands for.
    private static IEnumerable<string> Counted(IEnumerable<string> layers)
    {
        string[] all = [.. layers];
        for (var (at, run) = (0, 0); at < all.Length; at += run)
        {
            run = all.Skip(at).TakeWhile(layer => layer == all[at]).Count();
            foreach (var layer in run < FewestToCount ? Enumerable.Repeat(all[at], run) : [$"{all[at]} ×{run}"]) yield return layer;
        }
    }
}
