using System.Buffers.Binary;

namespace FtcTools.Data.Formats;

/// <summary>
/// Whether the footer of a Parquet file is a whole structure of the Thrift compact protocol: a broken one makes the library go on without
/// an end.
/// </summary>
internal static class ParquetFooter
{
    private const int TailBytes = 8;
    private const int MostBytes = 1 << 28;
    private const int Deepest = 32;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public static string? WrongIn(Stream file)
    {
        Span<byte> tail = stackalloc byte[TailBytes];
        if (file.Length < TailBytes + 4) return "it is shorter than any Parquet file";
        file.Seek(-TailBytes, SeekOrigin.End);
        file.ReadExactly(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8)) return "it does not end as a Parquet file does";
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (length > file.Length - TailBytes - 4 || length > MostBytes) return $"its footer claims {length} bytes";
        var bytes = new byte[length];
        file.Seek(-TailBytes - length, SeekOrigin.End);
        file.ReadExactly(bytes);
        file.Seek(0, SeekOrigin.Begin);
        var walk = new Walk(bytes);
        return walk.Struct(0) && walk.IsAtEnd ? null : "its footer is broken";
    }

    // Over values, without keeping any; false where they go beyond the bytes.
    private ref struct Walk(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public bool Struct(int depth)
        {
            if (depth > Deepest) return false;
            while (Byte(out var field))
            {
                if (field == 0) return true;
                if (field >> 4 == 0 && !Varint(out _)) return false;
                // True and false of a field stand in its type.
                if ((field & 15) is not (1 or 2) && !Value(field & 15, depth)) return false;
            }
            return false;
        }

        private bool Value(int type, int depth) => type switch
        {
            1 or 2 or 3 => Skip(1),
            4 or 5 or 6 => Varint(out _),
            7 => Skip(8),
            8 => Varint(out var length) && Skip(length),
            9 or 10 => List(depth),
            11 => Map(depth),
            12 => Struct(depth + 1),
            _ => false,
        };

        private bool List(int depth)
        {
            if (!Byte(out var head)) return false;
            var count = (ulong)(head >> 4);
            return (count < 15 || Varint(out count)) && Elements(count, depth, head & 15);
        }

        private bool Map(int depth) =>
            Varint(out var count) && (count == 0 || (Byte(out var types) && Elements(count, depth, types >> 4, types & 15)));

        // Each element takes a byte at least.
        private bool Elements(ulong count, int depth, params ReadOnlySpan<int> types)
        {
            if (depth > Deepest || count > (ulong)_rest.Length) return false;
            for (; count > 0; count--)
            {
                foreach (var type in types)
                {
                    if (!Value(type, depth + 1)) return false;
                }
            }
            return true;
        }

        private bool Byte(out byte value)
        {
            value = _rest.IsEmpty ? (byte)0 : _rest[0];
            return Skip(1);
        }

        private bool Varint(out ulong value)
        {
            value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                if (!Byte(out var part)) return false;
                value |= (ulong)(part & 127) << shift;
                if (part < 128) return true;
            }
            return false;
        }

        private bool Skip(ulong count)
        {
            if (count > (ulong)_rest.Length) return false;
            _rest = _rest[(int)count..];
            return true;
        }
    }
}
