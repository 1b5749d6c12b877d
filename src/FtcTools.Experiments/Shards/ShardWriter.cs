using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FtcTools.Data.Passes;
using FtcTools.Files;

namespace FtcTools.Experiments.Shards;

/// <summary>Writes the samples of shards, each whole or not at all, and tells samples from others.</summary>
internal static class ShardWriter
{
    /// <param name="first">The first of the samples among all, from 0.</param>
    /// <returns>As <see cref="IdentityOf"/>.</returns>
    /// <exception cref="Diagnostics.FtcException">FTC0020: the file cannot be written; and as of reading the samples.</exception>
    public static UInt128 Write(string path, ISampleRange part, int first, int count, ShardLayout layout, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        UInt128 identity = 0;
        AtomicFile.Write(path, stream =>
        {
            var header = layout.Header(count);
            stream.Write(header);
            identity = Pass(part, layout, (records, from) =>
            {
                // Blocks come in any order, and each has its place in the file.
                lock (stream)
                {
                    stream.Position = header.Length + (from - first) * (long)layout.RecordBytes;
                    stream.Write(records);
                }
            }, progress, cancellation);
        });
        return identity;
    }

    /// <summary>What tells these samples from others: the sum of a hash of each, with its place. It adds up over parts.</summary>
    public static UInt128 IdentityOf(ISampleRange part, ShardLayout layout, IProgress<double>? progress, CancellationToken cancellation) =>
        Pass(part, layout, (_, _) => { }, progress, cancellation);

    private delegate void Take(ReadOnlySpan<byte> records, int first);

    private static UInt128 Pass(ISampleRange part, ShardLayout layout, Take take, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        UInt128 sum = 0;
        part.Pass(() => new Worker(layout, take, own => sum = unchecked(sum + own)), progress, cancellation);
        return sum;
    }

    private sealed class Worker(ShardLayout layout, Take take, Action<UInt128> tell) : IBlockWorker
    {
        private byte[] _records = [];
        private UInt128 _sum;

        public void Take(SampleBlock block)
        {
            var size = layout.RecordBytes;
            if (_records.Length < block.Count * size) _records = new byte[block.Count * size];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            for (var i = 0; i < block.Count; i++)
            {
                var record = _records.AsSpan(i * size, size);
                Fill(record, block, i);
                SHA256.HashData(record, hash);
                // The place is hashed, too: the same sample at another place counts as another one.
                BinaryPrimitives.WriteInt32LittleEndian(hash[^sizeof(int)..], block.First + i);
                SHA256.HashData(hash, hash);
                _sum = unchecked(_sum + BinaryPrimitives.ReadUInt128LittleEndian(hash));
            }
            take(_records.AsSpan(0, block.Count * size), block.First);
        }

        public void End() => tell(_sum);

        private void Fill(Span<byte> record, SampleBlock block, int i)
        {
            if (layout.Single) Put(MemoryMarshal.AsBytes(block.SingleRow(i)), ref record);
            else Put(MemoryMarshal.AsBytes<double>(block.Row(i)), ref record);
            if (layout.HasClasses) Put(MemoryMarshal.AsBytes(block.Prediction(i)), ref record);
            if (layout.Errors) Put(MemoryMarshal.AsBytes(block.Errors(i)), ref record);
            if (layout.HasClasses) Put(MemoryMarshal.AsBytes(block.Labels.Span.Slice(i, 1)), ref record);
            record[0] = block.Edited[i] ? (byte)1 : (byte)0;
        }

        private static void Put(ReadOnlySpan<byte> bytes, ref Span<byte> record)
        {
            bytes.CopyTo(record);
            record = record[bytes.Length..];
        }
    }
}
