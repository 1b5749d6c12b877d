using System.Buffers.Binary;
using System.IO.Compression;

namespace FtcTools.Experiments.Reports.Details;

/// <summary>
/// Writes small images of 8 bits a channel as PNG (ISO/IEC 15948): none of OxyPlot's encoders compresses, and a native image library for
/// this alone would cost tens of megabytes.
/// </summary>
internal static class PngFile
{
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];
    private static readonly uint[] s_remainders = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <param name="pixels">Row by row, <paramref name="channels"/> bytes a pixel.</param>
    /// <param name="channels">1: grey; 3: red, green and blue.</param>
    public static byte[] Of(int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        using var file = new MemoryStream();
        file.Write(s_signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, channels == 1 ? (byte)0 : (byte)2);
        Chunk(file, "IHDR"u8, header);
        using (var data = new MemoryStream())
        {
            using (var compressed = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                for (var row = 0; row < height; row++)
                {
                    // Each row begins with the number of its filter; 0 is none.
                    compressed.WriteByte(0);
                    compressed.Write(pixels.Slice(row * width * channels, width * channels));
                }
            }
            Chunk(file, "IDAT"u8, data.ToArray());
        }
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Check(Check(uint.MaxValue, type), data));
        file.Write(number);
    }

    // The cyclic redundancy check of PNG.
    private static uint Check(uint check, ReadOnlySpan<byte> data)
    {
        foreach (var value in data) check = s_remainders[(byte)(check ^ value)] ^ (check >> 8);
        return check;
    }

    private static uint Remainder(int value)
    {
        var remainder = (uint)value;
        for (var bit = 0; bit < 8; bit++) remainder = (remainder & 1) == 0 ? remainder >> 1 : 0xedb88320 ^ (remainder >> 1);
        return remainder;
    }
}
