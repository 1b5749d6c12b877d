using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FtcTools.Numerics;

/// <summary>
/// Decimals as most files hold them: digits that make an integer m below 10^19, times or over a power of ten up to 10^22, a float. For m up to
/// 2^53 one division or product of two floats is the nearest float (Clinger, How to read floating point numbers accurately, PLDI 1990). A longer
/// m is the sum of two floats, and its quotient that of the first, rounded, and a correction; it is taken where an error far above that of the
/// correction would not change the sum (Ziv, Fast evaluation of elementary mathematical functions, ACM TOMS 17, 1991).
/// </summary>
internal static class ShortDecimal
{
    private const ulong MostFloat = 1UL << 53;
    private const ulong TooLong = ulong.MaxValue;
    private const int NoPower = 1 << 20;

    // The correction is off by less than 2^-51 of itself: one sum, one product and one reciprocal are rounded.
    private const double Doubt = 1.0 / (1L << 45);

    private static readonly ulong[] s_tens = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    // 10^19 over those: a mantissa below has room for so many digits more.
    private static readonly ulong[] s_room = [.. s_tens.Select(tens => 10_000_000_000_000_000_000 / tens)];

    private static readonly double[] s_powers = [.. Enumerable.Range(0, 23).Select(e => (double)BigInteger.Pow(10, e))];
    private static readonly double[] s_reciprocals = [.. s_powers.Select(power => 1 / power)];

    /// <summary>False where the text is another number, or none: it takes a slower look.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value) => Read(text, out value) is > 0 and var read && read == text.Length;

    /// <summary>How many bytes at the start of the text are the number; 0 where there is none, or another: it takes a slower look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> text, out double value)
    {
        const int most = 7; // digits on either side of the point, read as eight bytes
        value = 0;
        var start = text.Length > 0 && text[0] == '-' ? 1 : 0;
        // Up to the point, and up to the end of the digits.
        int point, at;
        if (text.Length < Vector256<byte>.Count + sizeof(ulong))
        {
            point = DigitsEnd(text, start);
            at = point < text.Length && text[point] == '.' ? DigitsEnd(text, point + 1) : point;
        }
        else
        {
            var others = (ulong)Vector256.GreaterThan(Vector256.Create(text) - Vector256.Create((byte)'0'), Vector256.Create((byte)9)).ExtractMostSignificantBits() | 1UL << Vector256<byte>.Count;
            if (start == 1) others &= others - 1;
            point = BitOperations.TrailingZeroCount(others);
            at = point;
            var fraction = 0;
            if (text[point] == '.')
            {
                at = BitOperations.TrailingZeroCount(others & (others - 1));
                fraction = at - point - 1;
            }
            if (point - start <= most && fraction <= most && point - start + fraction > 0 && (text[at] | 0x20) != 'e')
            {
                var mantissa = Value(text[start..], point - start) * s_tens[fraction] + Value(text[(at - fraction)..], fraction);
                value = (long)mantissa / s_powers[fraction];
                if (start == 1) value = -value;
                return at;
            }
            if (at >= Vector256<byte>.Count) return 0;
        }
        return ReadLonger(text, start, point, at, out value);
    }

    private static int ReadLonger(ReadOnlySpan<byte> text, int start, int point, int at, out double value)
    {
        value = 0;
        if (at - start == (at == point ? 0 : 1)) return 0;
        var exponent = at == point ? 0 : point + 1 - at;
        var mantissa = AddDigits(text, start, point, 0);
        if (exponent < 0) mantissa = AddDigits(text, point + 1, at, mantissa);
        if (mantissa == TooLong) return 0;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            (at, var power) = ReadPower(text, at + 1);
            exponent += power;
        }
        if (exponent is < -22 or > 22) return 0;
        double size;
        if (mantissa <= MostFloat) size = exponent < 0 ? (long)mantissa / s_powers[-exponent] : (long)mantissa * s_powers[exponent];
        else if (exponent > 0 || !TryDivide(mantissa, -exponent, out size)) return 0;
        value = start == 1 ? -size : size;
        return at;
    }

    private static int DigitsEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && (uint)(text[at] - '0') <= 9) at++;
        return at;
    }

    // The digits behind those of the mantissa, while they have room.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddDigits(ReadOnlySpan<byte> text, int at, int end, ulong mantissa)
    {
        while (at < end)
        {
            var count = text.Length - at >= 8 ? Math.Min(end - at, 8) : 1;
            if (mantissa >= s_room[count]) return TooLong;
            mantissa = mantissa * s_tens[count] + (text.Length - at >= 8 ? Value(text[at..], count) : (ulong)(text[at] - '0'));
            at += count;
        }
        return mantissa;
    }

    // Up to eight digits at the start of at least eight bytes: zeros go before them; then neighbours become pairs, fours and the eight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Value(ReadOnlySpan<byte> text, int count)
    {
        if (count == 0) return 0;
        var digits = (BinaryPrimitives.ReadUInt64LittleEndian(text) << (64 - 8 * count)) & 0x0F0F0F0F0F0F0F0F;
        digits = (10 * digits + (digits >> 8)) & 0x00FF00FF00FF00FF;
        digits = (100 * digits + (digits >> 16)) & 0x0000FFFF0000FFFF;
        return (uint)(10_000 * digits + (digits >> 32));
    }

    private static (int End, int Power) ReadPower(ReadOnlySpan<byte> text, int at)
    {
        var minus = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+') at++;
        var end = DigitsEnd(text, at);
        if (end - at is < 1 or > 3) return (0, NoPower);
        var power = 0;
        for (; at < end; at++) power = 10 * power + text[at] - '0';
        return (end, minus ? -power : power);
    }

    private static bool TryDivide(ulong mantissa, int power, out double value)
    {
        var high = (double)mantissa;
        var low = (double)(long)(mantissa - (ulong)high);
        var quotient = high / s_powers[power];
        // The remainder of a rounded quotient is a float.
        var remainder = Math.FusedMultiplyAdd(-quotient, s_powers[power], high);
        var correction = (remainder + low) * s_reciprocals[power];
        var doubt = Math.Abs(correction) * Doubt;
        value = quotient + (correction - doubt);
        return value == quotient + (correction + doubt);
    }
}
