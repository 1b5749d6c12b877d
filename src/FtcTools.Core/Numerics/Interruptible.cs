namespace FtcTools.Numerics;

/// <summary>
/// Waits for work no longer than its token allows, even where the work looks at no token: a library's linear algebra, or what is evaluated
/// when it is first asked for. Such work goes on unseen until it ends or comes to a place that looks.
/// </summary>
internal static class Interruptible
{
    // Work that does look ends by itself within this, with its own exception or with what it has.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.75);

    /// <exception cref="OperationCanceledException">Cancelled before the work was done.</exception>
    public static T Run<T>(Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Task.WaitAny([task], cancellation);
        }
        catch (OperationCanceledException)
        {
            if (Task.WaitAny([task], s_grace) < 0) throw;
        }
        return task.GetAwaiter().GetResult();
    }
}
