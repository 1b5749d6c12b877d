using System.Globalization;
using System.Runtime.InteropServices;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Results;
using FtcTools.Experiments.Shards;
using FtcTools.Experiments.Slurm;

namespace FtcTools.Experiments.Sweeps;

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
                throw new FtcException(Codes.Argument,
                    "usage: FtcTools.Runner <order.json> <task>; Slurm's jobs of Invoke-FtcExperiment start it.");
            var cpus = Environment.GetEnvironmentVariable("SLURM_CPUS_PER_TASK");
            Run(TaskOrder.Read(arguments[0]), task,
                int.TryParse(cpus, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1, stop.Token);
            return 0;
        }
        catch (Exception e) when (e is FtcException or OperationCanceledException)
        {
            Console.Error.WriteLine(e is FtcException complaint ? complaint.ToString() : "stopped.");
            return 1;
        }
    }

    /// <summary>Does the cells of one task that it has not finished before it was interrupted.</summary>
    /// <exception cref="FtcException">
    /// FTC0065: the experiment has changed since it was submitted; and as <see cref="ExperimentRunner.Run"/>.
    /// </exception>
    internal static void Run(TaskOrder order, int task, int parallelism, CancellationToken cancellation)
    {
        if (task < 0 || task >= order.Tasks.Count)
            throw new FtcException(Codes.Argument, $"there is no task {task}; valid are 0 to {order.Tasks.Count - 1}.");
        if (order.Cells is not { } cells)
        {
            ShardTask.Run(order, task, parallelism, cancellation);
            return;
        }
        var experiment = cells.Load();
        var hash = SpecHash.Of(experiment, cancellation);
        if (hash.Value != order.Hash)
            throw new FtcException(Codes.OtherExperiment,
                $"'{cells.Experiment}', or what it reads, has changed since it was submitted; submit it again.", cells.Experiment);
        using var log = ResultLog.Open(order.Folder, ResultsHeader.Of(experiment, hash), hash, Existing.Resume,
            TaskFiles.ResultsOf(order.Folder, order.Number, task));
        var finished = log.Finished.Select(result => result.Index).ToHashSet();
        using var sweep = new Sweep(experiment, [.. order.Tasks[task].Where(cell => !finished.Contains(cell))], parallelism, order.Folder,
            log, null, cancellation);
        foreach (var result in sweep.Run())
            Console.WriteLine($"{result.Name}: {(result.Succeeded ? "done" : result.Diagnostics[0].Message)}");
    }
}
