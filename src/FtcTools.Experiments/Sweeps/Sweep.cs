using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Results;

namespace FtcTools.Experiments.Sweeps;

/// <summary>Runs some cells of a grid on several threads and hands out their results in their order.</summary>
internal sealed class Sweep : IDisposable
{
    // How far the cells that are done may be ahead of the first that is not.
    private const int Lookahead = 4096;

    private readonly Experiment _experiment;
    private readonly int _parallelism;
    private readonly IReadOnlyList<int> _cells;
    private readonly string? _folder;
    private readonly ResultLog? _log;
    private readonly IProgress<RunProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _stop;
    private readonly ICellWork _work;
    private readonly DatasetCache _datasets;
    private readonly RemainingTime _remaining;
    private readonly SemaphoreSlim _ahead = new(Lookahead);
    private readonly BlockingCollection<CellResult> _results = [];
    private ExceptionDispatchInfo? _failure;
    private int _taken = -1;
    private int _done;

    /// <param name="cells">Places in the grid, ascending.</param>
    /// <param name="folder">For files beside the results; null where nothing is written.</param>
    /// <param name="log">Gets each result before it is handed out; null where nothing is written.</param>
    public Sweep(Experiment experiment, IReadOnlyList<int> cells, int parallelism, string? folder, ResultLog? log,
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        (_experiment, _cells, _parallelism, _folder, _log, _progress, _cancellation) =
            (experiment, cells, parallelism, folder, log, progress, cancellation);
        _work = experiment.Trains ? new Train() : new BuildAndVerify();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _datasets = new DatasetCache(parallelism + 1);
        _remaining = new RemainingTime(cells.Count);
    }

    /// <exception cref="FtcException">The samples that all cells share are at fault, or results cannot be written.</exception>
    public IEnumerable<CellResult> Run()
    {
        _cancellation.ThrowIfCancellationRequested();
        // Samples that every cell needs are at fault once, before anything is written.
        if (_cells.Count > 0 && !_experiment.Axes.Any(axis => axis.StartsWith("dataset.", StringComparison.Ordinal)))
            Data(_experiment.Cells[0]);
        var workers = Enumerable.Range(0, Math.Min(_parallelism, _cells.Count))
            .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        var end = Task.WhenAll(workers)
            .ContinueWith(_ => _results.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            var early = new Dictionary<int, CellResult>();
            foreach (var next in _cells)
            {
                CellResult? result;
                while (!early.Remove(next, out result))
                {
                    if (!_results.TryTake(out var any, Timeout.Infinite, CancellationToken.None))
                    {
                        _failure?.Throw();
                        _cancellation.ThrowIfCancellationRequested();
                    }
                    early.Add(any!.Index, any);
                }
                _ahead.Release();
                yield return result;
            }
        }
        finally
        {
            _stop.Cancel();
            end.Wait(CancellationToken.None);
        }
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _ahead.Wait(_stop.Token);
                var next = Interlocked.Increment(ref _taken);
                if (next >= _cells.Count) return;
                var cell = _experiment.Cells[_cells[next]];
                var result = _experiment.Check(RunCell(cell));
                _log?.Append(result);
                Interlocked.Increment(ref _done);
                Say(cell, "done");
                _results.Add(result);
            }
        }
        catch (Exception e)
        {
            // The first failure is the one to tell; that the others were stopped for it is not.
            if (e is not OperationCanceledException || !_stop.IsCancellationRequested)
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            _stop.Cancel();
        }
    }

    // A cell that fails has its reason for a result. What cannot be written is a failure of the whole.
    private CellResult RunCell(Cell cell)
    {
        var context = new CellContext(_experiment, _folder, () => Data(cell), step => Say(cell, step), _stop.Token);
        _stop.Token.ThrowIfCancellationRequested();
        try
        {
            return _work.Run(cell, context);
        }
        catch (FtcException e) when (e.Code != Codes.NotWritable)
        {
            return context.Start(cell) with { Diagnostics = [cell.Located(e)] };
        }
        catch (Exception e) when (e is not (FtcException or OperationCanceledException))
        {
            return context.Start(cell) with { Diagnostics = [cell.Located(FtcException.Of(e))] };
        }
    }

    private CellData Data(Cell cell) => _datasets.Take(cell, new DirectProgress<long>(rows => Say(cell, $"row {rows}")), _stop.Token);

    private void Say(Cell cell, string step)
    {
        if (_progress is null) return;
        var done = Volatile.Read(ref _done);
        _progress.Report(new(_experiment.Name, _experiment.Cells.Count - _cells.Count + done, _experiment.Cells.Count, cell.Name,
            step) { Remaining = _remaining.After(done) });
    }

    public void Dispose()
    {
        _stop.Dispose();
        _ahead.Dispose();
        _results.Dispose();
    }
}
