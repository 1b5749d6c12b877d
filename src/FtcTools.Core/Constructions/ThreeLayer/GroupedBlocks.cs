using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Sohn et al. 2024, Theorem 5.1, third construction: d1 groups of d2 points of J (as in <see cref="TwoLayer.BlockEndpoints"/>), and for
/// each level one unit of 4 ReLUs that is the identity on [-1, 1] and 0 outside [-2, 2]. The scale of a row is found over all K samples.
/// Neurons: 2 d1 + 4 d2 p, the least over d1 d2 >= |J|; at most 6 sqrt(3N + 2) for one output, but for N = 1 and N = 3.
/// </summary>
public sealed class GroupedBlocks : Construction
{
    public override string Source => "Sohn et al. 2024, Theorem 5.1 (6 sqrt(3N + 2))";
    public override int Layers => 3;
    public override string Formula => "min 2 d1 + 4 d2 p, d1 d2 >= |J|";
    public override bool DependsOnDirection => true;

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return 2 * groups + 4 * levels * problem.Dataset.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem) =>
        Integers.CheapestGrid(problem.Support.Count, 2, 4 * problem.Dataset.Outputs);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Support;
        return LevelGrid.Windows(line, problem.Whole, Widths(problem).Levels,
            groups => new Zigzag(line.Direction, groups, cancellation), cancellation);
    }
}
