using System.Runtime.InteropServices;
using FtcTools.Data.Passes;
using FtcTools.Files;

namespace FtcTools.Experiments.Shards;

/// <summary>Writes the samples of a shard, whole or not at all.</summary>
internal static class ShardWriter
{
    /// <param name="first">Of the samples among all, from 0.</param>
    /// <exception cref="Diagnostics.FtcException">FTC0020: the file cannot be written; and as of reading the samples.</exception>
    public static void Write(string path, ISamples part, int first, int count, ShardLayout layout, CancellationToken cancellation) => AtomicFile.Write(path, stream =>
    {
        var header = layout.Header(count);
        stream.Write(header);
        part.Pass(() => new Worker(stream, header.Length, first, layout), null, cancellation);
    });

    // Blocks come in any order, and each has its place in the file.
    private sealed class Worker(Stream stream, int start, int first, ShardLayout layout) : IBlockWorker
    {
        private byte[] _records = [];

        public void Take(SampleBlock block)
        {
            var size = layout.RecordBytes;
            if (_records.Length < block.Count * size) _records = new byte[block.Count * size];
            for (var i = 0; i < block.Count; i++)
            {
                var record = _records.AsSpan(i * size, size);
                Put(layout.Single ? MemoryMarshal.AsBytes(block.SingleRow(i)) : MemoryMarshal.AsBytes<double>(block.Row(i)), ref record);
                if (layout.HasClasses) Put(MemoryMarshal.AsBytes(block.Prediction(i)), ref record);
                if (layout.Errors) Put(MemoryMarshal.AsBytes(block.Errors(i)), ref record);
                if (layout.HasClasses) Put(MemoryMarshal.AsBytes(block.Labels.Span.Slice(i, 1)), ref record);
                record[0] = block.Edited[i] ? (byte)1 : (byte)0;
            }
            lock (stream)
            {
                stream.Position = start + (long)(block.First - first) * size;
                stream.Write(_records, 0, block.Count * size);
            }
        }

        public void End()
        {
        }

        private static void Put(ReadOnlySpan<byte> bytes, ref Span<byte> record)
        {
            bytes.CopyTo(record);
            record = record[bytes.Length..];
        }
    }
}
