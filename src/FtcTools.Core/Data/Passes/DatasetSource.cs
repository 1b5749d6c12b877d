using FtcTools.Numerics;

namespace FtcTools.Data.Passes;

/// <summary>A dataset in memory, looked at in passes.</summary>
internal sealed class DatasetSource : SampleSource
{
    private const int BlockNumbers = 1 << 18;

    private readonly Dataset _data;
    private readonly int _blockRows;
    private readonly int _first;
    private readonly int _count;

    /// <param name="blockRows">Samples of a block; 0 for as many as a core's cache holds.</param>
    public DatasetSource(Dataset data, int blockRows = 0)
    {
        _data = data;
        _blockRows = blockRows > 0 ? blockRows : Math.Max(1, BlockNumbers / data.Inputs);
        (_first, _count) = (0, data.K);
        Edits = data.EditsAlone();
    }

    private DatasetSource(DatasetSource whole, int first, int count)
    {
        (_data, _blockRows, Edits) = (whole._data, whole._blockRows, whole.Edits);
        (_first, _count) = (first, count);
    }

    public override string Name => _data.Name;
    public override int K => _data.K;
    public override int Inputs => _data.Inputs;
    public override int Outputs => _data.Outputs;
    public override IReadOnlyList<string>? ClassNames => _data.ClassNames;
    public override Dataset Edits { get; }
    public override bool HasPredictions => _data.HasPredictions;
    public override Arithmetic? AnsweredIn => _data.AnsweredIn;
    public override bool HasErrors => _data.Classes is not null && !_data.PredictionErrors(0).IsEmpty;
    public override bool IsSingle => _data.Table.IsSingle || Array.TrueForAll(_data.Table.All(), value => (float)value == value);
    public override long PassBytes => (long)_count * Inputs * (_data.Table.IsSingle ? sizeof(float) : sizeof(double));

    internal override int[] Edited => _data.Edited;

    internal override ISampleRange Part(int first, int count) => new DatasetSource(this, first, count);

    internal override void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation) =>
        BlockLoop.Run(Integers.CeilingOfQuotient(_count, _blockRows), () => new SampleBlock(Inputs, Outputs), () => new Filler(this),
            newWorker, progress, cancellation);

    internal override void PassInOrder(IBlockWorker worker, CancellationToken cancellation)
    {
        var (filler, block) = (new Filler(this), new SampleBlock(Inputs, Outputs));
        for (var number = 0; number < Integers.CeilingOfQuotient(_count, _blockRows); number++)
        {
            cancellation.ThrowIfCancellationRequested();
            filler.Fill(block, number);
            worker.Take(block);
        }
        worker.End();
    }

    // Each thread has one.
    private sealed class Filler(DatasetSource source) : IBlockFiller
    {
        private readonly float[] _single = source._data.Table.IsSingle ? [] : new float[source._blockRows * source.Inputs];
        private readonly float[] _torn = source._data.Table.IsSingle ? new float[source._blockRows * source.Inputs] : [];
        private double[] _repeated = [];

        public void Fill(SampleBlock block, int number)
        {
            var (data, table) = (source._data, source._data.Table);
            var first = source._first + number * source._blockRows;
            var count = Math.Min(source._blockRows, source._first + source._count - first);
            block.Start(first, count);
            block.Single = table.Single(first, count, table.IsSingle ? _torn : _single);
            block.Wide = table.Wide(first, count);
            for (var at = Next(first); at < data.N && data.Edited[at] < first + count; at++) block.Edited[data.Edited[at] - first] = true;
            if (data.Classes is not { } classes) return;
            block.Labels = classes.Labels.AsMemory(first, count);
            block.Predictions = data.PredictionRows(first, count, ref _repeated);
            block.PredictionErrors = data.ErrorRows(first, count);
        }

        private int Next(int first) => Array.BinarySearch(source._data.Edited, first) is var at && at < 0 ? ~at : at;
    }
}
