using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Sohn et al. 2024, Theorem 5.1, first construction (Yun et al. 2019, Theorem 3.1): every sample is interpolated, untouched ones with 0.
/// d1 groups of d2 points, d1 d2 >= K; d2 hard-tanh units a output, of alternating sign, one for each level.
/// Neurons: 2 d1 + 2 d2 p with d2 = ceil(K / ceil(sqrt K)) and d1 = ceil(K / d2); 4 sqrt K where K is a square (K counts distinct positions).
/// </summary>
public sealed class AllPoints : Construction
{
    public override string Source => "Sohn et al. 2024, Theorem 5.1 (4 sqrt K)";
    public override int Layers => 3;
    public override string Formula => "2 d1 + 2 d2 p, d1 d2 >= K";

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem.Whole.Count);
        return 2 * groups + 2 * levels * problem.Dataset.Outputs;
    }

    internal static (int Groups, int Levels) Widths(int count)
    {
        var side = Integers.CeilingOfRoot(count);
        var levels = Integers.CeilingOfQuotient(count, side);
        return (Integers.CeilingOfQuotient(count, levels), levels);
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Whole;
        var (_, levels) = Widths(line.Count);
        var grid = new LevelGrid(line, line, levels);
        var units = new List<(Rational[], Rational, Shape)>();
        var outputs = new List<(Rational[], Rational)>();
        for (var o = 0; o < line.Outputs; o++)
        {
            var row = new Rational[levels * line.Outputs];
            for (var k = 0; k < levels; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                var sign = k % 2 == 0 ? 1 : -1;
                var (weights, bias) = grid.Row(k, Array.ConvertAll(grid.Targets(k, o), z => sign * z), 1);
                units.Add((weights, bias, Shape.HardTanh));
                row[o * levels + k] = sign * grid.Unit;
            }
            // A point of level k sees +1 from the levels below it and -1 from those above: together 1 for an even number of levels, 0 for an odd one.
            outputs.Add((row, levels % 2 == 0 ? -grid.Unit : 0));
        }
        return new NetworkBuilder(line.Direction.Length).Units(grid.FirstLayer).Units(units).Outputs(outputs);
    }
}
