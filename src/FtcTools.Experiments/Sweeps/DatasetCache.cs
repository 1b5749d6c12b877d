using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Sweeps;

/// <summary>
/// Keeps the datasets that were asked for last. The keys of datasets are the slowest of a grid, so that as many as there are threads, and
/// one, are read once.
/// </summary>
internal sealed class DatasetCache(int capacity)
{
    private readonly LinkedList<(string Key, Lazy<CellData> Data)> _latest = [];

    /// <exception cref="FtcException">As <see cref="Cell.ReadData"/>, for every cell that asks for these samples.</exception>
    public CellData Take(Cell cell, IProgress<long> progress, CancellationToken cancellation)
    {
        var key = cell.DatasetKey;
        Lazy<CellData> data;
        lock (_latest)
        {
            var node = _latest.First;
            while (node is not null && node.Value.Key != key) node = node.Next;
            if (node is null) node = new((key, new(() => cell.ReadData(progress, cancellation))));
            else _latest.Remove(node);
            _latest.AddFirst(node);
            if (_latest.Count > capacity) _latest.RemoveLast();
            data = node.Value.Data;
        }
        return data.Value;
    }
}
