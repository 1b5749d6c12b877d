using FtcTools.Constructions.ThreeLayer;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// Sohn et al. 2024, Proposition 6.1: T in B = floor((L - 1) / 2) parts, and for each a network of 3 layers, one stacked on the other
/// beside neurons that hand on the projected sample and the sum so far. Here the parts are runs of edited samples along the direction and
/// the networks those of <see cref="Sawtooth"/>. The first tooth of each is on at every sample, so it is the projected sample too, and that
/// takes a neuron only in window layers; at samples the sum is 0 or a residual, so it is carried in one neuron, from -max |z| up. A layer
/// left over hands the sample on. Neurons: the sum of min d1 + 4 d2 p over the parts (d1 d2 >= their size), (2p + 1) (B - 1) and one for
/// each layer left over; B at most N. The widest layer has at most 4 min{sqrt(3N / B + 5), sqrt K} + 2 neurons for one output, as printed;
/// about 2 sqrt(N / B) + 2.
/// </summary>
public sealed class StackedBlocks : Construction
{
    public override string Source => "Sohn et al. 2024, Proposition 6.1";
    public override int Layers => 4;
    public override int MostLayers => Deepest;
    public override string Formula => "sum of min d1 + 4 d2 p over B = min(floor((L - 1) / 2), N) parts, + (2p + 1) (B - 1) + L - 1 - 2B";

    public override int Neurons(Problem problem)
    {
        var (edited, outputs) = (problem.Support.EditedCount, problem.Outputs);
        if (edited == 0) return 0;
        var parts = Parts(problem, edited);
        var blocks = Enumerable.Range(0, parts).Select(b => Widths(End(b, parts, edited) - End(b - 1, parts, edited), outputs))
            .Sum(block => block.Groups + 4 * block.Levels * outputs);
        return blocks + (2 * outputs + 1) * (parts - 1) + Spare(problem, parts);
    }

    private int Parts(Problem problem, int edited) => Math.Min((LayersFor(problem) - 1) / 2, edited);

    private int Spare(Problem problem, int parts) => LayersFor(problem) - 1 - 2 * parts;

    private static int End(int part, int parts, int edited) => (int)((part + 1L) * edited / parts);

    private static (int Groups, int Levels) Widths(int points, int outputs) => Integers.CheapestGrid(points, 1, 4 * outputs);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var (samples, edited) = (problem.Support, problem.Support.Edited());
        var outputs = edited.Outputs;
        if (edited.Count == 0) return NetworkBuilder.Nothing(problem.Inputs, outputs, LayersFor(problem));
        var parts = Parts(problem, edited.Count);
        var (network, c) = SpareLayers.Begin(samples, Spare(problem, parts));
        var sums = new List<Rational[]>(); // one an output, of the units of the last layer
        for (var b = 0; b < parts; b++)
        {
            var part = edited.Part(End(b - 1, parts, edited.Count), End(b, parts, edited.Count));
            var grid = new LevelGrid(part, samples, Widths(part.Count, outputs).Levels,
                groups => new OneReluFolding([1], groups, cancellation, samples.C[0]));
            var teeth = grid.FirstLayer.Select(tooth => (c, tooth.Bias, tooth.Shape)).ToList();
            var windows = grid.Windows(cancellation).ToList();
            var sum = Shape.Carry(-grid.Unit);
            network.Units([.. teeth, .. sums.Select(row => (row, Rational.Zero, sum))]);
            var carried = sums.Select((_, o) => (Unit(teeth.Count + o), Rational.Zero, sum)).ToList();
            // The first tooth is c - start.
            var start = -teeth[0].Bias;
            var sample = (Unit(0), start, Shape.Carry(start));
            network.Units([.. windows, .. carried, .. b + 1 < parts ? [sample] : Array.Empty<(Rational[], Rational, Shape)>()]);
            sums = [.. Enumerable.Range(0, outputs).Select(o => b == 0 ? grid.Heights(o) : [.. grid.Heights(o), .. Unit(o)])];
            c = Unit(windows.Count + carried.Count);
        }
        return network.Outputs(sums.Select(row => (row, Rational.Zero)));
    }

    private static Rational[] Unit(int column) => [.. new Rational[column], 1];
}
