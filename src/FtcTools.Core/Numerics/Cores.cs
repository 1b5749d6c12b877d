namespace FtcTools.Numerics;

/// <summary>How loops share the processors.</summary>
internal static class Cores
{
    /// <summary>
    /// For <see cref="Parallel"/>: a thread a processor. Without a limit the pool takes long turns for blocked ones and adds threads for as
    /// long as the loop runs, each with memory of its own.
    /// </summary>
    public static ParallelOptions All(CancellationToken cancellation = default) =>
        new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
}
