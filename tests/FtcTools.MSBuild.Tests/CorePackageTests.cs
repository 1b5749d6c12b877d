using System.IO.Compression;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

/// <summary>
/// FtcTools.Core and FtcTools.Models for .NET code without PowerShell: packed, and used by a program in a folder of its own.
/// </summary>
public sealed class CorePackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_builds_and_proves_a_network_with_the_packages_alone()
    {
        Assert.DoesNotContain("Onnx", Packed("FtcTools.Core", "MathNet.Numerics"), StringComparison.OrdinalIgnoreCase);
        Packed("FtcTools.Models", "FtcTools.Core");
        var version = Path.GetFileNameWithoutExtension(Directory.GetFiles(_folder["feed"], "FtcTools.Models.*")
            .Single())["FtcTools.Models.".Length..];

        // What it depends on comes from where this repository has it.
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.Write("Directory.Build.props", "<Project />");
        _folder.Write("NuGet.Config", $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{_folder["feed"]}" /><add key="cache" value="{cache}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        var project = _folder.Write("ä b@1/app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <RestorePackagesPath>{_folder["packages"]}</RestorePackagesPath>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="FtcTools.Models" Version="{version}" /></ItemGroup>
            </Project>
            """);
        _folder.Write("ä b@1/Program.cs", """
            using FtcTools.Constructions;
            using FtcTools.Data;
            using FtcTools.Numerics;
            using FtcTools.Shipping;
            using FtcTools.Shipping.CSharp;
            using FtcTools.Verification;

            var network = Design.Build(SyntheticData.Line([2, 4, 9]), new DesignOptions { Untouched = Untouched.Exact }).Network;
            System.Console.WriteLine($"{network.Neurons} neurons, proven: {Verifier.Verify(network, network.Dataset!, Arithmetic.Exact).Passed}");
            CSharpFile.Write("Patch.cs", Shipment.Of(network, new ShippingTerms { Precision = Arithmetic.Float32 }), new CSharpOptions());
            """);
        var outcome = Dotnet.Run(_folder["ä b@1"], "run", "--project", project).OrThrow();
        Assert.Equal("9 neurons, proven: True", outcome.Output.Trim());
        Assert.Contains("internal static class Patch", File.ReadAllText(_folder["ä b@1/Patch.cs"]), StringComparison.Ordinal);
    }

    // Packs a project and looks at what is in the package; its dependencies.
    private string Packed(string project, string dependency)
    {
        using var zip = ZipFile.OpenRead(Dotnet.Pack(project, _folder["feed"]));
        Assert.Equal(["README.md", $"lib/net10.0/{project}.dll", $"lib/net10.0/{project}.xml"], zip.Entries.Select(entry => entry.FullName)
            .Where(name => name.StartsWith("lib/", StringComparison.Ordinal) || name == "README.md").Order(StringComparer.Ordinal));
        using var nuspec = new StreamReader(zip.GetEntry($"{project}.nuspec")!.Open());
        var text = nuspec.ReadToEnd();
        Assert.Contains($"id=\"{dependency}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PowerShell", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.Build", text, StringComparison.Ordinal);
        return text;
    }
}
