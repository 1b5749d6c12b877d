using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Sohn et al. 2024, Theorem 5.1, third construction: d1 groups of d2 points of J (as in <see cref="TwoLayer.BlockEndpoints"/>), and for each
/// level one unit of 4 ReLUs that is the identity on [-1, 1] and 0 outside [-2, 2]. The scale of a row is found over all K samples.
/// Neurons: 2 d1 + 4 d2 p, the least over d1 d2 >= |J|; at most 6 sqrt(3N + 2) for one output, but for N = 1 and N = 3.
/// </summary>
public sealed class GroupedBlocks : Construction
{
    private static readonly Shape Window = new(0,
        new Hinge(-1, 1, 2), new Hinge(2, 1, 1), new Hinge(-2, 1, -1), new Hinge(1, 1, -2));

    public override string Source => "Sohn et al. 2024, Theorem 5.1 (6 sqrt(3N + 2))";
    public override int Layers => 3;
    public override string Formula => "min 2 d1 + 4 d2 p, d1 d2 >= |J|";

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return 2 * groups + 4 * levels * problem.Dataset.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem)
    {
        var (count, outputs) = (problem.Support.Count, problem.Dataset.Outputs);
        return Enumerable.Range(1, count)
            .Select(levels => (Groups: Integers.CeilingOfQuotient(count, levels), Levels: levels))
            .MinBy(widths => 2 * widths.Groups + 4 * widths.Levels * outputs);
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Support;
        var (_, levels) = Widths(problem);
        var grid = new LevelGrid(line, problem.Whole, levels);
        var units = new List<(Rational[], Rational, Shape)>();
        for (var o = 0; o < line.Outputs; o++)
        {
            for (var k = 0; k < levels; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (row, bias) = grid.Row(k, grid.Targets(k, o), 2);
                units.Add((row, bias, Window));
            }
        }
        return new NetworkBuilder(line.Direction.Length)
            .Units(grid.FirstLayer)
            .Units(units)
            .Outputs(Enumerable.Range(0, line.Outputs).Select(o =>
                (Enumerable.Range(0, units.Count).Select(u => u / levels == o ? grid.Unit : Rational.Zero).ToArray(), Rational.Zero)));
    }
}
