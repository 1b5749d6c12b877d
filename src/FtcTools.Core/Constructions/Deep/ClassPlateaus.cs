using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// <see cref="ClassHardTanhs"/> with ReLUs, one in each of two layers for a hard-tanh: s(2 - s(1 - t)) - 1 is -1 or 1 to the last bit
/// wherever t is beyond them, in any arithmetic and order of summation, which the difference of two ReLUs of one layer is not. Neurons: 4
/// d1 + 2 d2 + 2 q - 2, the least over d1 d2 >= K, q values.
/// </summary>
public sealed class ClassPlateaus : Construction
{
    public override string Source => "Yun, Sra and Jadbabaie 2019, Proposition 3.2, with plateaus, in twice the layers";
    public override int Layers => 7;
    public override string Formula => "min 4 d1 + 2 d2 + 2 q - 2, d1 d2 >= K, q values of z";
    public override string Conditions => "z takes at most max{12, sqrt N} values";

    public override string? Refusal(Problem problem) => problem.N == 0 ? null : LabelCode.Refusal(problem.Whole, numbered: true);

    public override int Neurons(Problem problem)
    {
        if (problem.N == 0) return 0;
        var (groups, levels) = Grid(problem);
        return 2 * (2 * groups - 1 + levels + LabelCode.Numbered(problem.Whole)!.Largest);
    }

    private static (int Groups, int Levels) Grid(Problem problem) => Integers.CheapestGrid(problem.Whole.Count, 2, 1);

    protected override Network Create(Problem problem, CancellationToken cancellation) => problem.N == 0
        ? NetworkBuilder.Nothing(problem.Inputs, problem.Outputs, Layers)
        : OfRelus(ClassHardTanhs.Plateaus(problem, Grid(problem), cancellation));

    // Every hard-tanh layer H(W h + b) as s(2 - s(1 - W h - b)), which is 1 more; the next layer takes that off again.
    private static Network OfRelus(Network network)
    {
        var layers = new List<Layer>();
        foreach (var layer in network.Layers)
        {
            var rows = Enumerable.Range(0, layer.Neurons).Select(r => layer.Weights(r).ToArray()).ToArray();
            var bias = rows.Select((row, r) => layers.Count == 0 ? layer.Bias(r)
                : layer.Bias(r) - row.Aggregate(Rational.Zero, (sum, w) => sum + w)).ToArray();
            if (layer.Activation == Activation.Identity)
            {
                layers.Add(new Layer(Activation.Identity, layer.Inputs, rows, bias));
                continue;
            }
            layers.Add(new Layer(Activation.Relu, layer.Inputs, Array.ConvertAll(rows, row => Array.ConvertAll(row, w => -w)),
                Array.ConvertAll(bias, b => 1 - b)));
            layers.Add(new Layer(
                Activation.Relu, layer.Neurons,
                [.. Enumerable.Range(0, layer.Neurons)
                    .Select(r => Enumerable.Range(0, layer.Neurons).Select(c => c == r ? Rational.MinusOne : Rational.Zero).ToArray())],
                [.. Enumerable.Repeat((Rational)2, layer.Neurons)]));
        }
        return new Network(layers);
    }
}
