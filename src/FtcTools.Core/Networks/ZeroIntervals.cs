using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>Where a function of c = a . x is zero: whole intervals of c, and their ends in alternation.</summary>
internal sealed class ZeroIntervals : ZeroRegions
{
    private readonly AffineFunction[] _ends; // ascending
    private readonly bool _startsZero;

    public ZeroIntervals(LineFunction line)
    {
        Rational[] knots = [.. line.Outputs.SelectMany(f => f.Knots.ToArray()).Distinct().Order()];
        var ends = new List<AffineFunction>();
        var zero = false;
        for (var piece = 0; piece <= knots.Length; piece++)
        {
            var inside = knots.Length == 0 ? 0 : piece == 0 ? knots[0] - 1 : piece == knots.Length ? knots[^1] + 1
                : Rational.Middle(knots[piece - 1], knots[piece]);
            var here = line.Outputs.All(f => f.IsZero(f.PieceAt(inside)));
            if (piece == 0) _startsZero = here;
            else if (here != zero) ends.Add(new AffineFunction(line.Direction, -knots[piece - 1]));
            zero = here;
        }
        _ends = [.. ends];
    }

    public override IReadOnlyList<AffineFunction>? Around(ReadOnlySpan<double> features)
    {
        var (low, high) = (0, _ends.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_ends[middle].Sign(features) > 0) low = middle + 1;
            else high = middle;
        }
        return (low % 2 == 0) == _startsZero ? _ends[Math.Max(0, low - 1)..Math.Min(_ends.Length, low + 1)] : null;
    }
}
