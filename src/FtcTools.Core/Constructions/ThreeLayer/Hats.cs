using FtcTools.Constructions.GeneralPosition;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// One hat for up to d edited samples whose residuals point the same way: t is an affine function that has the value 1 - |z| / Z at each of
/// them and |t| > 1 at every other sample, and s(1 - s(t) - s(-t)) is 1 - |t| between, 0 beyond: to the last bit and in any arithmetic,
/// since the last ReLU sees a negative number. Samples of both signs share s(1 - s(t) - 4 s(-t)) - s(1 - s(-t) - 4 s(t)). Neurons: 3 for
/// each one-sided group, 4 for each mixed one, groups of up to r samples, r the rank of the data; more groups where a hyperplane through
/// one meets another sample. p outputs: residuals are grouped by their direction.
/// </summary>
public sealed class Hats : Construction
{
    private static readonly Rational Steep = 4;

    // Products of numbers that are over within a second.
    private const double Quick = 1e9;

    public override string Source => "hats in general position (sharpens Sohn et al. 2024, Theorem 5.1, for data off a line)";
    public override int Layers => 3;
    public override string Formula => "3 (ceil(N+ / r) + ceil(N- / r)), 4 for a mixed rest";
    public override bool AlongOneDirection => false;
    public override bool Regroups => true;
    public override int SmallerWeightsTaken => MostSmallerWeights;
    public override bool LeavesUntouchedExact(Problem problem) => true;

    // Slabs go through as many edits of one value by inequalities: where values are few and equations take seconds, those do as well.
    public override bool Competes(Problem problem) => Cost(problem) <= Quick || !Slabs.Slabs.ShareValues(problem.Dataset)
        || Slabs.Slabs.LikelyNeurons(problem.Dataset) > 2 * 3 * Integers.CeilingOfQuotient(problem.N, problem.Inputs);

    public override double Cost(Problem problem) => StripPlan.Products(problem, problem.Inputs);

    public override int Neurons(Problem problem) => problem.Dataset.N == 0 ? 0 : problem.Strips.Cost(Capacity(problem));

    private static int Capacity(Problem problem) => Math.Max(1, 2 * problem.Cloud.Rank / (2 + problem.SmallerWeights));

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, Layers);
        // One-sided: 1 - |z| / Z. Mixed: the same distance from the nearer end, on the side of the sign.
        var groups = problem.Strips.Build(Capacity(problem), (m, mixed) => mixed ? m.Sign * (1 - Rational.Abs(m))
            : 1 - m, problem.Seed, cancellation);
        var units = new List<(Rational[], Rational, Shape)>();
        var heights = new List<Rational[]>();
        var first = groups.SelectMany(group =>
            new[] { 1, -1 }.Select(side => (Array.ConvertAll(group.Strip.Weights, w => side * w), side * group.Strip.Bias, Shape.Relu)));
        for (var g = 0; g < groups.Count; g++)
        {
            var (_, height, mixed) = groups[g];
            foreach (var side in mixed ? [1, -1] : (ReadOnlySpan<int>)[1])
            {
                var row = new Rational[2 * groups.Count];
                var other = mixed ? Steep : Rational.One;
                (row[2 * g], row[2 * g + 1]) = side > 0 ? (Rational.MinusOne, -other) : (-other, Rational.MinusOne);
                units.Add((row, 1, Shape.Relu));
                heights.Add(Array.ConvertAll(height, h => side * h));
            }
        }
        return new NetworkBuilder(data.Inputs).Units(first).Units(units)
            .Outputs(Enumerable.Range(0, data.Outputs).Select(o => (heights.Select(h => h[o]).ToArray(), Rational.Zero)));
    }
}
