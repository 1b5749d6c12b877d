using FtcTools.Constructions.Regions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// A box around each edited sample, u(x) = s(1 - sum s(+-w (x_j - a_j))) over as few features j and sides as leave every other sample out,
/// where a is the edited sample and each w a power of two: products with it are exact, and the difference of two numbers is 0 only where
/// they are equal, so that u is exactly 1 at the sample and 0 at every other one in any arithmetic that tells them apart. Facets at one
/// value of a feature serve all boxes there.
/// </summary>
public sealed class SampleBoxes : Construction
{
    public override string Source => "plateaus over single samples (Vardi et al. 2022, Lemma G.2, a feature at a time)";
    public override int Layers => 3;
    public override string Formula => "N + 1 and more: one an edit, and one for each value and side of a feature; at most N (2d + 1)";
    public override bool Regroups => true;
    public override bool AlongOneDirection => false;
    internal override bool IsLastResort => true;

    public override bool CertifiesRadius => true;
    public override bool CertifiesReach => true;

    public override bool LeavesUntouchedExact(Problem problem) => true;

    // What the proof costs a sample for each wall, in products, and for each feature of a wall as long as these are not many.
    private const double ProofWork = 90, DenseFeatures = 256;

    // Of each box a thousand samples are looked at for its first wall and those inside of it for the others. Then all are, to prove it,
    // along all walls: about two a box, and twice as many around balls.
    public override double Cost(Problem problem)
    {
        double d = problem.Inputs, n = problem.N, k = problem.K;
        var walls = n * Math.Min(2 * d, problem.Ball.IsPoint ? 2 : 4);
        return n * (1e3 * d + k * (20 + 20 / (d + 1) + d / 2)) + k * walls * (ProofWork + Math.Min(d, DenseFeatures));
    }

    public override int Neurons(Problem problem)
    {
        var boxes = Groups(problem, CancellationToken.None).Length;
        return boxes == 0 ? 0 : boxes + (boxes > 1 || problem.N < problem.K ? 1 : 0);
    }

    // Edits of one residual that float32 cannot tell apart, or whose balls meet, are to share a box: two would both be 1 there.
    private static int[][] Groups(Problem problem, CancellationToken cancellation) => problem.Ball.IsPoint ? ByFloats(problem.Dataset)
        : MeetingBoxes.Of(problem.Dataset, problem.Ball, cancellation);

    private static int[][] ByFloats(Dataset data) =>
        [.. data.Edited.GroupBy(i => $"{Point(data.Row(i).ToArray().Select(x => (double)(float)x))}: {string.Join(' ', data.Residual(i)!)}")
            .Select(group => group.ToArray())];

    // 0 and -0 are one number.
    private static string Point(IEnumerable<double> row) => string.Join(' ', row.Select(x => x + 0.0));

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, Layers);
        SampleBox[] around = [.. Groups(problem, cancellation).Select(group => new SampleBox(data, problem.Ball, group))];
        var found = new (int Sample, SampleBox.Wall[] Walls)[around.Length][];
        new FirstWalls(data, problem.Ball, around, cancellation).Each((b, first, others) => found[b] =
            around[b].Walls(first, others, single: false, cancellation) is { } walls ? [(around[b].Group[0], walls)]
            : [.. ByPoints(problem, around[b], cancellation)]);
        var boxes = found.SelectMany(own => own).ToArray();

        var facets = new Dictionary<(int, int, double), int>();
        var weights = new List<double>();
        foreach (var wall in boxes.SelectMany(box => box.Walls))
        {
            if (facets.TryAdd((wall.Feature, wall.Side, wall.At), weights.Count)) weights.Add(wall.Weight);
            else if (facets[(wall.Feature, wall.Side, wall.At)] is var at) weights[at] = Math.Max(weights[at], wall.Weight);
        }
        var first = facets.Select(facet =>
        {
            var ((feature, side, at), row) = (facet.Key, new Rational[data.Inputs]);
            row[feature] = side * Rational.Of(weights[facet.Value]);
            return (row, -row[feature] * Rational.Of(at), Shape.Relu);
        });
        var units = boxes.Select(box =>
        {
            var row = new Rational[weights.Count];
            foreach (var wall in box.Walls) row[facets[(wall.Feature, wall.Side, wall.At)]] = Rational.MinusOne;
            return (row, Rational.One, Shape.Relu);
        });
        return new NetworkBuilder(data.Inputs).Units(first).Units(units)
            .Outputs(Enumerable.Range(0, data.Outputs)
                .Select(o => (boxes.Select(box => data.Residual(box.Sample, o)).ToArray(), Rational.Zero)));
    }

    // A box for each point of a group among whose points others are.
    private static IEnumerable<(int Sample, SampleBox.Wall[] Walls)> ByPoints(Problem problem, SampleBox group,
        CancellationToken cancellation)
    {
        var data = problem.Dataset;
        return group.Group.GroupBy(i => Point(data.Row(i).ToArray())).Select(point => (point.First(),
            new SampleBox(data, problem.Ball, [.. point]).Walls(Enumerable.Range(0, data.K).Except(point), single: false, cancellation)
            ?? throw None(problem.Ball, group, point.First())));
    }

    // With a reach, balls of the infinity norm that meet around another sample can end half-way to each other.
    private static FtcException None(Ball ball, SampleBox group, int sample) =>
        ball is { Share: not null, Norm: Norm.Infinity } && group.Group.Count > 1
            ? new(Codes.NoPolytope,
                $"samples {string.Join(", ", group.Group.Select(i => i + 1))} get the same residual and their balls meet, and no box holds them and leaves out those of the others. Ask for a smaller reach.")
            : new(Codes.NoSlab,
                $"no box holds the ball of {ball} around sample {sample + 1} and leaves out those of the others. Ask for a smaller radius, or -Method Polytope.");
}
