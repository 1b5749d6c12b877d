using FtcTools.Networks;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Theorem 3.1, with hard-tanh neurons: d1 groups of d2 samples in the zigzag of <see cref="AllPoints"/>, and
/// one neuron of alternating sign a level and output. Neurons: d1 + d2 p, the least over d1 d2 >= K (K counts distinct positions). The
/// theorem asks for 4 floor(d1 / 2) floor(d2 / (2p)) >= K; the halves are not needed.
/// </summary>
public sealed class HardTanhs : Construction
{
    private static readonly WidthGrid Grid = new(1, 1);

    public override string Source => "Yun, Sra and Jadbabaie 2019, Theorem 3.1";
    public override int Layers => 3;
    public override bool ByNameOnly => true;
    public override bool TakesWidths => true;
    public override string Formula => "min d1 + d2 p hard-tanhs, d1 d2 >= K";
    public override string Conditions => $"with widths: {Grid.Says("K")}";
    public override string? Refusal(Problem problem) => Grid.Refusal(problem);

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Grid.For(problem, problem.Whole.Count);
        return groups + levels * problem.Outputs;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Whole;
        return LevelGrid.Staircase(line, Grid.For(problem, line.Count).Levels,
            groups => new Zigzag(line.Direction, groups, cancellation), cancellation,
            hardTanhs: true);
    }
}
