using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using Microsoft.Win32.SafeHandles;

namespace FtcTools.Experiments.Shards;

/// <summary>The samples of a shard, read from their file in passes.</summary>
/// <param name="first">The first of the samples among all, from 0.</param>
/// <param name="outputs">p, of the network.</param>
/// <param name="threads">The number of threads that read.</param>
internal sealed class ShardFile(string path, int first, int count, int outputs, ShardLayout layout, int threads) : ISampleRange
{
    private const int BlockNumbers = 1 << 18;

    private readonly int _blockRows = Math.Max(1, BlockNumbers / layout.Inputs);
    private readonly byte[] _header = layout.Header(count);

    /// <exception cref="FtcException">FTC0010: the file is missing; FTC0023: it is cut off, or another one.</exception>
    public void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var file = Open();
        BlockLoop.Run(Integers.CeilingOfQuotient(count, _blockRows), () => new SampleBlock(layout.Inputs, outputs),
            () => new Filler(this, file), newWorker, progress, cancellation, threads);
    }

    private SafeFileHandle Open()
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FtcException(Codes.FileNotReadable, $"{Words} cannot be read: {e.Message.TrimEnd('.')}.", path, inner: e);
        }
        try
        {
            Check(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private string Words => FormattableString.Invariant($"the shard of samples {first + 1} to {first + count}, '{path}',");

    private void Check(SafeFileHandle file)
    {
        var header = new byte[_header.Length];
        var (expected, length) = (_header.Length + (long)count * layout.RecordBytes, RandomAccess.GetLength(file));
        if (RandomAccess.Read(file, header, 0) < header.Length || !header.AsSpan().SequenceEqual(_header))
            throw new FtcException(Codes.DataFile,
                $"{Words} does not begin as it was written: {layout.Inputs} features in {(layout.Single ? "float32" : "float64")}{(layout.HasClasses ? $", {layout.Outputs} answers and a class" : "")}. Delete it, and start anew.", path);
        if (length < expected)
            throw new FtcException(Codes.DataFile,
                $"{Words} is cut off in sample {first + 1 + (length - header.Length) / layout.RecordBytes}: it has {length} of {expected} bytes. Delete it, and start anew.", path);
        if (length > expected)
            throw new FtcException(Codes.DataFile,
                $"{Words} has {length} bytes, which is more than the {expected} of its samples. Delete it, and start anew.", path);
    }

    // What one thread needs.
    private sealed class Filler(ShardFile shard, SafeFileHandle file) : IBlockFiller
    {
        private readonly ShardLayout _layout = shard.Layout;
        private readonly byte[] _records = new byte[shard._blockRows * shard.Layout.RecordBytes];
        private readonly float[] _single = new float[shard._blockRows * shard.Layout.Inputs];
        private readonly double[] _wide = new double[shard.Layout.Single ? 0 : shard._blockRows * shard.Layout.Inputs];
        private readonly double[] _predictions = new double[shard._blockRows * shard.Layout.Outputs];
        private readonly double[] _errors = new double[shard.Layout.Errors ? shard._blockRows * shard.Layout.Outputs : 0];
        private readonly int[] _labels = new int[shard.Layout.HasClasses ? shard._blockRows : 0];

        public void Fill(SampleBlock block, int number)
        {
            var (size, d, p) = (_layout.RecordBytes, _layout.Inputs, _layout.Outputs);
            var (from, count) = (number * shard._blockRows, Math.Min(shard._blockRows, shard.Count - number * shard._blockRows));
            block.Start(shard.First + from, count);
            Read(_records.AsSpan(0, count * size), shard._header.Length + (long)from * size, shard.First + from);
            for (var i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> record = _records.AsSpan(i * size, size);
                if (_layout.Single) Get(MemoryMarshal.AsBytes(_single.AsSpan(i * d, d)), ref record);
                else Get(MemoryMarshal.AsBytes(_wide.AsSpan(i * d, d)), ref record);
                if (_layout.HasClasses) Get(MemoryMarshal.AsBytes(_predictions.AsSpan(i * p, p)), ref record);
                if (_layout.Errors) Get(MemoryMarshal.AsBytes(_errors.AsSpan(i * p, p)), ref record);
                if (_layout.HasClasses) Get(MemoryMarshal.AsBytes(_labels.AsSpan(i, 1)), ref record);
                block.Edited[i] = record[0] != 0;
            }
            if (!_layout.Single) TensorPrimitives.ConvertTruncating(_wide.AsSpan(0, count * d), _single.AsSpan(0, count * d));
            block.Single = _single.AsMemory(0, count * d);
            if (!_layout.Single) block.Wide = _wide.AsMemory(0, count * d);
            if (!_layout.HasClasses) return;
            block.Labels = _labels.AsMemory(0, count);
            block.Predictions = _predictions.AsMemory(0, count * p);
            if (_layout.Errors) block.PredictionErrors = _errors.AsMemory(0, count * p);
        }

        private void Read(Span<byte> records, long at, int sample)
        {
            try
            {
                for (int read; records.Length > 0; records = records[read..], at += read)
                {
                    read = RandomAccess.Read(file, records, at);
                    if (read == 0) throw new IOException("it ends");
                }
            }
            catch (IOException e)
            {
                throw new FtcException(Codes.FileNotReadable,
                    $"{shard.Words} cannot be read from sample {sample + 1} on: {e.Message.TrimEnd('.')}.", inner: e);
            }
        }

        private static void Get(Span<byte> numbers, ref ReadOnlySpan<byte> record)
        {
            record[..numbers.Length].CopyTo(numbers);
            record = record[numbers.Length..];
        }
    }

    private ShardLayout Layout => layout;

    private int First => first;

    private int Count => count;
}
