using FtcTools.Data.Regions;

namespace FtcTools.Constructions.Regions;

/// <summary>A box in which the answers are moved.</summary>
/// <param name="Low">d lower ends.</param>
/// <param name="High">d upper ends.</param>
/// <param name="Needs">By how much an output must move at least, in each direction.</param>
/// <param name="Node">All leaves that it covers are below this one.</param>
internal sealed record CoverBox(double[] Low, double[] High, double[] Needs, BoxNode Node);

/// <summary>
/// Covers the leaves of a bisection that are not proven right by few boxes that hold little else. Each box is the smallest around the
/// leaves under one node; which nodes, is the cheapest choice for a price of a box in volume, found from the leaves up. A higher price
/// gives fewer boxes.
/// </summary>
internal sealed class BoxCover
{
    private const int Steps = 48;

    private readonly List<Item> _items = [];
    private readonly double[] _widths;
    private readonly double _all;
    private readonly Func<BoxNode, double[], bool>? _mayBeMoved;

    // A node with something to cover below it, after those below it. Needs is null where one box may not cover all of it.
    private sealed record Item(BoxNode Node, int Left, int Right, double[] Low, double[] High, double Volume, double Open, double[]? Needs)
    {
        /// <summary>Volume of the box around all, and of the leaves in it.</summary>
        public double Spare => Volume - Open;
    }

    /// <param name="mayBeMoved">
    /// Whether all leaves below a node may be moved by so much in each direction; null where more than it needs does no harm.
    /// </param>
    public BoxCover(BoxNode root, Func<BoxNode, double[], bool>? mayBeMoved = null)
    {
        _mayBeMoved = mayBeMoved;
        _widths = [.. root.Low.Select((low, j) => root.High[j] > low ? root.High[j] - low : 1)];
        _all = 1;
        Gather(root);
    }

    /// <summary>The fewest boxes that hold at most a share of the whole, as far as <paramref name="fits"/> allows so many.</summary>
    /// <param name="share">The share of the volume of the root, the leaves to cover included.</param>
    /// <param name="fits">Whether so many boxes are allowed; true of few, false of many.</param>
    public IReadOnlyList<CoverBox> Choose(double share, Func<IReadOnlyList<CoverBox>, bool> fits)
    {
        if (_items.Count == 0) return [];
        // The logarithm of the price is bisected: first for the share, then upwards until they fit.
        var (few, many) = (1.0, 1e-12);
        var best = At(many);
        for (var step = 0; step < Steps; step++)
        {
            var price = Math.Sqrt(few * many);
            var boxes = At(price);
            if (Volume(boxes) <= share) (many, best) = (price, boxes);
            else few = price;
        }
        if (fits(best)) return best;
        few = 2.0;
        best = At(few);
        for (var step = 0; step < Steps; step++)
        {
            var price = Math.Sqrt(few * many);
            var boxes = At(price);
            if (fits(boxes)) (few, best) = (price, boxes);
            else many = price;
        }
        return best;
    }

    /// <summary>The volume of boxes, as a share of the whole; boxes of a cover have no inner point in common.</summary>
    public double Volume(IEnumerable<CoverBox> boxes) => boxes.Sum(box => VolumeOf(box.Low, box.High)) / _all;

    private int Gather(BoxNode root)
    {
        // Without recursion: a bisection may be deep.
        var open = new Stack<(BoxNode Node, bool Seen)>([(root, false)]);
        var results = new Stack<int>();
        while (open.TryPop(out var top))
        {
            var (node, seen) = top;
            if (node.Left is null)
            {
                results.Push(node.Needs is null ? -1
                    : Add(new(node, -1, -1, node.Low, node.High, VolumeOf(node.Low, node.High), VolumeOf(node.Low, node.High),
                        node.Needs)));
            }
            else if (!seen)
            {
                open.Push((node, true));
                open.Push((node.Right!, false));
                open.Push((node.Left, false));
            }
            else
            {
                var (right, left) = (results.Pop(), results.Pop());
                results.Push(left < 0 || right < 0 ? Math.Max(left, right) : Join(node, left, right));
            }
        }
        return results.Pop();
    }

    private int Join(BoxNode node, int left, int right)
    {
        var (a, b) = (_items[left], _items[right]);
        double[] low = [.. a.Low.Zip(b.Low, Math.Min)], high = [.. a.High.Zip(b.High, Math.Max)];
        double[]? needs = a.Needs is null || b.Needs is null ? null : [.. a.Needs.Zip(b.Needs, Math.Max)];
        if (needs is not null && _mayBeMoved is not null && !_mayBeMoved(node, needs)) needs = null;
        return Add(new(node, left, right, low, high, VolumeOf(low, high), a.Open + b.Open, needs));
    }

    private int Add(Item item)
    {
        _items.Add(item);
        return _items.Count - 1;
    }

    private double VolumeOf(double[] low, double[] high)
    {
        var volume = 1.0;
        for (var j = 0; j < low.Length; j++) volume *= high[j] > low[j] ? (high[j] - low[j]) / _widths[j] : 1;
        return volume;
    }

    // The cheapest choice: spare volume, and a price for each box.
    private List<CoverBox> At(double price)
    {
        var (costs, whole) = (new double[_items.Count], new bool[_items.Count]);
        for (var i = 0; i < costs.Length; i++)
        {
            var item = _items[i];
            var alone = item.Needs is null ? double.PositiveInfinity : item.Spare + price;
            var apart = item.Left < 0 ? double.PositiveInfinity : costs[item.Left] + costs[item.Right];
            (costs[i], whole[i]) = (Math.Min(alone, apart), alone <= apart);
        }
        var (boxes, open) = (new List<CoverBox>(), new Stack<int>([costs.Length - 1]));
        while (open.TryPop(out var i))
        {
            if (whole[i])
            {
                boxes.Add(new(_items[i].Low, _items[i].High, _items[i].Needs!, _items[i].Node));
                continue;
            }
            open.Push(_items[i].Right);
            open.Push(_items[i].Left);
        }
        return boxes;
    }
}
