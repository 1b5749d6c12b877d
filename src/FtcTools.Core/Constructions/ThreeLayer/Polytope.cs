using FtcTools.Constructions.Polytopes;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Units that answer on a region: u(x) = s(1 - sum_q s(h_q(x))) with h_q(x) = w_q . x - b_q is exactly 1 where all h_q are at most 0, and
/// exactly 0 where one of them is at least 1, in any arithmetic and order of summation. g adds the value of z that the samples of a unit
/// share. The facets leave room for a ball around every sample, so that edits hold, and nothing else moves, in a neighbourhood. Facets are
/// shared among units.
/// </summary>
public sealed class Polytope : Construction
{
    // The most multiplications that the search may take.
    private const long Effort = 20_000_000_000;

    // Samples that bend the function of a facet, at most.
    private const double MostBending = 64;

    public override string Source => "polytope units (plateaus of Vardi et al. 2022, Lemma G.2, in d dimensions)";
    public override int Layers => 3;
    public override string Formula => "V + 1 and more: one a unit and one a facet, for V values of z";
    public override string Conditions => "2 r < the distance of every edited sample to every sample of another z";
    public override bool Regroups => true;
    public override bool CertifiesRadius => true;
    public override bool CertifiesReach => true;
    public override bool AlongOneDirection => false;

    public override bool LeavesUntouchedExact(Problem problem) => true;

    public override string? Refusal(Problem problem) =>
        !problem.Ball.IsPoint && problem.Separation is { } nearest && !nearest.Allows(problem.Ball)
        ? $"the condition 2 r < distance does not hold for r = {problem.Ball} and the distance {Text.Of(nearest.Distance)} of sample {nearest.Edited + 1}, which is edited, and sample {nearest.Other + 1}"
        : null;

    // Several edits a value, off a line: a polytope around one sample takes more than a hat.
    public override bool Competes(Problem problem) => !problem.Ball.IsPoint || (problem.Inputs > 1 && 3 * Values(problem) <= problem.N);

    // Newton steps, for each facet, in as many unknowns as samples bend the function, and passes over all samples.
    public override double Cost(Problem problem)
    {
        double d = problem.Inputs, bending = Math.Min(d, MostBending);
        return 1000 * (problem.N / Group(problem) + Values(problem)) * d * (bending * bending / 3 + problem.K);
    }

    internal override int Expected(Problem problem, int neurons) =>
        problem.N == 0 ? 0 : Math.Max(neurons, Values(problem) + (int)Math.Ceiling(problem.N / Group(problem)));

    // Edits for each facet, about: d / (2 ln(K / d)) are cut off by one half-space (Cover 1965). Within balls fewer are, and facets are
    // shared: on tables and images of 2 to 784 features it is half of the root of d.
    private static double Group(Problem problem)
    {
        double d = problem.Inputs, k = problem.K;
        return problem.Ball.IsPoint ? Math.Max(0.5, d / (2 * Math.Log(Math.Max(3, k / d)))) : Math.Sqrt(d) / 2;
    }

    public override int Neurons(Problem problem)
    {
        var values = Values(problem);
        return values == 0 ? 0 : values + (values > 1 || problem.N < problem.K ? 1 : 0);
    }

    private static int Values(Problem problem) => problem.Dataset.EditedByResidual.Count;

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, Layers);
        problem.FindSeparation(cancellation);
        var balls = new SampleBalls(data, problem.Ball, problem.Separation);
        try
        {
            return Build(overlap: false);
        }
        catch (FtcException e) when (e.Code == Codes.NoPolytope && data.Classes is not null)
        {
            // An answer that is a class is no less right where two units of the class lift it.
            return Build(overlap: true);
        }

        Network Build(bool overlap)
        {
            var (values, sets) = InseparableSets.Of(data, problem.Ball, joined: !overlap, cancellation);
            var cover = new CoverSearch(balls, sets, overlap, problem.Seed).Run(Effort, problem.Enough, cancellation);
            foreach (var facet in cover.Facets) facet.ForgetOutside();
            return Write(balls, cover, values);
        }
    }

    private static Network Write(SampleBalls balls, Cover cover, IReadOnlyList<IReadOnlyList<Rational>> values)
    {
        var data = balls.Data;
        return new NetworkBuilder(data.Inputs)
            .Units(cover.Facets.Select(facet => (facet.Weights, facet.Bias, Shape.Relu)))
            .Units(cover.Units.Select(unit => (
                cover.Facets.Select(facet => facet.Holds(balls, unit.Samples) ? Rational.MinusOne : Rational.Zero)
                    .ToArray(), Rational.One, Shape.Relu)))
            .Outputs(Enumerable.Range(0, data.Outputs)
                .Select(o => (cover.Units.Select(unit => values[unit.Value][o]).ToArray(), Rational.Zero)));
    }
}
