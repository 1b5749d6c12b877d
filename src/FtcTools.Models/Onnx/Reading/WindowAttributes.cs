using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx.Reading;

/// <summary>The window of a Conv or pool, as its attributes say: how it moves over an image.</summary>
internal sealed record WindowAttributes(NodeReader Node, long[] Image, long[] Kernel, long[] Strides, long[] Dilations, long[] Before,
    long[] Positions)
{
    /// <param name="kernel">The dimensions of the window.</param>
    /// <param name="ceil">Whether the last position may reach beyond the image.</param>
    public static WindowAttributes Read(NodeReader node, Flow x, long[] kernel, bool ceil)
    {
        var (image, rank) = (x.Shape[1..], x.Shape.Length - 1);
        var (strides, dilations) = (Each("strides", 1), Each("dilations", 1));
        if (node.Integers("kernel_shape") is { } given && !given.AsSpan().SequenceEqual(kernel))
            throw node.Bad($"its kernel_shape is {NodeReader.Show(given)}, and its weights are for {NodeReader.Show(kernel)}");
        if (kernel.Length != rank || kernel.Concat(strides).Concat(dilations).Any(n => n is < 1 or > int.MaxValue))
            throw node.Bad($"its kernel is {NodeReader.Show(kernel)}, its strides {NodeReader.Show(strides)}, its dilations {NodeReader.Show(dilations)}; valid are {rank} numbers from 1 on");
        var pads = node.Integers("pads") ?? new long[2 * rank];
        if (pads.Length != 2 * rank || pads.Any(n => n is < 0 or > int.MaxValue))
            throw node.Bad($"its pads are {NodeReader.Show(pads)}; valid are {2 * rank} numbers from 0 on");
        var (before, positions) = (pads[..rank], new long[rank]);
        var auto = node.Word("auto_pad", "NOTSET");
        for (var d = 0; d < rank; d++)
        {
            var reach = (kernel[d] - 1) * dilations[d] + 1;
            if (auto is "SAME_UPPER" or "SAME_LOWER")
            {
                positions[d] = (image[d] + strides[d] - 1) / strides[d];
                var padded = Math.Max(0, (positions[d] - 1) * strides[d] + reach - image[d]);
                before[d] = auto == "SAME_UPPER" ? padded / 2 : padded - padded / 2;
                continue;
            }
            var room = image[d] + (auto == "VALID" ? 0 : pads[d] + pads[rank + d]) - reach;
            if (auto == "VALID") before[d] = 0;
            positions[d] = room < 0 ? 0 : room / strides[d] + 1;
            // The last position may reach beyond the image, but must not start there.
            if (ceil && room >= 0 && room % strides[d] != 0 && positions[d] * strides[d] < image[d] + before[d]) positions[d]++;
        }
        if (auto is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            throw node.Unsupported($"its auto_pad is {NodeReader.Show(auto)}; valid are NOTSET, VALID, SAME_UPPER and SAME_LOWER");
        if (positions.Any(n => n < 1))
            throw node.Bad($"its window {NodeReader.Show(kernel)} is larger than the image {NodeReader.Show(image)}");
        if (!node.Graph.Takes(positions.Concat(kernel).Aggregate(1.0, (a, b) => a * b)))
            throw node.Unsupported("its windows see more places, with the numbers of all tensors, than are kept");
        return new(node, image, kernel, strides, dilations, before, positions);

        long[] Each(string name, long otherwise) => node.Integers(name) is not { } all ? [.. Enumerable.Repeat(otherwise, rank)]
            : all.Length == rank ? all : throw node.Bad($"its {name} are {NodeReader.Show(all)}; valid are {rank} numbers");
    }

    /// <summary>The window, and the numbers of its positions in each dimension.</summary>
    public (Window Window, long[] Spatial) Window() => (Steps.Window.Over(Image, Kernel, Strides, Dilations, Before, Positions), Positions);
}
