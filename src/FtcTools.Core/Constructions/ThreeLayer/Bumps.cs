using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Sohn et al. 2024, Theorem 5.1, second construction: the first layer of <see cref="AllPoints"/>, and for each edited sample (and output
/// with z not 0) one bump of 3 ReLUs on the row of its level, zero outside z - delta .. z + delta. The printed condition on delta is
/// vacuous; here delta is half the distance of its target to 0, to the other targets of the level and to the pushed-away samples.
/// Neurons: 2 d1 + 3N for one output, d1 = ceil(K / ceil(K / ceil(sqrt K))), which is sqrt K where K is a square (K counts distinct
/// positions).
/// </summary>
public sealed class Bumps : Construction
{
    public override string Source => "Sohn et al. 2024, Theorem 5.1 (2 sqrt K + 3N)";
    public override int Layers => 3;
    public override string Formula => "2 d1 + 3N";

    public override int Neurons(Problem problem)
    {
        var line = problem.Whole;
        var bumps = Enumerable.Range(0, line.Count).Sum(i => Enumerable.Range(0, line.Outputs).Count(o => !line.Z(i, o).IsZero));
        return 2 * Widths(line.Count).Groups + 3 * bumps;
    }

    private static (int Groups, int Levels) Widths(int count)
    {
        var levels = Integers.CeilingOfQuotient(count, Integers.CeilingOfRoot(count));
        return (Integers.CeilingOfQuotient(count, levels), levels);
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Whole;
        var (_, levels) = Widths(line.Count);
        var grid = new LevelGrid(line, line, levels, groups => new Zigzag(line.Direction, groups, cancellation));
        var units = new List<(Rational[], Rational, Shape)>();
        var owners = new List<int>();
        for (var o = 0; o < line.Outputs; o++)
        {
            for (var k = 0; k < levels; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                var heights = grid.Targets(k, o);
                var targets = Distinct(heights);
                var bumps = Enumerable.Range(0, grid.Groups).Where(j => !targets[j].IsZero).ToArray();
                if (bumps.Length == 0) continue;
                var (row, bias) = grid.Row(k, targets, 2);
                foreach (var j in bumps)
                {
                    var nearest = targets.Where((t, other) => other != j && t != targets[j]).Append(0).Append(2).Append(-2)
                        .Select(t => Rational.Abs(t - targets[j])).Aggregate(Rational.Min);
                    units.Add((row, bias, Bump(targets[j], nearest / 2, heights[j])));
                    owners.Add(o);
                }
            }
        }
        return new NetworkBuilder(line.Direction.Length)
            .Units(grid.FirstLayer)
            .Units(units)
            .Outputs(Enumerable.Range(0, line.Outputs)
                .Select(o => (owners.Select(owner => owner == o ? grid.Unit : Rational.Zero).ToArray(), Rational.Zero)));
    }

    private static Shape Bump(Rational centre, Rational halfWidth, Rational height)
    {
        var slope = height / halfWidth;
        return new(0, new Hinge(slope, 1, halfWidth - centre), new Hinge(-2 * slope, 1, -centre), new Hinge(slope, 1, -halfWidth - centre));
    }

    // Equal targets on one level would put two bumps on one spot: repeats move towards 0, never onto it or onto another.
    private static Rational[] Distinct(Rational[] heights)
    {
        var targets = (Rational[])heights.Clone();
        var seen = new HashSet<Rational>(heights);
        var taken = new HashSet<Rational>();
        for (var j = 0; j < targets.Length; j++)
        {
            if (targets[j].IsZero || taken.Add(targets[j])) continue;
            var step = 1;
            while (!seen.Add(targets[j] * Rational.Of(targets.Length + 1 - step, targets.Length + 1))) step++;
            targets[j] *= Rational.Of(targets.Length + 1 - step, targets.Length + 1);
        }
        return targets;
    }
}
