using System.Diagnostics;

namespace FtcTools.Experiments.Sweeps;

/// <summary>Estimates how long the rest of a sweep takes, from how long its cells took so far.</summary>
/// <param name="cells">The number of cells that are left to do.</param>
internal sealed class RemainingTime(int cells)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <param name="done">How many of the cells that were left to do are done.</param>
    /// <returns>Null before the first cell is done.</returns>
    public TimeSpan? After(int done) => done == 0 ? null : Stopwatch.GetElapsedTime(_start) / done * (cells - done);
}
