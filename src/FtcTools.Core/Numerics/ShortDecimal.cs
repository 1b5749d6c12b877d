namespace FtcTools.Numerics;

/// <summary>
/// Decimals of few digits, as most files hold them: digits that make an integer m of at most 2^53, times or over a power of ten up to 10^22. Both are
/// floats, so that one division or product of them is the nearest float (Clinger, How to read floating point numbers accurately, PLDI 1990).
/// </summary>
internal static class ShortDecimal
{
    private const long MostMantissa = 1L << 53;

    private static readonly double[] s_powers = [.. Enumerable.Range(0, 23).Select(e => (double)System.Numerics.BigInteger.Pow(10, e))];

    /// <summary>False where the text is another number, or none: it takes a slower look.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) at++;
        var (mantissa, digits, exponent) = (0L, 0, 0);
        var point = false;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                mantissa = 10 * mantissa + digit;
                if (mantissa > MostMantissa) return false;
                digits++;
                if (point) exponent--;
            }
            else if (text[at] == '.' && !point)
            {
                point = true;
            }
            else
            {
                break;
            }
        }
        if (digits == 0) return false;
        if (at < text.Length)
        {
            if ((text[at++] | 0x20) != 'e') return false;
            var minus = at < text.Length && text[at] == '-';
            if (at < text.Length && text[at] is (byte)'-' or (byte)'+') at++;
            if (at == text.Length || text.Length - at > 3) return false;
            var power = 0;
            for (; at < text.Length; at++)
            {
                var digit = (uint)(text[at] - '0');
                if (digit > 9) return false;
                power = 10 * power + (int)digit;
            }
            exponent += minus ? -power : power;
        }
        if (exponent is < -22 or > 22) return false;
        value = exponent < 0 ? mantissa / s_powers[-exponent] : mantissa * s_powers[exponent];
        if (negative) value = -value;
        return true;
    }
}
