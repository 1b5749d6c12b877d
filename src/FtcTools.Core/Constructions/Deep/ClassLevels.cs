using FtcTools.Constructions.ThreeLayer;
using FtcTools.Networks;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Proposition 3.2: residuals that take few values, as the one-hot ones of a classifier. Two hidden layers
/// give the number of the value by <see cref="WholeSawtooth"/>, one output however many the network has; the third leads from the number to
/// all p outputs with one ReLU a value, the same for all of them. Neurons: d1 + 2 d2 + q, the least over d1 d2 >= K, q values. The
/// proposition asks for 4 floor(d1 / 4) floor(d2 / 4) >= K and d3 >= 4p.
/// </summary>
public sealed class ClassLevels : Construction
{
    private static readonly WidthGrid Grid = new(1, 2, OneOutput: true);

    public override string Source => "Yun, Sra and Jadbabaie 2019, Proposition 3.2";
    public override int Layers => 4;
    public override bool TakesWidths => true;
    public override string Formula => "min d1 + 2 d2 + q, d1 d2 >= K, q values of z";
    public override string Conditions => $"{LabelCode.Condition}; with widths: {Grid.Says("K")} and d3 >= q";

    public override string? Refusal(Problem problem)
    {
        if ((LabelCode.Refusal(problem.Whole) ?? Grid.Refusal(problem, layers: 3)) is { } reason)
            return reason;
        if (problem.N == 0 || problem.Widths is not [_, _, var d3]) return null;
        var values = LabelCode.Of(problem.Whole)!.Neurons;
        return d3 >= values ? null : $"the condition d3 >= q does not hold: d3 = {d3} < q = {values}";
    }

    public override int Neurons(Problem problem)
    {
        if (problem.N == 0) return 0;
        var (groups, levels) = Grid.For(problem, problem.Whole.Count);
        return groups + 2 * levels + LabelCode.Of(problem.Whole)!.Neurons;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        if (problem.N == 0) return NetworkBuilder.Nothing(problem.Inputs, problem.Outputs, Layers);
        var code = LabelCode.Of(problem.Whole)!;
        var numbers = problem.Whole.With(i => code.Of(problem.Whole, i), code.Largest);
        return code.Decode(LevelGrid.Staircase(numbers, Grid.For(problem, numbers.Count).Levels,
            groups => new OneReluFolding(numbers.Direction, groups, cancellation), cancellation));
    }
}
