using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests;

public class RationalTests
{
    [Fact]
    public void Every_float_is_a_rational_and_comes_back() =>
        Prop.ForAll<double>(value => !double.IsFinite(value) || Rational.Of(value).ToDouble() == value).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1/3", "1/3")]
    [InlineData("-2/4", "-1/2")]
    [InlineData("0.125", "1/8")]
    [InlineData("-1.5e-3", "-3/2000")]
    [InlineData("12e2", "1200")]
    public void Text_is_read_exactly(string text, string expected) => Assert.Equal(expected, Rational.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1/0")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("1e999999999")]
    [InlineData("1/-2")]
    [InlineData(" ")]
    [InlineData("1.")]
    public void Other_text_is_refused(string text) => Assert.False(Rational.TryParse(text, out _));

    [Fact]
    public void Rounding_is_to_nearest_even_in_one_step()
    {
        var half = Rational.PowerOfTwo(-24);
        Assert.Equal(1f, (1 + half).ToSingle());
        Assert.Equal(BitConverter.UInt32BitsToSingle(0x3F800001), (1 + half + Rational.PowerOfTwo(-80)).ToSingle());
        Assert.Equal(float.Epsilon, Rational.PowerOfTwo(-149).ToSingle());
        Assert.Equal(0f, Rational.PowerOfTwo(-150).ToSingle());
        Assert.Equal(float.PositiveInfinity, Rational.PowerOfTwo(128).ToSingle());
        Assert.Equal(double.PositiveInfinity, Rational.PowerOfTwo(5000).ToDouble());
        Assert.Equal(0d, Rational.PowerOfTwo(-5000).ToDouble());
        Assert.Equal(double.Epsilon, (Rational.PowerOfTwo(-1075) + Rational.PowerOfTwo(-2000)).ToDouble());
    }

    [Fact]
    public void Field_laws_hold() =>
        Prop.ForAll<int, int, int>((a, b, c) =>
        {
            var (x, y, z) = (Rational.Of(a, Math.Abs((long)b) + 1), Rational.Of(b, Math.Abs((long)c) + 3), Rational.Of(c, 1024));
            return x + y == y + x && (x + y) + z == x + (y + z) && x * (y + z) == x * y + x * z && x - x == 0
                && (x.IsZero || y / x * x == y) && (x < y) == (y - x).Sign > 0
                && BigInteger.GreatestCommonDivisor(x.Numerator, x.Denominator).IsOne;
        }).QuickCheckThrowOnFailure();
}
