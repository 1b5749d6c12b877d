using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace FtcTools.Tests;

/// <summary>What a child process said.</summary>
public sealed record Outcome(int ExitCode, string Output)
{
    public IReadOnlyList<string> Errors { get; } =
        [.. Output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct()];

    /// <summary>This, of a process that succeeded.</summary>
    public Outcome OrThrow() => ExitCode == 0 ? this : throw new InvalidOperationException(Output);

    /// <summary>Errors without the project they are of, with paths relative to a folder.</summary>
    public IEnumerable<string> ErrorsIn(string folder) =>
        Errors.Select(line => line[..line.LastIndexOf(" [", StringComparison.Ordinal)]
            .Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
}

/// <summary>The SDK's command line.</summary>
public static class Dotnet
{
    /// <summary>Packs a project of src, as it was built for these tests, into a folder.</summary>
    /// <returns>The package.</returns>
    public static string Pack(string project, string folder)
    {
        var configuration = typeof(Dotnet).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        Run(Repository.Root, "pack", Repository.File("src", project, project + ".csproj"), "--no-build", "-c", configuration, "-o", folder)
            .OrThrow();
        return Directory.GetFiles(folder, "*.nupkg").OrderBy(File.GetCreationTimeUtc).Last();
    }

    /// <summary>Takes out what 'dotnet test', which runs in MSBuild itself, leaves to its children: paths of MSBuild.</summary>
    public static void ForgetTestHost(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            environment.Remove(name);
    }

    /// <summary>Runs dotnet; it and its children are gone when this returns.</summary>
    public static Outcome Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true,
            RedirectStandardError = true };
        ForgetTestHost(start.Environment);
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // As in the tests' own projects: most of what a build runs, it runs once.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        var text = new StringBuilder();
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)}\n{text}");
        }
        process.WaitForExit();
        return new(process.ExitCode, text.ToString());

        void Append(object sender, DataReceivedEventArgs e)
        {
            lock (text) text.Append(e.Data).Append('\n');
        }
    }
}
