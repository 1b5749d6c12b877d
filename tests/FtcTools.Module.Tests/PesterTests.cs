using System.Text.Json;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Module.Tests;

/// <summary>The suite in tests/pester, each file in a real PowerShell of its own; skipped, and says why, where that is not installed.</summary>
public sealed class PesterTests
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(4);

    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.File("tests/pester"), "*.Tests.ps1").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Passes(string file)
    {
        Skip.If(PowerShell.Missing is not null, PowerShell.Missing);
        var result = Path.GetTempFileName();
        try
        {
            var output = PowerShell.Run(TimeLimit, "-File", Repository.File("tests/pester/Run.ps1"), "-Path", Repository.File($"tests/pester/{file}"), "-Result", result);
            var text = File.ReadAllText(result);
            Assert.True(text.Length > 0, $"Pester did not come to an end:\n{output}");
            var run = JsonSerializer.Deserialize<RunResult>(text)!;
            Assert.True(run.Failures.Length == 0, string.Join("\n\n", run.Failures));
            Assert.True(run.Passed + run.Skipped > 0, $"{file} ran no test:\n{output}");
            Skip.If(run.Passed == 0, "every test of the file was skipped");
        }
        finally
        {
            File.Delete(result);
        }
    }

    private sealed record RunResult(int Passed, int Skipped, string[] Failures);
}
