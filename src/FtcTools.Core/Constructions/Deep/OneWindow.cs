using FtcTools.Constructions.ThreeLayer;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// One window behind one ReLU a level: the sum t of <see cref="SwitchedLines"/> goes through the edited samples alone, and is beyond 2 or
/// -2 at all others, where the window is 0. With 4 layers it is the identity on [-1, 1] and 0 outside [-2, 2]. With 5 it is s(1 - u - 2v) -
/// s(1 - v - 2u) for u = s(t), v = s(-t): that is sign(t) (1 - |t|) for 1/2 &lt;= |t| &lt;= 1, and 0 to the last bit for |t| >= 2, since
/// both ReLUs see a negative number. Neurons: d1 + d2 p + 4 p, the least over d1 d2 >= N (N counts distinct positions), whatever K. For one
/// output 2 sqrt N + 4 where N is a square.
/// </summary>
public sealed class OneWindow : Construction
{
    private static readonly Rational Steep = 2;

    public override string Source => "one window behind one ReLU a level over T (sharpens Sohn et al. 2024, Proposition 6.1)";
    public override int Layers => 4;
    public override int MostLayers => 5;
    public override string Formula => "min d1 + d2 p + 4 p, d1 d2 >= N";
    public override bool LeavesUntouchedExact(Problem problem) => TwoAndTwo(problem);

    // Whether the window has two layers.
    private bool TwoAndTwo(Problem problem) => LayersFor(problem) > 4;

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return groups == 0 ? 0 : groups + (levels + 4) * problem.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem) =>
        Integers.CheapestGrid(problem.Support.EditedCount, 1, problem.Outputs);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var points = problem.Support.Edited();
        if (points.Count == 0) return NetworkBuilder.Nothing(problem.Inputs, problem.Outputs, LayersFor(problem));
        var (groups, levels) = Widths(problem);
        var lines = new SwitchedLines(points, problem.Support, groups, levels);
        var scale = Rational.PowerOfTwoAtLeast(points.Unit);
        var c = Array.ConvertAll(problem.Support.Direction, Rational.Of);
        var network = new NetworkBuilder(problem.Inputs).Units(lines.Breakpoints.Select(breakpoint => (c, -breakpoint, Shape.Relu)));
        network.Units(Enumerable.Range(0, points.Outputs)
            .SelectMany(o => lines.Units([.. Enumerable.Range(0, points.Count).Select(i => Target(points.Z(i, o) / scale))], cancellation))
            .Select(unit => (unit.Row, unit.Bias, Shape.Relu)));
        var sums = Enumerable.Range(0, points.Outputs)
            .Select(o => Enumerable.Range(0, levels * points.Outputs).Select(u => u / levels == o ? SwitchedLines.Sign(u % levels) : 0)
                .ToArray()).ToList();
        if (!TwoAndTwo(problem))
        {
            return network
                .Units(sums.Select(sum => (sum, SwitchedLines.Floor, Shape.Window)))
                .Outputs(sums.Select((_, o) => (At(o, scale), Rational.Zero)));
        }
        return network
            .Units(sums.SelectMany(sum =>
                Both.Select(side => (Array.ConvertAll(sum, v => side * v), side * SwitchedLines.Floor, Shape.Relu))))
            .Units(sums.SelectMany((_, o) =>
                Both.Select(side => (side > 0 ? At(2 * o, -1, -Steep) : At(2 * o, -Steep, -1), Rational.One, Shape.Relu))))
            .Outputs(sums.Select((_, o) => (At(2 * o, 2 * scale, -2 * scale), Rational.Zero)));

        Rational Target(Rational z) => !TwoAndTwo(problem) ? z : z.Sign < 0 ? -1 - z / 2 : 1 - z / 2;
    }

    private static readonly int[] Both = [1, -1];

    // A row with these weights from a column on.
    private static Rational[] At(int column, params Rational[] weights) => [.. new Rational[column], .. weights];
}
