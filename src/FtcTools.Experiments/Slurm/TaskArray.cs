using System.Text;
using FtcTools.Files;

namespace FtcTools.Experiments.Slurm;

/// <summary>Job arrays: what their tasks read is written, and the array is submitted.</summary>
internal static class TaskArray
{
    /// <param name="name">The name of the job.</param>
    /// <param name="submit">Options of sbatch, each one word.</param>
    /// <param name="most">Tasks at the same time; null leaves that to Slurm.</param>
    /// <returns>The order with the job's id, as it is on disk.</returns>
    /// <exception cref="Diagnostics.FtcException">
    /// FTC0020 the folder cannot be written; FTC0068 Slurm is not at hand or refuses: then nothing stays on disk.
    /// </exception>
    public static TaskOrder Submit(TaskOrder order, string name, IReadOnlyList<string> submit, int? most)
    {
        var (folder, number) = (order.Folder, order.Number);
        var script = TaskFiles.ScriptOf(folder, number);
        var text = JobScript.Of(TaskFiles.OrderOf(folder, number));
        order.Write();
        AtomicFile.Write(script, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        try
        {
            // The log is named relative to the folder: in a path, Slurm would replace what follows a %.
            order = order with
            {
                Job = SlurmJobs.Submit(
                [
                    $"--job-name=ftc-{name}",
                    FormattableString.Invariant($"--array=0-{order.Tasks.Count - 1}{(most is { } limit ? $"%{limit}" : "")}"),
                    $"--chdir={TaskFiles.FolderOf(folder)}", FormattableString.Invariant($"--output={number}-%a.log"), "--open-mode=append",
                    "--requeue", .. submit, script,
                ]),
            };
        }
        catch
        {
            File.Delete(TaskFiles.OrderOf(folder, number));
            File.Delete(script);
            throw;
        }
        order.Write();
        return order;
    }
}
