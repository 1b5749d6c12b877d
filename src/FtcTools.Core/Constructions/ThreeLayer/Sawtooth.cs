using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// A sawtooth over the edited samples alone: d1 groups of d2 of them, one ReLU a group, and for each level one unit of 4 ReLUs that is the
/// identity on [-1, 1] and 0 outside [-2, 2]. Untouched samples are pushed outside; K does not enter. Neurons: d1 + 4 d2 p, the least over
/// d1 d2 >= N (N counts distinct positions); about 4 sqrt N for one output. Sharpens Theorem 5.1 of Sohn et al. 2024 (6 sqrt(3N + 2)),
/// after the sawtooth of Yun et al. 2019.
/// </summary>
public sealed class Sawtooth : Construction
{
    public override string Source => "sawtooth over T (sharpens Sohn et al. 2024, Theorem 5.1)";
    public override int Layers => 3;
    public override string Formula => "min d1 + 4 d2 p, d1 d2 >= N";

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return groups + 4 * levels * problem.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem) =>
        Integers.CheapestGrid(problem.Support.EditedCount, 1, 4 * problem.Outputs);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Support.Edited();
        if (line.Count == 0) return NetworkBuilder.Nothing(problem.Inputs, problem.Outputs, Layers);
        return LevelGrid.Windows(line, problem.Support, Widths(problem).Levels,
            groups => new OneReluFolding(line.Direction, groups, cancellation),
            cancellation);
    }
}
