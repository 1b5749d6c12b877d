using FtcTools.Data;
using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Sweeps;

/// <summary>
/// Keeps the datasets that were asked for last. The keys of datasets are the slowest of a grid, so that as many as there are threads, and one,
/// are read once.
/// </summary>
internal sealed class DatasetCache(int capacity)
{
    private readonly LinkedList<(string Key, Lazy<Dataset> Dataset)> _latest = [];

    /// <exception cref="FtcException">As <see cref="Cell.ReadDataset"/>, for every cell that asks for these samples.</exception>
    public Dataset Take(Cell cell, IProgress<long> progress, CancellationToken cancellation)
    {
        var key = cell.DatasetKey;
        Lazy<Dataset> dataset;
        lock (_latest)
        {
            var node = _latest.First;
            while (node is not null && node.Value.Key != key) node = node.Next;
            if (node is null) node = new((key, new(() => cell.ReadDataset(progress, cancellation))));
            else _latest.Remove(node);
            _latest.AddFirst(node);
            if (_latest.Count > capacity) _latest.RemoveLast();
            dataset = node.Value.Dataset;
        }
        return dataset.Value;
    }
}
