namespace FtcTools.Bounds.Sharp;

/// <summary>
/// 3 layers, about 4 sqrt(N) for K >= 4N + 1. Between two neighbouring breakpoints of the first layer, a ReLU of the second adds at most
/// one kink, of the sign of its output weight: with D+ and D- positive and negative weights, at most D+ convex and D- concave kinks. Take N
/// edited samples on a line, three zeros between neighbours and two at the ends, the first a = ceil(N/2) of them +1 and the other b =
/// floor(N/2) of them -1. A bump upwards takes two convex kinks and a concave one, in intervals that are disjoint within a kind. With alpha
/// breakpoints in the upper half and beta in the lower one, (alpha + 1)(D+ + 1) >= 2a + 1 and (beta + 1)(D- + 1) >= 2b + 1, so m >= alpha +
/// beta + D+ + D- >= ceil(2 sqrt(2a + 1)) + ceil(2 sqrt(2b + 1)) - 4. (The other four inequalities, for the rarer kind and for both kinds
/// together, never change the integer minimum: see the tests.) Fewer edits are no harder, so N is min(N, floor((K - 1)/4)).
/// </summary>
public sealed class SignsOfKinks : NeuronStatement
{
    internal SignsOfKinks() : base(3, 3)
    {
    }

    public override string Source => "FtcTools (signs of kinks)";
    public override string Says =>
        "m >= ceil(2 sqrt(2 ceil(n/2) + 1)) + ceil(2 sqrt(2 floor(n/2) + 1)) - 4, n = min(N, floor((K - 1)/4)), about 4 sqrt(n)";

    internal override double Lower(in Case at)
    {
        var n = Math.Min(at.N, (at.K - 1) / 4);
        return Side((n + 1) / 2) + Side(n / 2);
    }

    private static long Side(long bumps) => Rectangle.Perimeter(2 * bumps + 1) - 2;
}
