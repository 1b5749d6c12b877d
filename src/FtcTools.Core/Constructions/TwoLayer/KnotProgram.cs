using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.TwoLayer;

/// <summary>
/// The fewest knots of a continuous piecewise linear function through given points, exactly and in one pass, with such a function.
/// <para>
/// In the gap with chord slope t, a function that comes in with slope t needs no knot; any other comes in on one side of t, takes one knot
/// and leaves on the other side. So all that matters of the past is the set of slopes with which a function of k knots can leave: one
/// number, or a half-line that ends in a chord's slope. With one knot more every slope can be had, so fewer knots are never worse. </para>
/// </summary>
internal sealed class KnotProgram
{
    /// <summary>
    /// Slopes a gap can be left with: <see cref="Side"/> 0 only the bound, 1 the bound and above, -1 the bound and below.
    /// </summary>
    private readonly record struct Slopes(Rational Bound, int Side)
    {
        public bool Contains(Rational slope) => slope == Bound || (Side != 0 && (slope - Bound).Sign == Side);
    }

    private readonly Rational[] _c;
    private readonly Rational[] _chords;
    private readonly Slopes[] _leaving;

    /// <param name="c">Positions, strictly ascending, at least 2.</param>
    /// <param name="z">Values.</param>
    public KnotProgram(Rational[] c, Rational[] z)
    {
        _c = c;
        _chords = new Rational[c.Length - 1];
        for (var g = 0; g < _chords.Length; g++) _chords[g] = (z[g + 1] - z[g]) / (c[g + 1] - c[g]);
        _leaving = new Slopes[_chords.Length];
        _leaving[0] = new(_chords[0], 0);
        for (var g = 1; g < _chords.Length; g++)
        {
            var (before, chord) = (_leaving[g - 1], _chords[g]);
            if (before.Contains(chord))
            {
                _leaving[g] = new(chord, 0);
                continue;
            }
            Knots++;
            _leaving[g] = new(chord, chord > before.Bound ? 1 : -1);
        }
    }

    /// <summary>k*: the fewest knots.</summary>
    public int Knots { get; }

    /// <summary>Whether every interior point is a kink and neighbouring kinks have opposite signs: then K - 2 knots are needed.</summary>
    public bool Alternates =>
        Knots == _c.Length - 2 && Enumerable.Range(1, _chords.Length - 1).All(g => (_chords[g] - _chords[g - 1]).Sign is var sign and not 0
        && (g == 1 || sign != (_chords[g - 1] - _chords[g - 2]).Sign));

    /// <summary>
    /// A function with the fewest knots: its slope left of them all, and each knot with the slope behind it, ascending. It has a piece of
    /// slope 0 where the slopes left open allow one.
    /// </summary>
    public (Rational First, List<(Rational Knot, Rational Slope)> Knots) Witness()
    {
        var knots = new List<(Rational, Rational)>(Knots);
        var leave = Prefer(_leaving[^1]);
        for (var g = _chords.Length - 1; g > 0; g--)
        {
            var (before, chord) = (_leaving[g - 1], _chords[g]);
            if (before.Contains(chord))
            {
                leave = chord;
                continue;
            }
            // One knot: in from the far side of the chord, out with the slope already chosen.
            var enter = Prefer(before);
            var gap = _c[g + 1] - _c[g];
            knots.Add((_c[g] + gap * (leave - chord) / (leave - enter), leave));
            leave = enter;
        }
        knots.Reverse();
        return (leave, knots);

        static Rational Prefer(Slopes open) => open.Contains(Rational.Zero) ? Rational.Zero : open.Bound;
    }

    /// <summary>The points with a zero added between the ends of every stretch that holds more zeros than the line shows.</summary>
    public static (Rational[] C, Rational[] Z) Points(Line line)
    {
        var (c, z) = (new List<Rational>(), new List<Rational>());
        var flat = line.Flat.ToHashSet();
        for (var i = 0; i < line.Count; i++)
        {
            if (flat.Contains(i))
            {
                c.Add(Rational.Middle(line.C[i - 1], line.C[i]));
                z.Add(0);
            }
            c.Add(line.C[i]);
            z.Add(line.Z(i, 0));
        }
        return ([.. c], [.. z]);
    }
}
