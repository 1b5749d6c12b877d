using System.Reflection;
using System.Text.Json;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Module.Tests;

/// <summary>The suite in tests/pester, each file in a real PowerShell of its own and under each Pester that users have.</summary>
public abstract class PesterTests(string version, params string[] excluded)
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(8);

    private static readonly string s_packages =
        typeof(PesterTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Packages").Value!;

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Repository.File("tests/pester"), "*.Tests.ps1").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Passes(string file) => Check(file, excluded);

    /// <summary>The suite under one Pester.</summary>
    protected void Check(string file, params string[] without)
    {
        using var folder = new TemporaryFolder();
        var output = PowerShell.Run(
            s_timeLimit,
            ["-File", Repository.File("tests/pester/Run.ps1"), "-Path", Repository.File("tests/pester", file),
            "-PesterVersion", version, "-Packages", s_packages, "-Result", folder["result.json"], .. without.SelectMany(tag => new[] { "-ExcludeTag", tag })]);
        Assert.True(File.Exists(folder["result.json"]), $"Pester did not come to an end:\n{output}");
        var run = JsonSerializer.Deserialize<RunResult>(File.ReadAllText(folder["result.json"]))!;
        Assert.True(run.Failures.Length == 0, string.Join("\n\n", run.Failures));
        Assert.Equal(version, run.Pester);
        Assert.True(run.Passed > 0, $"{file} ran no test:\n{output}");
    }

    private sealed record RunResult(string Pester, int Passed, string[] Skipped, string[] Failures);
}

/// <summary>Pester 5: without what takes long and does not depend on it, but for the long suite.</summary>
public sealed class Pester5Tests() : PesterTests("5.9.1", "Slow")
{
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Files))]
    public void Passes_whole(string file) => Check(file);
}

/// <summary>Pester 6: all of it.</summary>
public sealed class Pester6Tests() : PesterTests("6.2.0");
