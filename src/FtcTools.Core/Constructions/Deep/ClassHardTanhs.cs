using FtcTools.Constructions.ThreeLayer;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Proposition 3.2, with hard-tanh neurons, in a form that is right after rounding: the first two hidden
/// layers give the number of the value only within 1/64 (<see cref="FreeLines"/>), and the third has plateaus around the numbers, one
/// neuron a value, so that the outputs are exact all the same. In float64 it is proven for 10^6 samples of 1,000 classes. Neurons: 2 d1 +
/// d2 + q - 1, the least over d1 d2 >= K, q values. The proposition asks for 4 floor(d1 / 2) floor(d2 / 2) >= K and d3 >= 2p.
/// </summary>
public sealed class ClassHardTanhs : Construction
{
    private static readonly WidthGrid s_grid = new(2, 1, OneOutput: true);

    public override string Source => "Yun, Sra and Jadbabaie 2019, Proposition 3.2, hard-tanhs with plateaus";
    public override int Layers => 4;
    public override bool ByNameOnly => true;
    public override bool TakesWidths => true;
    public override string Formula => "min 2 d1 + d2 + q - 1 hard-tanhs, d1 d2 >= K, q values of z";
    public override string Conditions => $"z takes at most max{{12, sqrt N}} values; with widths: {s_grid.Says("K")} and d3 >= q";

    public override string? Refusal(Problem problem)
    {
        if (problem.N == 0) return null;
        if (LabelCode.Numbered(problem.Whole) is not { } code) return LabelCode.Refusal(problem.Whole, numbered: true);
        if (s_grid.Refusal(problem, layers: 3) is { } reason) return reason;
        return problem.Widths is not [_, _, var d3] || d3 >= code.Largest ? null
            : $"the condition d3 >= q does not hold: d3 = {d3} < q = {code.Largest}";
    }

    public override int Neurons(Problem problem)
    {
        if (problem.N == 0) return 0;
        var (groups, levels) = s_grid.For(problem, problem.Whole.Count);
        return 2 * groups - 1 + levels + LabelCode.Numbered(problem.Whole)!.Largest;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation) => problem.N == 0
        ? NetworkBuilder.Nothing(problem.Inputs, problem.Outputs, Layers)
        : Plateaus(problem, s_grid.For(problem, problem.Whole.Count), cancellation);

    /// <summary>The network for so many groups and levels.</summary>
    internal static Network Plateaus(Problem problem, (int Groups, int Levels) grid, CancellationToken cancellation)
    {
        var (line, code) = (problem.Whole, LabelCode.Numbered(problem.Whole)!);
        var values = Enumerable.Range(0, line.Count).Select(i => code.Of(line, i)).ToArray();
        var numbers = OuterNumbers.Of(line, values, code.Largest, FreeLines.Starts(line, grid.Groups));
        return code.Plateaus(new FreeLines(line, Array.ConvertAll(values, value => numbers[value]), grid, code.Largest, Rational.Of(1, 64))
            .Build(cancellation), numbers);
    }
}
