using System.Buffers.Binary;
using FtcTools.Diagnostics;

namespace FtcTools.Data.Formats;

/// <summary>
/// The format of MNIST's files: two zeros, a byte for the type of the numbers, one for how many dimensions there are, their lengths and
/// then the numbers, all of them with the highest byte first (Y. LeCun, C. Cortes, C. Burges, The MNIST database).
/// </summary>
internal static class IdxFile
{
    /// <exception cref="FtcException">FTC0010, FTC0011; FTC0023: no idx file, or cut off.</exception>
    public static ArrayTable Open(string file)
    {
        var source = new ByteSource(file);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            source.Fill(magic, "its header");
            if (magic[0] != 0 || magic[1] != 0)
                throw source.Broken($"it starts with the bytes {Convert.ToHexString(magic)}; an idx file starts with 0000, a type and the number of dimensions");
            var kind = magic[2] switch
            {
                0x08 => NumberKind.UInt8,
                0x09 => NumberKind.Int8,
                0x0B => NumberKind.Int16,
                0x0C => NumberKind.Int32,
                0x0D => NumberKind.Float32,
                0x0E => NumberKind.Float64,
                _ => throw source.Broken($"its numbers are of the type 0x{magic[2]:X2}; valid are 08, 09, 0B, 0C, 0D and 0E"),
            };
            Span<byte> lengths = stackalloc byte[4 * byte.MaxValue];
            lengths = lengths[..(4 * magic[3])];
            source.Fill(lengths, "its header");
            var shape = new long[magic[3]];
            for (var i = 0; i < shape.Length; i++) shape[i] = BinaryPrimitives.ReadUInt32BigEndian(lengths[(4 * i)..]);
            var name = Path.GetFileName(file);
            return new ArrayTable(file,
                [new ArrayColumn(name, source, shape, new NumberLayout(kind, BigEndian: true), null, magic.Length + lengths.Length)]);
        }
        catch (FtcException e)
        {
            source.Dispose();
            throw e.At(file);
        }
    }
}
