using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// All samples with one ReLU a group and one a level: the sum of <see cref="SwitchedLines"/> through every sample.
/// Neurons: d1 + d2 p, the least over d1 d2 >= K (K counts distinct positions); 2 sqrt K for one output where K is a square, half of
/// Yun et al. 2019, Theorem 3.1, and within 2 of the lower bound.
/// </summary>
public sealed class OneRelu : Construction
{
    public override string Source => "one ReLU a level over all samples (sharpens Yun et al. 2019, Theorem 3.1)";
    private static readonly WidthGrid Grid = new(1, 1);

    public override int Layers => 3;
    public override string Formula => "min d1 + d2 p, d1 d2 >= K";

    public override bool TakesWidths => true;
    public override string Conditions => $"with widths: {Grid.Says("K")}";
    public override string? Refusal(Problem problem) => Grid.Refusal(problem);

    public override int Neurons(Problem problem)
    {
        var (groups, levels) = Widths(problem);
        return groups + levels * problem.Outputs;
    }

    private static (int Groups, int Levels) Widths(Problem problem) => Grid.For(problem, problem.Whole.Count);

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Whole;
        var (groups, levels) = Widths(problem);
        var lines = new SwitchedLines(line, line, groups, levels);
        var scale = Rational.PowerOfTwoAtLeast(line.Unit);
        var direction = Array.ConvertAll(line.Direction, Rational.Of);
        var units = new List<(Rational[], Rational, Shape)>();
        var outputs = new List<(Rational[], Rational)>();
        for (var o = 0; o < line.Outputs; o++)
        {
            var targets = Enumerable.Range(0, line.Count).Select(i => line.Z(i, o) / scale).ToArray();
            units.AddRange(lines.Units(targets, cancellation).Select(unit => (unit.Row, unit.Bias, Shape.Relu)));
            var row = new Rational[levels * line.Outputs];
            for (var k = 0; k < levels; k++) row[o * levels + k] = scale * SwitchedLines.Sign(k);
            outputs.Add((row, scale * SwitchedLines.Floor));
        }
        return new NetworkBuilder(direction.Length)
            .Units(lines.Breakpoints.Select(breakpoint => (direction, -breakpoint, Shape.Relu)))
            .Units(units)
            .Outputs(outputs);
    }
}
