using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Slurm;

/// <summary>Slurm's commands.</summary>
internal static class SlurmJobs
{
    private const int MostTasksByDefault = 1001;

    /// <summary>Submits a script.</summary>
    /// <returns>The job's id.</returns>
    /// <exception cref="FtcException">FTC0068: Slurm is not at hand, or refuses.</exception>
    public static string Submit(IEnumerable<string> arguments)
    {
        var (code, output, errors) = Execute("sbatch", ["--parsable", .. arguments]);
        if (code != 0) throw new FtcException(Codes.Slurm, $"Slurm refuses the job: {Words(errors)}");
        // job[;cluster]
        return output.Trim().Split(';')[0];
    }

    /// <summary>
    /// The tasks of an array that wait or run, and what they are at; empty once the array is over; null where Slurm does not answer now.
    /// </summary>
    public static IReadOnlyDictionary<int, string>? Tasks(string job)
    {
        var (code, output, errors) = Execute("squeue", ["--noheader", "--array", $"--jobs={job}", "--format=%K|%T|%r"]);
        // It forgets a job some minutes after its end.
        if (code != 0) return errors.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase) ? new Dictionary<int, string>() : null;
        var tasks = new Dictionary<int, string>();
        foreach (var line in output.Split('\n'))
        {
            if (line.Split('|') is [var index, var state, var reason]
                && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var task))
                tasks[task] = state == "PENDING" && reason is not ("None" or "Resources" or "Priority") ? $"waiting ({reason})"
                    : state.ToLowerInvariant();
        }
        return tasks;
    }

    /// <summary>A job that still works into a folder of results; null where there is none, or no Slurm to ask.</summary>
    public static string? Active(string folder)
    {
        foreach (var number in TaskFiles.Orders(folder))
        {
            try
            {
                if (TaskOrder.Read(TaskFiles.OrderOf(folder, number)).Job is { } job && Tasks(job) is { Count: > 0 }) return job;
            }
            catch (FtcException)
            {
                // No order that can be read, or no Slurm on this machine: nothing is known to run.
            }
        }
        return null;
    }

    /// <summary>Ends a job, if it has not ended; whether Slurm answers or not.</summary>
    public static void Cancel(string job)
    {
        try
        {
            Execute("scancel", [job]);
        }
        catch (FtcException)
        {
            // Without Slurm's commands there is no job to end.
        }
    }

    /// <summary>Fails where no job could be submitted, before anything is prepared for one.</summary>
    /// <exception cref="FtcException">FTC0068: Slurm is not at hand.</exception>
    public static void MustBeHere() => Execute("sbatch", ["--version"]);

    /// <summary>How many tasks an array may have.</summary>
    public static int MostTasks()
    {
        var (_, output, _) = Execute("scontrol", ["show", "config"]);
        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith("MaxArraySize", StringComparison.Ordinal));
        return line is not null && int.TryParse(line.Split('=')[^1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out var most) && most > 0 ? most : MostTasksByDefault;
    }

    private static string Words(string errors) =>
        string.Join(" ", errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } text
            ? text : "it gives no reason.";

    private static (int Code, string Output, string Errors) Execute(string command, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true,
                    RedirectStandardInput = true })!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new FtcException(Codes.Slurm,
                $"'{command}' cannot be started here ({e.Message}); -Engine Slurm is for a machine that submits jobs to Slurm.", inner: e);
        }
    }
}
