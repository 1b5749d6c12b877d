using System.Globalization;
using System.Runtime.InteropServices;
using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Slurm;

/// <summary>The whole of FtcTools.Runner: what a node does.</summary>
public static class SlurmTask
{
    /// <param name="arguments">The file of the order, and the task's number.</param>
    /// <returns>0 where every cell of the task is finished, 1 where not; the reason is in the error stream.</returns>
    public static int Run(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        // Slurm asks first when it pre-empts or ends a task: the cell at hand is given up, what is finished is on disk.
        using var asked = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        try
        {
            if (arguments.Length != 2 || !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var task))
                throw new FtcException(Codes.Argument, "usage: FtcTools.Runner <order.json> <task>; Slurm's jobs of Invoke-FtcExperiment start it.");
            var cpus = Environment.GetEnvironmentVariable("SLURM_CPUS_PER_TASK");
            TaskOrder.Read(arguments[0]).Run(task, int.TryParse(cpus, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1, stop.Token);
            return 0;
        }
        catch (Exception e) when (e is FtcException or OperationCanceledException)
        {
            Console.Error.WriteLine(e is FtcException complaint ? complaint.ToString() : "stopped.");
            return 1;
        }
    }
}
