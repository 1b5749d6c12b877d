using FtcTools.Networks;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Sohn et al. 2024, Theorem 5.1, first construction (Yun et al. 2019, Theorem 3.1): every sample is interpolated, untouched ones with 0.
/// d1 groups of d2 points, d1 d2 >= K; d2 hard-tanh units a output, of alternating sign, one for each level.
/// Neurons: 2 d1 + 2 d2 p, the least over d1 d2 >= K; 4 sqrt K for one output where K is a square (K counts distinct positions).
/// </summary>
public sealed class AllPoints : Construction
{
    public override string Source => "Sohn et al. 2024, Theorem 5.1 (4 sqrt K)";
    private static readonly WidthGrid Grid = new(2, 2);

    public override int Layers => 3;
    public override string Formula => "min 2 d1 + 2 d2 p, d1 d2 >= K";

    public override bool TakesWidths => true;
    public override string Conditions => $"with widths: {Grid.Says("K")}";
    public override string? Refusal(Problem problem) => Grid.Refusal(problem);

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return 2 * groups + 2 * levels * problem.Dataset.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem) => Grid.For(problem, problem.Whole.Count);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Whole;
        return LevelGrid.Staircase(line, Widths(problem).Levels, groups => new Zigzag(line.Direction, groups, cancellation), cancellation);
    }
}
