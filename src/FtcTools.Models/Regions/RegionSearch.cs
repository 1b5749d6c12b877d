using System.Collections.Concurrent;
using FtcTools.Data.Regions;
using FtcTools.Models.Bounds;
using FtcTools.Numerics;

namespace FtcTools.Models.Regions;

/// <summary>
/// Bisects a region. Boxes that are not proven right are halved: first those in which the answers may have to be moved by more than a
/// target, then those that promise the most that is right. Each box is halved along the input that loses its bound the most. Every round
/// takes a fixed number of boxes, so the result does not depend on threads.
/// </summary>
internal sealed class RegionSearch
{
    private const int Round = 256;

    // The weight of the bound's own slope, beside what relaxation loses, in the choice of the input to halve along.
    private const double SlopeWeight = 0.1;

    private readonly RegionTask _task;
    private readonly PriorityQueue<Open, (double, long)> _open = new();
    private readonly List<Open> _closed = [];
    private readonly List<Open> _proven = [];
    private readonly ConcurrentBag<BoxBuffers> _rooms = [];
    private readonly double[] _widths;
    private long _number;
    private int _waiting;

    /// <summary>A leaf that is not proven, or, where these are kept, one that is.</summary>
    /// <param name="Upper">Bounds of the functions.</param>
    /// <param name="Sizes">The sizes of the outputs.</param>
    /// <param name="Lack">What the worst clause lacks, at most.</param>
    /// <param name="Promise">The volume that may be right in it, roughly.</param>
    public sealed record Open(BoxNode Node, double[] Upper, double[] Sizes, double Lack, int Input, double Volume, double Promise);

    /// <param name="root">A bisection to start from: its leaves are looked at first. Null for the whole box.</param>
    public RegionSearch(RegionTask task, BoxNode? root = null)
    {
        _task = task;
        _widths = [.. task.Low.Select((low, j) => task.High[j] > low ? task.High[j] - low : 1)];
        Root = root is null ? new([.. task.Low], [.. task.High]) : root.Copy();
        Worst = double.NegativeInfinity;
    }

    public BoxNode Root { get; }

    /// <summary>Whether what is known of leaves that are proven is kept, too.</summary>
    public bool KeepsProven { get; init; }

    /// <summary>All leaves of which anything is known.</summary>
    public IEnumerable<Open> KnownLeaves => OpenLeaves.Concat(_proven);

    /// <summary>Boxes that were bounded.</summary>
    public int Boxes { get; private set; }

    /// <summary>The share of the volume that is not proven right.</summary>
    public double OpenShare { get; private set; }

    /// <summary>What an input that was tried lacks: the worst one found; 0 and more is a violation in float64.</summary>
    public double Worst { get; private set; }

    /// <summary>That input; null before any was tried.</summary>
    public double[]? WorstAt { get; private set; }

    /// <summary>An input at which no bound is finite, so that none is on any box around it; null where none was met.</summary>
    public double[]? Unbounded { get; private set; }

    /// <summary>Whether every leaf is proven right.</summary>
    public bool IsProven => Boxes > 0 && _waiting == 0 && _open.Count == 0 && _closed.Count == 0;

    /// <summary>Leaves that are not proven.</summary>
    public IEnumerable<Open> OpenLeaves => _open.UnorderedItems.Select(item => item.Element).Concat(_closed);

    /// <summary>The largest lack of a leaf; negative infinity where all are proven.</summary>
    public double MostLack { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether no leaf lacks more than the target of the run.</summary>
    public bool IsBelow(double target) => _waiting == 0 && (!_open.TryPeek(out var first, out _) || first.Lack <= target);

    /// <summary>Tries random inputs of the region.</summary>
    /// <returns>The share of them that violate it.</returns>
    public double Sample(int count, int seed, CancellationToken cancellation)
    {
        const int Chunk = 1000;
        var chunks = new (double[]? At, double Lack, int Violating, int Inside)[Integers.CeilingOfQuotient(count, Chunk)];
        Parallel.For(0, chunks.Length, Cores.All(cancellation), c =>
        {
            var random = new Random(unchecked(seed * 7919 + c));
            var (x, best) = (new double[_task.Low.Length], (At: (double[]?)null, Lack: double.NegativeInfinity, Violating: 0, Inside: 0));
            for (var i = 0; i < Chunk; i++)
            {
                for (var j = 0; j < x.Length; j++)
                    x[j] = (float)(_task.Region.Low[j] + (_task.Region.High[j] - _task.Region.Low[j]) * random.NextDouble());
                if (!_task.Region.Contains(x)) continue;
                best.Inside++;
                var lack = _task.Lack(_task.Of(_task.Bounds.Answer(x)), out _);
                if (lack >= 0) best.Violating++;
                if (lack > best.Lack) (best.At, best.Lack) = ([.. x], lack);
            }
            chunks[c] = best;
        });
        foreach (var chunk in chunks) Note(chunk.At, chunk.Lack);
        return (double)chunks.Sum(chunk => chunk.Violating) / Math.Max(1, chunks.Sum(chunk => chunk.Inside));
    }

    private void Note(double[]? at, double lack)
    {
        if (at is not null && lack > Worst) (Worst, WorstAt) = (lack, at);
    }

    /// <summary>Halves boxes until <paramref name="done"/>, which is asked before every round, or nothing is left to halve.</summary>
    /// <param name="target">Boxes that lack more than this come first.</param>
    public void Run(double target, Func<RegionSearch, bool> done, CancellationToken cancellation)
    {
        if (Boxes == 0) Start(target, done, cancellation);
        else Requeue(target);
        while (_open.Count > 0 && !done(this))
        {
            cancellation.ThrowIfCancellationRequested();
            var halves = new List<BoxNode>();
            while (halves.Count < 2 * Round && _open.TryDequeue(out var open, out _))
            {
                if (Halve(open) is not { } node)
                {
                    _closed.Add(open);
                    continue;
                }
                OpenShare -= open.Volume;
                halves.Add(node.Left!);
                halves.Add(node.Right!);
            }
            Add(halves, target, cancellation);
        }
        MostLack = OpenLeaves.Select(open => open.Lack).DefaultIfEmpty(double.NegativeInfinity).Max();
    }

    /// <summary>Halves some of the leaves that are not proven, once, wherever they stand in the queue.</summary>
    public void Halve(Func<Open, bool> chosen, CancellationToken cancellation)
    {
        var (halves, kept) = (new List<BoxNode>(), new List<Open>());
        foreach (var open in OpenLeaves.OrderBy(open => open.Volume).ThenBy(open => open.Lack).ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!chosen(open) || Halve(open) is not { } node)
            {
                kept.Add(open);
                continue;
            }
            OpenShare -= open.Volume;
            halves.Add(node.Left!);
            halves.Add(node.Right!);
        }
        _open.Clear();
        _closed.Clear();
        foreach (var open in kept) Enqueue(open, target: 0);
        Add(halves, target: 0, cancellation);
        MostLack = OpenLeaves.Select(open => open.Lack).DefaultIfEmpty(double.NegativeInfinity).Max();
    }

    private void Start(double target, Func<RegionSearch, bool> done, CancellationToken cancellation)
    {
        var leaves = Root.Leaves().ToList();
        _waiting = leaves.Count;
        for (var at = 0; at < leaves.Count && !(at > 0 && done(this)); at += 8 * Round)
        {
            var part = leaves.GetRange(at, Math.Min(8 * Round, leaves.Count - at));
            Add(part, target, cancellation);
            _waiting -= part.Count;
        }
    }

    private void Requeue(double target)
    {
        var all = OpenLeaves.OrderBy(open => open.Volume).ThenBy(open => open.Lack).ToList();
        _open.Clear();
        _closed.Clear();
        foreach (var open in all) Enqueue(open, target);
    }

    // A box of neighbouring floats is not halved along that input, nor one at all where all its inputs are.
    private BoxNode? Halve(Open open)
    {
        var node = open.Node;
        for (var tried = 0; tried < node.Low.Length; tried++)
        {
            var input = (open.Input + tried) % node.Low.Length;
            var at = _task.Bounds.Halve(input, node.Low[input], node.High[input]);
            if (!(node.Low[input] < at)) continue;
            node.Split(input, at);
            return node;
        }
        return null;
    }

    private void Add(List<BoxNode> nodes, double target, CancellationToken cancellation)
    {
        var results = new (Open? Open, double[]? At, double Lack)[nodes.Count];
        Parallel.For(0, nodes.Count, Cores.All(cancellation), () => _rooms.TryTake(out var room) ? room
            : _task.Bounds.NewRoom(), (i, _, room) =>
        {
            results[i] = Look(nodes[i], room);
            return room;
        }, _rooms.Add);
        Boxes += nodes.Count;
        foreach (var (open, at, lack) in results)
        {
            Note(at, lack);
            if (open is null) continue;
            if (open.Lack < 0)
            {
                _proven.Add(open);
                continue;
            }
            OpenShare += open.Volume;
            Enqueue(open, target);
            if (double.IsInfinity(open.Lack)) Unbounded ??= Point(open.Node);
        }
    }

    private void Enqueue(Open open, double target) =>
        _open.Enqueue(open, (open.Lack > target ? -1e9 - Math.Min(open.Lack, 1e200) : -open.Promise, _number++));

    private (Open? Open, double[]? At, double Lack) Look(BoxNode node, BoxBuffers room)
    {
        var d = node.Low.Length;
        if (_task.IsOutside(node.Low, node.High)) return (null, null, 0);
        _task.Bounds.Evaluate(node.Low, node.High, room);
        var lack = _task.Lack(room.Upper, out var decisive);
        if (lack < 0) return (KeepsProven ? new(node, [.. room.Upper], [.. room.Sizes], lack, 0, 0, 0) : null, null, 0);
        var (input, most, moved, corner, volume) = (0, -1.0, 0.0, new double[d], 1.0);
        for (var j = 0; j < d; j++)
        {
            var slope = room.Slopes[decisive * d + j];
            var score = room.Losses[decisive * d + j] + SlopeWeight * Math.Abs(slope);
            if (node.High[j] > node.Low[j] && score > most) (input, most) = (j, score);
            moved += Math.Abs(slope);
            corner[j] = Math.Clamp(slope > 0 ? node.High[j] : node.Low[j], _task.Region.Low[j], _task.Region.High[j]);
            volume *= node.High[j] > node.Low[j] ? (node.High[j] - node.Low[j]) / _widths[j] : 1;
        }
        var middle = node.Low.Select((low, j) =>
            Math.Clamp((double)(float)(low + (node.High[j] - low) / 2), _task.Region.Low[j], _task.Region.High[j])).ToArray();
        var (atMiddle, atCorner) = (LackAt(middle), LackAt(corner));
        var right = double.IsInfinity(lack) || moved == 0 ? 1 : Math.Clamp((moved - atMiddle) / (2 * moved), 1e-6, 1);
        var open = new Open(node, [.. room.Upper], [.. room.Sizes], lack, input, volume, volume * right);
        return atCorner > atMiddle ? (open, corner, atCorner) : (open, middle, atMiddle);
    }

    // The input of a box that is farthest from 0, where not even the box of that point alone is bounded.
    private double[]? Point(BoxNode node)
    {
        var far = node.Low.Select((low, j) =>
            Math.Clamp(Math.Abs(low) > Math.Abs(node.High[j]) ? low : node.High[j], _task.Region.Low[j], _task.Region.High[j])).ToArray();
        var room = _rooms.TryTake(out var free) ? free : _task.Bounds.NewRoom();
        _task.Bounds.Evaluate(far, far, room);
        _rooms.Add(room);
        return double.IsInfinity(_task.Lack(room.Upper, out _)) && _task.Region.Contains(far) ? far : null;
    }

    private double LackAt(double[] x) =>
        _task.Region.Contains(x) ? _task.Lack(_task.Of(_task.Bounds.Answer(x)), out _) : double.NegativeInfinity;
}
