using System.Diagnostics;
using System.Reflection;
using System.Text;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

/// <summary>What a child process said.</summary>
public sealed record Outcome(int ExitCode, string Output)
{
    public IReadOnlyList<string> Errors { get; } =
        [.. Output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct()];
}

/// <summary>Packs FtcTools.MSBuild once into a feed of its own: no other source, no cache that could hold an older package of the same version.</summary>
public sealed class PackageFixture : IDisposable
{
    public PackageFixture()
    {
        var configuration = typeof(PackageFixture).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var packed = Dotnet(Repository.Root, "pack", Repository.File("src", "FtcTools.MSBuild", "FtcTools.MSBuild.csproj"), "--no-build", "-c", configuration, "-o", Folder["feed"]);
        Assert.True(packed.ExitCode == 0, packed.Output);
        Package = Assert.Single(Directory.GetFiles(Folder["feed"], "*.nupkg"));
        Version = Path.GetFileNameWithoutExtension(Package)["FtcTools.MSBuild.".Length..];
    }

    public TemporaryFolder Folder { get; } = new();

    public string Package { get; }

    public string Version { get; }

    public void Dispose() => Folder.Dispose();

    /// <summary>A project that uses the package, in a folder of its own.</summary>
    public string NewProject(TemporaryFolder folder, string name, string body, string frameworks = "<TargetFramework>net10.0</TargetFramework>")
    {
        folder.Write("Directory.Build.props", "<Project />");
        folder.Write("Directory.Packages.props", "<Project />");
        folder.Write("NuGet.Config", $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{Folder["feed"]}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        return folder.Write($"{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {frameworks}
                <RestorePackagesPath>{Folder["packages"]}</RestorePackagesPath>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="FtcTools.MSBuild" Version="{Version}" PrivateAssets="all" />
              </ItemGroup>
              {body}
            </Project>
            """);
    }

    public static Outcome Build(string project, params string[] arguments) =>
        Dotnet(Path.GetDirectoryName(project)!, ["build", project, "-m:1", "-nologo", "-v:n", "-clp:NoSummary", .. arguments]);

    /// <summary>Runs dotnet; it and its children are gone when this returns.</summary>
    public static Outcome Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // 'dotnet test' runs in MSBuild itself and leaves its paths to its children.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
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
