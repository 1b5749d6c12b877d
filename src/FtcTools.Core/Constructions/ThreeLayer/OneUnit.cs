using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Sohn et al. 2024, Appendix A: 2N + 1 hard-tanh units, the groups being the blocks of untouched samples and the edited samples in turn,
/// and a single second-layer unit of 2 ReLUs that is the identity below 1 and 0 above 2. The first point of each group gets its target, the
/// rest of its block is pushed above 2. Empty blocks (adjacent edited samples, edited ends) get a point where no sample is. Neurons: 2 (2N
/// + 1) + 2 p; 4N + 4 for one output.
/// </summary>
public sealed class OneUnit : Construction
{
    private static readonly Shape Tooth = new(0, new Hinge(1, -1, 2), new Hinge(-2, -1, 1));

    public override string Source => "Sohn et al. 2024, Appendix A (4N + 4)";
    public override int Layers => 3;
    public override string Formula => "2 (2N + 1) + 2 p";

    public override int Neurons(Problem problem)
    {
        var line = problem.Support;
        return 2 * (2 * line.EditedCount + 1) + 2 * line.Outputs;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var (line, whole) = (problem.Support, problem.Whole);
        var groups = new List<Rational[]>();
        var samples = new List<int>(); // index on the line of each group's first point; -1 where the block is empty
        var at = 0;
        var previous = line.C[0] - 1;
        while (true)
        {
            var start = at;
            while (at < line.Count && !line.IsEdited(at)) at++;
            var next = at < line.Count ? line.C[at] : line.C[^1] + 1;
            groups.Add(at > start ? [.. line.C[start..at]] : [Rational.Middle(previous, next)]);
            samples.Add(at > start ? start : -1);
            if (at == line.Count) break;
            groups.Add([line.C[at]]);
            samples.Add(at);
            previous = line.C[at++];
        }
        var zigzag = new Zigzag(line.Direction, groups, cancellation);
        Rational[] others = [.. whole.C.Concat(groups.Where((_, g) => samples[g] < 0).Select(group => group[0])).Order()];
        var units = Enumerable.Range(0, line.Outputs).Select(o =>
        {
            cancellation.ThrowIfCancellationRequested();
            var (row, bias) = zigzag.Level(0, [.. samples.Select(i => i < 0 ? 0 : line.Z(i, o) / line.Unit)], 2, others);
            return (row, bias, Tooth);
        });
        return new NetworkBuilder(line.Direction.Length)
            .Units(zigzag.Units())
            .Units(units)
            .Outputs(Enumerable.Range(0, line.Outputs).Select(o =>
                (Enumerable.Range(0, line.Outputs).Select(u => u == o ? line.Unit : Rational.Zero).ToArray(), Rational.Zero)));
    }
}
