using System.IO.Compression;

namespace FtcTools.Data.Formats;

/// <summary>
/// Unpacks gzip, and fails where the packed bytes are cut off, which GZipStream passes over: a member of known bytes is put behind the
/// file's own, and must come out last.
/// </summary>
internal sealed class CompleteGzip : ForwardStream
{
    private static readonly byte[] s_seal = "FtcTools: the end"u8.ToArray();
    private static readonly byte[] s_member = Pack(s_seal);

    private readonly GZipStream _unpacked;
    private readonly byte[] _held = new byte[(1 << 16) + s_seal.Length];
    private int _from;
    private int _end;
    private bool _ended;

    /// <param name="packed">Is disposed with this.</param>
    public CompleteGzip(Stream packed) => _unpacked = new GZipStream(new WithMember(packed), CompressionMode.Decompress);

    /// <exception cref="InvalidDataException">The packed bytes are broken or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        // What may be the seal stays behind until more has come.
        while (!_ended && _end - _from <= s_seal.Length)
        {
            _held.AsSpan(_from, _end - _from).CopyTo(_held);
            (_from, _end) = (0, _end - _from);
            var read = _unpacked.Read(_held.AsSpan(_end));
            _end += read;
            if (read > 0) continue;
            _ended = true;
            if (_end != s_seal.Length || !_held.AsSpan(0, _end).SequenceEqual(s_seal))
                throw new InvalidDataException("the packed bytes are cut off.");
        }
        var ready = Math.Min(buffer.Length, _end - _from - s_seal.Length);
        _held.AsSpan(_from, ready).CopyTo(buffer);
        _from += ready;
        return ready;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    // The packed bytes, and one member more.
    private sealed class WithMember(Stream packed) : ForwardStream
    {
        private readonly MemoryStream _member = new(s_member);

        public override int Read(Span<byte> buffer) => packed.Read(buffer) is > 0 and var read ? read : _member.Read(buffer);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                packed.Dispose();
                _member.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
