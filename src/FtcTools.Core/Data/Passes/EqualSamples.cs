namespace FtcTools.Data.Passes;

/// <summary>
/// Keeps, in one pass, the samples that are not edited and have the features of one that is: no network is right on both. They are found by
/// a hash of their features, and compared number by number.
/// </summary>
internal sealed class EqualSamples
{
    /// <summary>More are not kept: the data say one thing and another, and the samples are to be looked at.</summary>
    public const int Most = 100_000;

    private const int MarkMask = (1 << 10) - 1;

    private readonly SampleSource _source;
    private readonly Dictionary<int, List<int>> _edits = [];
    private readonly ulong[] _marks = new ulong[MarkMask + 1];
    private readonly List<PickedSample> _equal = [];
    private int _count;

    public EqualSamples(SampleSource source)
    {
        _source = source;
        for (var i = 0; i < source.N; i++)
        {
            var hash = Hash(source.Edits.Row(i));
            if (!_edits.TryGetValue(hash, out var bucket)) _edits.Add(hash, bucket = []);
            bucket.Add(i);
            _marks[(hash >>> 6) & MarkMask] |= 1UL << hash;
        }
    }

    /// <summary>Whether more were found than are kept.</summary>
    public bool AreMore => _count > Most;

    /// <summary>What takes the blocks of a pass, one for each thread.</summary>
    public IBlockWorker NewWorker() => new Worker(this);

    /// <summary>
    /// After the pass: all edits and the samples that were found, as a dataset, and the place of each among all samples.
    /// </summary>
    public (Dataset Samples, int[] Places) Found()
    {
        _equal.Sort((a, b) => a.Place.CompareTo(b.Place));
        return (_source.With(_equal, null), [.. _source.Edited.Concat(_equal.Select(sample => sample.Place)).Order()]);
    }

    private static int Hash(ReadOnlySpan<double> row)
    {
        var hash = 17L;
        foreach (var value in row)
            hash = unchecked((hash ^ BitConverter.SingleToInt32Bits((float)value)) * 0x9E3779B97F4A7C1L + 0x7F4A7C15);
        return (int)(hash >> 32);
    }

    private static int Hash(ReadOnlySpan<float> row)
    {
        var hash = 17L;
        foreach (var value in row) hash = unchecked((hash ^ BitConverter.SingleToInt32Bits(value)) * 0x9E3779B97F4A7C1L + 0x7F4A7C15);
        return (int)(hash >> 32);
    }

    private sealed class Worker(EqualSamples owner) : IBlockWorker
    {
        private readonly List<PickedSample> _own = [];

        public void Take(SampleBlock block)
        {
            if (owner._edits.Count == 0) return;
            for (var i = 0; i < block.Count; i++)
            {
                if (block.Edited[i]) continue;
                var hash = Hash(block.SingleRow(i));
                if ((owner._marks[(hash >>> 6) & MarkMask] & 1UL << hash) == 0 || !owner._edits.TryGetValue(hash, out var bucket)) continue;
                var row = block.Row(i);
                if (bucket.Exists(n => owner._source.Edits.Row(n).SequenceEqual(row)) && Interlocked.Increment(ref owner._count) <= Most)
                    _own.Add(PickedSample.Of(block, i));
            }
        }

        public void End() => owner._equal.AddRange(_own);
    }
}
