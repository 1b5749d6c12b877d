using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FtcTools.Models.Tests.Data;

/// <summary>Writes NPY, NPZ, idx and gzip files byte by byte, right ones and wrong ones.</summary>
internal static class ArrayFiles
{
    public static byte[] Npy(string type, string shape, byte[] numbers, bool fortran = false, byte version = 1)
    {
        var header = Encoding.Latin1.GetBytes($"{{'descr': {type}, 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}");
        var length = (header.Length / 64 + 1) * 64 + 54;
        var start = new List<byte> { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', version, 0, (byte)length,
            (byte)(length >> 8) };
        if (version > 1) start.AddRange([0, 0]);
        return [.. start, .. header, .. Enumerable.Repeat((byte)' ', length - header.Length - 1), (byte)'\n', .. numbers];
    }

    public static byte[] Npz(params (string Name, byte[] Npy)[] arrays)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, npy) in arrays)
            {
                using var entry = zip.CreateEntry(name + ".npy").Open();
                entry.Write(npy);
            }
        }
        return file.ToArray();
    }

    public static byte[] Idx(byte type, int[] shape, byte[] numbers) =>
        [0, 0, type, (byte)shape.Length, .. shape.SelectMany(length => BigEndian(length)), .. numbers];

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
