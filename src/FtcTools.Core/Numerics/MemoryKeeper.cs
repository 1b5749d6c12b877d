using System.Diagnostics;

namespace FtcTools.Numerics;

/// <summary>
/// Keeps the process within an amount of memory, as far as garbage is what it takes: it is collected when the process comes near the limit,
/// where the runtime would take more and collect it later. What is in use is not its affair.
/// </summary>
internal sealed class MemoryKeeper : IDisposable
{
    private const int Milliseconds = 3;

    // The share of the limit at which garbage is collected: what comes in between two looks has to fit into the rest.
    private const double Near = 0.7;

    // Where it frees less than this part of the limit, as long passes until it is tried again: work gets half the time at least.
    private const int Little = 20;

    private readonly long _limit;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;

    private MemoryKeeper(long limit)
    {
        _limit = limit;
        // The thread is its own: the pool may be busy with what takes the memory.
        _thread = new Thread(Keep) { IsBackground = true, Priority = ThreadPriority.AboveNormal, Name = nameof(MemoryKeeper) };
        _thread.Start();
    }

    /// <param name="limit">Bytes; null for no limit.</param>
    public static MemoryKeeper? Within(long? limit) => limit is { } bytes ? new(bytes) : null;

    private void Keep()
    {
        var (near, clock, rest) = ((long)(Near * _limit), new Stopwatch(), TimeSpan.Zero);
        for (var next = near; !_ended.Wait(Milliseconds);)
        {
            var taken = Environment.WorkingSet;
            if (taken < next || (clock.IsRunning && clock.Elapsed < rest)) continue;
            clock.Restart();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            var left = Environment.WorkingSet;
            // Where most is in use, it is not looked for in vain again and again: the process would do nothing else.
            next = Math.Max(near, left + Math.Max(_limit - left, _limit / 8) / 2);
            rest = left < near || taken - left > _limit / Little ? TimeSpan.Zero : 2 * clock.Elapsed;
        }
    }

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }
}
