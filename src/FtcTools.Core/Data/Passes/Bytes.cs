using System.Numerics;
using FtcTools.Numerics;

namespace FtcTools.Data.Passes;

/// <summary>Numbers and samples as bytes, bit for bit the same on every processor.</summary>
internal static class Bytes
{
    public static void Write(this BinaryWriter writer, ReadOnlySpan<int> numbers)
    {
        writer.Write(numbers.Length);
        foreach (var number in numbers) writer.Write(number);
    }

    public static int[] ReadIntegers(this BinaryReader reader) => reader.ReadMany(r => r.ReadInt32());

    // Most rows are float32: those take half the bytes.
    public static void Write(this BinaryWriter writer, ReadOnlySpan<double> numbers)
    {
        writer.Write(numbers.Length);
        var single = true;
        foreach (var number in numbers) single &= BitConverter.DoubleToInt64Bits((float)number) == BitConverter.DoubleToInt64Bits(number);
        writer.Write(single);
        foreach (var number in numbers)
        {
            if (single) writer.Write((float)number);
            else writer.Write(number);
        }
    }

    public static double[] ReadDoubles(this BinaryReader reader)
    {
        var numbers = new double[reader.ReadInt32()];
        var single = reader.ReadBoolean();
        for (var i = 0; i < numbers.Length; i++) numbers[i] = single ? reader.ReadSingle() : reader.ReadDouble();
        return numbers;
    }

    public static void Write(this BinaryWriter writer, Rational number)
    {
        foreach (var part in (ReadOnlySpan<BigInteger>)[number.Numerator, number.Denominator])
        {
            var bytes = part.ToByteArray();
            writer.Write7BitEncodedInt(bytes.Length);
            writer.Write(bytes);
        }
    }

    public static Rational ReadRational(this BinaryReader reader)
    {
        var numerator = Part();
        return Rational.Of(numerator, Part());

        BigInteger Part() => new(reader.ReadBytes(reader.Read7BitEncodedInt()));
    }

    public static void Write(this BinaryWriter writer, IReadOnlyCollection<PickedSample> samples) =>
        writer.WriteMany(samples, writer.Write);

    public static void Write(this BinaryWriter writer, PickedSample sample)
    {
        writer.Write(sample.Place);
        writer.Write(sample.Label);
        writer.Write(sample.Features().AsSpan());
        writer.Write(sample.Predictions.AsSpan());
        writer.Write(sample.Errors.AsSpan());
    }

    public static PickedSample ReadSample(this BinaryReader reader)
    {
        var (place, label) = (reader.ReadInt32(), reader.ReadInt32());
        return new(place, reader.ReadDoubles(), label, reader.ReadDoubles(), reader.ReadDoubles());
    }

    public static void WriteMany<T>(this BinaryWriter writer, IReadOnlyCollection<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items) write(item);
    }

    public static T[] ReadMany<T>(this BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = new T[reader.ReadInt32()];
        for (var i = 0; i < items.Length; i++) items[i] = read(reader);
        return items;
    }
}
