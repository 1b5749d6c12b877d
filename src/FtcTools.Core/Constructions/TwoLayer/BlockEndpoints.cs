using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.TwoLayer;

/// <summary>
/// Sohn et al. 2024, Theorem 4.4 with Lemma 4.5 (slope differences, as corrected): interpolates J, the edited samples and the end points
/// of the zero blocks between them, piecewise linearly along a direction. What lies inside a block is between two zeros.
/// Neurons: |J| - 1 = K - 1 - sum over blocks of max(|P| - 2, 0) (K counts distinct positions); at most min(3N + 1, K - 1).
/// All outputs share the knots.
/// </summary>
public sealed class BlockEndpoints : Construction
{
    public override string Source => "Sohn et al. 2024, Theorem 4.4";
    public override int Layers => 2;
    public override string Formula => "K - 1 - sum max(|P| - 2, 0)";
    public override bool DependsOnDirection => true;

    public override int Neurons(Problem problem) => problem.Support.Count - 1;

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var line = problem.Support;
        var knots = line.Count - 1;
        var direction = Array.ConvertAll(line.Direction, Rational.Of);
        var jumps = new Rational[line.Outputs][];
        for (var o = 0; o < jumps.Length; o++)
        {
            jumps[o] = new Rational[knots];
            var before = Rational.Zero;
            for (var i = 0; i < knots; i++)
            {
                var slope = (line.Z(i + 1, o) - line.Z(i, o)) / (line.C[i + 1] - line.C[i]);
                jumps[o][i] = slope - before;
                before = slope;
            }
            cancellation.ThrowIfCancellationRequested();
        }
        return new NetworkBuilder(direction.Length)
            .Units(line.C.Take(knots).Select(knot => (direction, -knot, Shape.Relu)))
            .Outputs(jumps.Select((row, o) => (row, line.Z(0, o))));
    }
}
