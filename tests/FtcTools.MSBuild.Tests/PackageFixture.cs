using FtcTools.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(FtcTools.MSBuild.Tests.PackageFixture))]

namespace FtcTools.MSBuild.Tests;

/// <summary>
/// Packs FtcTools.MSBuild once into a feed of its own: no other source, no cache that could hold an older package of the same version.
/// </summary>
public sealed class PackageFixture : IDisposable
{
    public PackageFixture()
    {
        Package = Dotnet.Pack("FtcTools.MSBuild", Folder["FtcTools/artifacts"]);
        Version = Path.GetFileNameWithoutExtension(Package)["FtcTools.MSBuild.".Length..];
    }

    public TemporaryFolder Folder { get; } = new();

    public string Package { get; }

    public string Version { get; }

    public void Dispose() => Folder.Dispose();

    /// <summary>A project that uses the package, in a folder of its own.</summary>
    public string NewProject(TemporaryFolder folder, string name, string body,
        string frameworks = "<TargetFramework>net10.0</TargetFramework>")
    {
        folder.Write("Directory.Build.props", "<Project />");
        folder.Write("Directory.Packages.props", "<Project />");
        folder.Write("NuGet.Config", $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{Folder["FtcTools/artifacts"]}" /></packageSources>
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
        Dotnet.Run(Path.GetDirectoryName(project)!, ["build", project, "-m:1", "-nologo", "-v:n", "-clp:NoSummary", .. arguments]);
}
