using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx.Reading;

/// <summary>Operators that give, of what a window sees of each channel, the largest or the mean.</summary>
internal static class Pooling
{
    public static void MaxPool(NodeReader node)
    {
        var x = node.Image(0);
        var (window, spatial) = WindowAttributes.Read(node, x, Kernel(node), Ceil(node)).Window();
        for (var p = 0; p < window.Count; p++)
        {
            if (!window.At(p).ContainsAnyExcept(-1)) throw node.Bad("one of its windows sees nothing of the image");
        }
        node.Graph.Define(node.One(2),
            node.Make([x.Shape[0], .. spatial], x.Type, (output, width) => new Largest(x.Tensor, output, width, window)));
    }

    public static void AveragePool(NodeReader node)
    {
        var x = node.Image(0);
        var windows = WindowAttributes.Read(node, x, Kernel(node), Ceil(node));
        var (window, spatial) = windows.Window();
        if (Ceil(node) && node.Integer("count_include_pad", 0) != 0)
            throw node.Unsupported("it rounds up and counts zeros around the image; valid is one of both");
        // With zeros that count, every window has the same number.
        var counts = Enumerable.Range(0, window.Count)
            .Select(p => node.Integer("count_include_pad", 0) != 0 ? window.Size : window.Size - window.At(p).Count(-1)).ToArray();
        if (counts.Contains(0)) throw node.Bad("one of its windows sees nothing of the image");
        node.Give([x.Shape[0], .. spatial], x.Type, (output, width) => new Mean(x.Tensor, output, width, window, counts));
    }

    public static void GlobalAveragePool(NodeReader node)
    {
        var x = node.Image(0);
        var window = Whole(x.Shape[1..]);
        node.Give([x.Shape[0], .. x.Shape.Skip(1).Select(_ => 1L)], x.Type,
            (output, width) => new Mean(x.Tensor, output, width, window, [window.Size]));
    }

    public static void GlobalMaxPool(NodeReader node)
    {
        var x = node.Image(0);
        var window = Whole(x.Shape[1..]);
        node.Give([x.Shape[0], .. x.Shape.Skip(1).Select(_ => 1L)], x.Type,
            (output, width) => new Largest(x.Tensor, output, width, window));
    }

    /// <summary>Over the last dimensions of a sample, all of them behind the first.</summary>
    public static void ReduceMean(NodeReader node)
    {
        var x = node.FlowOf(0);
        var rank = x.Shape.Length;
        int[] axes = [.. (node.IntegersOf("axes", 1, 18) ?? []).Select(axis => node.Axis(axis, rank)).Order()];
        if (axes.Length == 0 || !axes.AsSpan().SequenceEqual([.. Enumerable.Range(rank - axes.Length, axes.Length)]))
            throw node.Unsupported("it takes the mean over other dimensions than the last ones; valid are those");
        var kept = x.Shape[..axes[0]];
        var window = Whole(x.Shape[axes[0]..]);
        long[] shape = node.Integer("keepdims", 1) != 0 ? [.. kept, .. axes.Select(_ => 1L)] : kept;
        node.Give(shape, x.Type, (output, width) => new Mean(x.Tensor, output, width, window, [window.Size]));
    }

    private static Window Whole(long[] image)
    {
        var area = (int)Shapes.Product(image);
        return new(area, area, [.. Enumerable.Range(0, area)]);
    }

    private static long[] Kernel(NodeReader node) => node.Integers("kernel_shape") ?? throw node.Bad("it has no kernel_shape");

    private static bool Ceil(NodeReader node) => node.Integer("ceil_mode", 0) != 0;
}
