using System.Runtime.ExceptionServices;

namespace FtcTools.Numerics;

/// <summary>Loops on all processors whose errors are those of their actions.</summary>
internal static class ParallelLoop
{
    /// <summary>Calls an action for every number below <paramref name="count"/>; what it throws is thrown as by <see cref="Run"/>.</summary>
    public static void For(int count, Action<int> action, CancellationToken cancellation) =>
        Run(() => Parallel.For(0, count, Cores.All(cancellation), action));

    /// <summary>Runs a loop of <see cref="Parallel"/>. What an action throws comes as it is, and not inside of another exception.</summary>
    public static void Run(Action loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
