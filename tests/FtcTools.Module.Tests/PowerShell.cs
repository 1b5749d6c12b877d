using System.Diagnostics;
using FtcTools.Tests;

namespace FtcTools.Module.Tests;

/// <summary>The PowerShell of this machine.</summary>
internal static class PowerShell
{
    private static readonly Lazy<string?> s_missing = new(Probe);

    /// <summary>Why Pester tests cannot run here; null where they can.</summary>
    public static string? Missing => s_missing.Value;

    /// <summary>Runs pwsh and gives what it printed.</summary>
    public static string Run(TimeSpan limit, params string[] arguments)
    {
        var start = new ProcessStartInfo("pwsh") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (var argument in (string[])["-NoProfile", "-NonInteractive", .. arguments]) start.ArgumentList.Add(argument);
        // The test host's own settings must not leak into the sessions: they run as a user's would.
        start.Environment.Remove("DOTNET_STARTUP_HOOKS");
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"pwsh {string.Join(' ', arguments)} took longer than {limit}.");
        }
        return output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
    }

    private static string? Probe()
    {
        try
        {
            var answer = Run(
                TimeSpan.FromMinutes(1), "-Command",
                "\"pwsh $($PSVersionTable.PSVersion.Major).$($PSVersionTable.PSVersion.Minor)\"; (Get-Module Pester -ListAvailable).Version.Major | ForEach-Object { \"pester $_\" }");
            var words = answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is not ["pwsh", var version, .. var rest] || !Version.TryParse(version, out var pwsh)) return $"pwsh does not answer as expected: {answer}";
            if (pwsh < new Version(7, 6)) return $"pwsh is {pwsh}; the module needs 7.6 or later";
            return rest.Any(word => int.TryParse(word, out var pester) && pester >= 5) ? null : "Pester 5 or later is not installed";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "pwsh is not installed";
        }
    }
}
