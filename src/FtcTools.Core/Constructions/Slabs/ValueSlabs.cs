using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Slabs whose edits have residuals of their own: for each output an affine function c has these residuals at the samples of a slab, and
/// s(c - M (h_1 + h_2)), with h_1, h_2 the two ReLUs of the slab, is c on it and 0 off it (<see cref="Carrier"/>). Untouched samples are
/// exactly 0 in any arithmetic; edits are met within the rounding of c. What carries c, and which edits may share a slab, is chosen by the
/// number of neurons (<see cref="ValueForm"/>). Where answers are classes, one direction tells all those of a slab apart instead
/// (<see cref="Levels"/>).
/// </summary>
public sealed class ValueSlabs : Construction
{
    public override string Source =>
        "flat tops over hyperplanes through d samples, with an affine function on them (Strips and Hats, by inequalities)";
    public override int Layers => 3;
    public override string Formula =>
        "3 ceil(N / d) and more: of p outputs, 2 + 2 p a slab of up to d edits, or 2 + p and d in all; one a slab where signs are mixed; "
        + "of V classes, 2 V + 1";
    public override bool Regroups => true;
    public override bool AlongOneDirection => false;
    public override bool MeetsWithinRounding => true;

    public override bool LeavesUntouchedExact(Problem problem) => true;

    // Where many edits share each value, Slabs needs fewer neurons, or not many more, and meets z exactly.
    public override bool Competes(Problem problem) => problem.Inputs > 1 && problem.Ball.IsPoint
        && (!Slabs.ShareValues(problem.Dataset)
            || (problem.Dataset.Classes is null && 2 * Expected(problem, 0) < Slabs.LikelyNeurons(problem.Dataset)));

    // Each slab takes a few passes over the samples.
    public override double Cost(Problem problem) => 6.0 * problem.K * problem.Inputs * (2 + 2.0 * problem.N / problem.Inputs);

    public override int Neurons(Problem problem) => 3 * Integers.CeilingOfQuotient(problem.N, problem.Inputs);

    internal override int Expected(Problem problem, int neurons) => problem.N == 0 || problem.Dataset.Classes is not null ? neurons
        : Math.Max(neurons, ValueForm.All(problem.Dataset).Min(form => form.Neurons(problem.Dataset, problem.Inputs, problem.Inputs)));

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, Layers);
        var samples = new SlabSamples(data, cancellation);
        var forms = data.Classes is not null ? [new([data.Edited], Shared: false)] : ValueForm.All(data);
        var first = Fewest(Math.Max(1, samples.Rank));
        var (network, slabs) = Build(first);
        // Where slabs hold fewer edits than there are dimensions, another form may take fewer neurons.
        var second = Fewest(Integers.CeilingOfQuotient(data.N, slabs));
        if (second == first || problem.Enough.IsCancellationRequested) return network;
        var other = Build(second).Network;
        return other.Neurons < network.Neurons ? other : network;

        ValueForm Fewest(int capacity) => forms.MinBy(form => form.Neurons(data, capacity, samples.Dimension))!;

        (Network Network, int Slabs) Build(ValueForm form)
        {
            var origin = form.Shared ? samples.Floor : null;
            var cover = new SlabCover(samples, Ball.Point, problem.Seed, twice: false, widen: false, problem.Served, problem.Enough,
                cancellation, Accept);
            SlabChoice.Found[] found = [.. form.Groups.SelectMany(cover.Serve)];
            var built = new SlabNetwork(data);
            foreach (var (slab, rows) in found)
            {
                var value = data.Residual(slab.Inside[0])!;
                if (rows is null || slab.Inside.All(i => data.Residual(i)!.SequenceEqual(value))) built.With([(slab, value)]);
                else if (data.Classes is not null) built.Add(slab, Levels.Of(samples, rows)!);
                else built.Add(slab, Carrier.Of(samples, rows, origin));
            }
            return (built.Build(), found.Length);

            bool Accept(SlabRows rows, Precision precision) => rows.Held.Count == 1
                || (data.Classes is not null ? Levels.Of(samples, rows)?.Holds(samples, rows, precision) != false
                    : Carrier.Of(samples, rows, origin).All(carrier => carrier.Holds(samples, rows, precision)));
        }
    }
}
