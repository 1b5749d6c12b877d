using System.Reflection;
using System.Text.Json;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Module.Tests;

/// <summary>The suite in tests/pester, in real PowerShells and under each Pester that users have.</summary>
public abstract class PesterTests(string version, params string[] excluded)
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(8);

    // One session for all of these: it takes longer to start than any of them to run. Every other file has one of its own.
    private const string Together = "Behaviour, Bounds, Completion, Dataset, Model, Region, Report, Update, Views";

    private static readonly string s_packages =
        typeof(PesterTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Packages").Value!;

    /// <summary>By session: its files.</summary>
    public static TheoryData<string> Sessions =>
    [
        Together,
        .. Directory.GetFiles(Repository.File("tests/pester"), "*" + Ending).Select(file => Path.GetFileName(file)[..^Ending.Length])
            .Except(Together.Split(", ")).Order(StringComparer.Ordinal),
    ];

    private const string Ending = ".Tests.ps1";

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Passes(string files) => Check(files, excluded);

    /// <summary>The suite under one Pester.</summary>
    protected void Check(string files, params string[] without)
    {
        var names = files.Split(", ");
        using var folder = new TemporaryFolder();
        var output = PowerShell.Run(
            s_timeLimit,
            ["-File", Repository.File("tests/pester/Run.ps1"), "-Path",
                string.Join(';', names.Select(name => Repository.File("tests/pester", name + Ending))),
            "-PesterVersion", version, "-Packages", s_packages, "-Result", folder["result.json"],
                .. without.SelectMany(tag => new[] { "-ExcludeTag", tag })]);
        Assert.True(File.Exists(folder["result.json"]), $"Pester did not come to an end:\n{output}");
        var run = JsonSerializer.Deserialize<RunResult>(File.ReadAllText(folder["result.json"]))!;
        Assert.True(run.Failures.Length == 0, string.Join("\n\n", run.Failures));
        Assert.Equal(version, run.Pester);
        Assert.Equal(names.Length, run.Passed.Length);
        Assert.True(run.Passed.All(passed => passed > 0), $"no test ran in one of {files}:\n{output}");
    }

    private sealed record RunResult(string Pester, int[] Passed, string[] Skipped, string[] Failures);
}

/// <summary>Pester 5: without what takes long and does not depend on it, but for the long suite.</summary>
public sealed class Pester5Tests() : PesterTests("5.9.1", "Slow")
{
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Sessions))]
    public void Passes_whole(string files) => Check(files);
}

/// <summary>Pester 6: all of it.</summary>
public sealed class Pester6Tests() : PesterTests("6.2.0");
