using FtcTools.Diagnostics;

namespace FtcTools.Data.Formats;

/// <summary>The bytes of a file, unpacked where it is packed with gzip, or of a file in an archive; and how many there can be.</summary>
internal sealed class ByteSource : IDisposable
{
    // The most that deflate makes of one byte.
    private const long LargestRatio = 1032;

    private readonly string _file;
    private readonly string? _entry;

    /// <summary>Opens a file.</summary>
    public ByteSource(string file)
    {
        _file = file;
        var raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var packed = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        if (packed && !BeginsAsGzip(raw))
        {
            raw.Dispose();
            throw Broken("it is not packed with gzip, as a name that ends with .gz says; rename it");
        }
        Stream = packed ? new CompleteGzip(raw) : raw;
        Least = raw.CanSeek && !packed ? raw.Length : 0;
        Most = raw.CanSeek ? packed ? raw.Length * LargestRatio : raw.Length : long.MaxValue;
    }

    /// <summary>A file in an archive.</summary>
    /// <param name="length">Its bytes, as the archive says.</param>
    /// <param name="packed">Its bytes in the archive.</param>
    public ByteSource(string file, string entry, Stream stream, long length, long packed)
    {
        (_file, _entry, Stream) = (file, entry, stream);
        Least = length <= packed ? length : 0;
        Most = Math.Min(length, packed * LargestRatio);
    }

    /// <summary>Some bytes of a file.</summary>
    public ByteSource(string file, Stream stream) => (_file, Stream, Most) = (file, stream, long.MaxValue);

    public Stream Stream { get; private set; }

    /// <summary>More bytes than this are not there, whatever a header says.</summary>
    public long Most { get; }

    /// <summary>As many bytes are surely there.</summary>
    public long Least { get; }

    /// <summary>Fills the bytes.</summary>
    /// <param name="what">`its header`, `row 7`.</param>
    /// <exception cref="FtcException">FTC0023: the file ends before, or its packed bytes are broken.</exception>
    public void Fill(Span<byte> bytes, string what)
    {
        if (Read(bytes) < bytes.Length) throw EndsWithin(what);
    }

    /// <summary>Fills the bytes from a place on, of a stream that can seek.</summary>
    /// <exception cref="FtcException">As the other.</exception>
    public void Fill(Span<byte> bytes, long place, string what)
    {
        if (Stream is not FileStream file)
        {
            Stream.Position = place;
            Fill(bytes, what);
            return;
        }
        // The stream would fill its whole buffer for a few bytes.
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, bytes, place);
            if (read == 0) throw EndsWithin(what);
            bytes = bytes[read..];
            place += read;
        }
    }

    /// <summary>Takes what is left of a stream that cannot seek into memory, so that it can.</summary>
    /// <param name="most">More bytes than one behind these are not taken.</param>
    public void Hold(long most)
    {
        var held = new MemoryStream();
        var bytes = new byte[1 << 16];
        for (var read = 1; read > 0 && held.Length <= most; held.Write(bytes, 0, read)) read = Read(bytes);
        Stream.Dispose();
        Stream = held;
    }

    /// <summary>Checks that nothing stands behind the numbers.</summary>
    public void MustEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (Read(one) > 0) throw Broken("more bytes stand behind the numbers than its header claims");
    }

    /// <summary>A complaint about the file.</summary>
    public FtcException Broken(string reason, Exception? inner = null) =>
        new(Codes.DataFile, $"'{(_entry is null ? Path.GetFileName(_file) : $"{Path.GetFileName(_file)}: {_entry}")}' is not read: {reason}.", _file, inner: inner);

    public void Dispose() => Stream.Dispose();

    // A file too short for the two bytes is cut off, which is found later.
    private static bool BeginsAsGzip(FileStream raw)
    {
        if (!raw.CanSeek || raw.Length < 2) return true;
        var begins = raw.ReadByte() == 0x1F && raw.ReadByte() == 0x8B;
        raw.Position = 0;
        return begins;
    }

    private int Read(Span<byte> bytes)
    {
        try
        {
            return Stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw Broken("its packed bytes are broken or cut off, or something else stands behind them", e);
        }
    }

    /// <summary>A complaint about bytes that are not there.</summary>
    public FtcException EndsWithin(string what) =>
        Broken($"it ends within {what}: the file is cut off, or its header claims more than it holds");
}
