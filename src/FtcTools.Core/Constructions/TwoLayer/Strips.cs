using FtcTools.Constructions.GeneralPosition;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.TwoLayer;

/// <summary>
/// One hat of 3 ReLUs, s(t + 1) - 2 s(t) + s(t - 1), for up to d edited samples whose residuals point the same way: t is an affine function
/// with the value 1 - |z| / Z at each of them and |t| > 1 at every other sample. Samples of both signs share a window of 4 ReLUs.
/// Neurons: 3 for each one-sided group, 4 for each mixed one, groups of up to r samples, r the rank of the data (d in general position; on
/// a line 3N, the optimum of Sohn et al. 2024, Theorem 4.1); more groups where a hyperplane through one meets another sample.
/// </summary>
public sealed class Strips : Construction
{
    public override string Source => "strips in general position (sharpens Sohn et al. 2024, Theorem 4.1, for data off a line)";
    public override int Layers => 2;
    public override string Formula => "3 (ceil(N+ / r) + ceil(N- / r)), 4 for a mixed rest";
    public override bool AlongOneDirection => false;
    public override bool Regroups => true;
    public override int SmallerWeightsTaken => MostSmallerWeights;

    public override double Cost(Problem problem) => StripPlan.Products(problem, problem.Inputs);

    public override int Neurons(Problem problem) => problem.Dataset.N == 0 ? 0 : problem.Strips.Cost(Capacity(problem));

    private static int Capacity(Problem problem) => Math.Max(1, 2 * problem.Cloud.Rank / (2 + problem.SmallerWeights));

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, Layers);
        var groups = problem.Strips.Build(Capacity(problem), (m, mixed) => mixed ? m : 1 - m, problem.Seed, cancellation);
        return new NetworkBuilder(data.Inputs)
            .Units(groups.Select(group => (group.Strip.Weights, group.Strip.Bias, group.Mixed ? Shape.NarrowWindow : Shape.Hat)))
            .Outputs(Enumerable.Range(0, data.Outputs).Select(o => (groups.Select(group => group.Height[o]).ToArray(), Rational.Zero)));
    }
}
