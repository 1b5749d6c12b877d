using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.TwoLayer;

/// <summary>
/// The piecewise linear interpolant with the fewest knots along a direction, as a network of as many ReLUs, or one more.
/// k knots take k ReLUs where some piece has slope 0 (knots left of it face left, the others right). Otherwise a further ReLU in front of
/// all samples gives the first slope, except where all interior kinks alternate (k = K - 2): there the first three gaps are overshot so
/// that the second and third ReLU, facing left, give it. Neurons: k* or k* + 1; at most min(3N, K - 2) for K >= 5, which hard instances
/// need (K counts distinct positions). One output. Sharpens Theorem 4.4 of Sohn et al. 2024.
/// </summary>
public sealed class FewestKnots : Construction
{
    public override string Source => "fewest knots (sharpens Sohn et al. 2024, Theorem 4.4)";
    public override int Layers => 2;
    public override string Formula => "k* or k* + 1 knots, at most min(3N, K - 2)";
    public override bool DependsOnDirection => true;
    public override string Conditions => "p = 1";

    public override string? Refusal(Problem problem) =>
        problem.Outputs == 1 ? null : $"the condition p = 1 does not hold for p = {problem.Outputs} outputs";

    public override int Neurons(Problem problem) => problem.N == 0 ? 0 : Knots(problem).Count;

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        if (problem.N == 0) return NetworkBuilder.Nothing(problem.Inputs, 1, Layers);
        var line = problem.Support;
        var knots = Knots(problem);
        var direction = Array.ConvertAll(line.Direction, Rational.Of);
        var opposite = Array.ConvertAll(direction, a => -a);
        // The output bias makes the first point right; all others follow.
        var bias = line.Z(0, 0);
        foreach (var (knot, jump, left) in knots)
        {
            var t = left ? knot - line.C[0] : line.C[0] - knot;
            if (t.Sign > 0) bias -= jump * t;
        }
        return new NetworkBuilder(direction.Length)
            .Units(knots.Select(k => k.Left ? (opposite, k.Knot, Shape.Relu) : (direction, -k.Knot, Shape.Relu)))
            .Outputs([([.. knots.Select(k => k.Jump)], bias)]);
    }

    // Every ReLU as its knot, the jump of the slope there, and whether it faces left: jump * s(knot - c).
    private static List<(Rational Knot, Rational Jump, bool Left)> Knots(Problem problem)
    {
        var (c, z) = KnotProgram.Points(problem.Support);
        // All samples at one position: a constant does.
        if (c.Length == 1) return [];
        var program = new KnotProgram(c, z);
        if (c.Length >= 5 && program.Alternates && Flat(program) < 0) return Overshoot(c, z);
        var (first, knots) = program.Witness();
        var flat = Flat(program);
        var jumps = new List<(Rational, Rational, bool)>(knots.Count + 1);
        if (flat < 0) jumps.Add((2 * c[0] - c[1], first, false));
        var before = first;
        for (var i = 0; i < knots.Count; i++)
        {
            jumps.Add((knots[i].Knot, knots[i].Slope - before, i < flat));
            before = knots[i].Slope;
        }
        return jumps;
    }

    // The piece of slope 0, or -1.
    private static int Flat(KnotProgram program)
    {
        var (first, knots) = program.Witness();
        return first.IsZero ? 0 : knots.FindIndex(knot => knot.Slope.IsZero) is var at and >= 0 ? at + 1 : -1;
    }

    private static List<(Rational Knot, Rational Jump, bool Left)> Overshoot(Rational[] c, Rational[] z)
    {
        var t = new Rational[c.Length]; // t[g]: slope of the chord in gap g, from 1
        for (var g = 1; g < c.Length; g++) t[g] = (z[g] - z[g - 1]) / (c[g] - c[g - 1]);
        // s[g]: slope behind the knot in gap g + 1, from s[0] = t[1]. Kink 1 negative: s[3] as low as both conditions ask; positive: as
        // high.
        var s = new Rational[c.Length - 1];
        var falls = t[2] < t[1];
        s[0] = t[1];
        s[3] = falls ? Rational.Min(t[4], t[2] - t[1]) : Rational.Max(t[4], t[2] - t[1]);
        s[1] = t[1] + s[3];
        for (var g = 2; g < s.Length; g++)
        {
            if (g != 3) s[g] = t[g + 1];
        }
        var knots = new List<(Rational, Rational, bool)>(s.Length - 1);
        for (var g = 1; g < s.Length; g++)
        {
            var (left, right) = (c[g], c[g + 1]);
            var knot = left + (right - left) * (s[g] - t[g + 1]) / (s[g] - s[g - 1]);
            knots.Add((knot, s[g] - s[g - 1], g is 2 or 3));
        }
        return knots;
    }
}
