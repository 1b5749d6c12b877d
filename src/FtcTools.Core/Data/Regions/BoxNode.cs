namespace FtcTools.Data.Regions;

/// <summary>
/// A box of inputs that was bisected: halved along one input, or a leaf. A leaf in which everything is right needs nothing; any other one
/// says by how much the answers have to be moved there, in the units of each direction in which they may be moved.
/// </summary>
internal sealed class BoxNode(double[] low, double[] high)
{
    public double[] Low { get; } = low;

    public double[] High { get; } = high;

    /// <summary>The half below <see cref="At"/>; null for a leaf.</summary>
    public BoxNode? Left { get; private set; }

    /// <summary>The half above <see cref="At"/>; null for a leaf.</summary>
    public BoxNode? Right { get; private set; }

    public int Input { get; private set; }

    public double At { get; private set; }

    /// <summary>What is needed in each direction; null where everything is right, or in a node that is no leaf.</summary>
    public double[]? Needs { get; set; }

    /// <summary>Halves it; both halves hold the border.</summary>
    public void Split(int input, double at)
    {
        (Input, At) = (input, at);
        (Left, Right) = (Half(lower: true), Half(lower: false));

        BoxNode Half(bool lower)
        {
            var (low, high) = ((double[])Low.Clone(), (double[])High.Clone());
            if (lower) high[input] = at;
            else low[input] = at;
            return new(low, high);
        }
    }

    /// <summary>The same bisection, of which nothing is known.</summary>
    public BoxNode Copy()
    {
        var root = new BoxNode(Low, High);
        var open = new Stack<(BoxNode From, BoxNode To)>([(this, root)]);
        while (open.TryPop(out var pair))
        {
            if (pair.From.Left is null) continue;
            pair.To.Split(pair.From.Input, pair.From.At);
            open.Push((pair.From.Left, pair.To.Left!));
            open.Push((pair.From.Right!, pair.To.Right!));
        }
        return root;
    }

    /// <summary>All leaves, from below.</summary>
    public IEnumerable<BoxNode> Leaves()
    {
        var open = new Stack<BoxNode>([this]);
        while (open.TryPop(out var node))
        {
            if (node.Left is null)
            {
                yield return node;
                continue;
            }
            open.Push(node.Right!);
            open.Push(node.Left);
        }
    }
}
