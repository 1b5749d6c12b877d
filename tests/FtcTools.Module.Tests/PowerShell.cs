using System.Diagnostics;
using FtcTools.Tests;

namespace FtcTools.Module.Tests;

/// <summary>The PowerShell that .config/dotnet-tools.json pins, restored before it first runs.</summary>
internal static class PowerShell
{
    private static readonly Lazy<Outcome> s_restored = new(() => Dotnet.Run(Repository.Root, "tool", "restore").OrThrow());

    /// <summary>Runs pwsh in the clone and gives what it printed.</summary>
    public static string Run(TimeSpan limit, params string[] arguments)
    {
        _ = s_restored.Value;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = Repository.Root };
        foreach (var argument in (string[])["pwsh", "-NoProfile", "-NonInteractive", .. arguments]) start.ArgumentList.Add(argument);
        // The test host's own settings must not leak into the sessions: they run as a user's would.
        Dotnet.ForgetTestHost(start.Environment);
        start.Environment.Remove("DOTNET_STARTUP_HOOKS");
        start.Environment["NO_COLOR"] = "1";
        // As in the tests' own projects: most of what a session runs, it runs once.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"pwsh {string.Join(' ', arguments)} took longer than {limit}.");
        }
        return output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
    }
}
