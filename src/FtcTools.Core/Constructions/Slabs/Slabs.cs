using FtcTools.Constructions.Polytopes;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Units with flat tops between two parallel hyperplanes, u(x) = s(1 - s((t - delta) / eta) - s((-t - delta) / eta)) with t = w . x - c, 1
/// where |t| is at most delta and 0 where it is at least delta + eta, in any arithmetic and order of summation. g adds the value of z that
/// the samples of a slab share. A hyperplane goes through up to d samples, so a slab holds about d edits of one value, by inequalities
/// between short weights alone.
/// <para>
/// Conditions on the rows as they ship: |t_i| + e_i at most delta on the edits of a slab, |t_j| - e_j at least delta + eta at every other
/// sample, where e bounds the rounding of t for every order of summation; with a radius r, r |w| in the dual norm on both sides. </para>
/// </summary>
public sealed class Slabs : Construction
{
    public override string Source => "flat tops over hyperplanes through d samples (Strips and Hats, by inequalities)";
    public override int Layers => 3;
    public override string Formula => "3 V and more: three a slab, each for up to d edits, at times more, of one of V values of z";
    public override bool Regroups => true;
    public override bool CertifiesRadius => true;
    public override bool CertifiesReach => true;
    public override bool AlongOneDirection => false;

    public override bool LeavesUntouchedExact(Problem problem) => true;

    // Slabs pay where several edits share a value, because a hat serves a single edit with no more neurons. Radii must leave room between
    // samples.
    public override bool Competes(Problem problem) =>
        ShareValues(problem.Dataset) && (problem.Ball.IsPoint || SlabScreen.Allows(problem.Dataset, problem.Ball));

    /// <summary>Whether several edits share a value.</summary>
    internal static bool ShareValues(Dataset data) => 2 * Values(data) <= data.N;

    // Each slab takes a few passes over the samples.
    public override double Cost(Problem problem) => 6.0 * problem.K * problem.Inputs * (Values(problem) + 2.0 * problem.N / problem.Inputs);

    public override int Neurons(Problem problem) => OfSlab(problem) * Values(problem);

    internal override int Expected(Problem problem, int neurons) =>
        Math.Max(neurons, OfSlab(problem) * Likely(problem.Dataset));

    // Slabs of as many edits of one value as there are features.
    private static int Likely(Dataset data) => data.EditedByResidual.Sum(group => Integers.CeilingOfQuotient(group.Length, data.Inputs));

    /// <summary>About how many neurons they take at the samples alone.</summary>
    internal static int LikelyNeurons(Dataset data) => 3 * Likely(data);

    // A slab has a top and two rows, and two more rows where another slab crosses it.
    private static int OfSlab(Problem problem) => problem.Ball.EndsNear ? 5 : 3;

    private static int Values(Problem problem) => Values(problem.Dataset);

    internal static int Values(Dataset data) => data.EditedByResidual.Count;

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, Layers);
        var (values, sets) = InseparableSets.Of(data, Ball.Point, joined: false, cancellation);
        var samples = new SlabSamples(data, cancellation);
        // A class stays right where two slabs both lift it, so classifiers may have slabs that overlap.
        var cover = new SlabCover(samples, problem.Ball, problem.Seed, twice: data.Classes is not null && problem.Ball.IsPoint,
            widen: !problem.Ball.EndsNear, problem.Served, problem.Enough, cancellation);
        var slabs = new List<SlabChoice.Found>[values.Count];
        ParallelLoop.For(slabs.Length, v => slabs[v] = cover.Serve([.. sets[v].Select(set => set[0])]), cancellation);
        return new SlabNetwork(data).With(slabs.SelectMany((list, v) => list.Select(found => (found.Slab, values[v])))).Build();
    }
}
