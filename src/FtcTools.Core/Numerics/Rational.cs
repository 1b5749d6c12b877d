using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace FtcTools.Numerics;

/// <summary>An exact rational number: lowest terms, positive denominator, immutable.</summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>, IComparable, IFormattable
{
    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator; // zero stands for one, so that default is 0

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        _numerator = numerator;
        _denominator = denominator;
    }

    public static Rational Zero => default;
    public static Rational One { get; } = new(BigInteger.One, BigInteger.One);
    public static Rational MinusOne { get; } = new(BigInteger.MinusOne, BigInteger.One);

    public BigInteger Numerator => _numerator;
    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public int Sign => _numerator.Sign;
    public bool IsZero => _numerator.IsZero;
    public bool IsInteger => _denominator.IsZero || _denominator.IsOne;

    /// <summary>Bits of numerator and denominator together: what storing the number exactly takes, its sign included.</summary>
    public long Bits => (long)BigInteger.Abs(_numerator).GetBitLength() + 1 + (IsInteger ? 0 : (long)_denominator.GetBitLength());

    /// <summary>The quotient of two integers in lowest terms.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public static Rational Of(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new DivideByZeroException();
        if (denominator.IsOne) return new(numerator, denominator);
        if (denominator.Sign < 0) (numerator, denominator) = (-numerator, -denominator);
        if (numerator.IsZero) return default;
        if (denominator.IsPowerOfTwo)
        {
            // Floats are dyadic: a shift stands for the greatest common divisor.
            var shift = (int)BigInteger.Min(BigInteger.TrailingZeroCount(numerator), BigInteger.TrailingZeroCount(denominator));
            return shift == 0 ? new(numerator, denominator) : new(numerator >> shift, denominator >> shift);
        }
        var gcd = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return gcd.IsOne ? new(numerator, denominator) : new(numerator / gcd, denominator / gcd);
    }

    /// <summary>The exact value of a finite float64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">NaN or infinite.</exception>
    public static Rational Of(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A rational number is finite.");
        var (mantissa, exponent) = Split(value);
        if (mantissa == 0) return default;
        if (exponent >= 0) return new((BigInteger)mantissa << exponent, BigInteger.One);
        var shift = Math.Min(BitOperations.TrailingZeroCount(mantissa), -exponent);
        return new(mantissa >> shift, BigInteger.One << (-exponent - shift));
    }

    /// <summary>mantissa * 2^exponent, exactly the finite <paramref name="value"/>.</summary>
    internal static (long Mantissa, int Exponent) Split(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var biased = (int)(bits >> 52) & 0x7FF;
        var fraction = bits & 0xFFFFFFFFFFFFFL;
        var mantissa = biased == 0 ? fraction : fraction | 0x10000000000000L;
        return (bits < 0 ? -mantissa : mantissa, (biased == 0 ? 1 : biased) - 1075);
    }

    public static implicit operator Rational(int value) => new(value, BigInteger.One);
    public static implicit operator Rational(long value) => new(value, BigInteger.One);
    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    public static Rational operator +(Rational a, Rational b)
    {
        if (a.IsZero) return b;
        if (b.IsZero) return a;
        var (p, q) = (a.Denominator, b.Denominator);
        if (p == q) return Of(a._numerator + b._numerator, p);
        if (p.IsPowerOfTwo && q.IsPowerOfTwo)
        {
            return p < q
                ? Of((a._numerator << Shift(p, q)) + b._numerator, q)
                : Of(a._numerator + (b._numerator << Shift(q, p)), p);
        }
        return Of(a._numerator * q + b._numerator * p, p * q);
    }

    private static int Shift(BigInteger from, BigInteger to) => (int)(to.GetBitLength() - from.GetBitLength());

    public static Rational operator -(Rational a) => new(-a._numerator, a._denominator);
    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b) =>
        a.IsInteger && b.IsInteger
            ? new(a._numerator * b._numerator, BigInteger.One)
            : Of(a._numerator * b._numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => Of(a._numerator * b.Denominator, a.Denominator * b._numerator);

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);
    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);
    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public static Rational Abs(Rational value) => value.Sign < 0 ? -value : value;
    public static Rational Min(Rational a, Rational b) => a <= b ? a : b;
    public static Rational Max(Rational a, Rational b) => a >= b ? a : b;

    /// <summary>The number half-way between two others.</summary>
    public static Rational Middle(Rational a, Rational b) => (a + b) / 2;

    /// <summary>The smallest integer that is at least <paramref name="value"/>.</summary>
    public static Rational Ceiling(Rational value)
    {
        var quotient = BigInteger.DivRem(value._numerator, value.Denominator, out var remainder);
        return remainder.Sign > 0 ? quotient + 1 : quotient;
    }

    /// <summary>2^exponent.</summary>
    public static Rational PowerOfTwo(int exponent) =>
        exponent >= 0 ? new(BigInteger.One << exponent, BigInteger.One) : new(BigInteger.One, BigInteger.One << -exponent);

    /// <summary>0 for numbers up to 0, else the smallest power of two that is at least <paramref name="value"/>.</summary>
    public static Rational PowerOfTwoAtLeast(Rational value)
    {
        if (value.Sign <= 0) return default;
        var power = PowerOfTwo((int)(value._numerator.GetBitLength() - value.Denominator.GetBitLength()) - 1);
        while (power < value) power *= 2;
        return power;
    }

    /// <summary>A number not below the square root, above it by less than one part in 2^60.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative value.</exception>
    public static Rational RootUp(Rational value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value.Sign, nameof(value));
        if (value.IsZero) return default;
        // sqrt(p / q) = sqrt(p q) / q, and of p q 4^shift more bits are known.
        var square = value._numerator * value.Denominator;
        var shift = (int)Math.Max(0, 64 - (long)square.GetBitLength() / 2);
        square <<= 2 * shift;
        var root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        // Newton's steps from above stop at the root rounded down.
        for (var next = (root + square / root) >> 1; next < root; next = (root + square / root) >> 1) root = next;
        if (root * root < square) root += 1;
        return Of(root, value.Denominator << shift);
    }

    public bool Equals(Rational other) => _numerator == other._numerator && Denominator == other.Denominator;
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Rational other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(_numerator, Denominator);

    public int CompareTo(Rational other)
    {
        if (Sign != other.Sign) return Sign.CompareTo(other.Sign);
        return Denominator == other.Denominator
            ? _numerator.CompareTo(other._numerator)
            : (_numerator * other.Denominator).CompareTo(other._numerator * Denominator);
    }

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Rational other => CompareTo(other),
        _ => throw new ArgumentException($"A Rational compares with a Rational, not with {obj.GetType()}.", nameof(obj)),
    };

    /// <summary>The nearest float64 (ties to even); infinite beyond its range.</summary>
    public double ToDouble() => Nearest(53, -1074, double.MaxValue, double.PositiveInfinity);

    /// <summary>The nearest float32 (ties to even, one rounding); infinite beyond its range.</summary>
    public float ToSingle() => (float)Nearest(24, -149, float.MaxValue, double.PositiveInfinity);

    public static explicit operator double(Rational value) => value.ToDouble();
    public static explicit operator float(Rational value) => value.ToSingle();

    private double Nearest(int precision, int lowestExponent, double largest, double overflow)
    {
        if (IsZero) return 0;
        var negative = Sign < 0;
        var n = BigInteger.Abs(_numerator);
        var d = Denominator;
        // Aim at precision + 1 or + 2 bits of quotient; the remainder is the sticky bit.
        var exponent = Math.Max((int)Math.Clamp(n.GetBitLength() - d.GetBitLength(), int.MinValue / 4, int.MaxValue / 4) - precision,
            lowestExponent);
        var quotient = exponent >= 0 ? BigInteger.DivRem(n, d << exponent, out var remainder)
            : BigInteger.DivRem(n << -exponent, d, out remainder);
        var divisor = exponent >= 0 ? d << exponent : d;
        if ((long)quotient.GetBitLength() > precision)
        {
            remainder += divisor * (quotient & BigInteger.One);
            quotient >>= 1;
            exponent++;
            divisor <<= 1;
        }
        var twice = (remainder << 1).CompareTo(divisor);
        if (twice > 0 || (twice == 0 && !quotient.IsEven)) quotient += BigInteger.One;
        var value = exponent > 1100 ? overflow : Math.ScaleB((double)quotient, exponent);
        if (value > largest) value = overflow;
        return negative ? -value : value;
    }

    public override string ToString() => ToString(null, null);

    /// <summary>`p/q`, or `p` for an integer; always invariant.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => IsInteger
        ? _numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{_numerator}/{_denominator}");

    /// <summary>Reads `p/q`, an integer, or a decimal such as `-1.25e-3`, exactly.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Rational Parse(string text) =>
        TryParse(text, out var value) ? value
            : throw new FormatException(
                $"'{text}' is not a number: write an integer, a quotient such as 1/3, or a decimal such as -1.25e-3.");

    /// <summary>As <see cref="Parse"/>; false instead of an exception.</summary>
    public static bool TryParse(string? text, out Rational value)
    {
        value = default;
        if (string.IsNullOrEmpty(text)) return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!TryInteger(text.AsSpan(0, slash), true, out var p) || !TryInteger(text.AsSpan(slash + 1), false, out var q) || q.IsZero)
                return false;
            value = Of(p, q);
            return true;
        }
        var mantissa = text.AsSpan();
        var exponent = 0;
        var e = text.IndexOfAny(['e', 'E']);
        if (e >= 0)
        {
            // Larger exponents than any float's are refused: they would only fill memory.
            if (!int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs(exponent) > 100_000) return false;
            mantissa = mantissa[..e];
        }
        var point = mantissa.IndexOf('.');
        if (point >= 0)
        {
            var fraction = mantissa[(point + 1)..];
            if (fraction.Length == 0) return false;
            exponent -= fraction.Length;
            mantissa = string.Concat(mantissa[..point], fraction);
        }
        if (!TryInteger(mantissa, true, out var digits)) return false;
        var power = BigInteger.Pow(10, Math.Abs(exponent));
        value = exponent >= 0 ? digits * power : Of(digits, power);
        return true;
    }

    private static bool TryInteger(ReadOnlySpan<char> text, bool signed, out BigInteger value) =>
        BigInteger.TryParse(text, signed ? NumberStyles.AllowLeadingSign : NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
