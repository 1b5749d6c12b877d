using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FtcTools.Data.Formats;

/// <summary>What the numbers of an array are.</summary>
internal enum NumberKind
{
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    Float32,
    Float64,
}

/// <summary>How numbers lie in a file, one after the other.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="BigEndian">Whether the highest byte is the first.</param>
internal readonly record struct NumberLayout(NumberKind Kind, bool BigEndian)
{
    /// <summary>Bytes a number.</summary>
    public int Size => Kind switch
    {
        NumberKind.Bool or NumberKind.UInt8 or NumberKind.Int8 => 1,
        NumberKind.UInt16 or NumberKind.Int16 or NumberKind.Float16 => 2,
        NumberKind.UInt32 or NumberKind.Int32 or NumberKind.Float32 => 4,
        _ => 8,
    };

    /// <summary>The numbers; a 64-bit integer that is no float64 is the nearest.</summary>
    /// <param name="bytes">As many as the numbers have; their order may be changed.</param>
    public void Decode(Span<byte> bytes, Span<double> numbers)
    {
        if (Size > 1 && BigEndian == BitConverter.IsLittleEndian) Reverse(bytes);
        switch (Kind)
        {
            case NumberKind.Bool:
                for (var i = 0; i < numbers.Length; i++) numbers[i] = bytes[i] == 0 ? 0 : 1;
                break;
            case NumberKind.UInt8: Convert<byte>(bytes, numbers); break;
            case NumberKind.Int8: Convert<sbyte>(bytes, numbers); break;
            case NumberKind.UInt16: Convert<ushort>(bytes, numbers); break;
            case NumberKind.Int16: Convert<short>(bytes, numbers); break;
            case NumberKind.UInt32: Convert<uint>(bytes, numbers); break;
            case NumberKind.Int32: Convert<int>(bytes, numbers); break;
            case NumberKind.UInt64: Convert<ulong>(bytes, numbers); break;
            case NumberKind.Int64: Convert<long>(bytes, numbers); break;
            case NumberKind.Float16: Convert<Half>(bytes, numbers); break;
            case NumberKind.Float32: Convert<float>(bytes, numbers); break;
            default: MemoryMarshal.Cast<byte, double>(bytes).CopyTo(numbers); break;
        }
    }

    private static void Convert<T>(Span<byte> bytes, Span<double> numbers)
        where T : unmanaged, INumberBase<T>
    {
        var from = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = double.CreateTruncating(from[i]);
    }

    private void Reverse(Span<byte> bytes)
    {
        switch (Size)
        {
            case 2:
                var words = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                var doubles = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(doubles, doubles);
                break;
            default:
                var quads = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(quads, quads);
                break;
        }
    }
}
