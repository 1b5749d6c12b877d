using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx.Reading;

/// <summary>Operators that give the same numbers in another shape or order. The batch stays in front.</summary>
internal static class ShapeOperators
{
    public static void Dropout(NodeReader node)
    {
        if (node.Has(2)) throw node.Unsupported("it may be training; valid is a model that answers");
        node.Alias(x => x.Shape, outputs: 2);
    }

    public static void Flatten(NodeReader node) => node.Alias(x => node.Integer("axis", 1) == 1 && node.Graph.IsBatched ? [x.Width]
        : throw node.Unsupported($"it has axis {node.Integer("axis", 1)}; valid is 1, which keeps the batch"));

    public static void Reshape(NodeReader node)
    {
        node.Expect(2);
        if (node.Integer("allowzero", 0) != 0) throw node.Unsupported("it has allowzero; valid is 0 for a dimension that stays");
        var wanted = Array.ConvertAll(node.ConstantOf(1).Values, v => (long)v);
        node.Alias(x =>
        {
            var shape = x.Shape;
            if (wanted.Length < 2 || wanted.Any(n => n < -1) || !node.Graph.IsBatched) throw Wrong(shape);
            var behind = wanted.Skip(1).Select((n, i) => n == 0 ? (i < shape.Length ? shape[i] : -2) : n).ToArray();
            var known = Constant.Count(behind.Where(n => n >= 0), 1) ?? 0;
            if (behind.Contains(-1) && known > 0) behind[Array.IndexOf(behind, -1)] = x.Width / known;
            // A number for the batch holds for batches of that size only.
            return (wanted[0] <= 0 || wanted[0] == node.Graph.FixedBatch) && behind.All(n => n > 0) && Constant.Count(behind, 1) == x.Width
                && wanted.Count(n => n == -1) <= 1
                ? behind : throw Wrong(shape);
        });

        Exception Wrong(long[] shape) =>
            node.Unsupported($"it reshapes {NodeReader.Show(shape)} to {NodeReader.Show(wanted)}; valid are the batch, as 0 or -1, and the features behind it");
    }

    public static void Squeeze(NodeReader node)
    {
        var axes = node.IntegersOf("axes", 1, 13);
        node.Alias(x =>
        {
            if (axes is null)
                throw node.Unsupported("it names no axes, and a batch of one would go with the others; valid are axes behind the batch");
            var gone = axes.Select(axis => node.Axis(axis, x.Shape.Length)).ToHashSet();
            return gone.All(d => x.Shape[d] == 1) ? [.. x.Shape.Where((_, d) => !gone.Contains(d))]
                : throw node.Bad($"it takes a dimension that is not 1 from {NodeReader.Show(x.Shape)}");
        });
    }

    public static void Unsqueeze(NodeReader node)
    {
        var axes = node.IntegersOf("axes", 1, 13) ?? throw node.Bad("it names no axes");
        node.Alias(x =>
        {
            var rank = x.Shape.Length + axes.Length;
            var (added, left) = (axes.Select(axis => node.Axis(axis, rank)).ToHashSet(), new Queue<long>(x.Shape));
            return added.Count == axes.Length ? [.. Enumerable.Range(0, rank).Select(d => added.Contains(d) ? 1 : left.Dequeue())]
                : throw node.Bad("it names an axis twice");
        });
    }

    public static void Transpose(NodeReader node)
    {
        var x = node.FlowOf(0);
        var rank = x.Shape.Length;
        var order = node.Integers("perm") ?? [.. Enumerable.Range(0, rank + 1).Reverse().Select(d => (long)d)];
        if (!node.Graph.IsBatched || order.Length != rank + 1 || order[0] != 0
            || !order.Order().SequenceEqual(Enumerable.Range(0, rank + 1).Select(d => (long)d)))
            throw node.Unsupported($"it orders the dimensions as {NodeReader.Show(order)}; valid is an order of {rank + 1} in which the batch, 0, stays first");
        int[] from = [.. order.Skip(1).Select(d => (int)d - 1)];
        long[] shape = [.. from.Select(d => x.Shape[d])];
        node.Give(shape, x.Type, (output, width) => new Rearrange([x.Tensor], output, width, new(() =>
        {
            var index = new long[rank];
            return [.. Shapes.Places(shape, to =>
            {
                for (var d = 0; d < rank; d++) index[from[d]] = to[d];
                return Shapes.PlaceOf(index, x.Shape);
            }).Select(place => (0, place))];
        })));
    }

    public static void Concat(NodeReader node)
    {
        Flow[] parts = [.. Enumerable.Range(0, node.Node.Input.Count).Select(i => node.FlowOf(i))];
        if (parts.Length == 0) throw node.Bad("it has no inputs");
        var shape = parts[0].Shape.ToArray();
        var axis = node.Axis(node.Integer("axis", 1), shape.Length);
        if (parts.Any(part => part.Shape.Length != shape.Length || part.Type != parts[0].Type
            || part.Shape.Where((n, d) => d != axis && n != shape[d]).Any()))
            throw node.Bad("its inputs differ in more than the dimension in which they stand one behind the other");
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        // For each place along the axis: which part it is in, and where.
        var owners = parts.SelectMany((part, p) => Enumerable.Range(0, (int)part.Shape[axis]).Select(at => (Part: p, At: (long)at)));
        node.Give(shape, parts[0].Type, (output, width) => new Rearrange([.. parts.Select(part => part.Tensor)], output, width, new(() =>
        {
            var (owner, sources) = (owners.ToArray(), new List<int>());
            int[] places = [.. Shapes.Places(shape, index =>
            {
                var (part, at) = owner[index[axis]];
                sources.Add(part);
                return Shapes.PlaceOf([.. index[..axis], at, .. index[(axis + 1)..]], parts[part].Shape);
            })];
            return [.. sources.Zip(places)];
        })));
    }

    public static void Pad(NodeReader node)
    {
        var x = node.FlowOf(0);
        var (rank, mode) = (x.Shape.Length + node.Front, node.Word("mode", "constant"));
        var pads = node.IntegersOf("pads", 1, 11) ?? throw node.Bad("it has no pads");
        if (node.Has(3)) throw node.Unsupported("it names the axes that it pads; valid are pads for all of them");
        if (pads.Length != 2 * rank || mode is not ("constant" or "edge" or "reflect")
            || (node.Front > 0 && (pads[0] != 0 || pads[rank] != 0)) || pads.Any(n => Math.Abs((double)n) > int.MaxValue))
            throw node.Unsupported($"its mode is {NodeReader.Show(mode)}, its pads are {NodeReader.Show(pads)}; valid are constant, edge and reflect, and {2 * rank} numbers, 0 for the batch");
        var value = node.NumberOf("value", 2, 11, 0);
        long[] before = pads[node.Front..rank],
            shape = [.. x.Shape.Select((n, d) => n + pads[node.Front + d] + pads[rank + node.Front + d])];
        if (shape.Any(n => n < 1)) throw node.Bad($"it makes {NodeReader.Show(shape)} of {NodeReader.Show(x.Shape)}");
        if (mode == "reflect" && x.Shape.Where((n, d) => before[d] >= n || pads[rank + node.Front + d] >= n).Any())
            throw node.Bad($"it reflects {NodeReader.Show(x.Shape)} further than it reaches");
        node.Give(shape, x.Type, (output, width) => new Rearrange([x.Tensor], output, width, new(() =>
        {
            var index = new long[shape.Length];
            return [.. Shapes.Places(shape, to =>
            {
                for (var d = 0; d < to.Length; d++)
                {
                    var (at, last) = (to[d] - before[d], x.Shape[d] - 1);
                    if (mode == "constant" && (at < 0 || at > last)) return -1;
                    index[d] = mode == "reflect" && at < 0 ? -at : mode == "reflect" && at > last ? 2 * last - at : Math.Clamp(at, 0, last);
                }
                return Shapes.PlaceOf(index, x.Shape);
            }).Select(place => (place < 0 ? -1 : 0, place))];
        }), value));
    }
}
