using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// A continuous piecewise linear function of one number c, exact: knots in ascending order, each with the slope behind it. Between knots
/// it is Value + Slope (c - knot).
/// </summary>
internal sealed class PiecewiseLinear
{
    private readonly Rational[] _knots;
    private readonly Rational[] _values;
    private readonly Rational[] _slopes; // one more than knots; the first is left of them all
    private readonly Rational _intercept; // of the left-most line; used where there is no knot

    private PiecewiseLinear(Rational[] knots, Rational[] values, Rational[] slopes, Rational intercept)
    {
        _knots = knots;
        _values = values;
        _slopes = slopes;
        _intercept = intercept;
    }

    public ReadOnlySpan<Rational> Knots => _knots;

    /// <summary>Slope of piece i, left of knot i.</summary>
    public Rational Slope(int piece) => _slopes[piece];

    /// <summary>Value at knot i.</summary>
    public Rational Value(int knot) => _values[knot];

    public int Pieces => _slopes.Length;

    /// <summary>
    /// The function with slope <paramref name="slope"/> and value <paramref name="intercept"/> at 0 far left, and slope jumps at knots.
    /// </summary>
    /// <param name="intercept">The intercept of the left-most line.</param>
    /// <param name="slope">The slope of the left-most line.</param>
    /// <param name="jumps">In any order; jumps at one knot add up, and knots without a jump vanish.</param>
    public static PiecewiseLinear FromJumps(Rational intercept, Rational slope, List<(Rational Knot, Rational Jump)> jumps)
    {
        jumps.Sort((a, b) => a.Knot.CompareTo(b.Knot));
        var (knots, slopes) = (new List<Rational>(jumps.Count), new List<Rational>(jumps.Count + 1) { slope });
        for (var i = 0; i < jumps.Count;)
        {
            var (knot, jump) = jumps[i++];
            while (i < jumps.Count && jumps[i].Knot == knot) jump += jumps[i++].Jump;
            if (jump.IsZero) continue;
            knots.Add(knot);
            slopes.Add(slopes[^1] + jump);
        }
        var values = new Rational[knots.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i == 0 ? intercept + slope * knots[0] : values[i - 1] + slopes[i] * (knots[i] - knots[i - 1]);
        }
        return new([.. knots], values, [.. slopes], intercept);
    }

    /// <summary>slope c + intercept.</summary>
    public static PiecewiseLinear Affine(Rational slope, Rational intercept) => new([], [], [slope], intercept);

    /// <summary>The sum of weight times function, plus a bias.</summary>
    public static PiecewiseLinear Combine(ReadOnlySpan<Rational> weights, IReadOnlyList<PiecewiseLinear> functions, Rational bias)
    {
        var (intercept, slope) = (bias, Rational.Zero);
        var jumps = new List<(Rational, Rational)>();
        for (var j = 0; j < weights.Length; j++)
        {
            if (weights[j].IsZero) continue;
            var f = functions[j];
            intercept += weights[j] * f._intercept;
            slope += weights[j] * f._slopes[0];
            for (var i = 0; i < f._knots.Length; i++) jumps.Add((f._knots[i], weights[j] * (f._slopes[i + 1] - f._slopes[i])));
        }
        return FromJumps(intercept, slope, jumps);
    }

    /// <summary>max(f, <paramref name="floor"/>).</summary>
    public PiecewiseLinear AtLeast(Rational floor)
    {
        var jumps = new List<(Rational, Rational)>();
        var first = _slopes[0];
        // Left of all knots, where c falls for ever.
        var above = first.Sign < 0 || (first.IsZero && At(0, Rational.Zero) > floor);
        var (intercept, slope) = above ? (_intercept, first) : (floor, Rational.Zero);
        var current = slope;
        for (var piece = 0; piece < Pieces; piece++)
        {
            var own = _slopes[piece];
            if (piece > 0) Turn(_knots[piece - 1], above ? own : Rational.Zero);
            if (own.IsZero) continue;
            // Where this piece's line meets the floor, if inside the piece.
            var crossing = piece > 0 ? _knots[piece - 1] + (floor - _values[piece - 1]) / own
                : (floor - _intercept) / own;
            var inside = (piece == 0 || crossing >= _knots[piece - 1]) && (piece == _knots.Length || crossing < _knots[piece]);
            if (!inside) continue;
            above = own.Sign > 0;
            Turn(crossing, above ? own : Rational.Zero);
        }
        return FromJumps(intercept, slope, jumps);

        void Turn(Rational knot, Rational next)
        {
            if (next == current) return;
            jumps.Add((knot, next - current));
            current = next;
        }
    }

    public PiecewiseLinear Plus(Rational constant) =>
        new(_knots, Array.ConvertAll(_values, v => v + constant), _slopes, _intercept + constant);

    public PiecewiseLinear Negate() => new(_knots, Array.ConvertAll(_values, v => -v), Array.ConvertAll(_slopes, v => -v), -_intercept);

    /// <summary>The piece that c lies in: the number of knots below it.</summary>
    public int PieceAt(Rational c)
    {
        var at = Array.BinarySearch(_knots, c);
        return at >= 0 ? at : ~at;
    }

    /// <summary>Value at c, which lies in piece <paramref name="piece"/> (knots below c).</summary>
    public Rational At(int piece, Rational c) => piece == 0 ? _intercept + _slopes[0] * c
        : _slopes[piece].IsZero ? _values[piece - 1]
        : _values[piece - 1] + _slopes[piece] * (c - _knots[piece - 1]);

    /// <summary>Whether the function is zero all over a piece.</summary>
    public bool IsZero(int piece) => _slopes[piece].IsZero && (piece == 0 ? _intercept : _values[piece - 1]).IsZero;
}
