using FtcTools.Constructions.ThreeLayer;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// <see cref="ClassLevels"/> for many samples: the first two hidden layers give the number of the value only within 1/8 (<see cref="ShortLevels"/>), and the third has plateaus around the numbers, two ReLUs a value, so that the outputs
/// are exact all the same. Weights stay as short as the distances of the samples ask for, and rounding to float64 moves the number by less than a plateau is wide.
/// Neurons: d1 + 2 d2 + 2 q, the least over d1 d2 >= K, q values.
/// </summary>
public sealed class ClassPlateaus : Construction
{
    private static readonly WidthGrid Grid = new(1, 2, OneOutput: true);

    public override string Source => "Yun, Sra and Jadbabaie 2019, Proposition 3.2, with plateaus";
    public override int Layers => 4;
    public override bool TakesWidths => true;
    public override string Formula => "min d1 + 2 d2 + 2 q, d1 d2 >= K, q values of z";
    public override string Conditions => $"z takes at most max{{12, sqrt N}} values; with widths: {Grid.Says("K")} and d3 >= 2q";

    public override string? Refusal(Problem problem)
    {
        if (problem.N == 0) return null;
        if (LabelCode.Numbered(problem.Whole) is not { } code) return LabelCode.Refusal(problem.Whole, numbered: true);
        if (Grid.Refusal(problem, () => problem.Whole.Count, "K", layers: 3) is { } reason) return reason;
        return problem.Widths is not [_, _, var d3] || d3 >= 2 * code.Largest ? null : $"the condition d3 >= 2q does not hold: d3 = {d3} < 2q = {2 * code.Largest}";
    }

    public override int Neurons(Problem problem)
    {
        if (problem.N == 0) return 0;
        var (groups, levels) = Grid.For(problem, problem.Whole.Count);
        return groups + 2 * levels + 2 * LabelCode.Numbered(problem.Whole)!.Largest;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        if (problem.N == 0) return NetworkBuilder.Nothing(problem.Inputs, problem.Outputs, Layers);
        var code = LabelCode.Numbered(problem.Whole)!;
        var numbers = problem.Whole.With(i => code.Of(problem.Whole, i), code.Largest);
        return code.Plateaus(new ShortLevels(numbers, Grid.For(problem, numbers.Count).Levels, Rational.Of(1, 8)).Build(cancellation));
    }
}
