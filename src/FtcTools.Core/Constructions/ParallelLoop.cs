using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Constructions;

/// <summary>A loop on all processors whose errors are those of its actions.</summary>
internal static class ParallelLoop
{
    /// <summary>Calls an action for every number below <paramref name="count"/>.</summary>
    /// <exception cref="FtcException">One that an action has thrown, as it is and not inside of another one.</exception>
    public static void For(int count, Action<int> action, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, Cores.All(cancellation), action);
        }
        catch (AggregateException e) when (e.InnerExceptions is [FtcException first, ..])
        {
            throw first;
        }
    }
}
