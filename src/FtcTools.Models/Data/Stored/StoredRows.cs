using System.Numerics.Tensors;
using FtcTools.Data.Formats;
using FtcTools.Data.Passes;
using FtcTools.Numerics;

namespace FtcTools.Data.Stored;

/// <summary>Rows of files that are samples: parts of them are read on all threads, and handed out block by block.</summary>
internal sealed class StoredRows : ISampleRange
{
    private const int BlockNumbers = 1 << 18;

    private readonly StoredFiles _files;
    private readonly AnswerReading _answers;
    private readonly int[] _starts;
    private readonly int[] _dropped;
    private readonly int[] _edited;
    private readonly int[] _parts;
    private readonly int _from;
    private readonly int _to;
    private readonly int _blockRows;

    /// <param name="counts">Rows of each part.</param>
    /// <param name="dropped">Rows that are left out, ascending, from 0 among all.</param>
    /// <param name="edited">The place of each edit among those that stay.</param>
    public StoredRows(StoredFiles files, AnswerReading answers, int[] counts, int[] dropped, int[] edited)
    {
        (_files, _answers, _starts, _dropped, _edited) = (files, answers, Starts(counts), dropped, edited);
        (_parts, _from, _to) = ([.. Enumerable.Range(0, files.Parts.Count)], 0, _starts[^1]);
        _blockRows = files.Options.BlockRows > 0 ? files.Options.BlockRows : Math.Max(1, BlockNumbers / files.Inputs);
    }

    // Some of the same.
    private StoredRows(StoredRows whole, int from, int to)
    {
        (_files, _answers, _starts, _dropped, _edited) = (whole._files, whole._answers, whole._starts, whole._dropped, whole._edited);
        (_from, _to, _blockRows) = (from, to, whole._blockRows);
        _parts = [.. whole._parts.Where(part => _starts[part] < to && _starts[part + 1] > from)];
    }

    public StoredFiles Files => _files;

    public AnswerReading Answers => _answers;

    /// <summary>Samples of all the files.</summary>
    public int K => _starts[^1] - _dropped.Length;

    public int[] Edited => _edited;

    public int[] Dropped => _dropped;

    /// <summary>Bytes that a pass reads.</summary>
    public long PassBytes => (long)(_files.Bytes * ((double)(_to - _from) / Math.Max(1, _starts[^1])));

    /// <summary>Samples that stand together, from one on; their places stay those among all.</summary>
    public StoredRows Part(int first, int count) => count == 0 ? new(this, 0, 0) : new(this, RowOf(first), RowOf(first + count - 1) + 1);

    /// <summary>Where a sample (from 0) stands: its row (from 0) in its file, and the line, 0 where the format has none.</summary>
    public (string File, int Row, int Line) PlaceOf(int sample)
    {
        var row = RowOf(sample);
        var part = PartOf(row);
        return _files.PlaceOf(part, row - _starts[part]);
    }

    // With those that are left out.
    private int RowOf(int sample)
    {
        var row = sample;
        foreach (var dropped in _dropped) row += dropped <= row ? 1 : 0;
        return row;
    }

    private static int[] Starts(int[] counts)
    {
        var starts = new int[counts.Length + 1];
        for (var p = 0; p < counts.Length; p++) starts[p + 1] = starts[p] + counts[p];
        return starts;
    }

    private int PartOf(int row)
    {
        var at = Array.BinarySearch(_starts, row);
        if (at < 0) return ~at - 1;
        // A part without rows begins where the next one does.
        while (_starts[at + 1] == row) at++;
        return at;
    }

    public void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation) =>
        Pass(newWorker, check: false, progress, cancellation);

    /// <summary>The same on one thread, part by part in their order.</summary>
    public void PassInOrder(IBlockWorker worker, CancellationToken cancellation) =>
        _files.Each(features: true, answers: _answers.IsClasses, _starts, _parts, () => new Worker(this, worker, check: false), null,
            cancellation, threads: 1);

    /// <summary>The same, and looks whether all features are finite.</summary>
    /// <exception cref="Diagnostics.FtcException">FTC0015: one is not.</exception>
    public void Pass(Func<IBlockWorker> newWorker, bool check, IProgress<double>? progress, CancellationToken cancellation) =>
        _files.Each(features: true, answers: _answers.IsClasses, _starts, _parts, () => new Worker(this, newWorker(), check), progress,
            cancellation);

    // What one thread needs.
    private sealed class Worker(StoredRows source, IBlockWorker taker, bool check) : IPartWorker
    {
        private readonly SampleBlock _block = new(source._files.Inputs, source._answers.Outputs);
        private readonly AnswerRows _answers = new();
        private ValueColumn[] _columns = [];
        private readonly float[] _single = new float[source._blockRows * source._files.Inputs];
        private readonly double[] _wide = source._files.IsSingle ? [] : new double[source._blockRows * source._files.Inputs];

        public void Take(PartReader read, ValueColumn[] answers, int part)
        {
            _columns = answers;
            if (source._answers.IsClasses) source._answers.FillRight(answers, read.Count, part, _answers);
            var start = source._starts[part];
            var (first, end) = (Math.Max(0, source._from - start), Math.Min(read.Count, source._to - start));
            // Rows that are left out come before those from here on.
            var dropped = Next(source._dropped, start + first);
            for (var row = first; row < end;)
            {
                var left = dropped < source._dropped.Length ? Math.Min(source._dropped[dropped] - start, end) : end;
                if (left == row)
                {
                    (row, dropped) = (row + 1, dropped + 1);
                    continue;
                }
                var count = Math.Min(source._blockRows, left - row);
                Fill(read, row, count, start + row - dropped);
                taker.Take(_block);
                row += count;
            }
        }

        private void Fill(PartReader read, int row, int count, int place)
        {
            _block.Start(place, count);
            if (source._files.IsSingle)
            {
                _block.Single = read.Single(row, count, _single);
                if (check && _block.Single.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var at)
                    throw Wrong(read, row, at, _block.Single.Span[at]);
            }
            else
            {
                _block.Wide = read.Wide(row, count, _wide);
                if (check && _block.Wide.Span.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue) is >= 0 and var at)
                    throw Wrong(read, row, at, _block.Wide.Span[at]);
                TensorPrimitives.ConvertTruncating<double, float>(_block.Wide.Span, _single);
                _block.Single = _single.AsMemory(0, _block.Wide.Length);
            }
            var edited = source._edited;
            for (var e = Next(edited, place); e < edited.Length && edited[e] < place + count; e++) _block.Edited[edited[e] - place] = true;
            if (!source._answers.IsClasses) return;
            _block.Labels = _answers.Labels.AsMemory(row, count);
            _block.PredictionOf = (i, f) => source._answers.Given(_columns, row + i, f);
        }

        private Diagnostics.FtcException Wrong(PartReader read, int row, int at, double value) =>
            read.Wrong(row + at / source._files.Inputs, at % source._files.Inputs, Text.Of(value));

        public void End() => taker.End();

        private static int Next(int[] sorted, int from) => Array.BinarySearch(sorted, from) is var at && at < 0 ? ~at : at;
    }
}
