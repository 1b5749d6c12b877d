using System.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests.Slurm;

/// <summary>Tests that share a cluster, one after the other.</summary>
[CollectionDefinition(SlurmCluster.Name)]
public sealed class SlurmNeeded : ICollectionFixture<SlurmCluster>;

/// <summary>
/// A Slurm cluster of this machine alone, on loopback: munged, slurmctld and slurmd, started for the tests that need it and ended by their
/// process ids.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    public const string Name = "Slurm";

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _daemons = [];
    private Process? _slurmd;

    public SlurmCluster()
    {
        Missing = WhyNot();
        if (Missing is not null) return;
        Environment.SetEnvironmentVariable("SLURM_CONF", _folder["slurm.conf"]);
        try
        {
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Missing { get; }

    public static string Execute(string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }

    /// <summary>Processes of this user whose command line holds all of these words.</summary>
    public static int[] Find(params string[] words) =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, null))
            .Where(id => Array.TrueForAll(words, CommandLine(id).Contains)),
    ];

    /// <summary>Kills the node's daemon at once, as a power failure would, and starts it anew.</summary>
    public void RestartNode()
    {
        _slurmd!.Kill();
        _slurmd.WaitForExit();
        _slurmd = Daemon("/usr/sbin/slurmd", "-D", "-f", _folder["slurm.conf"]);
        Until(() => Execute("sinfo", "-h", "-o", "%T") is var state
            && (state.StartsWith("idle", StringComparison.Ordinal) || state.StartsWith("mix", StringComparison.Ordinal)
                || state.StartsWith("alloc", StringComparison.Ordinal)), "the node is not back");
    }

    public static void Until(Func<bool> holds, string otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !holds(); Thread.Sleep(50))
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(2)) throw new TimeoutException(otherwise);
        }
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux()) return "a Slurm cluster of one machine is for Linux";
        string[] needed = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"];
        if (Array.Find(needed, file => !File.Exists(file)) is { } absent) return $"{absent} is not installed (Debian: slurm-wlm and munge)";
        // The product and the tests call Slurm's commands by name.
        if (Environment.GetEnvironmentVariable("PATH")?.Split(':').Any(folder => File.Exists(Path.Combine(folder, "sbatch"))) != true)
            return "sbatch is not on PATH";
        return Environment.UserName == "root" ? null : "slurmd is started by root only";
    }

    private void Start()
    {
        var host = Environment.MachineName.Split('.')[0];
        foreach (var name in (string[])["state", "spool", "munge"]) Directory.CreateDirectory(_folder[name]);
        // munged is run by the user whose key the package made.
        Execute("chmod", "0755", _folder.Path, _folder["munge"]);
        Execute("chown", "munge:munge", _folder["munge"]);
        _folder.Write("slurm.conf", $"""
            ClusterName=test
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            CredType=cred/munge
            AuthInfo=socket={_folder["munge/socket"]}
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            MpiDefault=none
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerType=sched/backfill
            SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
            SwitchType=switch/none
            CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
            ReturnToService=2
            MaxArraySize=5
            SlurmctldPidFile={_folder["slurmctld.pid"]}
            SlurmdPidFile={_folder["slurmd.pid"]}
            StateSaveLocation={_folder["state"]}
            SlurmdSpoolDir={_folder["spool"]}
            SlurmctldLogFile={_folder["slurmctld.log"]}
            SlurmdLogFile={_folder["slurmd.log"]}
            InactiveLimit=0
            KillWait=2
            NodeName={host} NodeAddr=127.0.0.1 CPUs={Environment.ProcessorCount} Boards=1 SocketsPerBoard=1 CoresPerSocket={Environment.ProcessorCount} ThreadsPerCore=1 RealMemory=1000 State=UNKNOWN
            PartitionName=main Nodes=ALL Default=YES MaxTime=00:30:00 State=UP

            """.Replace("            ", "", StringComparison.Ordinal));
        Daemon("runuser", "-u", "munge", "--", "/usr/sbin/munged", "--force", "--foreground", $"--socket={_folder["munge/socket"]}",
            $"--pid-file={_folder["munge/pid"]}", $"--log-file={_folder["munge/log"]}", $"--seed-file={_folder["munge/seed"]}");
        Until(() => File.Exists(_folder["munge/socket"]), "munged does not start");
        Daemon("/usr/sbin/slurmctld", "-D", "-f", _folder["slurm.conf"]);
        _slurmd = Daemon("/usr/sbin/slurmd", "-D", "-f", _folder["slurm.conf"]);
        Until(() => Execute("sinfo", "-h", "-o", "%T").StartsWith("idle", StringComparison.Ordinal), "the cluster does not start");
    }

    // Two runs of the tests on one machine must not meet.
    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Daemon(string program, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        foreach (var begin in (Action[])[process.BeginOutputReadLine, process.BeginErrorReadLine]) begin();
        _daemons.Add(process);
        return process;
    }

    public void Dispose()
    {
        if (_daemons.Count > 0) Execute("scancel", "--full", "--state=RUNNING");
        foreach (var step in Find("slurmstepd", _folder.Path))
            Execute("kill", "-9", step.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            // munged is a child of runuser.
            if (!daemon.HasExited) daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }
        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        _folder.Dispose();
    }
}
