using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace FtcTools.Models.Tests.Support;

/// <summary>The Python of this machine, in which the checker of certificates runs.</summary>
internal static class Python
{
    /// <summary>Why it cannot run here; null where it can.</summary>
    public static string? Missing { get; } = Probe();

    public static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill();
            throw new TimeoutException("python3");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    private static string? Probe()
    {
        try
        {
            return Run("-c", "import sys; sys.exit(sys.version_info < (3, 9))").ExitCode == 0 ? null : "python3 is older than 3.9";
        }
        catch (Win32Exception)
        {
            return "python3 is not installed";
        }
    }
}

/// <summary>A fact that Python decides. Where it is missing there is no such test: one that is skipped says so for all of them.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(Discoverer))]
public sealed class PythonFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line)
{
    private sealed class Discoverer : FactDiscoverer
    {
        public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions options,
            IXunitTestMethod method, IFactAttribute fact) =>
            Python.Missing is null ? base.Discover(options, method, fact) : new([]);
    }
}

/// <inheritdoc cref="PythonFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(Discoverer))]
public sealed class PythonTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
    : TheoryAttribute(file, line)
{
    private sealed class Discoverer : TheoryDiscoverer
    {
        public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions options,
            IXunitTestMethod method, IFactAttribute fact) =>
            Python.Missing is null ? base.Discover(options, method, fact) : new([]);
    }
}
