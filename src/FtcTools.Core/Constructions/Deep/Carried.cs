using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Deep;

/// <summary>
/// A construction whose network has fewer layers than are asked for, and more that hand numbers on unchanged. Where the network sees a
/// sample through its projection alone, they stand in front and hand that on, in one neuron each; elsewhere they stand behind and hand on
/// the outputs, in p neurons each, so that 0 is what is left of two numbers, not what was never added to. A ReLU does so from a least value
/// up; there are finitely many samples, so there is one.
/// </summary>
/// <param name="inner">What is carried.</param>
/// <param name="layers">More than its most.</param>
internal sealed class Carried(Construction inner, int layers) : Construction
{
    public override string Name => inner.Name;
    public override string Source => $"{inner.Source}, carried through the further layers";
    public override int Layers => layers;
    public override string Formula => $"{inner.Formula}; + {(AlongOneDirection ? "1" : "p")} for each of {Spare} further layers";
    public override string Conditions => inner.Conditions;
    public override string? Refusal(Problem problem) => inner.Refusal(Inner(problem));
    public override bool Competes(Problem problem) => inner.Competes(Inner(problem));
    public override bool TakesWidths => inner.TakesWidths;
    public override bool TakesBits => inner.TakesBits;
    public override bool Regroups => inner.Regroups;
    public override int SmallerWeightsTaken => inner.SmallerWeightsTaken;
    public override bool MeetsWithinRounding => inner.MeetsWithinRounding;
    public override double Cost(Problem problem) => inner.Cost(Inner(problem));
    public override bool LeavesUntouchedExact(Problem problem) => AlongOneDirection && inner.LeavesUntouchedExact(Inner(problem));
    public override bool AlongOneDirection => inner.AlongOneDirection;
    public override bool DependsOnDirection => inner.DependsOnDirection;

    private int Spare => layers - inner.MostLayers;

    private Problem Inner(Problem problem) => problem.WithLayers(inner.MostLayers);

    public override int Neurons(Problem problem) => inner.Neurons(Inner(problem)) switch
    {
        0 => 0,
        var neurons => neurons + (AlongOneDirection ? 1 : problem.Outputs) * Spare,
    };

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var network = inner.Build(Inner(problem), cancellation);
        // Edits at one position are a constant.
        if (network.Neurons == 0)
            return NetworkBuilder.Constant(problem.Inputs, Enumerable.Range(0, problem.Outputs).Select(network.Layers[^1].Bias), layers);
        return AlongOneDirection ? InFront(network, problem) : Behind(network, problem);
    }

    private Network InFront(Network network, Problem problem)
    {
        var line = problem.Support;
        var direction = Array.ConvertAll(line.Direction, Rational.Of);
        var pivot = Array.FindIndex(direction, a => !a.IsZero);
        var (first, least) = (network.Layers[0], line.C[0]);
        // s(c - least) is read with its least added back.
        var slopes = Enumerable.Range(0, first.Neurons).Select(r => first.Weights(r)[pivot] / direction[pivot]).ToArray();
        var last = new Layer(first.Activation, 1, [.. slopes.Select(slope => new[] { slope })],
            [.. slopes.Select((slope, r) => first.Bias(r) + slope * least)]);
        return new Network(
        [
            new(Activation.Relu, direction.Length, [direction], [-least]),
            .. Enumerable.Repeat(new Layer(Activation.Relu, 1, [[1]], [0]), Spare - 1),
            last,
            .. network.Layers.Skip(1),
        ]);
    }

    private Network Behind(Network network, Problem problem)
    {
        var (outputs, p) = (network.Layers[^1], network.Outputs);
        // No output is below this at a sample.
        var least = -Rational.PowerOfTwoAtLeast(problem.Dataset.MaxResidual);
        Rational[][] identity = [.. Enumerable.Range(0, p).Select(o => (Rational[])[.. new Rational[o], 1, .. new Rational[p - 1 - o]])];
        return new Network(
        [
            .. network.Layers.SkipLast(1),
            new(Activation.Relu, outputs.Inputs, [.. Enumerable.Range(0, p).Select(o => outputs.Weights(o).ToArray())],
                [.. Enumerable.Range(0, p).Select(o => outputs.Bias(o) - least)]),
            .. Enumerable.Repeat(new Layer(Activation.Relu, p, identity, new Rational[p]), Spare - 1),
            new(Activation.Identity, p, identity, [.. Enumerable.Repeat(least, p)]),
        ]);
    }
}
