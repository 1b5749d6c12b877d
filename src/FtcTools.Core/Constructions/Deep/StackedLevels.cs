using FtcTools.Constructions.ThreeLayer;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Proposition 3.4, with ReLUs: all samples in runs along a direction, a block of two layers for each (that of
/// <see cref="WholeSawtooth"/>), stacked; beside them one neuron hands the projected sample on and p carry the sums so far. Outside its run
/// a block is saturated, and the same constant on both sides, because its groups or its levels are even in number; the only block of a
/// network may have both odd.
/// </summary>
public sealed class StackedLevels : Construction
{
    public override string Source => "Yun, Sra and Jadbabaie 2019, Proposition 3.4";
    public override int Layers => 4;
    public override int MostLayers => Deepest;
    public override bool ByNameOnly => true;
    public override bool TakesWidths => true;
    public override string Formula =>
        "sum of d1 + 2 d2 p over M blocks, + (2p + 1) (M - 1), one of d1, d2 even where M > 1, + spare layers";
    public override string Conditions =>
        "with widths: sum over blocks of d_l' floor(d_(l+1)' / (2p)) >= K, d' without the neurons that carry";

    public override string? Refusal(Problem problem)
    {
        if (problem.Widths is not { } widths) return null;
        if (widths.Count != LayersFor(problem) - 1)
            return $"{LayersFor(problem)} layers take {LayersFor(problem) - 1} widths, one a hidden layer; {widths.Count} are given: {string.Join(", ", widths)}";
        var blocks = BlockLayout.Of(widths, problem.Outputs);
        var capacity = blocks.Sum(block => block.Capacity);
        return capacity >= problem.Whole.Count ? null
            : $"the condition on the widths does not hold: {(blocks.Count == 0 ? "no two layers are wide enough" : string.Join(" + ", blocks.Select(block => $"{block.Groups} x {block.Levels}")) + $" = {capacity}")} < K = {problem.Whole.Count}";
    }

    // A run of samples in the two layers from Layer on: Groups x Levels cells for Count samples.
    private readonly record struct Block(int Layer, int Groups, int Levels, int Start, int Count);

    private List<Block> Blocks(Problem problem)
    {
        var (count, p) = (problem.Whole.Count, problem.Outputs);
        var blocks = new List<Block>();
        if (problem.Widths is { } widths)
        {
            var layout = BlockLayout.Of(widths, p);
            var start = 0;
            foreach (var place in layout)
            {
                var points = (int)Math.Min(place.Capacity, count - start);
                if (points == 0) break;
                var (groups, levels) = place.For(points);
                blocks.Add(new(place.Layer, groups, levels, start, points));
                start += points;
            }
            return blocks;
        }
        var hidden = LayersFor(problem) - 1;
        var number = Math.Min(hidden / 2, count);
        for (var b = 0; b < number; b++)
        {
            var (start, end) = ((int)((long)b * count / number), (int)((b + 1L) * count / number));
            var (groups, levels) = Integers.CheapestGrid(end - start, 1, 2 * p);
            // A further group costs one neuron, a further level 2p.
            if (number > 1 && groups % 2 == 1 && levels % 2 == 1) groups++;
            blocks.Add(new(hidden - 2 * number + 2 * b, groups, levels, start, end - start));
        }
        return blocks;
    }

    public override int Neurons(Problem problem)
    {
        var (p, blocks) = (problem.Outputs, Blocks(problem));
        var neurons = blocks.Sum(block => block.Groups + 2 * p * block.Levels) + (2 * p + 1) * (blocks.Count - 1);
        for (var l = 0; l < LayersFor(problem) - 1; l++)
        {
            if (blocks.Exists(block => block.Layer == l || block.Layer + 1 == l)) continue;
            neurons += l < blocks[0].Layer ? 1 : l < blocks[^1].Layer ? p + 1 : p;
        }
        return neurons;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var (samples, blocks) = (problem.Whole, Blocks(problem));
        var outputs = samples.Outputs;
        var network = new NetworkBuilder(samples.Direction.Length);
        var c = Array.ConvertAll(samples.Direction, Rational.Of);
        var sums = new List<(Rational[] Row, Rational Bias)>(); // one an output, of the units of the last layer
        // Every block but its own gives a sample minus the unit.
        var sum = Shape.Carry(-(blocks.Count + 1) * samples.Unit);
        var first = Shape.Carry(samples.C[0]);
        for (var (l, b) = (0, 0); l < LayersFor(problem) - 1; l++)
        {
            if (b == blocks.Count || blocks[b].Layer != l)
            {
                // Nothing to do in this layer but to carry.
                var hand = b < blocks.Count ? [(c, Rational.Zero, first)] : Array.Empty<(Rational[], Rational, Shape)>();
                network.Units([.. hand, .. sums.Select(s => (s.Row, s.Bias, sum))]);
                (c, sums) = (Column(0), [.. sums.Select((_, o) => (Column(hand.Length + o), Rational.Zero))]);
                continue;
            }
            var block = blocks[b++];
            var end = block.Start + block.Count;
            var fill = block.Groups * block.Levels - block.Count;
            var gap = end < samples.Count ? samples.C[end] - samples.C[end - 1] : 1;
            var grid = new LevelGrid(samples.Part(block.Start, end).Padded(fill, gap / (fill + 1)), samples, block.Levels,
                groups => new OneReluFolding([1], groups, cancellation, samples.C[0]));
            var teeth = grid.FirstLayer.Select(tooth => (c, tooth.Bias, tooth.Shape)).ToList();
            network.Units([.. teeth, .. sums.Select(s => (s.Row, s.Bias, sum))]);
            var stairs = grid.Stairs(cancellation).ToList();
            var carried = sums.Select((_, o) => (Column(teeth.Count + o), Rational.Zero, sum)).ToList();
            // The first tooth is c - start.
            var start = -teeth[0].Bias;
            network.Units([.. stairs, .. carried,
                .. b < blocks.Count ? [(Column(0), start, Shape.Carry(start))] : Array.Empty<(Rational[], Rational, Shape)>()]);
            var had = sums.Count > 0;
            sums = [.. Enumerable.Range(0, outputs).Select(o => (had ? [.. grid.Signs(o), .. Column(o)] : grid.Signs(o), grid.Saturated))];
            c = Column(stairs.Count + carried.Count);
            l++;
        }
        return network.Outputs(sums.Select(s => (s.Row, s.Bias + (blocks.Count - 1) * samples.Unit)));
    }

    private static Rational[] Column(int column) => [.. new Rational[column], 1];
}
