using FtcTools.Networks;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// A sawtooth over all samples: d1 groups of d2 samples, one ReLU a group, and one hard-tanh (2 ReLUs) of alternating sign for each level.
/// Neurons: d1 + 2 d2 p, the least over d1 d2 >= K (K counts distinct positions); about 2.83 sqrt K for one output. Sharpens Theorem 5.1 of
/// Sohn et al. 2024 (4 sqrt K) and Theorem 3.1 of Yun et al. 2019.
/// </summary>
public sealed class WholeSawtooth : Construction
{
    public override string Source => "sawtooth over all samples (sharpens Yun et al. 2019, Theorem 3.1)";
    private static readonly WidthGrid Grid = new(1, 2);

    public override int Layers => 3;
    public override string Formula => "min d1 + 2 d2 p, d1 d2 >= K";

    public override bool TakesWidths => true;
    public override string Conditions => $"with widths: {Grid.Says("K")}";
    public override string? Refusal(Problem problem) => Grid.Refusal(problem);

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return groups + 2 * levels * problem.Dataset.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem) => Grid.For(problem, problem.Whole.Count);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Whole;
        return LevelGrid.Staircase(line, Widths(problem).Levels,
            groups => new OneReluFolding(line.Direction, groups, cancellation), cancellation);
    }
}
