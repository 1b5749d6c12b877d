using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Sweeps;

/// <summary>Runs cells on several threads and hands out their results in the order of the grid.</summary>
internal sealed class Sweep : IDisposable
{
    // How far the cells that are done may be ahead of the first that is not.
    private const int Lookahead = 4096;

    private readonly Experiment _experiment;
    private readonly RunOptions _options;
    private readonly string? _folder;
    private readonly ResultLog? _log;
    private readonly IProgress<RunProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _stop;
    private readonly ICellWork _work;
    private readonly DatasetCache _datasets;
    private readonly Dictionary<int, CellResult> _finished;
    private readonly RemainingTime _remaining;
    private readonly SemaphoreSlim _ahead = new(Lookahead);
    private readonly BlockingCollection<CellResult> _results = [];
    private ExceptionDispatchInfo? _failure;
    private int _taken = -1;
    private int _done;

    public Sweep(
        Experiment experiment, ICellWork work, RunOptions options, string? folder, ResultLog? log, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        (_experiment, _work, _options, _folder, _log, _progress, _cancellation) = (experiment, work, options, folder, log, progress, cancellation);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _datasets = new DatasetCache(options.Parallelism + 1);
        // What may have failed for want of memory or a machine's other troubles is tried again.
        _finished = (log?.Finished ?? []).Where(result => !result.Diagnostics.Any(e => e.Code is Codes.Internal or Codes.LostCell)).ToDictionary(result => result.Index);
        _remaining = new RemainingTime(experiment.Cells.Count - _finished.Count);
    }

    private int Left => _experiment.Cells.Count - _finished.Count;

    /// <exception cref="FtcException">The samples that all cells share are at fault, or results cannot be written.</exception>
    public IEnumerable<CellResult> Run()
    {
        _cancellation.ThrowIfCancellationRequested();
        // Samples that every cell needs are at fault once, before anything is written.
        if (Left > 0 && !_experiment.Axes.Any(axis => axis.StartsWith("dataset.", StringComparison.Ordinal))) Samples(_experiment.Cells[0]);
        var workers = Enumerable.Range(0, Math.Min(_options.Parallelism, Left))
            .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var end = Task.WhenAll(workers).ContinueWith(_ => _results.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            var early = new Dictionary<int, CellResult>();
            for (var next = 0; next < _experiment.Cells.Count; next++)
            {
                if (_finished.TryGetValue(next, out var result))
                {
                    yield return Again(result);
                    continue;
                }
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
                int index;
                do index = Interlocked.Increment(ref _taken);
                while (_finished.ContainsKey(index));
                if (index >= _experiment.Cells.Count) return;
                var cell = _experiment.Cells[index];
                var result = Checked(RunCell(cell));
                _log?.Append(result);
                Interlocked.Increment(ref _done);
                Say(cell, "done");
                _results.Add(result);
            }
        }
        catch (Exception e)
        {
            // The first failure is the one to tell; that the others were stopped for it is not.
            if (e is not OperationCanceledException || !_stop.IsCancellationRequested) Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            _stop.Cancel();
        }
    }

    // A cell that fails has its reason for a result. What cannot be written is a failure of the whole.
    private CellResult RunCell(Cell cell)
    {
        var context = new CellContext(_experiment, _folder, () => Samples(cell), step => Say(cell, step), _stop.Token);
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
            return context.Start(cell) with { Diagnostics = [cell.Located(new FtcException(Codes.Internal, $"a fault of FtcTools itself: {e.GetType().Name}: {e.Message}", inner: e))] };
        }
    }

    private Data.Dataset Samples(Cell cell) => _datasets.Take(cell, new Relay<long>(rows => Say(cell, $"row {rows}")), _stop.Token);

    private CellResult Checked(CellResult result) => result with
    {
        Diagnostics =
        [
            .. result.Diagnostics,
            .. result.Reports.SelectMany(report => _experiment.Expectations.Select(e => e.Check(result.Name, report)).OfType<FtcException>()),
            .. result.Training is { } training ? _experiment.Expectations.Select(e => e.Check(result.Name, training)).OfType<FtcException>() : [],
        ],
    };

    // What is expected may have changed since.
    private CellResult Again(CellResult result) => Checked(result with
    {
        Parameters = _experiment.Cells[result.Index].Parameters,
        Diagnostics = [.. result.Diagnostics.Where(e => e.Code != Codes.Expectation)],
    });

    private void Say(Cell cell, string step)
    {
        if (_progress is null) return;
        var done = Volatile.Read(ref _done);
        _progress.Report(new(_experiment.Name, _finished.Count + done, _experiment.Cells.Count, cell.Name, step) { Remaining = _remaining.After(done) });
    }

    public void Dispose()
    {
        _stop.Dispose();
        _ahead.Dispose();
        _results.Dispose();
    }
}
