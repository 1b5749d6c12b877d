using System.Globalization;
using System.Text;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests;

public class ShortDecimalTests
{
    [Fact]
    public void What_it_reads_is_the_nearest_float()
    {
        var random = new Random(1);
        var read = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var text = random.Next(6) switch
            {
                0 => random.NextInt64(-(1L << 54), 1L << 54).ToString(CultureInfo.InvariantCulture),
                1 => (random.NextDouble() * Math.Pow(10, random.Next(-5, 12))).ToString("F" + random.Next(0, 9), CultureInfo.InvariantCulture),
                2 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
                3 => $"{random.NextInt64()}{random.Next(10)}.{new string('0', random.Next(3))}{random.Next(10)}",
                4 => random.NextDouble().ToString("E" + random.Next(0, 17), CultureInfo.InvariantCulture),
                _ => $"{(random.Next(2) == 0 ? "-" : "")}{random.NextInt64(1L << random.Next(1, 55))}e{random.Next(-30, 30)}",
            };
            var whole = ShortDecimal.TryParse(Encoding.UTF8.GetBytes(text), out var value);
            // With bytes to spare behind it a number takes another way.
            var spare = ShortDecimal.Read(Encoding.UTF8.GetBytes(text + ",1234567890123456789012345678901234567890"), out var other);
            Assert.Equal(whole ? text.Length : 0, spare);
            if (!whole) continue;
            read++;
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(other));
        }
        Assert.True(read > 100_000, $"{read} were read");
    }

    [Fact]
    public void Half_way_between_two_floats_is_left_to_others_or_right()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            // A float with a few bits of fraction and the middle to its neighbour, exactly or one digit beside.
            var value = random.NextInt64(1L << 52, 1L << 53) / (double)(1 << random.Next(1, 4));
            var middle = ((decimal)(long)value + (decimal)(value - (long)value) + (decimal)(Math.BitIncrement(value) - value) / 2).ToString(CultureInfo.InvariantCulture);
            foreach (var text in new[] { middle, middle[..^1] + (char)(middle[^1] ^ 1), middle + "1" })
            {
                if (ShortDecimal.TryParse(Encoding.UTF8.GetBytes(text), out var read)) Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), read);
            }
        }
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-0", -0.0)]
    [InlineData("5.", 5.0)]
    [InlineData(".5", 0.5)]
    [InlineData("-1.25", -1.25)]
    [InlineData("3e-4", 3e-4)]
    [InlineData("1E+2", 100.0)]
    [InlineData("9007199254740992", 9007199254740992.0)]
    public void Short_numbers_are_read(string text, double value)
    {
        Assert.True(ShortDecimal.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5x")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("NaN")]
    [InlineData("1e23")]
    [InlineData("1e99999")]
    public void The_rest_is_left_to_others(string text) => Assert.False(ShortDecimal.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
