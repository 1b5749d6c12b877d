using System.Collections.Concurrent;
using System.ComponentModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>
/// Cancellation, progress and errors, once for every cmdlet. Work runs on a pool thread; the pipeline thread, the only one that may
/// write, waits for results, shows progress and leaves at once when it is stopped.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FtcCmdlet : PSCmdlet, IDisposable
{
    private const int ProgressMilliseconds = 200;

    private readonly CancellationTokenSource _stop = new();
    private readonly Action _process;

    protected FtcCmdlet() => _process = Process;

    /// <summary>What an error is about, where the error itself does not name a place in a file.</summary>
    protected virtual object? Target => null;

    protected virtual void Begin() { }

    protected virtual void Process() { }

    protected virtual void End() { }

    /// <summary>Whether all input makes one result: then one wrong item ends the call.</summary>
    protected virtual bool OneResult => false;

    protected sealed override void BeginProcessing() => Guard(Begin, ends: true);

    protected sealed override void ProcessRecord() => Guard(_process, OneResult);

    protected sealed override void EndProcessing() => Guard(End, ends: true);

    // While items are processed a complaint is about one of them, and the next may be right.
    private void Guard(Action action, bool ends)
    {
        try
        {
            action();
        }
        catch (FtcException complaint) when (Tell(complaint) && ends)
        {
            ThrowTerminatingError(complaint.ToErrorRecord(Target));
        }
        catch (FtcException complaint)
        {
            WriteError(complaint.ToErrorRecord(Target));
        }
    }

    private bool Tell(FtcException complaint)
    {
        foreach (var detail in complaint.Details) WriteVerbose(detail);
        return true;
    }

    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>The result of work that may take long.</summary>
    protected internal T Run<T>(string activity, Func<WorkContext, T> work)
    {
        T result = default!;
        Run<T>(activity, (job, emit) => emit(work(job)), value => result = value);
        return result;
    }

    /// <summary>
    /// Work that may take long and emits results as they come; <paramref name="write"/> gets them on the pipeline thread.
    /// </summary>
    protected void Run<T>(string activity, Action<WorkContext, Action<T>> work, Action<T> write)
    {
        var job = new WorkContext(_stop.Token);
        using var results = new BlockingCollection<T>(boundedCapacity: 1024);
        var task = Task.Run(() =>
        {
            try
            {
                work(job, value => results.Add(value, job.Stop));
            }
            finally
            {
                results.CompleteAdding();
            }
        });
        var progress = new ThrottledProgress(this, activity, RuntimeHelpers.GetHashCode(this));
        try
        {
            while (!results.IsCompleted)
            {
                if (results.TryTake(out var value, ProgressMilliseconds, _stop.Token)) write(value);
                progress.Show(job);
            }
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception fault) when (task.IsFaulted && ReferenceEquals(fault, task.Exception!.InnerException))
        {
            throw FtcException.Of(fault);
        }
        finally
        {
            Abandon(task);
            progress.Complete();
        }
    }

    // After Ctrl-C, or when a later command wants no more. The library is asked to stop and given a moment to remove what is half
    // done; nobody waits for it longer than that.
    private void Abandon(Task task)
    {
        if (task.IsCompleted) return;
        _stop.Cancel();
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne(300);
    }

    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }
}
