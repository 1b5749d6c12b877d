using System.Numerics;

namespace FtcTools.Numerics;

/// <summary>Rational numbers modulo the prime 2^61 - 1: what is nonzero there is nonzero, at the price of machine arithmetic.</summary>
internal static class Residues
{
    private const ulong Prime = (1UL << 61) - 1;

    /// <summary>
    /// Whether rows are shown to be linearly independent. Independent rows are shown to be, unless a determinant of theirs is a multiple of
    /// the prime, or a denominator is.
    /// </summary>
    public static bool Independent(IEnumerable<Rational[]> rows, CancellationToken cancellation)
    {
        var reduced = new List<(int Pivot, ulong[] Row)>();
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var rest = new ulong[row.Length];
            for (var c = 0; c < row.Length; c++)
            {
                if (Of(row[c]) is not { } value) return false;
                rest[c] = value;
            }
            foreach (var (at, head) in reduced)
            {
                var factor = rest[at];
                if (factor == 0) continue;
                for (var c = 0; c < rest.Length; c++) rest[c] = Subtract(rest[c], Multiply(factor, head[c]));
            }
            var pivot = Array.FindIndex(rest, value => value != 0);
            if (pivot < 0) return false;
            var inverse = Inverse(rest[pivot]);
            for (var c = 0; c < rest.Length; c++) rest[c] = Multiply(rest[c], inverse);
            reduced.Add((pivot, rest));
        }
        return true;
    }

    private static ulong? Of(Rational value)
    {
        var denominator = Of(value.Denominator);
        return denominator == 0 ? null : Multiply(Of(value.Numerator), Inverse(denominator));
    }

    private static ulong Of(BigInteger value)
    {
        var rest = BigInteger.Remainder(value, Prime);
        return (ulong)(rest.Sign < 0 ? rest + Prime : rest);
    }

    private static ulong Subtract(ulong a, ulong b) => a >= b ? a - b : a + Prime - b;

    private static ulong Multiply(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        var sum = (low & Prime) + (low >> 61 | high << 3);
        return sum >= Prime ? sum - Prime : sum;
    }

    // Fermat: a^(p - 2).
    private static ulong Inverse(ulong a)
    {
        var (result, power) = (1UL, a);
        for (var e = Prime - 2; e > 0; e >>= 1, power = Multiply(power, power))
        {
            if ((e & 1) == 1) result = Multiply(result, power);
        }
        return result;
    }
}
