using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Slurm;

/// <summary>
/// What a node executes: the runner beside this assembly, with the .NET runtime of this machine or the node's own. Nothing comes from a
/// network.
/// </summary>
internal static class JobScript
{
    private const string Runner = "FtcTools.Runner.dll";

    /// <exception cref="FtcException">FTC0068: the runner, or a .NET runtime to start it with, is not here.</exception>
    public static string Of(string order)
    {
        var runner = Path.Combine(Path.GetDirectoryName(typeof(JobScript).Assembly.Location)!, Runner);
        if (!File.Exists(runner))
            throw new FtcException(Codes.Slurm, $"'{runner}' is missing; nodes run it. Build or install the module again.");
        return string.Join('\n',
            "#!/bin/sh",
            "# A task of FtcTools; a new attempt goes on where the last one ended.",
            $"runtime={Quote(Runtime())}",
            "[ -x \"$runtime\" ] || runtime=dotnet",
            $"exec \"$runtime\" {Quote(runner)} {Quote(order)} \"$SLURM_ARRAY_TASK_ID\"",
            "");
    }

    /// <summary>One word for a POSIX shell, whatever it holds.</summary>
    internal static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // PowerShell brings a runtime of its own that runs nothing else, so dotnet is looked for.
    private static string Runtime()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string?[] candidates =
        [
            Path.GetFileName(Environment.ProcessPath) == name ? Environment.ProcessPath : null,
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? Path.Combine(root, name) : null,
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, name)),
        ];
        return Array.Find(candidates, File.Exists)
            ?? throw new FtcException(Codes.Slurm,
                "there is no 'dotnet' here; nodes need the .NET 10 runtime to run cells. Install it, or set DOTNET_ROOT.");
    }
}
