using FtcTools.Diagnostics;
using FtcTools.Experiments.Slurm;

namespace FtcTools.Experiments.Sweeps;

/// <summary>How to run an experiment on a cluster.</summary>
public sealed record SlurmOptions
{
    /// <summary>Options of sbatch, each one word: `--partition=long`, `--mem=2G`.</summary>
    public IReadOnlyList<string> Submit { get; init; } = [];

    /// <summary>Tasks at the same time; null leaves that to Slurm.</summary>
    public int? Tasks { get; init; }

    /// <summary>How often a cell is submitted before it is given up.</summary>
    public int Attempts { get; init; } = 3;
}

/// <summary>
/// Runs the cells of an experiment as job arrays. Every node sees the folder of the results, the experiment's files and the module under
/// the same paths. A task writes into a file of its own, which is merged into the results.
/// </summary>
public static class SlurmRunner
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_askSlurm = TimeSpan.FromSeconds(2);

    /// <summary>Submits the cells that are not finished, and does not wait for them.</summary>
    /// <returns>The job; of a run that is still going on, that one; null where every cell is finished.</returns>
    /// <exception cref="FtcException">As <see cref="Run"/>.</exception>
    public static SlurmJob? Submit(Experiment experiment, RunOptions options, SlurmOptions slurm, CancellationToken cancellation = default)
    {
        Check(experiment, options);
        using var run = StoredRun.Open(experiment, options, cancellation);
        var orders = Going(run, options);
        if (orders.Count > 0) return Job(experiment, run, orders[^1]);
        if (options.Existing == Existing.Replace || run.Left.Count == experiment.Cells.Count) TaskFiles.Delete(run.Folder);
        if (run.Left.Count > 0) return Job(experiment, run, Give(experiment, run, slurm, run.Left));
        run.WriteReports();
        return null;
    }

    /// <summary>
    /// Submits the cells that are not finished, or takes up the jobs of an earlier call, and hands out results in the order of the grid as
    /// they come. Cells of tasks that ended without a result are submitted again. To stop waiting stops no job.
    /// </summary>
    /// <exception cref="FtcException">
    /// FTC0034 there is no folder; FTC0068 Slurm is not at hand or refuses; and as <see cref="ExperimentRunner.Run"/>.
    /// </exception>
    public static IEnumerable<CellResult> Run(Experiment experiment, RunOptions options, SlurmOptions slurm,
        IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check(experiment, options);
        return Enumerate(experiment, options, slurm, progress, cancellation);
    }

    private static IEnumerable<CellResult> Enumerate(
        Experiment experiment, RunOptions options, SlurmOptions slurm, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        using var run = StoredRun.Open(experiment, options, cancellation);
        var orders = Going(run, options);
        if (orders.Count == 0)
        {
            if (options.Existing == Existing.Replace || run.Left.Count == experiment.Cells.Count) TaskFiles.Delete(run.Folder);
            if (run.Left.Count > 0) orders.Add(Give(experiment, run, slurm, run.Left));
        }
        var watch = new TaskWatch(run.Folder, () => run.Left, orders);
        var remaining = new RemainingTime(run.Left.Count);
        var (atStart, asked) = (run.Left.Count, DateTime.MinValue);
        for (var index = 0; index < experiment.Cells.Count; index++)
        {
            while (run.Find(index) is null)
            {
                run.Collect();
                if (DateTime.UtcNow - asked > s_askSlurm)
                {
                    asked = DateTime.UtcNow;
                    var lost = watch.Lost();
                    foreach (var cell in lost.Where(cell => watch.Attempts(cell) >= slurm.Attempts)) GiveUp(experiment, run, cell, watch);
                    var again = lost.Where(cell => watch.Attempts(cell) < slurm.Attempts).ToArray();
                    if (again.Length > 0) watch.Add(Give(experiment, run, slurm, again));
                    var done = atStart - run.Left.Count;
                    progress?.Report(new(experiment.Name, experiment.Cells.Count - run.Left.Count, experiment.Cells.Count,
                        $"job {watch.Job}", watch.State) { Remaining = remaining.After(done) });
                }
                if (run.Find(index) is null && cancellation.WaitHandle.WaitOne(s_poll)) cancellation.ThrowIfCancellationRequested();
            }
            yield return run.Find(index)!;
        }
        cancellation.ThrowIfCancellationRequested();
        run.WriteReports();
    }

    private static void Check(Experiment experiment, RunOptions options)
    {
        ExperimentRunner.Check(experiment, options);
        if (experiment.Shards is { OnSlurm: true } shards)
            throw shards.Fail("the cells of this experiment ask tasks of Slurm about its shards, and are not run as tasks themselves: run it with -Engine Local.");
        if (options.OutputFolder is null)
            throw new FtcException(Codes.Argument, "-Engine Slurm needs -OutputPath: a folder that every node sees.");
    }

    // Orders of an earlier call whose tasks still wait or run; one that is replaced must have come to its end.
    private static List<TaskOrder> Going(StoredRun run, RunOptions options)
    {
        var going = TaskFiles.Orders(run.Folder).Select(number => TaskOrder.Read(TaskFiles.OrderOf(run.Folder, number)))
            .Where(order => order.Job is { } job && SlurmJobs.Tasks(job) is not { Count: 0 }).ToList();
        if (going.Count > 0 && (options.Existing != Existing.Resume || going.Exists(order => order.Hash != run.Hash.Value)))
            throw new FtcException(Codes.Slurm,
                $"the Slurm job {going[0].Job} still runs cells into this folder; go on with it with -Resume, or end it with scancel {going[0].Job}.");
        return going;
    }

    private static TaskOrder Give(Experiment experiment, StoredRun run, SlurmOptions slurm, IReadOnlyList<int> cells)
    {
        var tasks = TaskOrder.Spread(cells, SlurmJobs.MostTasks());
        var order = new TaskOrder(TaskOrder.NextNumber(run.Folder), run.Hash.Value, run.Folder, tasks) { Cells = CellOrder.Of(experiment) };
        return TaskArray.Submit(order, experiment.Name, slurm.Submit, slurm.Tasks);
    }

    private static SlurmJob Job(Experiment experiment, StoredRun run, TaskOrder order) =>
        new(order.Job!, experiment.Name, order.Tasks.Count, order.Tasks.Sum(cells => cells.Length), run.Folder);

    private static void GiveUp(Experiment experiment, StoredRun run, int index, TaskWatch watch)
    {
        var cell = experiment.Cells[index];
        var e = new FtcException(Codes.LostCell,
            $"its task ended without a result {watch.Attempts(index)} times; the last log is '{watch.LogOf(index)}'{TaskFiles.LastWords(watch.LogOf(index))}.");
        var result = new CellResult { Experiment = experiment.Name, Name = cell.Name, Index = index, Parameters = cell.Parameters,
            Diagnostics = [cell.Located(e)] };
        run.Log.Append(result);
        run.Keep(result);
    }
}
